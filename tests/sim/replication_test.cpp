#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

#include <catch2/catch.hpp>

#include "child_run.hpp"
#include "market_texts.hpp"
#include "models/check.hpp"
#include "sim/replication.hpp"

using namespace souk;

namespace {

using Results = std::map<std::size_t, ChildResult>;

/// All results, by index; fails the test where one comes twice.
Results run_all(std::size_t count, Crew crew, const std::function<RunSummary(std::size_t)>& work) {
  Results results;
  run_forked(count, crew, work, [&](std::size_t index, ChildResult result) {
    CHECK(results.emplace(index, std::move(result)).second);
  });
  return results;
}

RunSummary numbered(std::size_t index) {
  RunSummary summary;
  summary.event_hash = 1000 + index;
  return summary;
}

void use_default_signals() {
  for (const int number : {SIGSEGV, SIGABRT, SIGFPE, SIGTERM})
    signal(number, SIG_DFL);  // not Catch's
}

/// Two ends of a pipe; `write_end` is open in every child made while this lives.
struct Pipe {
  int read_end = -1, write_end = -1;
  Pipe() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error{"no pipe"};
    read_end = ends[0];
    write_end = ends[1];
  }
  ~Pipe() {
    close(read_end);
    if (write_end >= 0) close(write_end);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close_write_end() { close(std::exchange(write_end, -1)); }
  /// One byte, 0 at the end of the stream, -1 if neither comes within 10 s.
  [[nodiscard]] int read_one() const {
    pollfd watched{read_end, POLLIN, 0};
    if (poll(&watched, 1, 10'000) <= 0) return -1;
    char byte = 0;
    return read(read_end, &byte, 1) == 1 ? 1 : 0;
  }
};

}  // namespace

TEST_CASE("every index comes back once, whatever the workers and the order of ends",
          "[replication][contract]") {
  const Crew crew =
      GENERATE(Crew{1, 1}, Crew{2, 1}, Crew{8, 1}, Crew{1, 7}, Crew{2, 3}, Crew{8, 64});
  // The first of each eight ends last.
  const Results results = run_all(40, crew, [](std::size_t index) {
    usleep(static_cast<unsigned>(200 * (8 - index % 8)));
    return numbered(index);
  });
  CHECK(results.size() == 40);
  for (const auto& [index, result] : results) {
    REQUIRE(result.summary);
    CHECK(result.summary->event_hash == 1000 + index);
    CHECK(result.error.empty());
  }
  CHECK(run_all(0, crew, numbered).empty());
}

TEST_CASE("no more children live at once than there are workers", "[replication][contract]") {
  // Each child writes one byte when it begins and takes one away when it ends.
  const Pipe alive;
  fcntl(alive.read_end, F_SETFL, O_NONBLOCK);
  const Results results = run_all(30, {.workers = 3}, [&](std::size_t index) {
    if (write(alive.write_end, "x", 1) != 1) throw std::runtime_error{"cannot write"};
    RunSummary summary = numbered(index);
    usleep(1000);
    int waiting = 0;
    ioctl(alive.read_end, FIONREAD, &waiting);
    summary.events = static_cast<std::uint64_t>(waiting);
    char byte = 0;
    if (read(alive.read_end, &byte, 1) != 1) throw std::runtime_error{"cannot read"};
    return summary;
  });
  for (const auto& [index, result] : results) CHECK(result.summary->events <= 3);
}

TEST_CASE("a child that throws gives its text, and the others are unharmed",
          "[replication][contract]") {
  const Results results = run_all(6, {.workers = 2}, [](std::size_t index) {
    if (index == 2) throw std::runtime_error{"no such link"};
    if (index == 4) SOUK_CHECK(index != 4, "four is broken");
    return numbered(index);
  });
  CHECK(results.at(2).error == "no such link");
  CHECK(results.at(4).error.find("four is broken") != std::string::npos);
  CHECK_FALSE(results.at(2).summary);
  for (const std::size_t index : {0U, 1U, 3U, 5U}) CHECK(results.at(index).summary);
}

TEST_CASE("a child that dies is named by its signal, and the others are unharmed",
          "[replication][contract]") {
  const Results results = run_all(6, {.workers = 3}, [](std::size_t index) {
    use_default_signals();
    if (index == 1) std::abort();
    if (index == 2) raise(SIGKILL);
    if (index == 3) _exit(9);
    return numbered(index);
  });
  CHECK(results.at(1).error == "the run's process was ended by SIGABRT");
  CHECK(results.at(2).error == "the run's process was ended by SIGKILL");
  CHECK(results.at(3).error == "the run's process ended with status 9, without a word");
  for (const std::size_t index : {0U, 4U, 5U}) CHECK(results.at(index).summary);
}

TEST_CASE("of the runs that share a child, one that throws or kills it fails alone",
          "[replication][contract]") {
  const unsigned workers = GENERATE(1U, 3U);
  const Results results = run_all(200, {.workers = workers, .share = 16}, [](std::size_t index) {
    use_default_signals();
    if (index % 50 == 7) throw std::runtime_error{"no such link"};
    if (index % 50 == 21) raise(SIGKILL);
    if (index == 199) _exit(9);
    return numbered(index);
  });
  REQUIRE(results.size() == 200);
  for (const auto& [index, result] : results) {
    if (index % 50 == 7)
      CHECK(result.error == "no such link");
    else if (index % 50 == 21)
      CHECK(result.error == "the run's process was ended by SIGKILL");
    else if (index == 199)
      CHECK(result.error == "the run's process ended with status 9, without a word");
    else
      CHECK(result.summary.value().event_hash == 1000 + index);
  }
}

TEST_CASE("children share the runs out: few forks, and no run waits behind many at the end",
          "[replication]") {
  // Every child says which process did a run.
  const Results results = run_all(400, {.workers = 2, .share = 32}, [](std::size_t index) {
    RunSummary summary = numbered(index);
    summary.events = static_cast<std::uint64_t>(getpid());
    return summary;
  });
  std::map<std::uint64_t, std::size_t> runs_of;
  for (const auto& [index, result] : results) ++runs_of[result.summary.value().events];
  CHECK(runs_of.size() < 100);  // 4 runs a fork or more
  for (const auto& [process, runs] : runs_of) CHECK(runs <= 32);
  CHECK(runs_of.at(results.at(399).summary->events) == 1);
}

TEST_CASE("summaries longer than a pipe's buffer come back exact", "[replication][contract]") {
  const auto large = [](std::size_t index) {
    RunSummary summary = numbered(index);
    for (std::uint64_t block = 0; block < 100'000; ++block)  // 800 kB; a pipe holds 64
      summary.hash_blocks.push_back(block * 0x9e3779b97f4a7c15 + index);
    summary.notes.assign(3, std::string(70'000, static_cast<char>('a' + index)));
    return summary;
  };
  const Results results = run_all(6, {.workers = 4}, large);
  for (const auto& [index, result] : results) {
    REQUIRE(result.summary);
    CHECK(encode(*result.summary) == encode(large(index)));
  }
}

TEST_CASE("one worker and two give the same summaries, bit for bit", "[replication][contract]") {
  const Scenario scenario = scenario_of(market_texts()[0].text);
  const auto run = [&](std::size_t replication) {
    return simulate(scenario, {.replication = static_cast<std::uint32_t>(replication)});
  };
  const Results one = run_all(6, {.workers = 1}, run), two = run_all(6, {.workers = 2}, run);
  std::set<std::uint64_t> hashes;
  for (const auto& [index, result] : one) {
    REQUIRE(result.summary);
    CHECK(encode(*result.summary) == encode(*two.at(index).summary));
    hashes.insert(result.summary->event_hash);
  }
  CHECK(hashes.size() == 6);
}

TEST_CASE("run_in_child returns the summary, or throws the child's error", "[replication]") {
  CHECK(run_in_child([] { return numbered(5); }).event_hash == 1005);
  CHECK_THROWS_WITH(run_in_child([]() -> RunSummary { throw std::runtime_error{"so it is"}; }),
                    "so it is");
  CHECK_THROWS_AS(run_in_child([]() -> RunSummary { _exit(0); }), InternalError);
}

TEST_CASE("children die with a parent that is killed", "[replication][contract]") {
  Pipe life;
  const pid_t parent = fork();
  if (parent == 0) {
    use_default_signals();
    run_forked(
        2, {.workers = 2},
        [&](std::size_t) -> RunSummary {
          if (write(life.write_end, "x", 1) == 1)
            for (;;) pause();
          _exit(1);
        },
        [](std::size_t, ChildResult) {});
    _exit(0);
  }
  life.close_write_end();
  CHECK(life.read_one() == 1);
  CHECK(life.read_one() == 1);  // both run
  kill(parent, SIGKILL);
  waitpid(parent, nullptr, 0);
  CHECK(life.read_one() == 0);  // nobody holds the other end any more
}

TEST_CASE("children end when their parent's `done` throws", "[replication][contract]") {
  Pipe life;
  const auto work = [&](std::size_t index) {
    if (index > 0)
      for (;;) pause();
    return numbered(index);
  };
  const auto done = [](std::size_t, const ChildResult&) { throw std::runtime_error{"disk full"}; };
  CHECK_THROWS_WITH(run_forked(3, {.workers = 3}, work, done), "disk full");
  life.close_write_end();
  CHECK(life.read_one() == 0);
  CHECK(waitpid(-1, nullptr, WNOHANG) == -1);  // none is left to wait for
}

TEST_CASE("what the parent has printed is printed once", "[replication]") {
  std::FILE* file = std::tmpfile();
  REQUIRE(file != nullptr);
  std::fputs("once\n", file);
  run_all(3, {.workers = 1}, [&](std::size_t index) {
    std::fflush(nullptr);  // as SimGrid does
    return numbered(index);
  });
  std::fflush(file);
  CHECK(std::ftell(file) == 5);
  CHECK(lseek(fileno(file), 0, SEEK_END) == 5);
  std::fclose(file);
}
