#pragma once

// SOUK_CHECK: a broken invariant ends the run, in every build. It is never about user input.

#include <stdexcept>
#include <string_view>

namespace souk {

/// An invariant of the program does not hold: a defect, exit code 70.
struct InternalError : std::logic_error {
  using std::logic_error::logic_error;
};

/// Throws InternalError with the place and the message.
[[noreturn]] void check_failed(std::string_view condition, std::string_view message,
                               std::string_view file, int line);

}  // namespace souk

#define SOUK_CHECK(condition, message)                               \
  do {                                                               \
    if (!(condition)) [[unlikely]]                                   \
      ::souk::check_failed(#condition, message, __FILE__, __LINE__); \
  } while (false)
