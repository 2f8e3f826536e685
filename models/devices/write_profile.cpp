#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "models/devices/profile_text.hpp"

namespace souk {
namespace {

using Json = nlohmann::ordered_json;

Json of(const Figure& figure) {
  return figure ? Json(*figure) : Json(nullptr);
}
Json of(const std::optional<Interval>& interval) {
  return interval ? Json::array({interval->low, interval->high}) : Json(nullptr);
}
Json of(const std::optional<std::string>& text) {
  return text ? Json(*text) : Json(nullptr);
}
Json of(const std::optional<PredictionError>& error) {
  if (!error) return nullptr;
  return {{"mape", error->mape},
          {"median", error->median},
          {"p90", error->p90},
          {"bias", error->bias},
          {"shapes", error->shapes}};
}

Json of(const ComputeFit& fit) {
  return {{"class", name_of(fit.op_class)},
          {"dtype", name_of(fit.dtype)},
          {"family", fit.family},
          {"peak_flops", of(fit.peak_flops)},
          {"k0", fit.k0},
          {"tile_c", fit.tile_c},
          {"wave_a", fit.wave_a},
          {"t0_s", of(fit.t0_s)},
          {"pass_factor", fit.pass_factor},
          {"sigma_log", fit.sigma_log},
          {"peak_interval", of(fit.peak_interval)},
          {"t0_interval", of(fit.t0_interval)},
          {"covariance", fit.covariance},
          {"n_fit", fit.n_fit},
          {"holdout", of(fit.holdout)},
          {"extrapolation", of(fit.extrapolation)}};
}

Json of(const TransferPath& path) {
  Json json = {{"alpha_s", path.alpha_s}, {"Bps", path.bps}};
  if (path.floor_s) json["floor_s"] = *path.floor_s;
  if (path.small_alpha_s) json["small_alpha_s"] = *path.small_alpha_s;
  if (path.small_bps) json["small_Bps"] = *path.small_bps;
  if (path.n_fit > 0) json["n_fit"] = path.n_fit;
  if (path.holdout) json["holdout"] = of(path.holdout);
  return json;
}

Json of(const MemoryLevel& level) {
  return {{"name", level.name},
          {"bytes", of(level.bytes)},
          {"read_Bps", of(level.read_bps)},
          {"write_Bps", of(level.write_bps)},
          {"copy_Bps", of(level.copy_bps)},
          {"triad_Bps", of(level.triad_bps)},
          {"latency_s", of(level.latency_s)}};
}

void add_parts(Json& whole, const DeviceProfile& profile) {
  Json provenance = Json::object();
  for (const auto& [name, json] : profile.provenance) provenance[name] = Json::parse(json);
  Json transfer = Json::object(), peaks = Json::object(), busy = Json::object();
  for (const TransferPath& path : profile.transfers) transfer[path.name] = of(path);
  for (const PublishedPeak& peak : profile.published)
    peaks[std::string{name_of(peak.dtype)}] = peak.flops;
  for (const auto& [name, watts] : profile.busy_w) busy[name] = watts;
  Json levels = Json::array(), compute = Json::array();
  for (const MemoryLevel& level : profile.levels) levels.push_back(of(level));
  for (const ComputeFit& fit : profile.compute) compute.push_back(of(fit));

  whole["provenance"] = provenance;
  whole["launch"] = {{"latency_s", of(profile.launch_latency_s)},
                     {"latency_interval", of(profile.launch_interval)},
                     {"per_launch_s", of(profile.per_launch_s)},
                     {"graph_s", of(profile.graph_launch_s)}};
  whole["memory"] = {{"levels", levels}};
  whole["transfer"] = transfer;
  whole["published"] = {{"memory_Bps", of(profile.published_bps)}, {"peak_flops", peaks}};
  whole["compute"] = compute;
  if (profile.blocks) whole["blocks"] = of(profile.blocks);
  whole["energy"] = {{"idle_w", of(profile.idle_w)}, {"busy_w_by_class", busy}};
}

Json json_of(const DeviceProfile& profile) {
  Json whole = {{"schema", profile_schema},
                {"id", profile.id},
                {"vendor", profile.vendor},
                {"model", profile.model},
                {"arch", profile.arch},
                {"compute_capability", of(profile.compute_capability)},
                {"sm_count", of(profile.sm_count)},
                {"memory_bytes", of(profile.memory_bytes)},
                {"l2_bytes", of(profile.l2_bytes)},
                {"tdp_w", of(profile.tdp_w)},
                {"origin", name_of(profile.origin)}};
  add_parts(whole, profile);
  whole["warnings"] = profile.warnings;
  for (const auto& [pointer, json] : profile.unknown)
    whole[Json::json_pointer{pointer}] = Json::parse(json);
  return whole;
}

/// With fits and levels by what they are of, not by their place, and each covariance as one text:
/// its numbers mean nothing singly.
Json comparable(const DeviceProfile& profile) {
  Json whole = json_of(profile);
  Json fits = Json::object(), levels = Json::object();
  for (std::size_t i = 0; i < profile.compute.size(); ++i) {
    const ComputeFit& fit = profile.compute[i];
    Json& row = whole["compute"][i];
    row["covariance"] = row["covariance"].dump();
    fits[fmt::format("{} {} {}", name_of(fit.op_class), name_of(fit.dtype), fit.family)] = row;
  }
  for (std::size_t i = 0; i < profile.levels.size(); ++i)
    levels[profile.levels[i].name] = whole["memory"]["levels"][i];
  whole["compute"] = fits;
  whole["memory"]["levels"] = levels;
  return whole.flatten();
}

/// As JSON; of a covariance, that there is one.
std::string shown(const std::string& field, const Json& value) {
  return field.ends_with("/covariance") ? "\"a covariance\"" : value.dump();
}

Figure ratio_of(const Json& a, const Json& b) {
  if (!a.is_number() || !b.is_number() || a.get<double>() == 0) return {};
  return b.get<double>() / a.get<double>();
}

}  // namespace

std::string profile_text(const DeviceProfile& profile) {
  return json_of(profile).dump(2) + "\n";
}

std::vector<ProfileDifference> profile_differences(const DeviceProfile& a, const DeviceProfile& b) {
  const Json flat_a = comparable(a), flat_b = comparable(b);
  std::vector<ProfileDifference> differences;
  for (const auto& item : flat_a.items()) {
    const auto other = flat_b.find(item.key());
    if (other == flat_b.end())
      differences.push_back({item.key(), shown(item.key(), item.value()), "", {}});
    else if (*other != item.value())
      differences.push_back({item.key(), shown(item.key(), item.value()), shown(item.key(), *other),
                             ratio_of(item.value(), *other)});
  }
  for (const auto& item : flat_b.items())
    if (!flat_a.contains(item.key()))
      differences.push_back({item.key(), "", shown(item.key(), item.value()), {}});
  return differences;
}

}  // namespace souk
