#pragma once

// Exchanges between the GPUs of one node: the all-reduce, and the send between two.
//
// For k GPUs, each with `bytes` to reduce, a ring moves x = 2 (k - 1) / k of them over every link:
// t is TransferPath::seconds(x) of the path "allreduce_K" that a profile keeps of each k measured.
// Its two protocols are what collective libraries choose from: one of low latency, whose words
// carry their own flags, so that it moves less; and one that streams, which the host cannot start
// in less than a floor, however small the message.

#include <cstddef>
#include <cstdint>
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

constexpr std::string_view all_reduce_prefix = "allreduce_";
/// Bytes that a ring of `devices` moves over each link.
double ring_bytes(double devices, double bytes);
/// GPUs of a path's name; none: it is no all-reduce.
Figure all_reduce_devices(const TransferPath& path);

/// The path of one k. Least absolute deviation of ln(predicted / measured), with weak priors on how
/// far the protocols are from each other; from fewer than `fewest_for_protocols` samples one
/// latency and one bandwidth. Requires at least 2 samples of different sizes, all of one k.
TransferPath fit_all_reduce(std::span<const AllReduceSample> samples);
constexpr std::size_t fewest_for_protocols = 10;

/// Adds a path for each k of `samples` to the profile, in the order of k, in place of what it had.
/// Where k has at least 20, half of those between the smallest and the largest, drawn by `seed`,
/// are not fitted but held out: the path says the error on them, and above 10 % leaves a warning.
void fit_all_reduces(DeviceProfile& profile, const std::vector<AllReduceSample>& samples,
                     std::uint64_t seed = 1);

/// Seconds of an all-reduce of `bytes` over `devices` GPUs, with the path of the fewest GPUs that
/// are not fewer, else of the most. None: no all-reduce is known. 0 for one GPU.
Figure all_reduce_seconds(const DeviceProfile& profile, double devices, double bytes);

/// Seconds of a send to a neighbour: the path "peer" if it is known, else a and b of the
/// all-reduce.
Figure send_seconds(const DeviceProfile& profile, double bytes);

}  // namespace souk
