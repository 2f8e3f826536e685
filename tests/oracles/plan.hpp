#pragma once

// What an adapter makes of a case: scenarios to run, and what of their outcome meets which expected
// key.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "models/metrics/run_summary.hpp"
#include "models/scenario/scenario.hpp"
#include "tests/oracles/inputs.hpp"
#include "tests/oracles/job_log.hpp"
#include "tests/oracles/tolerance.hpp"

namespace souk::oracles {

/// A run that has ended.
struct Seen {
  const Scenario& scenario;
  const RunSummary& summary;
  const JobLog& log;
};

/// Reads a number off a run. A run of which no probe looks at the log keeps none.
struct Probe {
  template <class Read>
  Probe(Read from, bool needs_log = true) : read{std::move(from)}, logs{needs_log} {}
  double operator()(const Seen& seen) const { return read(seen); }

  std::function<double(const Seen&)> read;
  bool logs;
};

/// A metric of the run's summary; NaN where it is undefined. Throws OracleFault for an unknown
/// name.
Probe metric(std::string_view name);
/// The mean run time of the first consumer's jobs, and the load they offer per GPU, by the laws of
/// the scenario as it was read.
Probe mean_duration();
Probe offered_load();

/// One scenario, as a text for a number of jobs (of the first consumer population's members
/// together), and what is read off each run.
struct Arm {
  std::function<std::string(std::uint64_t jobs)> scenario;
  std::vector<Probe> probes;
};

/// Numbers read off one replication, by arm and probe.
using Sample = std::vector<std::vector<double>>;

/// One number to compare.
struct Check {
  std::string label;  ///< the expected key, "P_N_eq[2]" or "fcfs.start[0]" in a list or table
  double want = 0;
  bool statistical = false;
  Side side = Side::none;
  std::function<double(const Sample&)> got;
};

struct Skip {
  std::string key, reason;
};

struct Plan {
  std::vector<Arm> arms;
  std::vector<Check> checks;
  std::vector<Skip> skips;
};

/// Collects a plan, and sees to it that each expected key is checked or skipped with a reason.
class Draft {
 public:
  Draft(const Case& oracle, const Tolerance& tolerance);

  /// A further scenario; returns its number.
  std::size_t arm(std::function<std::string(std::uint64_t jobs)> scenario);
  /// Each of these does nothing where the case does not expect `key` ("fcfs.start": a key of a
  /// nested table). `what` tells checks of one key apart. A key that the case's stat_keys leave
  /// out is skipped.
  void measure(std::string_view key, std::size_t arm, Probe probe, std::string_view what = {});
  void measure_list(std::string_view key, std::size_t arm, std::size_t length,
                    const std::function<Probe(std::size_t)>& probe);
  /// An expected list of numbers of members, out of `length`: the probe of each gives 1 for one
  /// that belongs to it and 0 for one that does not.
  void measure_set(std::string_view key, std::size_t arm, std::size_t length,
                   const std::function<Probe(std::size_t)>& probe);
  /// The quotient of two arms' probes.
  void measure_ratio(std::string_view key, std::size_t above, std::size_t below, Probe probe);
  /// As measure, but never statistical: what the engine computes without a run's chance.
  void formula(std::string_view key, std::size_t arm, Probe probe);
  /// Also all keys of the nested table `key`.
  void skip(std::string_view key, std::string_view reason);

  /// How long the expected list `key` is; 0 if the case has none.
  [[nodiscard]] std::size_t length(std::string_view key) const;
  /// Throws OracleFault if an expected key was named by none of the above.
  Plan finish();

 private:
  const Node* expected(std::string_view key);
  std::size_t add_probe(std::size_t arm, Probe probe);
  void check(std::string label, std::string_view key, double want,
             std::function<double(const Sample&)> got);
  bool left_out(std::string_view key);

  const Case& oracle_;
  const Tolerance& tolerance_;
  Plan plan_;
  std::set<std::string, std::less<>> named_;
};

}  // namespace souk::oracles
