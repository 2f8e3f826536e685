#include "analysis/report/assets.hpp"

#include <cstddef>

// Each file lies between two symbols of the object that the assembler makes.
#define SOUK_ASSET(name)                                                                    \
  extern "C" const char souk_asset_##name##_begin[], souk_asset_##name##_end[];             \
  std::string_view souk::report::name() {                                                   \
    return {souk_asset_##name##_begin,                                                      \
            static_cast<std::size_t>(souk_asset_##name##_end - souk_asset_##name##_begin)}; \
  }

SOUK_ASSET(vega_js)
SOUK_ASSET(vega_lite_js)
SOUK_ASSET(vega_embed_js)
SOUK_ASSET(vega_interpreter_js)
SOUK_ASSET(page_js)
SOUK_ASSET(page_css)
SOUK_ASSET(licences)
