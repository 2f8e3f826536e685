#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "models/scenario/law_data.hpp"
#include "models/scenario/read.hpp"
#include "models/scenario/rules.hpp"
#include "models/scenario/words.hpp"

namespace souk {
namespace {

GoodChoice read_good_choice(const Section& section, std::string_view key, std::string_view what,
                            const std::map<std::string, std::uint32_t, std::less<>>& known) {
  GoodChoice choice;
  const Node* node = section.given(key);
  if (node == nullptr) return choice;
  if (node->is(Node::Type::text)) {
    if (const auto number = number_of(section, what, *node, known))
      choice = {{GoodId{*number}}, {1.0}};
    return choice;
  }
  const Node* law = node->find("law");
  const Node* values = node->find("values");
  if (law == nullptr || law->text != "discrete" || values == nullptr ||
      !values->is(Node::Type::array) || values->children.empty()) {
    section.fault(key, fmt::format("{} is {}; allowed is {}", key, found_text(*node),
                                   describe(section.key(key))));
    return choice;
  }
  for (const Node& child : node->children)
    if (child.key != "law" && child.key != "values" && child.key != "weights")
      section.fault(child.key_spot.place(),
                    fmt::format("{}: unknown parameter {}; known are law, values, weights", key,
                                quoted(child.key)));
  for (const Node& value : values->children)
    choice.goods.emplace_back(number_of(section, what, value, known).value_or(0));
  choice.cumulative = read_weights(section, key, *node, choice.goods.size());
  return choice;
}

void read_arrivals(const Section& section, JobsSpec& jobs) {
  switch (jobs.process) {
    case ArrivalProcess::poisson:
    case ArrivalProcess::diurnal:
    case ArrivalProcess::deterministic:
      jobs.rate = PerSecond{section.number("jobs.rate")};
      break;
    case ArrivalProcess::renewal:
      jobs.interarrival = section.law("jobs.interarrival").law;
      break;
    case ArrivalProcess::closed:
      jobs.population = static_cast<std::uint32_t>(section.integer("jobs.population"));
      jobs.think = section.law("jobs.think").law;
      break;
    case ArrivalProcess::list:
      read_job_list(section, jobs);
      jobs.shake = Seconds{section.number("jobs.shake")};
      break;
    case ArrivalProcess::trace:
      read_job_trace(section, jobs);
      jobs.shake = Seconds{section.number("jobs.shake")};
      break;
    case ArrivalProcess::none:
      break;
  }
  if (jobs.interarrival.kind == LawKind::constant && jobs.interarrival.a <= 0 &&
      jobs.process == ArrivalProcess::renewal && section.given("jobs.interarrival") != nullptr)
    section.fault("jobs.interarrival", "jobs.interarrival is 0; allowed is a time > 0");
}

/// Weights as given -> weights of mean 1.
void read_profile(const Section& section, JobsSpec& jobs) {
  if (section.given("jobs.profile") == nullptr) return;
  const std::size_t faults = section.draft().faults.size();
  jobs.profile = section.numbers("jobs.profile");
  if (section.draft().faults.size() != faults) return;
  double total = 0;
  for (const double weight : jobs.profile) total += weight;
  const auto count = static_cast<double>(jobs.profile.size());
  if ((jobs.profile.size() != 24 && jobs.profile.size() != 168) || !(total > 0 && total < 1e300)) {
    section.fault(
        "jobs.profile",
        fmt::format("jobs.profile has {} numbers of sum {}; allowed are 24 or 168, not all 0",
                    jobs.profile.size(), number_text(total)));
    return;
  }
  for (double& weight : jobs.profile) weight *= count / total;
}

/// jobs.steps, or the kind's own where neither work nor duration is given.
void read_steps(const Section& section, JobsSpec& jobs) {
  const Draft& draft = section.draft();
  const auto& spec = draft.scenario.kind_specs[jobs.kind.value];
  if (section.given("jobs.steps") != nullptr)
    jobs.steps = section.law("jobs.steps").law;
  else if (spec)
    jobs.steps = spec->steps;
  if (jobs.steps) jobs.step = step_of(section, "jobs.steps", jobs.kind);
}

void read_size(const Section& section, JobsSpec& jobs) {
  const bool own = jobs.process == ArrivalProcess::list || jobs.process == ArrivalProcess::trace;
  if (own || jobs.process == ArrivalProcess::none) return;
  std::string_view first;
  for (const std::string_view key : {"jobs.work", "jobs.duration", "jobs.steps"}) {
    if (section.given(key) == nullptr) continue;
    if (!first.empty())
      section.fault(key,
                    fmt::format("{} stands beside {}; a consumer takes one of them", key, first));
    if (first.empty()) first = key;
  }
  if (first == "jobs.work") jobs.work = section.law("jobs.work").law;
  if (first == "jobs.duration") jobs.duration = section.law("jobs.duration").law;
  if (first.empty() || first == "jobs.steps") read_steps(section, jobs);
  if (first.empty() && !jobs.steps) section.missing("jobs.work", ", and jobs.duration too");
}

/// A kind with a descriptor has the GPUs that it says.
void read_gpus(const Section& section, JobsSpec& jobs) {
  jobs.gpus = section.law("jobs.gpus").law;
  const auto& spec = section.draft().scenario.kind_specs[jobs.kind.value];
  if (!spec) return;
  const double gang = gang_of(spec->job);
  if (section.given("jobs.gpus") == nullptr)
    jobs.gpus = constant_law(gang);
  else if (!is_constant(jobs.gpus) || jobs.gpus.a != gang)
    section.fault("jobs.gpus", fmt::format("jobs.gpus is not dp x tp x pp = {} of kind {}", gang,
                                           section.draft().scenario.kinds[jobs.kind.value]));
}

void check_unused(const Section& section, JobsSpec& jobs) {
  const Node* process = section.given("jobs.process");
  if (process == nullptr || jobs.process == ArrivalProcess::none) return;
  for (const std::string_view key : unused_keys("jobs", process->text))
    if (const Node* node = section.given(fmt::format("jobs.{}", key)))
      section.fault(node->key_spot.place(), fmt::format("jobs.{} is not used by jobs.process = {}",
                                                        key, quoted(process->text)));
}

void read_account(const Section& section, ConsumerSpec& consumer) {
  if (section.given("budget") != nullptr) consumer.budget = section.law("budget").law;
  consumer.agent = read_rule(section, "agent");
  const LawRead value = section.law("value");
  consumer.value = value.law;
  consumer.value_per_job = value.measure == Measure::money;
  consumer.delay_cost = section.law("delay_cost").law;
}

}  // namespace

Seconds step_of(const Section& section, std::string_view key, KindId kind) {
  const Scenario& scenario = section.draft().scenario;
  const auto& spec = scenario.kind_specs[kind.value];
  if (spec && spec->reference_step > Seconds{0}) return spec->reference_step;
  if (!section.draft().options->read_inputs || (spec && scenario.cost.reference)) return Seconds{1};
  if (spec && section.draft().lacks_profile) return Seconds{1};
  section.fault(key, spec ? "steps have no time: no device of the scenario has a profile"
                          : fmt::format("steps have no time: kind {} has no [[kind]]",
                                        quoted(scenario.kinds[kind.value])));
  return Seconds{1};
}

void read_jobs(const Section& section, ConsumerSpec& consumer) {
  JobsSpec& jobs = consumer.jobs;
  const Node* process = section.given("jobs.process");
  const auto known = split_words(section.key("jobs.process").words);
  const std::size_t word = section.word("jobs.process");
  if (process != nullptr && std::find(known.begin(), known.end(), process->text) != known.end())
    jobs.process = static_cast<ArrivalProcess>(word + 1);
  check_unused(section, jobs);
  jobs.limit = section.integer("jobs.limit");
  if (const Node* kind = section.given("jobs.kind"))
    jobs.kind = KindId{number_of(section, "kind of job", *kind, section.draft().kinds).value_or(0)};
  read_arrivals(section, jobs);
  read_profile(section, jobs);
  read_size(section, jobs);
  read_gpus(section, jobs);
  jobs.estimate = section.law("jobs.estimate").law;
  for (const Node* name : section.names("jobs.devices"))
    if (const auto device = number_of(section, "device", *name, section.draft().devices))
      jobs.devices.emplace_back(*device);
  jobs.patience = section.law("jobs.patience").law;
  jobs.deadline = section.law("jobs.deadline").law;
  jobs.late = static_cast<Late>(section.word("jobs.late"));
  if (const auto price = section.optional("jobs.max_price")) jobs.max_price = Price{*price};
  jobs.dataset = read_good_choice(section, "jobs.dataset", "dataset", section.draft().datasets);
  jobs.model = read_good_choice(section, "jobs.model", "model", section.draft().models);
  jobs.output = section.law("jobs.output").law;
}

void read_consumer(Draft& draft, const Node& row) {
  const Section section{draft, row, "consumer.*", row_title(row)};
  section.check_keys();
  ConsumerSpec consumer;
  consumer.name = section.text("name");
  consumer.count = static_cast<std::uint32_t>(section.integer("count"));
  if (const Node* home = section.given("home"))
    consumer.home = number_of(section, "provider", *home, draft.providers);
  read_account(section, consumer);
  if (section.given("access") != nullptr)
    consumer.access = Access{BytesPerSecond{section.number("access.up")},
                             BytesPerSecond{section.number("access.down")},
                             Seconds{section.number("access.latency")}};
  if (section.given("region") != nullptr) consumer.region = section.text("region");
  read_jobs(section, consumer);
  const bool users = std::any_of(consumer.jobs.list.begin(), consumer.jobs.list.end(),
                                 [](const ListedJob& job) { return !job.user.empty(); });
  if (section.given("count") != nullptr &&
      (users || consumer.jobs.process == ArrivalProcess::trace))
    section.fault("count", "count stands beside users of a trace or list; each user is a member");
  const auto index = static_cast<std::uint32_t>(draft.scenario.consumers.size());
  draft.scenario.order.emplace_back(true, index);
  draft.scenario.consumers.push_back(std::move(consumer));
}

}  // namespace souk
