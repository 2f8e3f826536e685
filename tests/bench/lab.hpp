#pragma once

// Measurements that several rows share: each is made once.

#include <compare>
#include <map>
#include <string>

#include "bare_calendar.hpp"
#include "measure.hpp"

namespace souk::bench {

enum class Mechanism { none, posted_offers };

/// The queue as a market: one provider with a host of one GPU per server, one consumer.
struct MarketQueue {
  Queue queue;
  Mechanism mechanism = Mechanism::posted_offers;
  bool jobs_table = false;  ///< /jobs is written to a temporary file

  friend auto operator<=>(const MarketQueue&, const MarketQueue&) = default;
};

/// Souk and the bare calendar on one queue; medians over the repeats, per job.
struct Pair {
  double souk_cpu_s = 0, bare_cpu_s = 0;  ///< per job
  double ratio = 0;                       ///< median of souk / bare of the runs side by side
  double souk_mib = 0;                    ///< peak memory
  bool same = true;                       ///< both found the same mean wait, to 1e-9
};

class Lab {
 public:
  explicit Lab(bool quick) : quick_{quick} {}

  [[nodiscard]] bool quick() const { return quick_; }
  [[nodiscard]] int repeats() const { return quick_ ? 1 : 3; }
  /// The number of jobs of a full run, or a hundredth of it.
  [[nodiscard]] std::uint64_t jobs(std::uint64_t full) const { return quick_ ? full / 100 : full; }

  const Pair& pair(const MarketQueue& market);

 private:
  [[nodiscard]] Pair measure(const MarketQueue& market) const;

  bool quick_;
  std::map<MarketQueue, Pair> made_;
};

/// The scenario of a market queue, as TOML.
std::string scenario_of(const MarketQueue& market);

}  // namespace souk::bench
