#include "models/traces/sacct_fields.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "models/traces/cell.hpp"
#include "models/traces/csv.hpp"

namespace souk {
namespace {

// In the order of SlurmState.
constexpr std::array<std::string_view, 17> state_names{
    "BOOT_FAIL", "CANCELLED", "COMPLETED",     "COMPLETING", "CONFIGURING", "DEADLINE",
    "FAILED",    "NODE_FAIL", "OUT_OF_MEMORY", "PENDING",    "PREEMPTED",   "REQUEUED",
    "RESIZING",  "REVOKED",   "RUNNING",       "SUSPENDED",  "TIMEOUT"};

}  // namespace

std::optional<SlurmState> find_slurm_state(std::string_view cell) {
  cell = trimmed(cell);
  std::string_view word = cell.substr(0, cell.find(' '));
  if (word.ends_with('+')) word.remove_suffix(1);  // a name cut by a column width
  const auto found = std::ranges::find_if(state_names, [&](std::string_view name) {
    return name == word || (cell.ends_with('+') && !word.empty() && name.starts_with(word));
  });
  if (found == state_names.end()) return {};
  return static_cast<SlurmState>(found - state_names.begin());
}

SlurmState read_slurm_state(std::string_view cell) {
  if (const auto state = find_slurm_state(cell)) return *state;
  cell = trimmed(cell);
  throw BadRow{fmt::format("State is {}; known: {}", cell.empty() ? "empty" : quoted_cell(cell),
                           slurm_state_names())};
}

std::string slurm_state_names() {
  return fmt::format("{}", fmt::join(state_names, ", "));
}

std::string_view slurm_state_name(SlurmState state) {
  return state_names[static_cast<std::size_t>(state)];
}

bool stopped_early(SlurmState state) {
  switch (state) {
    case SlurmState::boot_fail:
    case SlurmState::deadline:
    case SlurmState::node_fail:
    case SlurmState::preempted:
    case SlurmState::requeued:
    case SlurmState::timeout:
      return true;
    default:
      return false;
  }
}

TresGpus read_tres_gpus(std::string_view cell) {
  TresGpus gpus;
  std::int64_t typed = 0, most = 0, types = 0;
  bool total_given = false;
  while (!cell.empty()) {
    const std::size_t stop = std::min(cell.find(','), cell.size());
    const std::string_view item = trimmed(cell.substr(0, stop));
    cell.remove_prefix(std::min(stop + 1, cell.size()));
    const std::size_t equals = item.find('=');
    const std::string_view name = item.substr(0, equals);
    constexpr std::string_view total = "gres/gpu", by_type = "gres/gpu:";
    if (name != total && !name.starts_with(by_type)) continue;
    const std::string_view number = equals == std::string_view::npos ? "" : item.substr(equals + 1);
    const std::int64_t count = read_count(number, name, 0, most_gpus);
    if (name == total) {
      gpus.count = count;
      total_given = true;
      continue;
    }
    typed += count;
    types += count > 0 ? 1 : 0;
    if (count <= most) continue;
    most = count;
    gpus.device = name.substr(by_type.size());
  }
  if (!total_given) gpus.count = std::min(typed, static_cast<std::int64_t>(most_gpus));
  gpus.several_types = types > 1;
  return gpus;
}

std::optional<std::int64_t> read_slurm_time(std::string_view cell, std::string_view column) {
  cell = trimmed(cell);
  if (cell.empty() || cell == "Unknown" || cell == "None") return {};
  return read_wall_time(cell, column, 'T');
}

double read_time_limit(std::string_view cell) {
  cell = trimmed(cell);
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  if (cell.empty() || cell == "UNLIMITED" || cell == "Partition_Limit") return none;
  constexpr double most_minutes = 4294967295;  // Slurm counts them in 32 bits
  const double limit = 60 * read_number(cell, "TimelimitRaw", 0, most_minutes);
  return limit > longest_time_s ? none : limit;
}

}  // namespace souk
