#pragma once

// What a command ends with: its own exit code, or the one of what it throws.

#include <functional>
#include <string>

namespace souk::cli {

/// Prints a line on standard error; returns `code`.
int complain(int code, const std::string& text);
/// `code`, or 74 if what was printed has not arrived.
int printed(int code);
/// Calls the command; every error ends in a message and its exit code.
int exit_code_of(const std::function<int()>& command);

}  // namespace souk::cli
