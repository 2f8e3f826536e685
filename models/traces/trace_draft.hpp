#pragma once

// A trace while it is read: jobs in file order, names as they come, rows that were not taken.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "models/traces/csv.hpp"
#include "models/traces/trace.hpp"
#include "models/traces/trace_text.hpp"

namespace souk {

/// Numbers for names, 0 for the first that is asked for, 1 for the next.
class NameTable {
 public:
  std::int32_t number(std::string_view name);
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  // Looked up alone, never walked through.
  std::unordered_map<std::string, std::int32_t, Hash, std::equal_to<>> numbers_;
  std::vector<std::string> names_;
};

class TraceDraft {
 public:
  TraceDraft(std::string_view format, const TraceText& source);

  NameTable users, groups, words, ids, states;

  /// The users' table takes "" for a user who is not named.
  static constexpr std::string_view nobody = "unknown";
  std::uint32_t user(std::string_view name);
  std::int32_t group(std::string_view name);  ///< -1 for ""
  std::int32_t word(std::string_view name);   ///< -1 for ""
  std::int32_t id(std::string_view name);     ///< -1 for ""
  std::int32_t state(std::string_view name);  ///< -1 for ""

  void take(const TraceJob& job) { trace_.jobs.push_back(job); }
  /// A row that is no valid row of the format; more than half of these make the file no such trace.
  void refuse(std::uint64_t line, std::string reason);
  /// A valid row that is no job to replay (never started, no GPU, an earlier attempt).
  void leave_out(std::uint64_t line, std::string reason);
  /// What is taken for granted: a sentence.
  void assume(std::string sentence) { trace_.assumptions.push_back(std::move(sentence)); }

  /// Wall time of time 0 as seconds since 1970.
  void set_epoch(std::int64_t epoch) { trace_.epoch = epoch; }
  [[nodiscard]] const std::vector<TraceJob>& jobs() const { return trace_.jobs; }
  /// Makes the first submission time 0, where times were wall times so far. Does nothing without
  /// jobs.
  void count_from_first_submission();

  /// Calls `take_row` for each row of the table after its header; a BadRow thrown there refuses the
  /// row, and so does a wrong number of columns. Throws ScenarioError for a last row cut off and an
  /// open quote.
  void read_rows(CsvReader& reader, std::size_t columns,
                 const std::function<void(const CsvRow&)>& take_row);

  /// The trace: in submit order, names numbered in the order of the jobs and hashed with `salt`
  /// unless it is empty. Throws ScenarioError if there is no row, no job, or more than half of the
  /// rows are refused.
  Trace finish(std::string_view salt);

 private:
  void check_rows() const;
  void order_jobs();
  void number_names_in_job_order();

  TraceText source_;
  Trace trace_;
  std::uint64_t malformed_ = 0;
};

}  // namespace souk
