#pragma once

// A run of a scenario's text in a child process, as SimGrid wants, and what a test asks of it.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "models/scenario/parse.hpp"
#include "sim/simulation.hpp"

namespace souk {

/// Keys set over a text, as --set does.
using Sets = std::vector<std::pair<std::string, std::string>>;

/// The text, read; `sets` applied.
Scenario scenario_of(std::string_view text, const Sets& sets = {});

/// One run in a child. `facts`, where given, is asked about every event; what it answers, if not
/// empty, is appended to the summary's notes, in order.
RunSummary child_run(const Scenario& scenario, const RunOptions& options = {},
                     const std::function<std::string(const Event&)>& facts = {});

/// The value of a metric, by name. Throws std::out_of_range if there is none.
double metric(const RunSummary& summary, std::string_view name);

/// The audit lines that do not hold, as text; empty if all hold and there are five.
std::string audit_faults(const RunSummary& summary);

/// "on": gives the consumer "nobody" an output, so that the run has a network, with nothing on it.
inline const std::pair<std::string, std::string> idle_network{"consumer.nobody.jobs.output", "1 B"};
inline const std::pair<std::string, std::string> fluid_compute{"engine.compute", "fluid"};

}  // namespace souk
