#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "models/devices/profile_reader.hpp"
#include "models/devices/profile_text.hpp"
#include "models/scenario/words.hpp"

namespace souk {
namespace {

std::optional<PredictionError> read_error(ProfileSection& section, std::string_view key,
                                          DeviceProfile& profile) {
  if (!section.has_object(key)) return {};
  ProfileSection error = section.object(key);
  PredictionError read{.mape = error.number("mape", {}),
                       .median = error.number("median", {}),
                       .p90 = error.number("p90", {}),
                       .bias = error.number("bias", any_number),
                       .shapes = error.count("shapes")};
  error.keep_unknown(profile);
  return read;
}

ComputeFit read_fit(ProfileSection& section, DeviceProfile& profile) {
  ComputeFit fit;
  fit.op_class =
      section.word("class", op_class_named, "gemm batched_gemm elementwise softmax layer_norm");
  fit.dtype = section.word("dtype", dtype_named, "fp32 tf32 fp16 bf16 fp8");
  fit.family = section.text("family");
  fit.peak_flops = section.figure("peak_flops");
  fit.k0 = section.number("k0", {});
  fit.tile_c = section.number("tile_c", {});
  fit.wave_a = section.number("wave_a", {0, 1, false});
  fit.t0_s = section.figure("t0_s");
  fit.pass_factor = section.number("pass_factor", {1, 1e300, false});
  fit.sigma_log = section.number("sigma_log", {});
  fit.peak_interval = section.interval("peak_interval");
  fit.t0_interval = section.interval("t0_interval");
  fit.covariance = section.numbers("covariance");
  fit.n_fit = section.count("n_fit");
  fit.holdout = read_error(section, "holdout", profile);
  fit.extrapolation = read_error(section, "extrapolation", profile);
  if (!fit.covariance.empty() && fit.covariance.size() != 21)
    section.fault("covariance", "must hold 21 numbers, the lower triangle of 6 x 6");
  if (std::ranges::any_of(profile.compute, [&](const ComputeFit& other) {
        return other.op_class == fit.op_class && other.dtype == fit.dtype &&
               other.family == fit.family;
      }))
    section.fault("class", fmt::format("a second row of {} {} by {}", name_of(fit.op_class),
                                       name_of(fit.dtype), fit.family));
  if (!fit.peak_flops && fit.op_class <= OpClass::batched_gemm)
    section.fault("peak_flops", "products need a peak");
  section.keep_unknown(profile);
  return fit;
}

TransferPath read_path(const std::string& name, ProfileSection& section, DeviceProfile& profile) {
  TransferPath path{name, section.number("alpha_s", {}), section.number("Bps", positive)};
  path.floor_s = section.figure("floor_s");
  path.small_alpha_s = section.figure("small_alpha_s");
  path.small_bps = section.figure("small_Bps");
  path.n_fit = static_cast<std::size_t>(section.figure("n_fit").value_or(0));
  path.holdout = read_error(section, "holdout", profile);
  if (path.small_alpha_s.has_value() != path.small_bps.has_value())
    section.fault("small_alpha_s", "small_alpha_s and small_Bps stand together");
  section.keep_unknown(profile);
  return path;
}

void read_memory(ProfileSection& memory, DeviceProfile& profile) {
  Figure largest;
  memory.for_each("levels", [&](ProfileSection& section) {
    profile.levels.push_back({.name = section.text("name"),
                              .bytes = section.figure("bytes"),
                              .read_bps = section.figure("read_Bps"),
                              .write_bps = section.figure("write_Bps"),
                              .copy_bps = section.figure("copy_Bps"),
                              .triad_bps = section.figure("triad_Bps"),
                              .latency_s = section.figure("latency_s")});
    const Figure bytes = profile.levels.back().bytes;
    if (bytes && largest && *bytes <= *largest)
      section.fault("bytes",
                    "levels stand from the smallest to the largest, and this one holds no "
                    "more than one before it");
    largest = std::max(largest, bytes);
    section.keep_unknown(profile);
  });
}

void read_parts(ProfileSection& whole, DeviceProfile& profile) {
  const auto part = [&](std::string_view key, const auto& read) {
    if (!whole.has_object(key)) return;
    ProfileSection section = whole.object(key);
    read(section);
    section.keep_unknown(profile);
  };
  part("provenance", [&](ProfileSection& section) {
    for (const std::string& key : section.keys())
      profile.provenance.emplace_back(key, section.json_of(key));
  });
  part("launch", [&](ProfileSection& section) {
    profile.launch_latency_s = section.figure("latency_s");
    profile.launch_interval = section.interval("latency_interval");
    profile.per_launch_s = section.figure("per_launch_s");
    profile.graph_launch_s = section.figure("graph_s");
  });
  part("memory", [&](ProfileSection& section) { read_memory(section, profile); });
  part("transfer", [&](ProfileSection& section) {
    for (const std::string& key : section.keys()) {
      if (!section.has_object(key)) continue;
      ProfileSection path = section.object(key);
      profile.transfers.push_back(read_path(key, path, profile));
    }
  });
  part("published", [&](ProfileSection& section) {
    profile.published_bps = section.figure("memory_Bps");
    for (const auto& [name, flops] : section.named_numbers("peak_flops")) {
      const std::optional<Dtype> dtype = dtype_named(name);
      if (dtype)
        profile.published.push_back({*dtype, flops});
      else
        section.fault("peak_flops", fmt::format("unknown format \"{}\"", name));
    }
  });
  part("energy", [&](ProfileSection& section) {
    profile.idle_w = section.figure("idle_w");
    profile.busy_w = section.named_numbers("busy_w_by_class");
  });
}

void read_whole(ProfileSection& whole, DeviceProfile& profile) {
  whole.text("schema");
  profile.id = whole.text("id");
  if (!profile.id.empty() && !is_name(profile.id))
    whole.fault("id", fmt::format("\"{}\" is no name: a-z, 0-9 and -", profile.id));
  profile.vendor = whole.text("vendor");
  profile.model = whole.text("model");
  profile.arch = whole.text("arch");
  profile.compute_capability = whole.maybe_text("compute_capability");
  profile.sm_count = whole.figure("sm_count");
  profile.memory_bytes = whole.figure("memory_bytes");
  profile.l2_bytes = whole.figure("l2_bytes");
  profile.tdp_w = whole.figure("tdp_w");
  profile.origin = whole.word("origin", origin_named, "measured emulated published public-data");
  read_parts(whole, profile);
  whole.for_each("compute", [&](ProfileSection& section) {
    profile.compute.push_back(read_fit(section, profile));
  });
  profile.blocks = read_error(whole, "blocks", profile);
  profile.warnings = whole.texts("warnings");
  whole.keep_unknown(profile);
}

/// Another schema may mean anything by the same names, so nothing else of it is read.
void require_schema(const PlacedJson& json, std::string_view text, const std::string& file_name) {
  const auto refuse = [&](const std::string& pointer, const std::string& found) {
    const auto place = json.places.find(pointer);
    throw ScenarioError{{{place == json.places.end() ? Place{file_name, 1, 1} : place->second,
                          fmt::format("{}; this version reads \"{}\"", found, profile_schema)}},
                        text};
  };
  if (!json.root.is_object()) refuse("", "this is no device profile");
  const auto schema = json.root.find("schema");
  if (schema == json.root.end()) refuse("", "there is no \"schema\"");
  if (*schema != profile_schema) refuse("/schema", fmt::format("schema {}", schema->dump()));
}

}  // namespace

DeviceProfile parse_profile(std::string_view text, const std::string& file_name) {
  const PlacedJson json = read_json(text, file_name);
  require_schema(json, text, file_name);
  std::vector<Fault> faults = json.twice;
  ProfileSection whole{json, "", faults};
  DeviceProfile profile;
  read_whole(whole, profile);
  if (!faults.empty()) throw ScenarioError{faults, text};
  return profile;
}

}  // namespace souk
