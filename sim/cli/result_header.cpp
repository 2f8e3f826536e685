#include "sim/cli/result_header.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analysis/errors.hpp"
#include "analysis/part_file.hpp"
#include "sim/cli/cost_text.hpp"

namespace souk::cli {
namespace {

using Lines = std::vector<std::string>;

std::string joined(const Lines& lines) {
  return fmt::format("{}", fmt::join(lines, "\n"));
}

std::set<KindId> kinds_in_use(const Scenario& scenario) {
  std::set<KindId> kinds;
  for (const ConsumerSpec& consumer : scenario.consumers) {
    for (const ListedJob& row : consumer.jobs.list)
      kinds.insert(row.kind.value_or(consumer.jobs.kind));
    const bool listed = consumer.jobs.process == ArrivalProcess::list;
    if (!listed && consumer.jobs.process != ArrivalProcess::none) kinds.insert(consumer.jobs.kind);
  }
  return kinds;
}

/// Whether no device that a provider has is told from the reference in jobs of the kind: neither by
/// a throughput nor by a price.
bool is_alike(const Scenario& scenario, KindId kind) {
  return std::ranges::all_of(devices_in_use(scenario), [&](DeviceId id) {
    const Device& device = scenario.devices[id.value];
    return !device.costs[kind.value].derived && device.throughput[kind.value] == 1;
  });
}

/// That devices are alike, as far as they are.
void assume_alike(const Scenario& scenario, Lines& lines) {
  std::vector<std::string_view> alike;
  const std::set<KindId> used = kinds_in_use(scenario);
  for (const KindId kind : used)
    if (is_alike(scenario, kind)) alike.push_back(scenario.kinds[kind.value]);
  if (alike.size() == used.size())
    lines.emplace_back("every device does the work of the reference device");
  else if (!alike.empty())
    lines.push_back(fmt::format("every device does the work of the reference device in jobs of {}",
                                fmt::join(alike, ", ")));
}

bool priced_jobs(const Scenario& scenario) {
  return std::any_of(scenario.kind_specs.begin(), scenario.kind_specs.end(),
                     [](const auto& spec) { return spec.has_value(); });
}

Lines modelled(const Scenario& scenario) {
  Lines lines{
      fmt::format("jobs that hold all of their GPUs from start to end; scheduling {}, "
                  "placement {}",
                  scenario.scheduling.rule.name, scenario.placement.rule.name)};
  lines.push_back(scenario.engine.compute == ComputeModel::fluid
                      ? "computation as fluid work on hosts that share their speed"
                      : "computation by calculation: work / (GPUs x throughput)");
  if (priced_jobs(scenario))
    lines.push_back(fmt::format("throughputs from job descriptors, by {}",
                                scenario.cost.pricing == Pricing::profile
                                    ? "the devices' profiles"
                                    : "the devices' data sheets"));
  if (!scenario.goods.empty())
    lines.emplace_back("transfers that share the bandwidth of access links and backbone, max-min");
  if (scenario.market.mechanism.name != "none")
    lines.push_back(
        fmt::format("trades by {}, money to the micro-credit", scenario.market.mechanism.name));
  return lines;
}

Lines assumed(const Scenario& scenario) {
  Lines lines;
  bool recorded = false;
  for (const Trace& trace : scenario.traces) {
    recorded = true;
    for (const std::string& each : trace.assumptions)
      lines.push_back(fmt::format("{}: {}", trace.file, each));
  }
  if (recorded) lines.emplace_back("demand is open: users of a trace do not react to the system");
  assume_alike(scenario, lines);
  return lines;
}

Lines ignored(const Scenario& scenario) {
  Lines lines{"failures of nodes and links", "processors, memory and storage of the nodes"};
  if (scenario.goods.empty()) lines.emplace_back("the transfer of inputs");
  for (const Device& device : scenario.devices)
    if (device.idle_power > Watts{0} || device.busy_power > Watts{0})
      lines.push_back(fmt::format("the power that {} draws", device.name));
  for (const ConsumerSpec& consumer : scenario.consumers) {
    const auto unused = [&](std::string_view what) {
      lines.push_back(
          fmt::format("the {} of {} itself: all its jobs run at sites", what, consumer.name));
    };
    if (consumer.access) unused("link");
    if (!consumer.region.empty()) unused("region");
  }
  for (const Trace& trace : scenario.traces)
    if (!trace.refused.empty()) lines.push_back(refused_note(trace));
  if (priced_jobs(scenario)) lines.emplace_back("the network between the nodes of one job");
  return lines;
}

}  // namespace

std::string_view souk_version() {
  return SOUK_VERSION;
}

ResultHeader result_header(const Scenario& scenario, std::vector<InputFile> inputs,
                           std::uint32_t replication) {
  return {.title = scenario.general.title,
          .souk_version = std::string{souk_version()},
          .scenario = scenario.text,
          .inputs = std::move(inputs),
          .seed = scenario.general.seed,
          .replication = replication,
          .epoch = scenario.general.epoch,
          .modelled = joined(modelled(scenario)),
          .assumed = joined(assumed(scenario)),
          .ignored = joined(ignored(scenario))};
}

std::string output_path(const std::string& given, const std::string& name) {
  if (!given.empty()) return given;
  std::error_code error;
  std::filesystem::create_directories("results", error);
  if (error) throw CannotWrite{CannotWrite::Stage::create, "results", error.message()};
  return fmt::format("results/{}.h5", name);
}

void need_place(const std::string& path) {
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
    throw CannotWrite{
        CannotWrite::Stage::create, path,
        std::filesystem::is_directory(status) ? "Is a directory" : "not a regular file"};
  const PartFile place{path};  // leaves nothing behind
}

}  // namespace souk::cli
