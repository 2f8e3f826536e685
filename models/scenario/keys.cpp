#include "models/scenario/keys.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>

#include "models/scenario/words.hpp"

namespace souk {
namespace {

constexpr double longest = 1e9;     // seconds: dates keep 1e-7 s in a double
constexpr double richest = 9.2e12;  // credits: Money is int64 micro-credits

constexpr std::array keys{
    Key{.path = "base",
        .type = KeyType::text,
        .meaning = "a file that this one overrides, table by table, rows by name"},
    Key{.path = "scenario.name",
        .type = KeyType::name,
        .fallback = "-",
        .meaning = "also of the result file"},
    Key{.path = "scenario.title",
        .type = KeyType::text,
        .meaning = "printed and written; the name if not given"},
    Key{.path = "scenario.horizon",
        .type = KeyType::quantity,
        .measure = Measure::time,
        .fallback = "-",
        .meaning =
            "arrivals stop here and open orders become unfinished; inf: run until all are final",
        .bounds = {.above = 0, .at_most = longest},
        .infinite = true},
    Key{.path = "scenario.warmup",
        .type = KeyType::share_or_time,
        .measure = Measure::time,
        .fallback = "0",
        .meaning = "jobs submitted and time before are out of the metrics; a share is of jobs in "
                   "submit order; mser5: what MSER-5 finds in their waits",
        .bounds = {.at_least = 0, .at_most = longest},
        .words = "mser5"},
    Key{.path = "scenario.seed",
        .type = KeyType::integer,
        .fallback = "1",
        .meaning = "of every random stream",
        .bounds = {.at_least = 0}},
    Key{.path = "scenario.replications",
        .type = KeyType::integer,
        .fallback = "1",
        .meaning = "of a sweep; run does replication 0",
        .bounds = {.at_least = 1, .at_most = 1e6}},
    Key{.path = "scenario.series_interval",
        .type = KeyType::quantity,
        .measure = Measure::time,
        .meaning = "sampling of the time series; horizon / 500 if not given",
        .bounds = {.above = 0, .at_most = longest}},
    Key{.path = "scenario.epoch",
        .type = KeyType::date,
        .meaning = "wall date of time 0, for traces and diurnal demand"},
    Key{.path = "engine.compute",
        .type = KeyType::word,
        .fallback = "analytic",
        .meaning = "durations by calculation or by SimGrid executions",
        .words = "analytic fluid"},
    Key{.path = "engine.transfers",
        .type = KeyType::word,
        .fallback = "simgrid",
        .meaning = "who shares the links",
        .words = "simgrid incremental"},
    Key{.path = "engine.flows_per_link",
        .type = KeyType::integer,
        .fallback = "inf",
        .meaning = "transfers in progress per access link and direction; the rest wait in order",
        .bounds = {.at_least = 1},
        .infinite = true},
    Key{.path = "market.mechanism",
        .type = KeyType::rule,
        .fallback = "none",
        .meaning = "how orders and offers become trades",
        .words = "mechanism"},
    Key{.path = "market.round",
        .type = KeyType::quantity,
        .measure = Measure::time,
        .fallback = "0 s",
        .meaning = "0: clear at each arrival and departure; else at its multiples; members start "
                   "on what their owner does not share at once",
        .bounds = {.at_least = 0, .at_most = longest}},
    Key{.path = "market.fee.rate",
        .type = KeyType::number,
        .fallback = "0",
        .meaning = "of the trade's value, to the platform",
        .bounds = {.at_least = 0, .at_most = 1}},
    Key{.path = "market.fee.payer",
        .type = KeyType::word,
        .fallback = "buyer",
        .meaning = "who pays the fee",
        .words = "buyer seller both"},
    Key{.path = "market.endowment",
        .type = KeyType::quantity,
        .measure = Measure::money,
        .fallback = "inf",
        .meaning = "opening account of each consumer that names no budget",
        .bounds = {.at_least = 0, .below = richest},
        .infinite = true},
    Key{.path = "scheduling.name",
        .type = KeyType::rule_name,
        .fallback = "fcfs",
        .meaning = "order of the waiting jobs; its parameters stand beside it",
        .words = "scheduling"},
    Key{.path = "scheduling.scope",
        .type = KeyType::word,
        .fallback = "pool",
        .meaning = "one queue, bound to a site at the start; or bound at once and queued there: at "
                   "home if that is idle, else at the cheapest site that it can pay, of equals at "
                   "the one with the least GPUs in use and jobs waiting per GPU",
        .words = "pool site"},
    Key{.path = "scheduling.queue_limit",
        .type = KeyType::integer,
        .fallback = "inf",
        .meaning = "places to wait per queue; a job that finds none is refused",
        .bounds = {.at_least = 0},
        .infinite = true},
    Key{.path = "scheduling.ties",
        .type = KeyType::word,
        .fallback = "seeded",
        .meaning = "jobs of equal rank: in an order drawn from the seed, or by number",
        .words = "seeded index"},
    Key{.path = "placement.name",
        .type = KeyType::rule_name,
        .fallback = "first_fit",
        .meaning = "nodes and GPUs of a job that starts; its parameters stand beside it",
        .words = "placement"},
    Key{.path = "placement.span",
        .type = KeyType::flag,
        .fallback = "true",
        .meaning = "a gang may use several nodes; a kind's exchanges are priced as within one"},
    Key{.path = "network.latency",
        .type = KeyType::quantity,
        .measure = Measure::time,
        .fallback = "0 s",
        .meaning = "added once per transfer between sites",
        .bounds = {.at_least = 0, .at_most = longest}},
    Key{.path = "network.backbone",
        .type = KeyType::quantity,
        .measure = Measure::rate,
        .fallback = "inf",
        .meaning = "shared by all transfers between sites",
        .bounds = {.above = 0},
        .infinite = true},
    Key{.path = "output.tables",
        .type = KeyType::names,
        .fallback = "jobs trades transfers series",
        .meaning = "tables kept in the result file",
        .words = "jobs trades transfers series leases offers ledger"},
};

using KeyMap = std::map<std::string_view, const Key*>;

const KeyMap& key_map() {
  static const KeyMap map = [] {
    KeyMap out;
    for (const Key& key : all_keys()) out.emplace(key.path, &key);
    return out;
  }();
  return map;
}

}  // namespace

std::span<const Key> section_keys() {
  return keys;
}

const std::vector<Key>& all_keys() {
  static const std::vector<Key> all = [] {
    std::vector<Key> out;
    for (const auto part :
         {section_keys(), cost_keys(), provider_keys(), consumer_keys(), study_keys()})
      out.insert(out.end(), part.begin(), part.end());
    return out;
  }();
  return all;
}

std::vector<Measure> measures_of(const Key& key) {
  std::vector<Measure> measures;
  if (key.measure != Measure::pure) measures.push_back(key.measure);
  if (key.other != Measure::pure) measures.push_back(key.other);
  return measures;
}

const Key* find_key(std::string_view path) {
  const auto found = key_map().find(path);
  return found == key_map().end() ? nullptr : found->second;
}

std::size_t key_index(const Key& key) {
  return static_cast<std::size_t>(&key - all_keys().data());
}

bool is_key_group(std::string_view path) {
  const auto next = key_map().lower_bound(std::string{path} + ".");
  return next != key_map().end() && next->first.starts_with(std::string{path} + ".");
}

std::vector<std::string_view> words_below(std::string_view path) {
  const std::string prefix = path.empty() ? std::string{} : std::string{path} + ".";
  std::vector<std::string_view> words;
  for (const Key& key : all_keys()) {
    if (!key.path.starts_with(prefix)) continue;
    std::string_view word = key.path.substr(prefix.size());
    word = word.substr(0, word.find('.'));
    if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
  }
  return words;
}

const std::vector<std::string_view>& single_sections() {
  static const std::vector<std::string_view> words =
      split_words("scenario engine market scheduling placement network cost output study");
  return words;
}

const std::vector<std::string_view>& populations() {
  static const std::vector<std::string_view> words =
      split_words("kind device provider consumer dataset model link sweep");
  return words;
}

bool is_reserved(std::string_view path) {
  static const std::vector<std::string_view> words = split_words(
      "hub cloud project community licence framework jurisdiction trust "
      "consumer.*.jobs.tasks "
      "consumer.*.jobs.checkpoint consumer.*.jobs.scaling consumer.*.jobs.gpu_milli "
      "consumer.*.jobs.cpus "
      "consumer.*.jobs.memory consumer.*.jobs.priority dataset.*.popularity model.*.popularity");
  return std::find(words.begin(), words.end(), path) != words.end();
}

}  // namespace souk
