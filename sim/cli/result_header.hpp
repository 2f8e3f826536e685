#pragma once

// Where a result goes, and what it says about itself.

#include <string>
#include <string_view>
#include <vector>

#include "analysis/result_file.hpp"
#include "models/scenario/scenario.hpp"

namespace souk::cli {

/// "0.1.0"
std::string_view souk_version();
/// 64 hexadecimal digits over the sources that the numbers of a run depend on.
std::string_view source_hash();

/// The header of a run or sweep; what is modelled, assumed and ignored follows from the scenario.
ResultHeader result_header(const Scenario& scenario, std::vector<InputFile> inputs,
                           std::uint32_t replication);

/// `given`, or results/<name>.h5 below the caller's folder, which is made. Throws CannotWrite
/// (create).
std::string output_path(const std::string& given, const std::string& name);

/// Throws CannotWrite (create) if no result can be made at `path`: before the work, not after it.
void need_place(const std::string& path);

}  // namespace souk::cli
