#include "models/check.hpp"

#include <fmt/format.h>

namespace souk {

void check_failed(std::string_view condition, std::string_view message, std::string_view file,
                  int line) {
  throw InternalError{fmt::format("{}:{}: {} ({})", file, line, message, condition)};
}

}  // namespace souk
