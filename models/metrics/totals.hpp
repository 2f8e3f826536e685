#pragma once

// What the fold adds up and the formulas of the registry read.

#include <array>
#include <cstdint>
#include <limits>

#include "models/units.hpp"

namespace souk {

/// Integrals over time since the start of the observed window, and what they integrate.
struct TimeTotals {
  double now = 0, window_start = 0;
  std::int64_t in_system = 0;  ///< submitted, not final
  std::int64_t computing = 0;  ///< of them, those between JobStarted and JobEnded
  std::int64_t leased = 0;     ///< GPUs
  std::int64_t moving_data = 0, moving_models = 0;  ///< transfers in progress
  double in_system_s = 0, queue_s = 0, leased_s = 0, busy_s = 0, moving_data_s = 0,
         moving_models_s = 0;

  /// Requires to >= now.
  void advance(double to) {
    const double dt = to - now;
    now = to;
    in_system_s += static_cast<double>(in_system) * dt;
    queue_s += static_cast<double>(in_system - computing) * dt;
    leased_s += static_cast<double>(leased) * dt;
    if (in_system > 0) busy_s += dt;
    if (moving_data > 0) moving_data_s += dt;
    if (moving_models > 0) moving_models_s += dt;
  }
  void open_window() {
    window_start = now;
    in_system_s = queue_s = leased_s = busy_s = moving_data_s = moving_models_s = 0;
  }
};

/// Sums over counted jobs: those submitted after warm-up.
struct JobTotals {
  std::uint64_t submitted = 0;
  std::array<std::uint64_t, 7> by_state{};  ///< by OrderState
  double wait_s = 0, jct_s = 0;             ///< these and below: of finished and late jobs
  double slowdown = 0, bounded_slowdown = 0;
  std::uint64_t with_run_time = 0;            ///< those whose run time is > 0
  double work_gpu_s = 0, occupied_gpu_s = 0;  ///< w, and g (end - submit)
  double value_credit = 0;
  double first_submit = std::numeric_limits<double>::infinity();  ///< of all counted jobs
  double last_end = -std::numeric_limits<double>::infinity();
  std::uint64_t admitted = 0,
                waited = 0;  ///< not refused; of them, those that did not start at once
  std::uint64_t restarts = 0;
  double leased_gpu_s = 0, useful_gpu_s = 0, lost_gpu_s = 0;
  double lease_cost_credit = 0;  ///< reserve price x leased GPU-hours
};

struct MoneyTotals {
  Money spent, revenue, seller_fees, fees;       ///< of counted orders
  double traded_gpu_s = 0, traded_credit_s = 0;  ///< quantity, and price x quantity
  /// Of the whole run: out of buyers' and sellers' wallets, fees, surplus and subsidy, less into
  /// them.
  Money residual;
};

/// Of counted orders.
struct TransferTotals {
  std::uint64_t accesses = 0, hits = 0, data_accesses = 0, model_accesses = 0;
  std::uint64_t accessed_models = 0;  ///< with which a job started; likewise the bytes
  double accessed_data_bytes = 0;
  std::uint64_t started = 0, data_transfers = 0, model_transfers = 0;
  double data_s = 0, model_s = 0, waited_s = 0, moved_bytes = 0;
};

/// All a formula may use.
struct Totals {
  TimeTotals time;
  JobTotals jobs;
  MoneyTotals money;
  TransferTotals transfers;
  double gpus = 0;
  bool observed = false;                                    ///< the run got past its warm-up
  std::array<double, 3> wait_quantiles{};                   ///< p50, p95, p99
  std::array<double, 2> jct_quantiles{};                    ///< p95, p99
  double jain = 0, gini = 0;                                ///< over consumers' used GPU-hours
  double rho_mean = 0, rho_max = 0, sharing_incentive = 0;  ///< NaN without a baseline

  [[nodiscard]] double observed_s() const { return observed ? time.now - time.window_start : 0; }
  [[nodiscard]] double completed() const {
    return static_cast<double>(jobs.by_state[0] + jobs.by_state[1]);
  }
};

}  // namespace souk
