#include "tests/oracles/job_log.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace souk::oracles {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

bool is_completed(const JobRow& row) {
  return row.state == OrderState::finished || row.state == OrderState::late;
}

}  // namespace

JobLog::JobLog(Seconds warmup, std::uint64_t jobs) : warmup_{warmup.value} {
  rows_.reserve(jobs + jobs / 16);
  ends_.reserve(jobs + jobs / 16);
}

void JobLog::on(const Event& event) {
  std::visit([this](const auto& e) { see(e); }, event);
}

void JobLog::see(const OrderSubmitted& event) {
  if (rows_.size() <= event.order.value) rows_.resize(event.order.value + 1);
  rows_[event.order.value].submit = event.time.value;
}
void JobLog::see(const JobStarted& event) {
  if (event.attempt == 0) rows_.at(event.order.value).start = event.time.value;
}
void JobLog::see(const OrderFinal& event) {
  JobRow& row = rows_.at(event.order.value);
  row.end = event.time.value;
  row.state = event.state;
  ends_.push_back(event.time.value);
}
void JobLog::see(const TransferQueued& event) {
  good_of_[event.transfer.value] = event.good.value;
}
void JobLog::see(const TransferEnded& event) {
  if (event.outcome == Outcome::done)
    transfer_end_[good_of_.at(event.transfer.value)] = event.time.value;
}

double JobLog::transfer_end(std::uint32_t good) const {
  const auto found = transfer_end_.find(good);
  return found == transfer_end_.end() ? none : found->second;
}

template <class Keep>
double JobLog::share(const Keep& keep) const {
  std::uint64_t kept = 0, all = 0;
  for (const JobRow& row : rows_) {
    if (row.submit < warmup_ || !is_completed(row)) continue;
    ++all;
    if (keep(row)) ++kept;
  }
  return all == 0 ? none : static_cast<double>(kept) / static_cast<double>(all);
}

double JobLog::wait_tail(double t) const {
  return share([t](const JobRow& row) { return row.start - row.submit > t; });
}
double JobLog::jct_tail(double t) const {
  return share([t](const JobRow& row) { return row.end - row.submit > t; });
}

double JobLog::mean_wait_of_waiting() const {
  double sum = 0, n = 0;
  for (const JobRow& row : rows_) {
    if (row.submit < warmup_ || !is_completed(row) || !(row.start > row.submit)) continue;
    sum += row.start - row.submit;
    ++n;
  }
  return sum / n;
}

double JobLog::jct_variance() const {
  double mean = 0, squares = 0, n = 0;  // Welford (1962)
  for (const JobRow& row : rows_) {
    if (row.submit < warmup_ || !is_completed(row)) continue;
    const double away = row.end - row.submit - mean;
    mean += away / ++n;
    squares += away * (row.end - row.submit - mean);
  }
  return squares / (n - 1);
}

double JobLog::mean_square_wait() const {
  double sum = 0, n = 0;
  for (const JobRow& row : rows_) {
    if (row.submit < warmup_ || !is_completed(row)) continue;
    sum += (row.start - row.submit) * (row.start - row.submit);
    ++n;
  }
  return sum / n;
}

double JobLog::mean_wait_of_all() const {
  double sum = 0, n = 0;
  for (const JobRow& row : rows_) {
    if (row.submit < warmup_) continue;
    sum += (row.start < 0 ? row.end : row.start) - row.submit;
    ++n;
  }
  return sum / n;
}

double JobLog::longest_wait() const {
  double most = none;
  for (const JobRow& row : rows_)
    if (is_completed(row)) most = std::fmax(most, row.start - row.submit);
  return most;
}

double JobLog::last_wait() const {
  if (rows_.empty() || !is_completed(rows_.back())) return none;
  return rows_.back().start - rows_.back().submit;
}

// Submissions and ends are both in order of time, so N(t) is a merge of the two.
void JobLog::integrate() const {
  double now = warmup_;
  std::size_t in = 0, out = 0;
  while (out < ends_.size()) {
    const bool arrives = in < rows_.size() && rows_[in].submit <= ends_[out];
    const double next = arrives ? rows_[in].submit : ends_[out];
    const std::size_t n = in - out;
    if (next > now) {
      if (time_in_.size() <= n) time_in_.resize(n + 1);
      time_in_[n] += next - now;
      now = next;
    }
    ++(arrives ? in : out);
  }
}

double JobLog::share_of_time(std::size_t n) const {
  if (time_in_.empty()) integrate();
  double all = 0;
  for (const double time : time_in_) all += time;
  return n < time_in_.size() ? time_in_[n] / all : 0;
}

double JobLog::total_sojourn() const {
  double sum = 0;
  for (const JobRow& row : rows_) sum += row.end - row.submit;
  return sum;
}

double JobLog::latest_end() const {
  double last = none;
  for (const JobRow& row : rows_)
    if (is_completed(row)) last = std::fmax(last, row.end);
  return last;
}

}  // namespace souk::oracles
