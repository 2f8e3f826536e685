#pragma once

// A result with all that its run needs, as a Workflow Run RO-Crate.

#include <string>

namespace souk::cli {

/// Makes `dir` a crate of the result: scenario.toml (the resolved text), what the run read in
/// inputs/, the result under its own name, and ro-crate-metadata.json, which names each with its
/// sha256, the version of Souk and the run. Inputs are looked for beside the result and in the
/// caller's folder. The run is dated by the time of the result file. `souk reproduce DIR/NAME.h5
/// --input DIR/inputs` runs it again. All files appear at the end. Throws MissingInput,
/// BadResultFile, CannotWrite. Memory: the largest file. Profile:
/// https://w3id.org/ro/wfrun/workflow/0.5.
void export_crate(const std::string& result, const std::string& dir);

}  // namespace souk::cli
