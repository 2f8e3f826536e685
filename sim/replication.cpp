#include "sim/replication.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
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

int wait_for(pid_t process) {
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

/// Those that run. Whoever is left when this goes (an error is on its way) is ended.
struct Children {
  std::vector<Child> running;

  Children() = default;
  Children(const Children&) = delete;
  Children& operator=(const Children&) = delete;
  ~Children() {
    for (const Child& child : running) {
      kill(child.process, SIGKILL);
      close(child.pipe);
      wait_for(child.process);
    }
  }
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
[[noreturn]] void live(pid_t parent, int pipe, std::size_t index,
                       const std::function<RunSummary(std::size_t)>& work) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(0);  // it died before that call
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
  std::fflush(nullptr);  // or a child that flushes prints what the parent had still to print
  const pid_t parent = getpid();
  const pid_t process = fork();
  if (process < 0) {
    const int error = errno;
    close(ends[0]);
    close(ends[1]);
    errno = error;
    fail("fork");
  }
  if (process == 0) {
    close(ends[0]);
    live(parent, ends[1], index, work);
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

std::string signal_text(int signal) {
  const char* name = sigabbrev_np(signal);
  return name == nullptr ? fmt::format("signal {}", signal) : fmt::format("SIG{}", name);
}

/// What the child said, or how it ended.
ChildResult result_of(const Child& child, int status) {
  const auto no = [](std::string why) { return ChildResult{std::nullopt, std::move(why)}; };
  if (WIFSIGNALED(status))
    return no("the run's process was ended by " + signal_text(WTERMSIG(status)));
  if (child.bytes.empty())
    return no(
        fmt::format("the run's process ended with status {}, without a word", WEXITSTATUS(status)));
  if (child.bytes[0] != 'S') return no(child.bytes.substr(1));
  try {
    return {decode_run_summary(std::string_view{child.bytes}.substr(1)), {}};
  } catch (const std::runtime_error& error) {
    return no(fmt::format("the run's record cannot be read: {}", error.what()));
  }
}

}  // namespace

void run_forked(std::size_t count, unsigned workers,
                const std::function<RunSummary(std::size_t)>& work,
                const std::function<void(std::size_t, ChildResult)>& done,
                const std::function<void(std::size_t)>& prepare) {
  SOUK_CHECK(workers >= 1, "a run needs a worker");
  Children children;
  std::vector<Child>& running = children.running;
  std::vector<pollfd> watched;
  std::size_t next = 0;
  while (next < count || !running.empty()) {
    while (next < count && running.size() < workers) {
      if (prepare) prepare(next);
      running.push_back(start(next++, work));
    }
    watched.clear();
    for (const Child& child : running) watched.push_back({child.pipe, POLLIN, 0});
    if (poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR) fail("poll");
    for (std::size_t i = running.size(); i-- > 0;) {
      if (watched[i].revents == 0 || drain(running[i])) continue;
      const Child over = std::move(running[i]);
      running.erase(running.begin() + static_cast<std::ptrdiff_t>(i));
      close(over.pipe);
      done(over.index, result_of(over, wait_for(over.process)));
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
