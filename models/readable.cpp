#include "models/readable.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace souk {

std::string grouped(std::string_view digits) {
  const std::size_t end = std::min(digits.find('.'), digits.size());
  const std::size_t first = digits[0] == '-' ? 1 : 0;
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > first && i < end && (end - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

std::string readable(double number) {
  const double size = std::fabs(number);
  if (size >= 1e12 || (size < 1e-3 && size > 0)) return fmt::format("{:.3g}", number);
  const int decimals = size >= 1000 || size == 0 ? 0
                       : size >= 100             ? 1
                       : size >= 10              ? 2
                       : size >= 1               ? 3
                                                 : 4;
  std::string text = fmt::format("{:.{}f}", number, decimals);
  if (decimals > 0) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  return grouped(text);
}

}  // namespace souk
