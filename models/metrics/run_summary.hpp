#pragma once

// What is left of a run when its events are gone: plain values that a forked child hands to its
// parent, a result file stores and `souk reproduce` compares.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/events.hpp"

namespace souk {

enum class MetricFlag : std::uint8_t { measured = 0, no_transfers = 1, undefined = 2 };

/// One row of the metric registry: what `souk list metrics` prints.
struct MetricEntry {
  std::string_view name;       ///< snake_case, ends in its unit where it has one: mean_wait_s
  std::string_view unit;       ///< UDUNITS text: "s", "1", "credit", ...
  std::string_view long_name;  ///< its exact definition, one line
  bool in_summary = false;     ///< printed by `souk run`
};
std::span<const MetricEntry> metric_entries();
/// The place of a metric in metric_entries(). Throws InternalError if none has that name.
std::size_t metric_index(std::string_view name);

struct MetricValue {
  double value = 0;  ///< NaN when undefined
  MetricFlag flag = MetricFlag::measured;
};

/// One agent's totals: a row of /agents.
struct AgentSummary {
  Money spent, earned;
  double surplus_credit = 0;
  double gpu_hours_used = 0,
         gpu_hours_lent = 0;   ///< lent: given by the provider to others than its members
  double gpu_hours_taken = 0;  ///< leased at other sites than its home
  double rho = 0;              ///< mean jct / mean jct of the isolated baseline; NaN without one
  std::uint64_t jobs = 0;      ///< finished or late, after warm-up
  double mean_wait_s = 0, mean_jct_s = 0, p95_wait_s = 0;  ///< NaN when there are none
  std::uint64_t jobs_alone = 0;  ///< in the isolated baseline; these and below NaN or 0 without one
  double mean_wait_alone_s = 0, mean_jct_alone_s = 0, surplus_alone_credit = 0;
};

/// What one member did in a run: an organisation with those whose home it is, or a population; see
/// members.hpp.
struct MemberSummary {
  std::string name;
  double gpus = 0;
  double jobs = 0, jobs_alone = 0;  ///< these and below as in AgentSummary
  double rho = 0, mean_wait_s = 0, mean_wait_alone_s = 0, mean_jct_s = 0, mean_jct_alone_s = 0;
  double p95_wait_s = 0;
  double gpu_hours_used = 0, gpu_hours_lent = 0, gpu_hours_taken = 0;
  double earned_credit = 0, spent_credit = 0, surplus_credit = 0;
  double surplus_change_credit = 0;  ///< less that alone; NaN of those without a home
};

/// One line of the audit: what the books say, and what was found.
struct AuditLine {
  std::string name;  ///< jobs, gpu_seconds, bytes, money, capacity
  double expected = 0, found = 0;
  bool holds = true;
};

struct RunSummary {
  std::uint64_t event_hash = 0;
  std::vector<std::uint64_t> hash_blocks;  ///< one per 65,536 events, the last one partial
  std::uint64_t events = 0;
  Seconds end;
  std::vector<MetricValue> metrics;  ///< in the order of metric_entries()
  std::vector<AgentSummary> agents;  ///< by AgentId
  std::vector<MemberSummary> organisations,
      populations;  ///< the first only where consumers have homes
  std::vector<AuditLine> audit;
  std::vector<std::string>
      notes;  ///< "unstable: ...", "flows_per_link bound 12 times" where it is finite
};

/// The record as bytes and back, exact. `decode` throws std::runtime_error on anything but a whole
/// record.
std::string encode(const RunSummary& summary);
RunSummary decode_run_summary(std::string_view bytes);

}  // namespace souk
