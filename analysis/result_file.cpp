#include "analysis/result_file.hpp"

#include <algorithm>
#include <functional>
#include <type_traits>
#include <utility>

#include "analysis/event_tables.hpp"
#include "analysis/result_groups.hpp"
#include "analysis/table_columns.hpp"
#include "models/check.hpp"

namespace souk {
namespace {

/// One value per row, by a function or a member.
template <class Row, class Of>
auto column(const std::vector<Row>& rows, Of of) {
  std::vector<std::decay_t<std::invoke_result_t<Of, const Row&>>> values(rows.size());
  std::transform(rows.begin(), rows.end(), values.begin(),
                 [&](const Row& row) { return std::invoke(of, row); });
  return values;
}

template <class T>
void add(NumberedGroup& group, const VariableSpec& spec, const std::vector<T>& values) {
  group.add<T>(spec, std::span<const T>{values});
}

void write_agents(const Hdf5Node& root, const std::vector<AgentRow>& agents,
                  const std::vector<AgentSummary>& totals) {
  using Row = AgentRow;
  using Sum = AgentSummary;
  SOUK_CHECK(agents.size() == totals.size(), "a summary that does not fit the agents");
  NumberedGroup group{root, "agents", "agent", agents.size()};
  group.add({"name", "", "name"}, column(agents, &Row::name));
  add(group, {"role", "", "what it does", flag_meanings(Role::platform)},
      column(agents, [](const Row& a) { return static_cast<std::uint8_t>(a.role); }));
  add(group, {"home", "1", "site of its owner; -1 if none", {}, "/sites/name"},
      column(agents, [](const Row& a) { return static_cast<std::int32_t>(a.home.value); }));
  add(group, {"site", "1", "site that it provides; -1 if none", {}, "/sites/name"},
      column(agents, [](const Row& a) { return static_cast<std::int32_t>(a.site.value); }));
  add(group, {"gpus", "1", "GPUs that it owns"},
      column(agents, [](const Row& a) { return std::int32_t{a.gpus}; }));
  add(group, {"spent_credit", "credit", "paid out over the run"},
      column(totals, [](const Sum& a) { return credits_of(a.spent); }));
  add(group, {"earned_credit", "credit", "received over the run"},
      column(totals, [](const Sum& a) { return credits_of(a.earned); }));
  add(group, {"surplus_credit", "credit", "value gained less what was paid"},
      column(totals, &Sum::surplus_credit));
  add(group, {"gpu_hours_used", "h", "GPU-hours leased by it"},
      column(totals, &Sum::gpu_hours_used));
  add(group, {"gpu_hours_lent", "h", "GPU-hours given to others than its members"},
      column(totals, &Sum::gpu_hours_lent));
  add(group, {"gpu_hours_taken", "h", "GPU-hours leased at other sites than its home"},
      column(totals, &Sum::gpu_hours_taken));
  add(group, {"rho", "1", "mean jct / mean jct of the isolated baseline; NaN without one"},
      column(totals, &Sum::rho));
  add(group, {"jobs", "1", "jobs finished or late, after warm-up"}, column(totals, &Sum::jobs));
  add(group, {"mean_wait_s", "s", "mean wait of these jobs"}, column(totals, &Sum::mean_wait_s));
  add(group, {"mean_jct_s", "s", "mean time from submission to end"},
      column(totals, &Sum::mean_jct_s));
  add(group, {"p95_wait_s", "s", "95th percentile of their wait"},
      column(totals, &Sum::p95_wait_s));
  const std::string alone = " when it stays alone; NaN without an isolated baseline";
  add(group, {"jobs_alone", "1", "jobs finished or late, after warm-up, when it stays alone"},
      column(totals, &Sum::jobs_alone));
  add(group, {"mean_wait_alone_s", "s", "mean wait of its jobs" + alone},
      column(totals, &Sum::mean_wait_alone_s));
  add(group, {"mean_jct_alone_s", "s", "mean time from submission to end of its jobs" + alone},
      column(totals, &Sum::mean_jct_alone_s));
  add(group, {"surplus_alone_credit", "credit", "its surplus" + alone},
      column(totals, &Sum::surplus_alone_credit));
}

void write_sites(const Hdf5Node& root, const RunStarted& run) {
  using Row = SiteRow;
  NumberedGroup group{root, "sites", "site", run.sites.size()};
  group.add({"name", "", "name"}, column(run.sites, &Row::name));
  add(group, {"provider", "1", "agent that provides it", {}, "/agents/name"},
      column(run.sites, [](const Row& s) { return static_cast<std::int32_t>(s.provider.value); }));
  add(group, {"nodes", "1", "nodes"},
      column(run.sites, [](const Row& s) { return static_cast<std::int32_t>(s.nodes); }));
  add(group, {"gpus_per_node", "1", "GPUs of each node"},
      column(run.sites, [](const Row& s) { return std::int32_t{s.gpus_per_node}; }));
  add(group, {"pooled_gpus", "1", "GPUs that are shared"},
      column(run.sites, [](const Row& s) { return static_cast<std::int32_t>(s.pooled_gpus); }));
  group.add({"device", "", "device of its GPUs"}, column(run.sites, [&](const Row& s) {
              return s.device.value < run.devices.size() ? run.devices[s.device.value]
                                                         : std::string{};
            }));
  group.add({"region", "", "region; empty if none"}, column(run.sites, &Row::region));
  add(group,
      {"reserve_credit_per_gpu_h", "credit h-1", "what an hour of one GPU costs its provider"},
      column(run.sites, [](const Row& s) { return s.reserve.value; }));
}

void write_goods(const Hdf5Node& root, const RunStarted& run) {
  NumberedGroup group{root, "goods", "good", run.goods.size()};
  group.add({"name", "", "name"}, run.goods);
  add(group, {"bytes", "byte", "size"}, column(run.good_sizes, [](Bytes b) { return b.value; }));
  std::vector<std::uint8_t> models(run.goods.size(), 1);
  std::fill_n(models.begin(), std::min<std::size_t>(run.datasets, models.size()), std::uint8_t{0});
  add(group, {"good_kind", "", "what it is", {"dataset", "model"}}, models);
}

void write_summary(const Hdf5Node& root, const std::vector<MetricValue>& values) {
  const auto entries = metric_entries();
  SOUK_CHECK(entries.size() == values.size(), "a summary that does not fit the metrics");
  const Hdf5Node group = make_group(root, "summary");
  for (std::size_t m = 0; m < entries.size(); ++m) {
    const MetricEntry& entry = entries[m];
    const Hdf5Node variable = write_variable<double>(
        group, {std::string{entry.name}, std::string{entry.unit}, std::string{entry.long_name}}, {},
        {&values[m].value, 1});
    write_attribute(variable, "flag", static_cast<std::uint8_t>(values[m].flag));
    write_attribute(variable, "flag_meaning",
                    metric_flags[static_cast<std::size_t>(values[m].flag)]);
  }
}

void write_audit(const Hdf5Node& root, const std::vector<AuditLine>& audit) {
  NumberedGroup group{root, "audit", "line", audit.size()};
  group.add({"name", "", "what is balanced"}, column(audit, &AuditLine::name));
  add(group, {"expected", "1", "what the books say"}, column(audit, &AuditLine::expected));
  add(group, {"found", "1", "what was found"}, column(audit, &AuditLine::found));
  add(group, {"holds", "", "whether the two agree", {"no", "yes"}},
      column(audit, [](const AuditLine& line) { return std::uint8_t{line.holds}; }));
}

void write_provenance(const Hdf5Node& root, const RunSummary& summary) {
  NumberedGroup group{root, "provenance", "block", summary.hash_blocks.size()};
  add(group, {"hash_blocks", "1", "event hash after each 65,536 events and at the end"},
      summary.hash_blocks);
  write_attribute(group.node, "events", summary.events);
  write_attribute(group.node, "end_s", summary.end.value);
  std::string notes;
  for (const std::string& note : summary.notes) notes += note + "\n";
  write_attribute(group.node, "notes", notes);
}

}  // namespace

struct ResultWriter::State {
  State(const std::string& path, ResultHeader what, const OutputSpec& spec)
      : file{path}, header{std::move(what)}, tables{std::in_place, file, spec} {}

  OutputFile file;
  ResultHeader header;
  std::optional<RunTables> tables;
};

ResultWriter::ResultWriter(const std::string& path, ResultHeader header, const OutputSpec& tables)
    : state_{std::make_unique<State>(path, std::move(header), tables)} {
  write_header(state_->file.root(), state_->header, "run");
  write_attribute(state_->file.root(), "replication", std::uint64_t{state_->header.replication});
}

ResultWriter::~ResultWriter() = default;

EventSink& ResultWriter::sink() {
  return *state_->tables;
}

void ResultWriter::finish(const RunSummary& summary) {
  State& state = *state_;
  state.tables->finish();
  const Hdf5Node& root = state.file.root();
  write_attribute(root, "event_hash", hex_of(summary.event_hash));
  const RunStarted& run = state.tables->started();
  write_agents(root, run.agents, summary.agents);
  write_sites(root, run);
  write_goods(root, run);
  write_summary(root, summary.metrics);
  write_audit(root, summary.audit);
  write_provenance(root, summary);
  state.tables.reset();
  state.file.commit();
}

}  // namespace souk
