#pragma once

// Chromium without a window, as a program that draws: one child process, spoken to over a socket.

#include <filesystem>
#include <stdexcept>
#include <string>

#include <nlohmann/json.hpp>

#include <sys/types.h>

namespace souk::cli {

/// There is no Chromium here, or it does not start, ends or hangs. Exit code 69.
struct NoBrowser : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The first of chromium, chromium-browser and google-chrome in PATH, with a profile of its own in
/// `folder` and no way to any network. It opens no port: the DevTools protocol goes over file
/// descriptors. What it says on its standard error is thrown away.
///
/// Source: https://chromedevtools.github.io/devtools-protocol, --remote-debugging-pipe.
class Chromium {
 public:
  /// Throws NoBrowser.
  explicit Chromium(const std::filesystem::path& folder);
  /// Asks it to end, and ends it if it has not within 5 s.
  ~Chromium();
  Chromium(const Chromium&) = delete;
  Chromium& operator=(const Chromium&) = delete;

  /// The result of a method of the protocol, in the page of open(). Throws std::runtime_error if
  /// Chromium refuses it, NoBrowser if it ends or says nothing for two minutes.
  nlohmann::json call(const std::string& method, nlohmann::json params = nlohmann::json::object());
  /// A new, empty page for what follows. Throws as call.
  void open();
  /// The value of an expression, awaited if it is a promise. Throws also if the expression does.
  nlohmann::json value_of(const std::string& expression);

 private:
  nlohmann::json next();

  pid_t process_ = -1;
  int socket_ = -1;
  int number_ = 0;
  std::string session_, received_;
};

}  // namespace souk::cli
