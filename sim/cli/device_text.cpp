#include "sim/cli/device_text.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "sim/cli/print.hpp"

namespace souk::cli {
namespace {

std::string figure_text(const Figure& figure, double unit) {
  return figure ? number_text(*figure / unit) : "-";
}

/// The held-out error of the profile's plain products, the worst of the formats that were fitted,
/// and which these are; the others are of the data sheet.
std::string error_text(const DeviceProfile& profile) {
  double worst = -1;
  std::vector<std::string_view> fitted;
  bool sheet = false;
  for (const ComputeFit& fit : profile.compute) {
    if (fit.op_class != OpClass::gemm) continue;
    sheet = sheet || fit.family == "data-sheet";
    if (!fit.holdout) continue;
    worst = std::max(worst, fit.holdout->mape);
    if (std::ranges::find(fitted, name_of(fit.dtype)) == fitted.end())
      fitted.push_back(name_of(fit.dtype));
  }
  if (fitted.empty()) return "+-40 %";
  return fmt::format("+-{:.0f} % on products in {}{}", 100 * worst, fmt::join(fitted, ", "),
                     sheet ? "; the rest published, +-40 %" : "");
}

std::vector<std::string> fit_row(const ComputeFit& fit) {
  return {fmt::format("{} {}", name_of(fit.op_class), name_of(fit.dtype)),
          fit.family,
          figure_text(fit.peak_flops, 1e12),
          fit.peak_interval ? fmt::format("{}..{}", number_text(fit.peak_interval->low / 1e12),
                                          number_text(fit.peak_interval->high / 1e12))
                            : "-",
          figure_text(fit.t0_s, 1e-6),
          number_text(fit.pass_factor),
          fit.holdout ? percent_text(fit.holdout->mape) : "-",
          fit.extrapolation ? percent_text(fit.extrapolation->mape) : "-"};
}

/// What bytes between memories, or between devices, cost.
std::string paths_text(const DeviceProfile& profile) {
  if (profile.transfers.empty()) return "";
  std::vector<std::vector<std::string>> paths{{"path", "latency us", "GB/s", "off, held out"}};
  for (const TransferPath& path : profile.transfers)
    paths.push_back({path.name, number_text(path.alpha_s / 1e-6), number_text(path.bps / 1e9),
                     path.holdout ? percent_text(path.holdout->mape) : "-"});
  return "\n" + table_text(paths, 0);
}

}  // namespace

std::string profile_line(const DeviceProfile& profile) {
  std::string peaks;
  for (const PublishedPeak& peak : profile.published)
    peaks += fmt::format("{} {} TFLOP/s, ", name_of(peak.dtype), number_text(peak.flops / 1e12));
  return fmt::format("{}{} GB/s, {} GB; {}, {}", peaks, figure_text(profile.published_bps, 1e9),
                     figure_text(profile.memory_bytes, 1e9), name_of(profile.origin),
                     error_text(profile));
}

std::string profile_summary(const DeviceProfile& profile) {
  std::string text = fmt::format("{} ({} {}), {}\n", profile.id, profile.vendor, profile.model,
                                 name_of(profile.origin));
  text += fmt::format(
      "launch  {} us; {} in a row, {} recorded\n\n", figure_text(profile.launch_latency_s, 1e-6),
      figure_text(profile.per_launch_s, 1e-6), figure_text(profile.graph_launch_s, 1e-6));
  std::vector<std::vector<std::string>> memory{
      {"memory", "MB", "read GB/s", "write", "copy", "triad", "latency ns"}};
  for (const MemoryLevel& level : profile.levels)
    memory.push_back({level.name, figure_text(level.bytes, 1e6), figure_text(level.read_bps, 1e9),
                      figure_text(level.write_bps, 1e9), figure_text(level.copy_bps, 1e9),
                      figure_text(level.triad_bps, 1e9), figure_text(level.latency_s, 1e-9)});
  text += table_text(memory, 0) + "\n";
  std::vector<std::vector<std::string>> fits{{"work", "kernels", "peak TFLOP/s", "95 %", "t0 us",
                                              "bytes x", "off, held out", "off, larger"}};
  for (const ComputeFit& fit : profile.compute) fits.push_back(fit_row(fit));
  text += table_text(fits, 0) + paths_text(profile);
  if (profile.blocks)
    text += fmt::format("\nblocks  {} of operations, none fitted: off by {}\n",
                        profile.blocks->shapes, percent_text(profile.blocks->mape));
  for (const std::string& warning : profile.warnings) text += "warning: " + warning + "\n";
  return text;
}

}  // namespace souk::cli
