#include "sim/replication.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "models/check.hpp"

namespace souk {
namespace {

struct Child {
  std::size_t index = 0;
  pid_t process = -1;
  int pipe = -1;
  std::string bytes;
};

[[noreturn]] void fail(const char* what) {
  throw std::system_error{errno, std::generic_category(), what};
}

void write_all(int file, const std::string& bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t n = write(file, bytes.data() + done, bytes.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;  // the parent is gone: so is the point of this run
    done += static_cast<std::size_t>(n);
  }
}

/// The child's whole life. 'S' + summary, or 'E' + message, down the pipe.
[[noreturn]] void live(int pipe, std::size_t index, const std::function<RunSummary(std::size_t)>& work) {
  std::string answer;
  try {
    answer = "S" + encode(work(index));
  } catch (const std::exception& error) {
    answer = std::string{"E"} + error.what();
  }
  write_all(pipe, answer);
  _exit(0);  // no destructors, no exit handlers: they belong to the parent
}

Child start(std::size_t index, const std::function<RunSummary(std::size_t)>& work) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) fail("pipe");
  const pid_t process = fork();
  if (process < 0) fail("fork");
  if (process == 0) {
    close(ends[0]);
    live(ends[1], index, work);
  }
  close(ends[1]);
  return {index, process, ends[0], {}};
}

/// Reads what is there. False at the end of the stream.
bool drain(Child& child) {
  char buffer[65536];
  const ssize_t n = read(child.pipe, buffer, sizeof buffer);
  if (n < 0 && errno == EINTR) return true;
  if (n <= 0) return false;
  child.bytes.append(buffer, static_cast<std::size_t>(n));
  return true;
}

ChildResult reap(Child& child) {
  close(child.pipe);
  int status = 0;
  while (waitpid(child.process, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFSIGNALED(status))
    return {std::nullopt, fmt::format("the run's process was ended by signal {}", WTERMSIG(status))};
  if (child.bytes.empty()) return {std::nullopt, "the run's process ended without a word"};
  if (child.bytes[0] != 'S') return {std::nullopt, child.bytes.substr(1)};
  return {decode_run_summary(std::string_view{child.bytes}.substr(1)), {}};
}

}  // namespace

void run_forked(std::size_t count, unsigned workers,
                const std::function<RunSummary(std::size_t)>& work,
                const std::function<void(std::size_t, ChildResult)>& done) {
  std::vector<Child> children;
  std::vector<pollfd> watched;
  std::size_t next = 0;
  while (next < count || !children.empty()) {
    while (next < count && children.size() < workers) children.push_back(start(next++, work));
    watched.clear();
    for (const Child& child : children) watched.push_back({child.pipe, POLLIN, 0});
    if (poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR) fail("poll");
    for (std::size_t i = children.size(); i-- > 0;) {
      if (watched[i].revents == 0 || drain(children[i])) continue;
      ChildResult result = reap(children[i]);
      const std::size_t index = children[i].index;
      children.erase(children.begin() + static_cast<std::ptrdiff_t>(i));
      done(index, std::move(result));
    }
  }
}

RunSummary run_in_child(const std::function<RunSummary()>& work) {
  ChildResult only;
  run_forked(
      1, 1, [&](std::size_t) { return work(); },
      [&](std::size_t, ChildResult result) { only = std::move(result); });
  if (!only.summary) throw InternalError{only.error};
  return *std::move(only.summary);
}

}  // namespace souk
