#pragma once

// The program as a process: where it runs, what it is given, what comes back.

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/types.h>

#include <catch2/catch.hpp>

namespace souk {

/// How a process ended and what it printed.
struct Ran {
  int code = -1;   ///< exit code; -1: a signal ended it
  int signal = 0;  ///< that signal
  std::string out, err;
};

/// What a process is given beside its words.
struct Given {
  std::vector<std::pair<std::string, std::string>> environment;  ///< on top of the test's own
  std::string out;  ///< file that standard output goes to; empty: it is captured
};

using Words = std::vector<std::string>;

/// A process that runs. Throws std::system_error when none can be started.
class Running {
 public:
  Running(const std::filesystem::path& folder, const Words& words, const Given& given);
  /// Kills and awaits it unless wait() was called.
  ~Running();
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  void kill(int signal) const;
  Ran wait();

 private:
  pid_t process_ = -1;
  int out_ = -1, err_ = -1;  ///< files in memory
};

/// Every file below a folder with its bytes; folders end in "/".
using Listing = std::map<std::string, std::string>;

/// A folder of its own, gone at the end, in which commands run.
class Workplace {
 public:
  Workplace();
  ~Workplace();
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;

  [[nodiscard]] std::string path(const std::string& name) const { return folder_ / name; }
  /// Makes the folders on the way.
  void write(const std::string& name, std::string_view text) const;
  [[nodiscard]] std::string read(const std::string& name) const;
  [[nodiscard]] bool has(const std::string& name) const;
  [[nodiscard]] Listing listing() const;

  /// `souk WORDS...`
  [[nodiscard]] Ran souk(const Words& words, const Given& given = {}) const;
  /// Any program, by its path.
  [[nodiscard]] Ran run(const Words& words, const Given& given = {}) const;
  /// `souk WORDS...`, not awaited.
  [[nodiscard]] Running start(const Words& words) const;

 private:
  std::filesystem::path folder_;
};

/// "a b c" as words.
Words split(const std::string& words);

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// The lines of a text, without their ends.
std::vector<std::string> lines_of(const std::string& text);

/// What follows `title` on its line of a summary, blanks left out; empty if there is no such line.
std::string summary_line(const std::string& out, const std::string& title);

}  // namespace souk
