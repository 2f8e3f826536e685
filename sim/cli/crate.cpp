#include "sim/cli/crate.hpp"

#include <sys/stat.h>

#include <cstdio>
#include <ctime>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "analysis/errors.hpp"
#include "analysis/part_file.hpp"
#include "models/scenario/error.hpp"
#include "sim/cli/stored_run.hpp"
#include "sim/cli/study.hpp"

namespace souk::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::string_view metadata_name = "ro-crate-metadata.json";
constexpr std::string_view crate_spec = "https://w3id.org/ro/crate/1.1";
constexpr std::string_view process_profile = "https://w3id.org/ro/wfrun/process/0.5";
constexpr std::string_view run_profile = "https://w3id.org/ro/wfrun/workflow/0.5";
constexpr std::string_view workflow_profile = "https://w3id.org/workflowhub/workflow-ro-crate/1.0";
constexpr std::string_view scenario_id = "scenario.toml";

/// A file of the crate, whole and under its final name only when all are.
struct CrateFile {
  std::string name;  ///< from the crate's folder
  std::string sha256;
  std::uint64_t bytes = 0;
};

/// A name as a relative URI: RFC 3986 leaves these as they are, "/" between folders among them.
std::string uri(std::string_view name) {
  constexpr std::string_view kept = "-._~/";
  std::string out;
  for (const char letter : name) {
    const bool plain = (letter >= '0' && letter <= '9') || (letter >= 'A' && letter <= 'Z') ||
                       (letter >= 'a' && letter <= 'z') || kept.find(letter) != kept.npos;
    out += plain ? std::string{letter} : fmt::format("%{:02X}", static_cast<unsigned char>(letter));
  }
  return out;
}

Json link(std::string_view id) {
  return {{"@id", id}};
}

/// Those of a crate, each unpublished until publish().
class CrateFolder {
 public:
  explicit CrateFolder(std::string dir) : dir_{std::move(dir)} {}

  CrateFile add(const std::string& name, std::string_view bytes) {
    const fs::path path = fs::path{dir_} / name;
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (error)
      throw CannotWrite{CannotWrite::Stage::create, path.parent_path().string(), error.message()};
    PartFile& file = files_.emplace_back(path.string());
    file.write(bytes);
    file.close();
    return {name, sha256_of(bytes), bytes.size()};
  }

  void publish() {
    for (PartFile& file : files_) file.publish();
  }

 private:
  std::string dir_;
  std::vector<PartFile> files_;
};

Json file_entity(const CrateFile& file, std::string_view format, std::string_view description) {
  return {{"@id", uri(file.name)},        {"@type", "File"},
          {"name", base_name(file.name)}, {"description", description},
          {"encodingFormat", format},     {"contentSize", fmt::format("{}", file.bytes)},
          {"sha256", file.sha256}};
}

Json profile(std::string_view id, std::string_view name, std::string_view version) {
  return {{"@id", id}, {"@type", "CreativeWork"}, {"name", name}, {"version", version}};
}

/// When the result was written; the result itself holds no wall time.
std::string time_of(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) (void)need_file(path);  // says why
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(status.st_mtim.tv_sec));
}

/// All that the metadata says, from which it is written in the order of the profile.
struct Crate {
  ResultHeader header;
  std::string time, action;
  CrateFile scenario, result;
  std::vector<CrateFile> inputs;
  bool is_sweep = false;
};

Json root_entity(const Crate& crate) {
  Json parts = Json::array({link(scenario_id), link(uri(crate.result.name))});
  for (const CrateFile& input : crate.inputs) parts.push_back(link(uri(input.name)));
  return {{"@id", "./"},
          {"@type", "Dataset"},
          {"name", crate.header.title},
          {"description", fmt::format("A {} of Souk {}: its scenario, what it read, and its result",
                                      crate.is_sweep ? "sweep" : "run", crate.header.souk_version)},
          {"datePublished", crate.time},
          {"license", link("#licence")},
          {"conformsTo",
           Json::array({link(process_profile), link(run_profile), link(workflow_profile)})},
          {"hasPart", std::move(parts)},
          {"mainEntity", link(scenario_id)},
          {"mentions", Json::array({link(crate.action), link("#souk")})}};
}

Json scenario_entity(const Crate& crate) {
  Json entity = file_entity(crate.scenario, "application/toml",
                            "The resolved scenario: every setting of the run but its replication");
  entity["@type"] = Json::array({"File", "SoftwareSourceCode", "ComputationalWorkflow"});
  entity["name"] = crate.header.title;
  entity["version"] = crate.scenario.sha256.substr(0, 12);
  entity["programmingLanguage"] = link("#souk-scenario");
  entity["softwareRequirements"] = link("#souk");
  return entity;
}

Json action_entity(const Crate& crate) {
  Json objects = Json::array({link("#seed")});
  if (!crate.is_sweep) objects.push_back(link("#replication"));
  for (const CrateFile& input : crate.inputs) objects.push_back(link(uri(input.name)));
  return {
      {"@id", crate.action},
      {"@type", "CreateAction"},
      {"name", fmt::format("Souk {} of {}", crate.is_sweep ? "sweep" : "run", crate.header.title)},
      {"description", crate.is_sweep
                          ? fmt::format("souk sweep {} -o {}", scenario_id, crate.result.name)
                          : fmt::format("souk run {} --replication {} -o {}", scenario_id,
                                        crate.header.replication, crate.result.name)},
      {"endTime", crate.time},
      {"actionStatus", "http://schema.org/CompletedActionStatus"},
      {"instrument", link(scenario_id)},
      {"object", std::move(objects)},
      {"result", link(uri(crate.result.name))}};
}

void add_settings(const Crate& crate, Json& graph) {
  const auto value = [&](const char* name, std::uint64_t number) {
    graph.push_back({{"@id", fmt::format("#{}", name)},
                     {"@type", "PropertyValue"},
                     {"name", name},
                     {"value", fmt::format("{}", number)}});
  };
  value("seed", crate.header.seed);
  if (!crate.is_sweep) value("replication", crate.header.replication);
}

std::string metadata_text(const Crate& crate) {
  Json graph = Json::array();
  graph.push_back({{"@id", metadata_name},
                   {"@type", "CreativeWork"},
                   {"conformsTo", Json::array({link(crate_spec), link(workflow_profile)})},
                   {"about", link("./")}});
  graph.push_back(root_entity(crate));
  graph.push_back(profile(process_profile, "Process Run Crate", "0.5"));
  graph.push_back(profile(run_profile, "Workflow Run Crate", "0.5"));
  graph.push_back(profile(workflow_profile, "Workflow RO-Crate", "1.0"));
  graph.push_back({{"@id", "#licence"},
                   {"@type", "CreativeWork"},
                   {"name", "No licence is stated"},
                   {"description", "Whoever made this result may state one here"}});
  graph.push_back(scenario_entity(crate));
  graph.push_back({{"@id", "#souk-scenario"},
                   {"@type", "ComputerLanguage"},
                   {"name", "Souk scenario, in TOML"},
                   {"url", "https://toml.io/en/v1.0.0"},
                   {"version", crate.header.souk_version}});
  graph.push_back({{"@id", "#souk"},
                   {"@type", "SoftwareApplication"},
                   {"name", "Souk"},
                   {"description", "Simulator of sharing-economy markets for large-AI-model work"},
                   {"softwareVersion", crate.header.souk_version}});
  graph.push_back(action_entity(crate));
  add_settings(crate, graph);
  for (const CrateFile& input : crate.inputs)
    graph.push_back(file_entity(input, "application/octet-stream", "A file that the run read"));
  graph.push_back(
      file_entity(crate.result, "application/x-hdf5", "The result, which opens as netCDF-4"));
  const Json json{
      {"@context",
       {"https://w3id.org/ro/crate/1.1/context", "https://w3id.org/ro/terms/workflow-run/context"}},
      {"@graph", std::move(graph)}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

/// In inputs/ under its own name; the first digits of its sha256 stand before that of a later file
/// of a name that is taken. Equal files are one.
void add_inputs(const StoredRun& stored, CrateFolder& folder, Crate& crate) {
  std::vector<InputFile> added;
  for (const InputFile& input : crate.header.inputs) {
    bool taken = false, known = false;
    for (const InputFile& other : added) {
      taken = taken || other.name == input.name;
      known = known || other == input;
    }
    if (known) continue;
    added.push_back(input);
    const std::string prefix = taken ? input.sha256.substr(0, 8) + "-" : "";
    crate.inputs.push_back(
        folder.add("inputs/" + prefix + input.name, stored.source.bytes_of(input)));
  }
}

}  // namespace

void export_crate(const std::string& result, const std::string& dir) {
  StoredRun stored{result, ""};
  if (stored.is_sweep)
    (void)Study{stored.source, stored.header.souk_version};  // reads what any point names
  else
    (void)stored.source.parse();
  CrateFolder folder{dir};
  Crate crate{.header = stored.header, .time = time_of(result), .is_sweep = stored.is_sweep};
  if (crate.header.title.empty()) crate.header.title = fs::path{result}.stem().string();
  crate.scenario = folder.add(std::string{scenario_id}, crate.header.scenario);
  crate.result = folder.add(base_name(result), need_file(result));
  add_inputs(stored, folder, crate);
  crate.action = "#run-" + crate.result.sha256.substr(0, 16);
  (void)folder.add(std::string{metadata_name}, metadata_text(crate));
  folder.publish();
}

}  // namespace souk::cli
