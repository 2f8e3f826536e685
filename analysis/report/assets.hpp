#pragma once

// The files that go into every page as they are: scripts, style, licences. The build turns them
// into objects (assets.S.in), so that the program needs no file beside itself.

#include <string_view>

namespace souk::report {

std::string_view vega_js();
std::string_view vega_lite_js();
std::string_view vega_embed_js();
std::string_view vega_interpreter_js();
std::string_view page_js();
std::string_view page_css();
std::string_view licences();

}  // namespace souk::report
