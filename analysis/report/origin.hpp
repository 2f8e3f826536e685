#pragma once

// What a result file says of itself: scenario, versions, inputs, what is modelled.

#include <string>
#include <vector>

#include "analysis/result_file.hpp"

namespace souk::report {

/// A <dt> and its <dd>; `html` is put in as it is.
std::string fact(const char* name, const std::string& html);
/// Escaped, with <br> between lines.
std::string lines_html(const std::string& lines);
/// The notes of a run or sweep, the first forty; empty where there are none.
std::string notes_fact(const std::vector<std::string>& notes);
/// Version, seed, inputs with their sha256; what is modelled, assumed (where anything is) and
/// ignored.
std::string header_facts(const ResultHeader& header);
/// The resolved text of the scenario.
std::string scenario_html(const ResultHeader& header);

}  // namespace souk::report
