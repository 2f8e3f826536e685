#include "sim/cli/exit_code.hpp"

#include <cstdio>
#include <exception>
#include <new>

#include <fmt/format.h>

#include "analysis/errors.hpp"
#include "gpu/backend.hpp"
#include "models/scenario/error.hpp"
#include "sim/cli/chromium.hpp"
#include "sim/cli/commands.hpp"

namespace souk::cli {

int complain(int code, const std::string& text) {
  fmt::print(stderr, "{}\n", text);
  return code;
}

int printed(int code) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
  return complain(exit_cannot_write, "souk: standard output cannot be written");
}

int exit_code_of(const std::function<int()>& command) try {
  return printed(command());
} catch (const UsageError& error) {
  return complain(exit_usage, error.what());
} catch (const ScenarioError& error) {
  return complain(exit_bad_input, error.what());
} catch (const MissingInput& error) {
  return complain(exit_missing_input, error.what());
} catch (const BadResultFile& error) {
  return complain(exit_bad_input, error.what());
} catch (const NoDevice& error) {
  return complain(exit_no_device, fmt::format("souk: {}", error.what()));
} catch (const NoBrowser& error) {
  return complain(exit_no_device, error.what());
} catch (const CannotWrite& error) {
  return complain(error.exit_code(), error.what());
} catch (const std::bad_alloc&) {
  return complain(exit_internal, "souk: out of memory");
} catch (const std::exception& error) {
  if (std::ferror(stdout) != 0) return printed(exit_cannot_write);
  return complain(exit_internal, fmt::format("souk: internal error: {}", error.what()));
}

}  // namespace souk::cli
