#include "sim/cli/event_lines.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include "analysis/errors.hpp"
#include "analysis/event_log.hpp"
#include "models/check.hpp"
#include "models/scenario/error.hpp"

namespace souk::cli {
namespace {

/// A line that no log has: what follows is why the child ended early.
constexpr std::string_view error_mark = "!";

using Work = std::function<void(const std::function<void(std::string_view)>&)>;

[[noreturn]] void live(int pipe, const Work& work) {
  std::FILE* out = fdopen(pipe, "w");
  const auto write = [out](std::string_view text) {
    if (std::fwrite(text.data(), 1, text.size(), out) != text.size()) _exit(0);  // nobody reads
  };
  try {
    work(write);
  } catch (const std::exception& error) {
    std::string text = error.what();
    for (char& c : text) c = c == '\n' ? ' ' : c;
    write(fmt::format("{}{}\n", error_mark, text));
  }
  std::fclose(out);
  _exit(0);
}

}  // namespace

EventLines EventLines::of_file(const std::string& path) {
  errno = 0;
  EventLines lines{std::fopen(path.c_str(), "re"), -1};
  std::string first;
  if (!lines.file_ || (!lines.next(first) && std::ferror(lines.file_.get()) != 0))
    throw MissingInput{fmt::format("{}: cannot read: {}", path, std::strerror(errno))};
  if (first + "\n" != EventLog::header)
    throw BadResultFile{path, fmt::format("is no event log: a log begins with the line {}",
                                          EventLog::header.substr(0, EventLog::header.size() - 1))};
  std::rewind(lines.file_.get());
  return lines;
}

EventLines EventLines::of_child(const Work& work) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::system_error{errno, std::generic_category(), "pipe"};
  const pid_t process = fork();
  if (process < 0) throw std::system_error{errno, std::generic_category(), "fork"};
  if (process == 0) {
    close(ends[0]);
    live(ends[1], work);
  }
  close(ends[1]);
  return {fdopen(ends[0], "r"), process};
}

EventLines::~EventLines() {
  if (!file_) return;
  file_.reset();  // a child that still writes ends by SIGPIPE
  if (process_ > 0)
    while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
    }
}

bool EventLines::next(std::string& line) {
  char* text = nullptr;
  std::size_t size = 0;
  const ssize_t length = getline(&text, &size, file_.get());
  const std::unique_ptr<char, void (*)(void*)> owner{text, std::free};
  if (length < 0) return false;
  line.assign(text, static_cast<std::size_t>(length));
  if (!line.empty() && line.back() == '\n') line.pop_back();
  if (process_ > 0 && line.starts_with(error_mark))
    throw InternalError{line.substr(error_mark.size())};
  return true;
}

}  // namespace souk::cli
