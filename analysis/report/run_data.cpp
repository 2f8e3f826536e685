#include "analysis/report/run_data.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <initializer_list>
#include <limits>
#include <optional>

#include "analysis/errors.hpp"
#include "analysis/stored_scenario.hpp"
#include "models/metrics/mser.hpp"

namespace souk::report {
namespace {

StoredTable read_table(const ResultReader& reader, const std::string& path, const std::string& name,
                       std::initializer_list<const char*> columns) {
  StoredTable table;
  if (!reader.has("/" + name + "/" + *columns.begin())) return table;
  for (const char* column : columns) {
    Column values = reader.numbers("/" + name + "/" + column);
    if (!table.columns.empty() && values.size() != table.rows)
      throw BadResultFile{path, "/" + name + "/" + column + " is cut short"};
    table.rows = values.size();
    table.columns.emplace(column, std::move(values));
  }
  return table;
}

std::vector<StoredSite> read_sites(const ResultReader& reader, const std::string& path) {
  std::vector<StoredSite> sites;
  if (!reader.has("/sites/name")) return sites;
  const auto names = reader.texts("/sites/name");
  const StoredTable table =
      read_table(reader, path, "sites", {"provider", "nodes", "gpus_per_node"});
  if (table.rows != names.size()) throw BadResultFile{path, "/sites/name is cut short"};
  for (std::size_t s = 0; s < names.size(); ++s)
    sites.push_back({names[s], static_cast<int>(table["provider"][s]),
                     static_cast<int>(table["nodes"][s]),
                     static_cast<int>(table["gpus_per_node"][s])});
  return sites;
}

/// When the first job is submitted that MSER-5 leaves in, as Metrics finds it.
double first_after_mser5(const StoredTable& jobs) {
  std::vector<std::pair<double, std::size_t>> started;  // order, row
  for (std::size_t row = 0; row < jobs.rows; ++row)
    if (std::isfinite(jobs["start_s"][row])) started.emplace_back(jobs["order"][row], row);
  std::sort(started.begin(), started.end());
  std::vector<double> waits;
  for (const auto& [order, row] : started)
    waits.push_back(jobs["start_s"][row] - jobs["submit_s"][row]);
  const std::size_t dropped = mser5(waits).dropped;
  return dropped == 0 ? 0 : jobs["submit_s"][started[dropped].second];
}

/// What only the scenario knows: the end of warm-up and the access links. A text that this version
/// cannot read leaves both out.
void add_scenario(RunData& run) {
  const std::optional<Scenario> scenario = stored_scenario(run.header);
  if (!scenario) return;
  const Warmup& warmup = scenario->general.warmup;
  run.first_counted_s = warmup.time.value;
  if (warmup.share > 0 && !run.jobs.empty()) {
    Column submits = run.jobs["submit_s"];
    std::sort(submits.begin(), submits.end());
    const double before = std::floor(warmup.share * static_cast<double>(submits.size()));
    run.first_counted_s = submits[std::min(static_cast<std::size_t>(before), submits.size() - 1)];
  }
  if (warmup.mser5 && !run.jobs.empty()) run.first_counted_s = first_after_mser5(run.jobs);
  for (StoredSite& site : run.sites)
    for (const ProviderSpec& provider : scenario->providers)
      if (site.name.substr(0, site.name.find('/')) == provider.name) {
        site.up = provider.access.up.value;
        site.down = provider.access.down.value;
      }
}

double latest(double so_far, const StoredTable& table, const char* column) {
  if (table.empty()) return so_far;
  for (const double time : table[column])
    if (std::isfinite(time)) so_far = std::max(so_far, time);
  return so_far;
}

double latest_of(const RunData& run) {
  double end = 0;
  if (!run.series_time.empty()) end = run.series_time.back();
  end = latest(end, run.jobs, "submit_s");
  end = latest(end, run.jobs, "end_s");
  end = latest(end, run.trades, "time_s");
  return latest(end, run.transfers, "end_s");
}

}  // namespace

double RunData::metric(const std::string& name) const {
  for (const StoredMetric& metric : summary)
    if (metric.name == name) return metric.value.value;
  return std::numeric_limits<double>::quiet_NaN();
}

bool RunData::counts(std::size_t job) const {
  const auto state = static_cast<OrderState>(static_cast<int>(jobs["state"][job]));
  return jobs["submit_s"][job] >= first_counted_s &&
         (state == OrderState::finished || state == OrderState::late);
}

RunData read_run(const ResultReader& reader, const std::string& path) {
  RunData run;
  run.file = std::filesystem::path{path}.filename().string();
  run.header = reader.header();
  run.event_hash = reader.event_hash();
  run.summary = reader.summary();
  run.agents = reader.agents();
  run.audit = reader.audit();
  run.notes = reader.notes();
  run.sites = read_sites(reader, path);
  if (reader.has("/goods/name")) run.goods = reader.texts("/goods/name");
  run.jobs = read_table(reader, path, "jobs",
                        {"order", "consumer", "submit_s", "start_s", "end_s", "gpus", "site",
                         "first_node", "attempts", "hold_s", "state"});
  run.leases = read_table(reader, path, "leases",
                          {"order", "site", "first_node", "nodes", "gpus", "start_s", "end_s"});
  run.trades = read_table(reader, path, "trades",
                          {"time_s", "order", "provider", "payment_credit", "fee_credit"});
  run.transfers = read_table(reader, path, "transfers", {"bytes", "from", "to", "end_s"});
  if (reader.has("/series/time")) {
    run.series_time = reader.numbers("/series/time");
    run.series =
        read_table(reader, path, "series",
                   {"busy_gpus", "offered_gpus", "queue_length", "price_credit_per_gpu_h"});
    if (run.series.rows != run.series_time.size() * run.sites.size())
      throw BadResultFile{path, "/series is cut short"};
  }
  run.end_s = latest_of(run);
  add_scenario(run);
  return run;
}

}  // namespace souk::report
