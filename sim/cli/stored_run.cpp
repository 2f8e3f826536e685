#include "sim/cli/stored_run.hpp"

#include <filesystem>

#include <unistd.h>

#include "analysis/result_reader.hpp"
#include "models/scenario/error.hpp"

namespace souk::cli {
namespace {

std::vector<std::string> folders_of(const std::string& path, const std::string& inputs) {
  if (!inputs.empty()) return {inputs};
  const std::string beside = std::filesystem::path{path}.parent_path().string();
  if (beside.empty() || beside == ".") return {"."};
  return {beside, "."};
}

ResultReader open(const std::string& path) {
  if (access(path.c_str(), R_OK) != 0) (void)need_file(path);  // says why
  return ResultReader{path};
}

}  // namespace

StoredRun::StoredRun(const std::string& path, const std::string& inputs)
    : StoredRun{open(path), path, inputs} {}

StoredRun::StoredRun(const ResultReader& reader, const std::string& path, const std::string& inputs)
    : header{reader.header()},
      is_sweep{reader.is_sweep()},
      source{header.scenario, path + " (its scenario)", header.inputs, folders_of(path, inputs)} {
  if (is_sweep) return;
  event_hash = reader.event_hash();
  hash_blocks = reader.hash_blocks();
}

}  // namespace souk::cli
