#pragma once

// What a reader of the event stream sees of jobs and transfers, and what he would work out from it.

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "models/events.hpp"

namespace souk::oracles {

struct JobRow {
  double submit = 0;
  double start = -1;  ///< first computes; -1: never
  double end = -1;    ///< final
  OrderState state = OrderState::unfinished;
};

class JobLog final : public EventSink {
 public:
  /// Jobs submitted before `warmup` are in the log, but out of every measure below.
  /// About `jobs` of them will come.
  JobLog(Seconds warmup, std::uint64_t jobs);

  void on(const Event& event) override;

  [[nodiscard]] const std::vector<JobRow>& rows() const { return rows_; }  ///< by order
  /// When the (last) transfer of a dataset or model ended; NaN if none did.
  [[nodiscard]] double transfer_end(std::uint32_t good) const;

  /// Of the completed jobs (finished or late) after warm-up: the share with a wait (end - submit)
  /// longer than t, the mean wait of those that waited, the variance of end - submit.
  [[nodiscard]] double wait_tail(double t) const;
  [[nodiscard]] double jct_tail(double t) const;
  [[nodiscard]] double mean_wait_of_waiting() const;
  [[nodiscard]] double jct_variance() const;
  /// Mean of the squared wait of completed jobs.
  [[nodiscard]] double mean_square_wait() const;
  /// Mean of start - submit, or of end - submit for those that left without a start, over all jobs
  /// after warm-up.
  [[nodiscard]] double mean_wait_of_all() const;
  /// Longest wait of a completed job, and the wait of the last one submitted.
  [[nodiscard]] double longest_wait() const;
  [[nodiscard]] double last_wait() const;
  /// Share of the time from warm-up to the last end during which n jobs are in the system.
  [[nodiscard]] double share_of_time(std::size_t n) const;
  /// Sum of end - submit over all jobs.
  [[nodiscard]] double total_sojourn() const;
  [[nodiscard]] double latest_end() const;

 private:
  void see(const OrderSubmitted& event);
  void see(const JobStarted& event);
  void see(const OrderFinal& event);
  void see(const TransferQueued& event);
  void see(const TransferEnded& event);
  template <class E>
  void see(const E&) {}

  template <class Keep>
  [[nodiscard]] double share(const Keep& keep) const;
  void integrate() const;

  double warmup_;
  std::vector<JobRow> rows_;
  std::vector<double> ends_;                        ///< in the order of the events: ascending
  std::map<std::uint32_t, std::uint32_t> good_of_;  ///< by transfer
  std::map<std::uint32_t, double> transfer_end_;    ///< by good
  mutable std::vector<double> time_in_;             ///< by number in system; filled once
};

}  // namespace souk::oracles
