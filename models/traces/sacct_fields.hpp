#pragma once

// What single fields of Slurm's accounting say. Source: the manual page sacct(1) of Slurm 23.11.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace souk {

enum class SlurmState : std::uint8_t {
  boot_fail,
  cancelled,
  completed,
  completing,
  configuring,
  deadline,
  failed,
  node_fail,
  out_of_memory,
  pending,
  preempted,
  requeued,
  resizing,
  revoked,
  running,
  suspended,
  timeout
};

/// The first word of a State cell ("CANCELLED by 1001" is cancelled); none: it is not known.
std::optional<SlurmState> find_slurm_state(std::string_view cell);

/// find_slurm_state, or BadRow.
SlurmState read_slurm_state(std::string_view cell);

/// Every state as State prints it, with commas.
std::string slurm_state_names();

/// As State prints it.
std::string_view slurm_state_name(SlurmState state);

/// Whether work was left when an attempt ended so: a limit, a lost node or preemption stopped it.
bool stopped_early(SlurmState state);

/// GPUs of a TRES list ("cpu=8,gres/gpu=4,gres/gpu:a100=4").
struct TresGpus {
  std::int64_t count = 0;   ///< gres/gpu where given, else the sum over the types
  std::string_view device;  ///< the type with the most GPUs, the first of equals; empty: none named
  bool several_types = false;
};

/// Throws BadRow for a count that is not a whole number from 0 to 1e6. gres/gpumem and the like are
/// no GPUs.
TresGpus read_tres_gpus(std::string_view cell);

/// A Start or End cell: none for "Unknown", "None" and an empty one. Throws BadRow for other text.
std::optional<std::int64_t> read_slurm_time(std::string_view cell, std::string_view column);

/// TimelimitRaw, in minutes, as seconds: NaN for "UNLIMITED", "Partition_Limit" and an empty cell.
double read_time_limit(std::string_view cell);

}  // namespace souk
