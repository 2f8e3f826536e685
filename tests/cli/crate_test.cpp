// souk export --crate: what the Workflow Run RO-Crate profile 0.5 and those that it extends
// require, that every file named is there with its sha256, and that the crate alone is enough to
// run again.
//
// Sources of the requirements: https://w3id.org/ro/wfrun/workflow/0.5,
// https://w3id.org/ro/wfrun/process/0.5, https://w3id.org/workflowhub/workflow-ro-crate/1.0,
// https://w3id.org/ro/crate/1.1.

#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

#include "tests/cli/scenes.hpp"
#include "tests/cli/workplace.hpp"

using namespace souk;
using nlohmann::json;

namespace {

/// The metadata's entities by their "@id", none twice.
std::map<std::string, json> entities_of(const Workplace& place, const std::string& crate) {
  const json metadata = json::parse(place.read(crate + "/ro-crate-metadata.json"));
  CHECK(metadata.at("@context") == json({"https://w3id.org/ro/crate/1.1/context",
                                         "https://w3id.org/ro/terms/workflow-run/context"}));
  std::map<std::string, json> entities;
  for (const json& entity : metadata.at("@graph"))
    CHECK(entities.emplace(entity.at("@id"), entity).second);
  return entities;
}

/// What a property links to, be it one link or several.
std::vector<std::string> links(const json& entity, const char* property) {
  std::vector<std::string> ids;
  if (!entity.contains(property)) return ids;
  const json& value = entity.at(property);
  for (const json& each : value.is_array() ? value : json::array({value}))
    ids.push_back(each.at("@id"));
  return ids;
}

bool has_link(const json& entity, const char* property, const std::string& id) {
  const auto ids = links(entity, property);
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

bool has_type(const json& entity, const char* type) {
  const json& value = entity.at("@type");
  return value.is_array() ? std::find(value.begin(), value.end(), type) != value.end()
                          : value == type;
}

/// "a b" of "a%20b".
std::string path_of(const std::string& id) {
  std::string path;
  for (std::size_t i = 0; i < id.size(); ++i)
    if (id[i] == '%') {
      path += static_cast<char>(std::stoi(id.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      path += id[i];
    }
  return path;
}

void check_links(const std::map<std::string, json>& entities, const json& value) {
  if (value.is_object() && value.size() == 1 && value.contains("@id")) {
    const std::string id = value["@id"];
    CAPTURE(id);
    // Only the specifications of RO-Crate itself need no entity of their own.
    CHECK((entities.contains(id) || id == "https://w3id.org/ro/crate/1.1"));
    return;
  }
  if (value.is_structured())
    for (const json& each : value) check_links(entities, each);
}

void check_profiles(const std::map<std::string, json>& entities) {
  const json& descriptor = entities.at("ro-crate-metadata.json");
  CHECK(has_type(descriptor, "CreativeWork"));
  CHECK(has_link(descriptor, "about", "./"));
  CHECK(has_link(descriptor, "conformsTo", "https://w3id.org/ro/crate/1.1"));
  const json& root = entities.at("./");
  CHECK(has_type(root, "Dataset"));
  for (const char* property : {"name", "description", "datePublished", "license"})
    CHECK(root.contains(property));
  for (const char* profile :
       {"https://w3id.org/ro/wfrun/process/0.5", "https://w3id.org/ro/wfrun/workflow/0.5",
        "https://w3id.org/workflowhub/workflow-ro-crate/1.0"}) {
    CHECK(has_link(root, "conformsTo", profile));
    CHECK(has_type(entities.at(profile), "CreativeWork"));
    CHECK(entities.at(profile).contains("version"));
  }
  const json& workflow = entities.at(links(root, "mainEntity").at(0));
  for (const char* type : {"File", "SoftwareSourceCode", "ComputationalWorkflow"})
    CHECK(has_type(workflow, type));
  const json& language = entities.at(links(workflow, "programmingLanguage").at(0));
  CHECK(has_type(language, "ComputerLanguage"));
}

/// The CreateAction, which is the only one.
json check_action(const std::map<std::string, json>& entities) {
  json action;
  for (const auto& [id, entity] : entities)
    if (has_type(entity, "CreateAction")) {
      CHECK(action.is_null());
      action = entity;
    }
  REQUIRE(action.is_object());
  const json& root = entities.at("./");
  CHECK(has_link(root, "mentions", action["@id"]));
  CHECK(links(action, "instrument") == links(root, "mainEntity"));
  for (const char* property : {"name", "description", "endTime"}) CHECK(action.contains(property));
  for (const char* property : {"object", "result"})
    for (const std::string& id : links(action, property)) {
      const json& entity = entities.at(id);
      CHECK((has_type(entity, "File") || has_type(entity, "PropertyValue")));
    }
  return action;
}

/// Every File is below the crate with its bytes, and nothing else is there but the metadata.
void check_files(const Workplace& place, const std::string& crate,
                 const std::map<std::string, json>& entities) {
  std::set<std::string> named{"ro-crate-metadata.json"};
  for (const auto& [id, entity] : entities) {
    if (!has_type(entity, "File")) continue;
    const std::string path = crate + "/" + path_of(id);
    CAPTURE(path);
    CHECK(has_link(entities.at("./"), "hasPart", id));
    const Ran digest = place.run({"/usr/bin/sha256sum", "-b", path});
    CHECK(digest.out.substr(0, 64) == entity.at("sha256"));
    CHECK(entity.at("contentSize") == std::to_string(place.read(path).size()));
    named.insert(path_of(id));
  }
  CHECK(links(entities.at("./"), "hasPart").size() + 1 == named.size());
  std::set<std::string> found;
  for (const auto& [name, bytes] : place.listing())
    if (name.starts_with(crate + "/") && !name.ends_with('/'))
      found.insert(name.substr(crate.size() + 1));
  CHECK(found == named);
}

/// All of it; returns the action.
json check_crate(const Workplace& place, const std::string& crate) {
  const auto entities = entities_of(place, crate);
  for (const auto& [id, entity] : entities)
    for (const auto& [property, value] : entity.items()) check_links(entities, value);
  check_profiles(entities);
  check_files(place, crate, entities);
  return check_action(entities);
}

}  // namespace

TEST_CASE("a crate of a run holds to the profile, and the run can be made again from it alone",
          "[cli][contract]") {
  const Workplace place;
  place.write("s.toml", replay_scene);
  place.write("data/my jobs.csv", native_trace);
  REQUIRE(place
              .souk({"run", "s.toml", "--quiet", "-o", "my result.h5", "--replication", "3",
                     "--set", "consumer.users.jobs.trace.file=\"data/my jobs.csv\""})
              .code == 0);
  const Ran ran = place.souk({"export", "my result.h5", "--crate", "a crate"});
  CAPTURE(ran.err);
  REQUIRE(ran.code == 0);
  CHECK(ran.out == "written: a crate\n");
  const json action = check_crate(place, "a crate");
  CHECK(links(action, "object") == Words{"#seed", "#replication", "inputs/my%20jobs.csv"});
  CHECK(links(action, "result") == Words{"my%20result.h5"});
  const auto entities = entities_of(place, "a crate");
  CHECK(entities.at("#replication").at("value") == "3");
  const std::string version = place.souk({"--version"}).out;  // "souk 0.1.0\n"
  CHECK("souk " + entities.at("#souk").at("softwareVersion").get<std::string>() + "\n" == version);
  CHECK(place.read("a crate/my result.h5") == place.read("my result.h5"));
  CHECK(place.read("a crate/inputs/my jobs.csv") == native_trace);

  const Workplace elsewhere;
  std::filesystem::copy(place.path("a crate"), elsewhere.path("crate"),
                        std::filesystem::copy_options::recursive);
  CHECK(elsewhere.souk({"reproduce", "crate/my result.h5", "--input", "crate/inputs", "--quiet"})
            .code == 0);
  CHECK(elsewhere.souk(split("check crate/scenario.toml --trace inputs/none.csv")).code == 66);
}

TEST_CASE("a crate of a sweep holds to the profile, and is the same when it is made again",
          "[cli]") {
  const Workplace place;
  place.write("s.toml", market_scene);
  REQUIRE(place.souk(split("sweep s.toml --quiet -o r.h5")).code == 0);
  REQUIRE(place.souk(split("export r.h5 --crate c --csv tables")).code == 0);
  CHECK(place.has("tables/curves.csv"));
  const json action = check_crate(place, "c");
  CHECK(links(action, "object") == Words{"#seed"});
  CHECK(contains(action.at("description").get<std::string>(), "souk sweep scenario.toml"));
  const Listing once = place.listing();
  REQUIRE(place.souk(split("export r.h5 --crate c")).code == 0);
  CHECK(place.listing() == once);
  CHECK(place.souk(split("check c/scenario.toml")).code == 0);
}

TEST_CASE("a crate that cannot be whole is not begun", "[cli][contract]") {
  const Workplace place;
  place.write("s.toml", replay_scene);
  place.write("jobs.csv", native_trace);
  REQUIRE(place.souk(split("run s.toml --quiet -o r.h5 --trace jobs.csv")).code == 0);
  place.write("jobs.csv", "submit_s,duration_s,gpus\n0,1,1\n");  // not what the run read
  place.write("broken.h5", "no HDF5");
  const Listing before = place.listing();
  CHECK(place.souk(split("export r.h5 --crate c")).code == 66);
  CHECK(place.souk(split("export absent.h5 --crate c")).code == 66);
  CHECK(place.souk(split("export broken.h5 --crate c")).code == 65);
  CHECK(place.souk(split("export r.h5")).code == 64);
  CHECK(place.souk(split("export r.h5 --crate jobs.csv/c")).code >= 66);
  CHECK(place.listing() == before);
  place.write("jobs.csv", native_trace);
  CHECK(place.souk(split("export r.h5 --crate s.toml/c")).code == 73);
}
