#pragma once

// Profiles of devices that nobody calibrated: from published figures, and from measurements that
// others published.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/devices/compute_fit.hpp"
#include "models/devices/public_samples.hpp"

namespace souk {

/// The error of pricing by a data sheet, as the sigma of a log-normal: +-40 %.
constexpr double published_sigma_log = 0.4;
/// What streams reach of a published bandwidth where no stream was measured; 0.74 to 0.90 on the
/// seven devices of stream_samples.csv.
constexpr double usual_stream_share = 0.85;

/// The profile of one row of a table of figures (device, vendor, arch, cc_or_gfx, sm_or_cu,
/// fp32_tflops, tf32_tflops, fp16_bf16_tensor_tflops, fp8_tflops, bf16_native, memory_gb,
/// memory_gbps, l2_mb, tdp_w, figure_source, confidence, note; units as named, decimal). Empty
/// cells are not known. Throws ScenarioError for faults, with their line, or when there is no such
/// row, with the nearest name and the known ones.
DeviceProfile published_profile(std::string_view table, const std::string& file_name,
                                std::string_view row);
/// The names of the rows.
std::vector<std::string> published_rows(std::string_view table, const std::string& file_name);

/// Replaces the memory levels by what timed passes show; where they show nothing, by
/// usual_stream_share of the published bandwidth, with a warning.
void fit_memory(DeviceProfile& profile, const std::vector<OpSample>& passes);

/// Seeded Fisher-Yates.
void shuffle_samples(std::vector<OpSample>& samples, std::uint64_t seed);

/// Whether an error says that the device ran in several states (throttled, shared), so that one fit
/// cannot describe it: a tenth of the shapes off by more than 25 %, or 12 % on the mean.
bool unstable(const PredictionError& error);

/// Fits a published profile to `samples`: the memory by fit_memory, then every class and format
/// that has at least 16 rows, `shapes` of each, the rest held out. Its origin becomes public-data,
/// and its id ends in -public. The other formats keep their published figures. Warnings tell of
/// classes with fewer rows, of rows that are repeated (each is taken once, lest it be fitted and
/// held out), and of classes whose error is `unstable` or above 10 %. Where no class has rows
/// enough the profile stays published, but for these warnings. Returns whether any was fitted.
bool fit_public(DeviceProfile& profile, const std::vector<OpSample>& samples, std::size_t shapes,
                std::uint64_t seed);

}  // namespace souk
