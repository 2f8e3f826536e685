#pragma once

// The lines of an event log, wherever they come from.

#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace souk::cli {

/// Lines of a log file, or of a child process that writes them while it runs.
class EventLines {
 public:
  /// Throws MissingInput; BadResultFile if the first line is not that of a log.
  static EventLines of_file(const std::string& path);
  /// `work` is called in a child with a function that takes whole lines; the child ends with it, or
  /// when this object goes. No thread may exist. Throws std::system_error.
  static EventLines of_child(
      const std::function<void(const std::function<void(std::string_view)>&)>& work);

  EventLines(EventLines&&) noexcept = default;
  /// Waits for the child.
  ~EventLines();

  /// The next line without its end; false: there is none. Throws InternalError with the child's
  /// error if that is why.
  bool next(std::string& line);

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  EventLines(std::FILE* file, int process) : file_{file}, process_{process} {}

  std::unique_ptr<std::FILE, Closer> file_;
  int process_ = -1;
};

}  // namespace souk::cli
