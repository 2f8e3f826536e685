#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "models/scenario/law_data.hpp"
#include "models/scenario/read.hpp"
#include "models/scenario/words.hpp"
#include "models/traces/trace.hpp"

namespace souk {
namespace {

std::optional<Seconds> time_of(const std::optional<double>& value) {
  return value ? std::optional{Seconds{*value}} : std::nullopt;
}

std::optional<Credits> credits_of(const std::optional<double>& value) {
  return value ? std::optional{Credits{*value}} : std::nullopt;
}

/// The steps of a row: its own, else those of its kind where that says how many and nothing else
/// does. A row draws nothing.
std::optional<double> listed_steps(const Section& section, KindId kind) {
  if (section.given("steps") != nullptr) return section.optional("steps");
  const auto& spec = section.draft().scenario.kind_specs[kind.value];
  const bool sized = section.given("work") != nullptr || section.given("duration") != nullptr;
  if (sized || !spec || !spec->steps || !is_constant(*spec->steps)) return std::nullopt;
  return spec->steps->a;
}

/// work, duration or steps of a row of this kind.
void read_listed_work(const Section& section, KindId kind, ListedJob& job) {
  if (const auto work = section.optional("work")) job.work = GpuSeconds{*work};
  const auto steps = listed_steps(section, kind);
  const bool duration = section.given("duration") != nullptr;
  if (steps) job.duration = step_of(section, "steps", kind) * std::floor(*steps + 0.5);
  if (steps && (job.work || duration))
    section.fault("steps", "steps stands beside work or duration; a job takes one of them");
  if (steps || (job.work && !duration)) return;
  if (duration)
    job.duration = Seconds{section.number("duration")};
  else
    section.missing("duration", section.draft().scenario.kind_specs[kind.value]
                                    ? ", and work and steps too"
                                    : ", and work too");
}

/// What a row of this kind is, and on how many GPUs.
void read_listed_size(const Section& section, KindId kind, ListedJob& job) {
  read_listed_work(section, kind, job);
  job.gpus = static_cast<int>(section.integer("gpus"));
  const auto& spec = section.draft().scenario.kind_specs[kind.value];
  if (!spec) return;
  const auto gang = static_cast<int>(gang_of(spec->job));
  if (section.given("gpus") == nullptr) job.gpus = gang;
  if (job.gpus != gang)
    section.fault("gpus",
                  fmt::format("gpus is {}; dp x tp x pp of its kind is {}", job.gpus, gang));
}

ListedJob read_listed_job(const Section& section, KindId kind_of_all) {
  Draft& draft = section.draft();
  ListedJob job;
  job.submit = Seconds{section.number("submit")};
  if (const Node* kind = section.given("kind"))
    job.kind = KindId{number_of(section, "kind of job", *kind, draft.kinds).value_or(0)};
  read_listed_size(section, job.kind.value_or(kind_of_all), job);
  job.estimate = time_of(section.optional("estimate"));
  job.value = credits_of(section.optional("value"));
  job.budget = credits_of(section.optional("budget"));
  job.deadline = time_of(section.optional("deadline"));
  job.patience = time_of(section.optional("patience"));
  if (section.given("user") != nullptr) job.user = section.text("user");
  for (const Node* name : section.names("devices"))
    if (const auto device = number_of(section, "device", *name, draft.devices))
      job.devices.emplace_back(*device);
  if (const Node* name = section.given("dataset"))
    if (const auto good = number_of(section, "dataset", *name, draft.datasets))
      job.dataset = GoodId{*good};
  if (const Node* name = section.given("model"))
    if (const auto good = number_of(section, "model", *name, draft.models))
      job.model = GoodId{*good};
  return job;
}

/// Submit times divided by `scale`; an observed start keeps its wait.
void scale_times(Trace& trace, double scale) {
  for (TraceJob& job : trace.jobs) {
    const Seconds submit = job.submit / scale;
    job.start = job.start - job.submit + submit;  // NaN stays NaN
    job.submit = submit;
  }
}

/// The first jobs alone, and of the users those that have one.
void cut_trace(Trace& trace, std::uint64_t limit) {
  if (limit >= trace.jobs.size()) return;
  trace.jobs.resize(limit);
  std::vector<std::uint32_t> number(trace.users.size(), UINT32_MAX);
  for (const TraceJob& job : trace.jobs) number[job.user] = 0;
  std::vector<std::string> users;
  for (std::size_t i = 0; i < number.size(); ++i)
    if (number[i] == 0) {
      number[i] = static_cast<std::uint32_t>(users.size());
      users.push_back(std::move(trace.users[i]));
    }
  for (TraceJob& job : trace.jobs) job.user = number[job.user];
  trace.users = std::move(users);
}

/// What is told of a group that no job has; of many groups the nearest alone.
std::string missing_group(const std::string& name, const Trace& trace) {
  if (trace.groups.empty())
    return fmt::format("jobs.trace.owners names group {}; no job has a group", quoted(name));
  constexpr std::size_t most = 20;
  const std::vector<std::string_view> groups(trace.groups.begin(), trace.groups.end());
  const std::string_view nearest = nearest_word(name, groups);
  return fmt::format("jobs.trace.owners names group {}, which no job has{}", quoted(name),
                     nearest.empty() && groups.size() > most ? "" : known_words(name, groups));
}

/// The home of each group of the trace, as jobs.trace.owners says; a group that no job has is a
/// warning.
std::vector<std::optional<std::uint32_t>> homes_of_groups(const Section& section,
                                                          const Node& owners, Trace& trace) {
  std::vector<std::optional<std::uint32_t>> homes(trace.groups.size());
  for (const Node& child : owners.children) {
    const auto provider = number_of(section, "provider", child, section.draft().providers);
    const auto group = std::find(trace.groups.begin(), trace.groups.end(), child.key);
    if (group != trace.groups.end())
      homes[static_cast<std::size_t>(group - trace.groups.begin())] = provider;
    else
      trace.warnings.push_back(missing_group(child.key, trace));
  }
  return homes;
}

/// Makes a member of each pair of group and user, who has one home even where a user works for
/// several groups, and finds these homes.
void find_owners(const Section& section, TraceSpec& spec, Trace& trace) {
  const Node* owners = section.given("jobs.trace.owners");
  if (owners == nullptr) return;
  if (!owners->is(Node::Type::table)) {
    section.fault("jobs.trace.owners",
                  fmt::format("jobs.trace.owners is {}; allowed is {}", found_text(*owners),
                              describe(section.key("jobs.trace.owners"))));
    return;
  }
  const auto homes = homes_of_groups(section, *owners, trace);
  std::map<std::pair<std::int32_t, std::uint32_t>, std::uint32_t> members;
  std::vector<std::string> names;
  for (TraceJob& job : trace.jobs) {
    const auto [member, is_new] =
        members.try_emplace({job.group, job.user}, static_cast<std::uint32_t>(members.size()));
    if (is_new) {
      const bool grouped = job.group >= 0;
      const auto group = static_cast<std::size_t>(grouped ? job.group : 0);
      names.push_back(grouped ? fmt::format("{}/{}", trace.groups[group], trace.users[job.user])
                              : trace.users[job.user]);
      spec.homes.push_back(grouped ? homes[group] : std::nullopt);
    }
    job.user = member->second;
  }
  trace.users = std::move(names);
}

/// Lets the jobs run on any device; how many named one is told among the assumptions.
void ignore_devices(Trace& trace) {
  std::size_t named = 0;
  for (TraceJob& job : trace.jobs) named += std::exchange(job.device, -1) < 0 ? 0 : 1;
  if (named > 0)
    trace.assumptions.push_back(
        fmt::format("{} jobs name a device; they run on any (jobs.trace.devices).", named));
}

void check_words(const Section& section, const Trace& trace) {
  Draft& draft = section.draft();
  std::set<std::pair<int, std::int32_t>> seen;
  const Spot spot = section.given("jobs.trace.file")->spot;
  const auto check = [&](int column, std::int32_t word, std::string_view what, const auto& known) {
    if (word < 0 || !seen.emplace(column, word).second) return;
    const std::string& name = trace.words[static_cast<std::size_t>(word)];
    if (known.contains(name)) return;
    if (column == 0)
      section.fault(spot.place(),
                    fmt::format("the trace names device {}, which the scenario lacks; a [[device]] "
                                "adds it, jobs.trace.devices = \"ignore\" lets its jobs run on any",
                                quoted(name)));
    else
      number_of(section, what, text_node(name, spot), known, " in the trace");
  };
  for (const TraceJob& job : trace.jobs) {
    check(0, job.device, "device", draft.devices);
    check(1, job.dataset, "dataset", draft.datasets);
    check(2, job.model, "model", draft.models);
  }
}

}  // namespace

void read_job_list(const Section& section, JobsSpec& jobs) {
  const Node* list = section.given("jobs.list");
  if (list == nullptr) {
    section.missing("jobs.list");
    return;
  }
  if (!list->is(Node::Type::array)) {
    section.fault("jobs.list", fmt::format("jobs.list is {}; allowed is {}", found_text(*list),
                                           describe(section.key("jobs.list"))));
    return;
  }
  jobs.list.reserve(list->children.size());
  for (const Node& item : list->children) {
    const std::string title = fmt::format("{}job {}: ", section.title(), jobs.list.size());
    const Section row{section.draft(), item, "consumer.*.jobs.list.*", title};
    if (!item.is(Node::Type::table)) {
      row.fault(item.spot.place(), fmt::format("found {}; allowed is a table", found_text(item)));
      continue;
    }
    row.check_keys();
    jobs.list.push_back(read_listed_job(row, jobs.kind));
  }
}

void read_job_trace(const Section& section, JobsSpec& jobs) {
  Draft& draft = section.draft();
  static constexpr std::string_view formats[] = {"auto", "native", "philly", "swf", "sacct"};
  jobs.trace.format = formats[section.word("jobs.trace.format")];
  jobs.trace.scale = section.number("jobs.trace.scale");
  jobs.trace.limit = section.integer("jobs.trace.limit");
  jobs.trace.index = static_cast<std::uint32_t>(draft.scenario.traces.size());
  const Node* file = section.given("jobs.trace.file");
  if (file == nullptr) {
    // A scenario may leave its trace to the command line; it cannot run without.
    if (draft.options->read_inputs) section.missing("jobs.trace.file", " (--trace FILE sets it)");
    return;
  }
  jobs.trace.file = section.text("jobs.trace.file");
  if (jobs.trace.file.empty()) return;
  const auto text = read_input(section, *file);
  if (!text) return;
  const std::string shown = shown_path(draft, jobs.trace.file);
  try {
    Trace trace = read_trace(*text, shown, jobs.trace.format);
    if (jobs.trace.scale != 1) scale_times(trace, jobs.trace.scale);
    cut_trace(trace, jobs.trace.limit);
    if (section.word("jobs.trace.devices") == 1) ignore_devices(trace);
    find_owners(section, jobs.trace, trace);
    check_words(section, trace);
    draft.scenario.traces.push_back(std::move(trace));
  } catch (const ScenarioError& error) {
    note_faults(draft, error, shown, *text);
  }
}

}  // namespace souk
