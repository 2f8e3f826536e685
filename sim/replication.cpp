#include "sim/replication.hpp"

#include <algorithm>
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

/// Runs that follow one another: [first, last).
struct Stretch {
  std::size_t first = 0, last = 0;
};

struct Child {
  Stretch left;  ///< runs whose answers are not read yet
  pid_t process = -1;
  int pipe = -1;
  std::string bytes;  ///< read, and not yet a whole answer
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

/// 'S' + summary, or 'E' + message.
std::string answer_of(std::size_t index, const std::function<RunSummary(std::size_t)>& work) {
  try {
    return "S" + encode(work(index));
  } catch (const std::exception& error) {
    return std::string{"E"} + error.what();
  }
}

/// The child's whole life: an answer for each run, its length before it, down the pipe.
[[noreturn]] void live(pid_t parent, int pipe, Stretch runs,
                       const std::function<RunSummary(std::size_t)>& work) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(0);  // it died before that call
  for (std::size_t index = runs.first; index < runs.last; ++index) {
    const std::string answer = answer_of(index, work);
    const std::uint64_t length = answer.size();
    write_all(pipe, std::string{reinterpret_cast<const char*>(&length), sizeof length} + answer);
  }
  _exit(0);  // no destructors, no exit handlers: they belong to the parent
}

Child start(Stretch runs, const std::function<RunSummary(std::size_t)>& work) {
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
    live(parent, ends[1], runs, work);
  }
  close(ends[1]);
  return {runs, process, ends[0], {}};
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

/// The next whole answer, taken off the child's bytes.
std::optional<std::string> next_answer(Child& child) {
  std::uint64_t length = 0;
  if (child.bytes.size() < sizeof length) return std::nullopt;
  std::memcpy(&length, child.bytes.data(), sizeof length);
  if (child.bytes.size() - sizeof length < length) return std::nullopt;
  std::string answer = child.bytes.substr(sizeof length, length);
  child.bytes.erase(0, sizeof length + length);
  return answer;
}

ChildResult failed(std::string why) {
  return {std::nullopt, std::move(why)};
}

ChildResult result_of(const std::string& answer) {
  if (answer.empty() || answer[0] != 'S') return failed(answer.empty() ? "" : answer.substr(1));
  try {
    return {decode_run_summary(std::string_view{answer}.substr(1)), {}};
  } catch (const std::runtime_error& error) {
    return failed(fmt::format("the run's record cannot be read: {}", error.what()));
  }
}

/// What to say of the run that a child was at when it ended.
ChildResult end_of_run(int status) {
  if (!WIFSIGNALED(status))
    return failed(
        fmt::format("the run's process ended with status {}, without a word", WEXITSTATUS(status)));
  const int signal = WTERMSIG(status);
  const char* name = sigabbrev_np(signal);
  return failed("the run's process was ended by " +
                (name == nullptr ? fmt::format("signal {}", signal) : fmt::format("SIG{}", name)));
}

/// Hands out the runs and hears the answers.
class Foreman {
 public:
  Foreman(std::size_t count, Crew crew, const std::function<RunSummary(std::size_t)>& work,
          const std::function<void(std::size_t, ChildResult)>& done)
      : crew_{crew}, work_{work}, done_{done} {
    open(0, count);
  }

  [[nodiscard]] bool busy() const { return !open_.empty() || !children_.running.empty(); }

  void start_children(const std::function<void(std::size_t)>& prepare) {
    while (!open_.empty() && children_.running.size() < crew_.workers) {
      const Stretch runs = take();
      if (prepare) prepare(runs.first);
      children_.running.push_back(start(runs, work_));
    }
  }

  /// Waits until there is something to hear, and hears it.
  void hear_children() {
    std::vector<Child>& running = children_.running;
    watched_.clear();
    for (const Child& child : running) watched_.push_back({child.pipe, POLLIN, 0});
    if (poll(watched_.data(), watched_.size(), -1) < 0 && errno != EINTR) fail("poll");
    for (std::size_t i = running.size(); i-- > 0;)
      if (watched_[i].revents != 0) hear(i);
  }

 private:
  void open(std::size_t first, std::size_t last) {
    if (first < last) open_.push_back({first, last});
    left_ += last - first;
  }

  /// A fourth of what each worker has still to do, so that none is left with much at the end.
  Stretch take() {
    const std::size_t fair = std::clamp<std::size_t>(left_ / (4 * crew_.workers), 1, crew_.share);
    const Stretch from = open_.back();
    const Stretch runs{from.first, std::min(from.first + fair, from.last)};
    open_.pop_back();
    left_ -= from.last - from.first;
    open(runs.last, from.last);
    return runs;
  }

  void hear(std::size_t i) {
    Child& child = children_.running[i];
    const bool goes_on = drain(child);
    while (const auto answer = next_answer(child)) done_(child.left.first++, result_of(*answer));
    if (goes_on) return;
    const Child over = std::move(child);
    children_.running.erase(children_.running.begin() + static_cast<std::ptrdiff_t>(i));
    close(over.pipe);
    const int status = wait_for(over.process);
    if (over.left.first == over.left.last) return;
    open(over.left.first + 1, over.left.last);
    done_(over.left.first, end_of_run(status));
  }

  Crew crew_;
  const std::function<RunSummary(std::size_t)>& work_;
  const std::function<void(std::size_t, ChildResult)>& done_;
  std::vector<Stretch> open_;  ///< to be started, the next one last
  std::size_t left_ = 0;       ///< runs in them
  Children children_;
  std::vector<pollfd> watched_;  ///< scratch
};

}  // namespace

void run_forked(std::size_t count, Crew crew, const std::function<RunSummary(std::size_t)>& work,
                const std::function<void(std::size_t, ChildResult)>& done,
                const std::function<void(std::size_t)>& prepare) {
  SOUK_CHECK(crew.workers >= 1 && crew.share >= 1, "a run needs a worker");
  Foreman foreman{count, crew, work, done};
  while (foreman.busy()) {
    foreman.start_children(prepare);
    foreman.hear_children();
  }
}

RunSummary run_in_child(const std::function<RunSummary()>& work) {
  ChildResult only;
  run_forked(
      1, {}, [&](std::size_t) { return work(); },
      [&](std::size_t, ChildResult result) { only = std::move(result); });
  if (!only.summary) throw InternalError{only.error};
  return *std::move(only.summary);
}

}  // namespace souk
