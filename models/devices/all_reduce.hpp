#pragma once

// Exchanges between the GPUs of one node: the all-reduce, and the send between two.
//
//     t = a + b 2 (k - 1) / k bytes
//
// for k GPUs, each with `bytes` to reduce: the time of a ring that moves 2 (k - 1) / k of them over
// every link. A profile keeps a and 1 / b as the transfer path "allreduce_K" of each k measured.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/devices/device_profile.hpp"

namespace souk {

/// A timed all-reduce.
struct AllReduceSample {
  double devices = 2;  ///< >= 2
  double bytes = 0, seconds = 0;
};

/// Rows of `system` within one node (workers = workers_per_node) in a table system, workers,
/// workers_per_node, bytes, median_ms. Throws ScenarioError with the line for what is no number >
/// 0.
std::vector<AllReduceSample> read_all_reduces(std::string_view text, const std::string& file_name,
                                              std::string_view system);

/// The path of one k. Least absolute deviation of ln(predicted / measured). Requires at least 2
/// samples of different sizes, all of one k.
TransferPath fit_all_reduce(std::span<const AllReduceSample> samples);

/// Adds a path for each k of `samples` to the profile, in the order of k, in place of what it had.
void fit_all_reduces(DeviceProfile& profile, const std::vector<AllReduceSample>& samples);

/// Seconds of an all-reduce of `bytes` over `devices` GPUs, with the path of the fewest GPUs that
/// are not fewer, else of the most. None: no all-reduce is known. 0 for one GPU.
Figure all_reduce_seconds(const DeviceProfile& profile, double devices, double bytes);

/// Seconds of a send to a neighbour: the path "peer" if it is known, else a and b of the
/// all-reduce.
Figure send_seconds(const DeviceProfile& profile, double bytes);

}  // namespace souk
