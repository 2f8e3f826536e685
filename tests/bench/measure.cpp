#include "measure.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <stdexcept>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace souk::bench {
namespace {

double seconds_of(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// The child's whole life: its cost goes down the pipe.
[[noreturn]] void live(int pipe, const std::function<double()>& work) {
  try {
    Cost cost;
    const double cpu = cpu_seconds();
    const double wall = wall_seconds();
    cost.answer = work();
    cost.cpu_s = cpu_seconds() - cpu;
    cost.wall_s = wall_seconds() - wall;
    _exit(write(pipe, &cost, sizeof cost) == static_cast<ssize_t>(sizeof cost) ? 0 : 1);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "souk_bench: %s\n", error.what());
    _exit(1);
  }
}

}  // namespace

double cpu_seconds() {
  return seconds_of(CLOCK_PROCESS_CPUTIME_ID);
}

double wall_seconds() {
  return seconds_of(CLOCK_MONOTONIC);
}

Cost in_child(const std::function<double()>& work) {
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error{"no pipe"};
  std::fflush(stdout);
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error{"no process"};
  if (child == 0) live(ends[1], work);
  close(ends[1]);
  Cost cost;
  const ssize_t got = read(ends[0], &cost, sizeof cost);
  close(ends[0]);
  rusage usage{};
  int status = 0;
  while (wait4(child, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  if (got != static_cast<ssize_t>(sizeof cost) || status != 0)
    throw std::runtime_error{"a measured run ended without an answer"};
  cost.peak_mib = static_cast<double>(usage.ru_maxrss) / 1024;
  return cost;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace souk::bench
