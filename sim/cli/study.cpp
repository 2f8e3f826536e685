#include "sim/cli/study.hpp"

#include <utility>

#include <fmt/format.h>

#include "sim/cli/result_header.hpp"
#include "sim/simulation.hpp"

namespace souk::cli {

Study::Study(ScenarioSource& source) : sources_{source_hash()} {
  const Scenario scenario = source.parse();
  read_points(source, true);
  header_ = result_header(scenario, source.inputs(), 0);
}

Study::Study(ScenarioSource& source, const std::string& version) : Study{source} {
  header_.souk_version = version;
}

Study::Study(ResultHeader header, std::string sources)
    : header_{std::move(header)}, sources_{std::move(sources)} {
  ScenarioSource source{header_.scenario, "the scenario of the records", {}, {}};
  read_points(source, false);
}

void Study::read_points(ScenarioSource& source, bool with_inputs) {
  const Scenario scenario = source.parse({}, false);
  name_ = scenario.general.name;
  spec_ = scenario.study;
  batch_ = replications_ = scenario.general.replications;
  sweep_ = source.read_sweep();
  for (const SweepPoint& point : sweep_.points) {
    Scenario named = source.parse(point.sets, false);
    if (with_inputs) source.load_inputs(named);
    needs_simgrid_ = needs_simgrid_ || souk::needs_simgrid(named);
    texts_.push_back(std::move(named.run_text));
  }
}

bool Study::grow() {
  if (replications_ > spec_.max_replications || spec_.max_replications - replications_ < batch_)
    return false;
  replications_ += batch_;
  return true;
}

std::string Study::batch_title() const {
  return replications_ == batch_ ? name_
                                 : fmt::format("{}, to {} replications", name_, replications_);
}

std::string Study::title_of(std::size_t run) const {
  const std::string point = souk::title_of(sweep_.points[run % points()]);
  return fmt::format("{}{}replication {}", point, point.empty() ? "" : ", ", replication_of(run));
}

std::string Study::key_of(std::size_t run) const {
  std::string text =
      fmt::format("{}\n{}\n{}\n", header_.souk_version, sources_, replication_of(run));
  for (const InputFile& input : header_.inputs)
    text += fmt::format("{} {}\n", input.sha256, input.name);
  return sha256_of(text + texts_[run % points()]);
}

}  // namespace souk::cli
