#include "tests/oracles/plan.hpp"

#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace souk::oracles {
namespace {

/// Keys of nested tables are "table.key".
std::vector<std::string> leaves(const Node& table, const std::string& before = {}) {
  std::vector<std::string> out;
  for (const Node& child : table.children) {
    if (child.is(Node::Type::table)) {
      const std::vector<std::string> below = leaves(child, before + child.key + ".");
      out.insert(out.end(), below.begin(), below.end());
    } else {
      out.push_back(before + child.key);
    }
  }
  return out;
}

}  // namespace

Probe metric(std::string_view name) {
  const std::span<const MetricEntry> entries = metric_entries();
  for (std::size_t i = 0; i < entries.size(); ++i)
    if (entries[i].name == name)
      return {[i](const Seen& seen) { return seen.summary.metrics.at(i).value; }, false};
  throw OracleFault{fmt::format("there is no metric {}", name)};
}

Probe mean_duration() {
  return {
      [](const Seen& seen) { return mean(seen.scenario.consumers.at(0).jobs.duration.value()); },
      false};
}

Probe offered_load() {
  const auto load = [](const Seen& seen) {
    const JobsSpec& jobs = seen.scenario.consumers.at(0).jobs;
    const ProviderSpec& provider = seen.scenario.providers.at(0);
    return jobs.rate.value * mean(jobs.duration.value()) * mean(jobs.gpus) /
           (mean(provider.nodes) * mean(provider.gpus_per_node));
  };
  return {load, false};
}

Draft::Draft(const Case& oracle, const Tolerance& tolerance)
    : oracle_{oracle}, tolerance_{tolerance} {}

std::size_t Draft::arm(std::function<std::string(std::uint64_t jobs)> scenario) {
  plan_.arms.push_back({std::move(scenario), {}});
  return plan_.arms.size() - 1;
}

const Node* Draft::expected(std::string_view key) {
  const Node* node = oracle_.expected.at(key);
  if (node != nullptr) named_.insert(std::string{key});
  return node;
}

std::size_t Draft::add_probe(std::size_t arm, Probe probe) {
  plan_.arms.at(arm).probes.push_back(std::move(probe));
  return plan_.arms[arm].probes.size() - 1;
}

void Draft::check(std::string label, std::string_view key, double want,
                  std::function<double(const Sample&)> got) {
  plan_.checks.push_back({.label = std::move(label),
                          .want = want,
                          .statistical = tolerance_.is_statistical(key),
                          .got = std::move(got)});
}

bool Draft::left_out(std::string_view key) {
  if (tolerance_.rule != Rule::statistical || tolerance_.is_statistical(key)) return false;
  plan_.skips.push_back(
      {std::string{key}, "not among the case's stat_keys, and nothing that a scenario computes"});
  return true;
}

void Draft::measure(std::string_view key, std::size_t arm, Probe probe, std::string_view what) {
  const Node* want = expected(key);
  if (want == nullptr || left_out(key)) return;
  const std::size_t at = add_probe(arm, std::move(probe));
  check(what.empty() ? std::string{key} : fmt::format("{}({})", key, what), key,
        number_of(*want, key), [arm, at](const Sample& sample) { return sample[arm][at]; });
}

void Draft::measure_list(std::string_view key, std::size_t arm, std::size_t length,
                         const std::function<Probe(std::size_t)>& probe) {
  const Node* want = expected(key);
  if (want == nullptr || left_out(key)) return;
  if (!want->is(Node::Type::array) || want->children.size() != length)
    throw OracleFault{fmt::format("expected.{} is no list of {} numbers", key, length)};
  for (std::size_t i = 0; i < length; ++i) {
    const std::size_t at = add_probe(arm, probe(i));
    check(fmt::format("{}[{}]", key, i), key, number_of(want->children[i], key),
          [arm, at](const Sample& sample) { return sample[arm][at]; });
  }
}

void Draft::measure_set(std::string_view key, std::size_t arm, std::size_t length,
                        const std::function<Probe(std::size_t)>& probe) {
  const Node* want = expected(key);
  if (want == nullptr || left_out(key)) return;
  std::set<double> members;
  for (const Node& item : want->children) members.insert(number_of(item, key));
  for (std::size_t i = 0; i < length; ++i) {
    const std::size_t at = add_probe(arm, probe(i));
    check(fmt::format("{}({})", key, i), key, members.erase(static_cast<double>(i)) > 0 ? 1 : 0,
          [arm, at](const Sample& sample) { return sample[arm][at]; });
  }
  if (!members.empty())
    throw OracleFault{fmt::format("expected.{} names members that are not there", key)};
}

std::size_t Draft::length(std::string_view key) const {
  const Node* node = oracle_.expected.at(key);
  return node != nullptr && node->is(Node::Type::array) ? node->children.size() : 0;
}

void Draft::measure_ratio(std::string_view key, std::size_t above, std::size_t below, Probe probe) {
  const Node* want = expected(key);
  if (want == nullptr || left_out(key)) return;
  const std::size_t up = add_probe(above, probe), down = add_probe(below, std::move(probe));
  check(std::string{key}, key, number_of(*want, key),
        [=](const Sample& sample) { return sample[above][up] / sample[below][down]; });
}

void Draft::formula(std::string_view key, std::size_t arm, Probe probe) {
  const Node* want = expected(key);
  if (want == nullptr) return;
  const std::size_t at = add_probe(arm, std::move(probe));
  check(std::string{key}, key, number_of(*want, key),
        [arm, at](const Sample& sample) { return sample[arm][at]; });
  plan_.checks.back().statistical = false;
}

void Draft::skip(std::string_view key, std::string_view reason) {
  const Node* node = oracle_.expected.at(key);
  if (node == nullptr) return;
  named_.insert(std::string{key});
  plan_.skips.push_back({std::string{key}, std::string{reason}});
}

Plan Draft::finish() {
  std::vector<std::string> unnamed;
  for (const std::string& leaf : leaves(oracle_.expected)) {
    const std::string table = leaf.substr(0, leaf.find('.'));
    if (!named_.contains(leaf) && !named_.contains(table)) unnamed.push_back(leaf);
  }
  if (!unnamed.empty())
    throw OracleFault{
        fmt::format("expected keys neither checked nor skipped: {}", fmt::join(unnamed, ", "))};
  if (plan_.checks.empty()) throw Unsupported{"each expected key is skipped"};
  return std::move(plan_);
}

}  // namespace souk::oracles
