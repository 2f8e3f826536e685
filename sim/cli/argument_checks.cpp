#include "sim/cli/argument_checks.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "models/scenario/words.hpp"

namespace souk::cli {

ArgumentCheck whole_number() {
  return [](const std::string& text) -> std::string {
    std::int64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error == std::errc{} && stop == end && number >= 0) return "";
    return fmt::format("\"{}\" is no whole number in [0, 2^63)", text);
  };
}

ArgumentCheck not_empty() {
  return [](const std::string& text) -> std::string {
    return text.empty() ? "an empty text is given; allowed is any other" : "";
  };
}

ArgumentCheck one_of(std::vector<std::string> known) {
  return [known = std::move(known)](const std::string& text) -> std::string {
    if (std::find(known.begin(), known.end(), text) != known.end()) return "";
    const std::vector<std::string_view> words(known.begin(), known.end());
    return fmt::format("\"{}\" is unknown{}", text, known_words(text, words));
  };
}

}  // namespace souk::cli
