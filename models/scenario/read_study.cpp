#include <algorithm>

#include <fmt/format.h>

#include "models/metrics/run_summary.hpp"
#include "models/scenario/read.hpp"
#include "models/scenario/words.hpp"

namespace souk {
namespace {

void read_points(const Section& section, StudySpec& study) {
  const bool samples = study.design != StudyDesign::grid && study.design != StudyDesign::list;
  if (section.given("points") == nullptr) {
    if (samples) section.missing("points", " for a design that samples");
    return;
  }
  study.points = static_cast<std::uint32_t>(section.integer("points"));
  if (!samples)
    section.fault("points",
                  "points is of the designs latin_hypercube, sobol and saltelli; others take it in "
                  "their [[sweep]] rows");
}

void read_metric(const Section& section, StudySpec& study) {
  study.metric = section.text("metric");
  std::vector<std::string_view> names;
  for (const MetricEntry& entry : metric_entries()) names.push_back(entry.name);
  if (!study.metric.empty() && std::find(names.begin(), names.end(), study.metric) == names.end())
    section.fault("metric", fmt::format("unknown metric {}{}", quoted(study.metric),
                                        known_words(study.metric, names)));
}

}  // namespace

void read_study(Draft& draft, const Node& sections) {
  const Node* table = sections.find("study");
  if (table == nullptr || !table->is(Node::Type::table)) return;
  const Section section{draft, *table, "study", ""};
  section.check_keys();
  StudySpec& study = draft.scenario.study;
  study.given = true;
  study.design = static_cast<StudyDesign>(section.word("design"));
  read_points(section, study);
  read_metric(section, study);
  study.half_width = section.optional("half_width");
  study.max_replications = static_cast<std::uint32_t>(section.integer("max_replications"));
  if (section.given("max_replications") != nullptr && !study.half_width)
    section.fault("max_replications", "max_replications is not used without half_width");
  study.interval = section.number("interval");
}

}  // namespace souk
