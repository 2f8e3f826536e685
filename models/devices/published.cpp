#include "models/devices/published.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "models/devices/bandwidth_fit.hpp"
#include "models/devices/table.hpp"
#include "models/random/shuffle.hpp"
#include "models/scenario/words.hpp"

namespace souk {
namespace {

constexpr std::array<OpClass, 5> classes{OpClass::gemm, OpClass::batched_gemm, OpClass::elementwise,
                                         OpClass::softmax, OpClass::layer_norm};
constexpr std::size_t fewest_rows = 16;  // of a class, to be fitted
constexpr std::array<Dtype, 5> dtypes{Dtype::fp32, Dtype::tf32, Dtype::fp16, Dtype::bf16,
                                      Dtype::fp8};

std::string id_of(std::string_view row) {
  std::string id;
  for (const char c : row)
    id += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c == '_' ? '-' : c;
  return id;
}

std::string quoted(std::string_view text) {
  return nlohmann::json(text).dump();
}

Figure times(const Figure& figure, double unit) {
  if (!figure) return {};
  return *figure * unit;
}

void add_published_fits(DeviceProfile& profile) {
  for (const PublishedPeak& peak : profile.published)
    for (const OpClass op_class : {OpClass::gemm, OpClass::batched_gemm})
      profile.compute.push_back({.op_class = op_class,
                                 .dtype = peak.dtype,
                                 .family = "data-sheet",
                                 .peak_flops = peak.flops,
                                 .sigma_log = published_sigma_log});
  for (const PublishedPeak& peak : profile.published)
    for (const OpClass op_class : {OpClass::elementwise, OpClass::softmax, OpClass::layer_norm})
      profile.compute.push_back({.op_class = op_class,
                                 .dtype = peak.dtype,
                                 .family = "data-sheet",
                                 .sigma_log = published_sigma_log});
}

DeviceProfile profile_of(FigureTable& table, std::string_view row) {
  DeviceProfile profile;
  profile.id = id_of(row);
  profile.vendor = table.text("vendor");
  profile.model = row;
  profile.arch = table.text("arch");
  profile.compute_capability = std::string{table.text("cc_or_gfx")};
  profile.sm_count = table.figure("sm_or_cu");
  profile.memory_bytes = times(table.figure("memory_gb"), 1e9);
  profile.l2_bytes = times(table.figure("l2_mb"), 1e6);
  profile.tdp_w = table.figure("tdp_w");
  profile.origin = Origin::published;
  profile.published_bps = times(table.figure("memory_gbps"), 1e9);
  const bool bf16 = table.text("bf16_native") == "yes";
  const std::array<std::pair<Dtype, std::string_view>, 5> columns{
      {{Dtype::fp32, "fp32_tflops"},
       {Dtype::tf32, "tf32_tflops"},
       {Dtype::fp16, "fp16_bf16_tensor_tflops"},
       {Dtype::bf16, bf16 ? "fp16_bf16_tensor_tflops" : ""},
       {Dtype::fp8, "fp8_tflops"}}};
  for (const auto& [dtype, column] : columns)
    if (!column.empty())
      if (const Figure peak = table.figure(column))
        profile.published.push_back({dtype, *peak * 1e12});
  profile.levels = {
      {.name = "dram", .bytes = profile.memory_bytes, .copy_bps = profile.published_bps}};
  profile.provenance = {{"figures", quoted(table.text("figure_source"))},
                        {"confidence", quoted(table.text("confidence"))}};
  if (const std::string_view note = table.text("note"); !note.empty())
    profile.provenance.emplace_back("note", quoted(note));
  add_published_fits(profile);
  profile.warnings = {
      "published figures, not measured: times may be off by 40 %, and no launch time is known"};
  return profile;
}

/// Names that differ in capitals alone are one word mistyped.
std::string no_row(std::string_view row, const std::vector<std::string>& names) {
  const std::vector<std::string_view> known{names.begin(), names.end()};
  std::string_view near = nearest_word(row, known);
  for (const std::string_view name : known)
    if (id_of(name) == id_of(row)) near = name;
  return fmt::format("no row of device \"{}\"{}{}", row,
                     near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near),
                     known.empty() ? "" : "; known are " + join_words(known));
}

/// The rows of a class and format in their order, each once.
std::vector<OpSample> rows_of_class(const std::vector<OpSample>& samples, OpClass op_class,
                                    Dtype dtype, std::vector<std::string>& remarks) {
  std::vector<OpSample> chosen;
  std::set<std::pair<std::string, std::array<double, 7>>> seen;  // an add is no mul
  std::size_t repeated = 0;
  for (const OpSample& sample : samples) {
    const OpWork& work = sample.work;
    if (work.op_class != op_class || work.dtype != dtype) continue;
    const bool first = seen.insert({sample.op,
                                    {work.batch, work.m, work.n, work.k, work.read_bytes,
                                     work.write_bytes, sample.seconds}})
                           .second;
    if (first)
      chosen.push_back(sample);
    else
      ++repeated;
  }
  if (repeated > 0)
    remarks.push_back(fmt::format("{} {}: {} rows are repeated, each was taken once",
                                  name_of(op_class), name_of(dtype), repeated));
  return chosen;
}

void fit_class(DeviceProfile& profile, std::vector<OpSample>& rows, std::size_t shapes,
               std::uint64_t seed) {
  shuffle_samples(rows, seed);
  // No launch is longer than the shortest operation, so that one is always fitted.
  std::iter_swap(rows.begin(), std::ranges::min_element(rows, {}, &OpSample::seconds));
  const std::span<const OpSample> all{rows};
  const std::size_t n = std::min(shapes, rows.size() * 3 / 4);
  ComputeFit fit = fit_compute(profile, all.first(n), all.subspan(n), {.seed = seed});
  fit.family = "public";
  const PredictionError& error = *fit.holdout;
  if (unstable(error) || error.mape > 0.10)
    profile.warnings.push_back(fmt::format(
        "{} {}: {:.1f} % off on shapes that were not fitted{}", name_of(fit.op_class),
        name_of(fit.dtype), 100 * error.mape,
        unstable(error) ? "; too scattered for one fit (several clock states, or kernels)" : ""));
  std::erase_if(profile.compute, [&](const ComputeFit& old) {
    return old.op_class == fit.op_class && old.dtype == fit.dtype;
  });
  profile.compute.push_back(std::move(fit));
}

}  // namespace

DeviceProfile published_profile(std::string_view text, const std::string& file_name,
                                std::string_view row) {
  FigureTable table{text, file_name};
  std::optional<DeviceProfile> found;
  std::vector<std::string> names;
  while (!found && table.next()) {
    names.emplace_back(table.text("device"));
    if (names.back() == row) found = profile_of(table, row);
  }
  table.require_sound();
  if (!found) throw ScenarioError{{{{file_name, 1, 1}, no_row(row, names)}}, text};
  return *found;
}

std::vector<std::string> published_rows(std::string_view text, const std::string& file_name) {
  FigureTable table{text, file_name};
  std::vector<std::string> names;
  while (table.next()) names.emplace_back(table.text("device"));
  table.require_sound();
  return names;
}

void fit_memory(DeviceProfile& profile, const std::vector<OpSample>& passes) {
  const double cache = profile.l2_bytes.value_or(0);
  MemoryLevel dram{.name = "dram", .bytes = profile.memory_bytes};
  constexpr double all = std::numeric_limits<double>::infinity();
  if (!fill_level(
          dram, passes,
          {.above = 4 * cache, .up_to = all, .fewest = 8, .most_bps = profile.published_bps},
          profile.warnings)) {
    if (profile.published_bps) dram.copy_bps = *profile.published_bps * usual_stream_share;
    profile.warnings.push_back(fmt::format(
        "no stream was measured: the bandwidth is taken as {:.0f} % of the published one",
        100 * usual_stream_share));
  }
  profile.levels.clear();
  MemoryLevel l2{.name = "l2", .bytes = profile.l2_bytes};
  if (cache > 0 && fill_level(l2, passes, {.up_to = 0.8 * cache, .fewest = 8}, profile.warnings))
    profile.levels.push_back(l2);
  profile.levels.push_back(dram);
}

void shuffle_samples(std::vector<OpSample>& samples, std::uint64_t seed) {
  Stream stream{seed, 0, "shuffle", 0};
  shuffle(samples, stream);
}

bool unstable(const PredictionError& error) {
  return error.p90 > 0.25 || error.mape > 0.12;
}

bool fit_public(DeviceProfile& profile, const std::vector<OpSample>& samples, std::size_t shapes,
                std::uint64_t seed) {
  std::vector<std::vector<OpSample>> enough;
  std::vector<std::string> remarks;
  for (const OpClass op_class : classes)
    for (const Dtype dtype : dtypes) {
      std::vector<OpSample> chosen = rows_of_class(samples, op_class, dtype, remarks);
      if (chosen.size() >= fewest_rows)
        enough.push_back(std::move(chosen));
      else if (!chosen.empty())
        remarks.push_back(fmt::format("{} {}: {} rows, {} needed, not fitted", name_of(op_class),
                                      name_of(dtype), chosen.size(), fewest_rows));
    }
  if (enough.empty()) {
    profile.warnings.insert(profile.warnings.end(), remarks.begin(), remarks.end());
    return false;
  }
  profile.warnings = std::move(remarks);
  fit_memory(profile, samples);
  for (std::vector<OpSample>& chosen : enough) fit_class(profile, chosen, shapes, seed);
  profile.origin = Origin::public_data;
  profile.id += "-public";
  return true;
}

}  // namespace souk
