#include "bare_calendar.hpp"

#include <deque>
#include <functional>
#include <queue>
#include <vector>

#include "models/math/elementary.hpp"
#include "models/random/stream.hpp"

namespace souk::bench {
namespace {

struct Entry {
  double time;
  std::uint64_t id;
  friend bool operator>(const Entry& a, const Entry& b) {
    return a.time > b.time || (a.time == b.time && a.id > b.id);
  }
};

struct Job {
  double submit, service;
};

double exponential(double mean, Stream& stream) {
  return -math::log(stream.uniform()) * mean;
}

}  // namespace

double bare_mean_wait(const Queue& queue, const char* consumer) {
  constexpr std::uint64_t arrival = 0;  // the id of an arrival; of a departure: its job, from 1
  Stream arrivals{1, 0, "jobs.arrivals", name_hash(consumer)};
  Stream services{1, 0, "jobs.duration", name_hash(consumer)};
  const double mean_gap = 1 / queue.arrivals_per_second();
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> calendar;
  std::deque<Job> waiting;
  std::uint64_t arrived = 0;
  std::uint64_t started = 0;
  std::uint32_t busy = 0;
  double waits = 0;
  calendar.push({exponential(mean_gap, arrivals), arrival});
  while (!calendar.empty()) {
    const Entry now = calendar.top();
    calendar.pop();
    if (now.id == arrival) {
      waiting.push_back({now.time, exponential(queue.mean_service, services)});
      if (++arrived < queue.jobs)
        calendar.push({now.time + exponential(mean_gap, arrivals), arrival});
    } else {
      --busy;
    }
    while (busy < queue.servers && !waiting.empty()) {
      const Job job = waiting.front();
      waiting.pop_front();
      ++busy;
      waits += now.time - job.submit;
      calendar.push({now.time + job.service, ++started});
    }
  }
  return waits / static_cast<double>(started);
}

}  // namespace souk::bench
