#include "child_run.hpp"

#include <csignal>

#include <fmt/format.h>

#include "sim/replication.hpp"

namespace souk {
namespace {

class Asker final : public EventSink {
 public:
  explicit Asker(const std::function<std::string(const Event&)>& facts) : facts_{&facts} {}
  void on(const Event& event) override {
    std::string fact = (*facts_)(event);
    if (!fact.empty()) found_.push_back(std::move(fact));
  }
  [[nodiscard]] const std::vector<std::string>& found() const { return found_; }

 private:
  const std::function<std::string(const Event&)>* facts_;
  std::vector<std::string> found_;
};

}  // namespace

Scenario scenario_of(std::string_view text, const Sets& sets) {
  return parse_scenario(text, "test.toml", {.sets = sets});
}

RunSummary child_run(const Scenario& scenario, const RunOptions& options,
                     const std::function<std::string(const Event&)>& facts) {
  return run_in_child([&] {
    for (const int signal : {SIGSEGV, SIGABRT, SIGFPE, SIGTERM})
      std::signal(signal, SIG_DFL);  // not Catch's
    if (!facts) return simulate(scenario, options);
    Asker asker{facts};
    RunOptions watched = options;
    watched.sink = &asker;
    RunSummary summary = simulate(scenario, watched);
    for (const std::string& fact : asker.found()) summary.notes.push_back(fact);
    return summary;
  });
}

double metric(const RunSummary& summary, std::string_view name) {
  return summary.metrics.at(metric_index(name)).value;
}

std::string audit_faults(const RunSummary& summary) {
  std::string faults;
  if (summary.audit.size() != 5) faults = fmt::format("{} lines; ", summary.audit.size());
  for (const AuditLine& line : summary.audit)
    if (!line.holds)
      faults += fmt::format("{}: expected {}, found {}; ", line.name, line.expected, line.found);
  return faults;
}

}  // namespace souk
