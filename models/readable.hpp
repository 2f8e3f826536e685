#pragma once

// Numbers as people read them.

#include <string>
#include <string_view>

namespace souk {

/// "1234567" -> "1,234,567"; keeps a sign and a fraction.
std::string grouped(std::string_view digits);
/// Three to four significant digits: "0.8123", "12.3", "1,234". Requires that it is not NaN.
std::string readable(double number);

}  // namespace souk
