#include "sim/cli/spool.hpp"

#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <unistd.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "analysis/errors.hpp"
#include "analysis/part_file.hpp"
#include "models/scenario/error.hpp"
#include "sim/cli/result_header.hpp"

namespace souk::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view manifest_name = "study.json";
constexpr std::string_view record_end = ".run";

std::string path_in(const std::string& folder, std::string_view name) {
  return (fs::path{folder} / name).string();
}

/// Under a name of this process's own until it is whole, and only then under the one given: shards
/// on several machines may write the same record, or the manifest, at once. Throws CannotWrite.
void write_alone(const std::string& path, std::string_view text) {
  char host[256] = {};
  (void)gethostname(host, sizeof host - 1);
  const std::string own = fmt::format("{}.{}.{}", path, host, getpid());
  write_text_file(own, text);
  std::error_code error;
  fs::rename(own, path, error);
  if (error) throw CannotWrite{CannotWrite::Stage::write, path, error.message()};
}

std::size_t count_records(const std::string& folder) {
  std::size_t records = 0;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator{folder, error})
    records += entry.path().extension() == record_end ? 1 : 0;
  return records;
}

std::string manifest_text(const ResultHeader& header, bool kept) {
  nlohmann::ordered_json json;
  json["title"] = header.title;
  json["souk_version"] = header.souk_version;
  json["scenario"] = header.scenario;
  json["inputs"] = nlohmann::ordered_json::array();
  for (const InputFile& input : header.inputs)
    json["inputs"].push_back({{"name", input.name}, {"sha256", input.sha256}});
  json["seed"] = header.seed;
  json["epoch"] = header.epoch ? nlohmann::ordered_json(*header.epoch) : nullptr;
  json["modelled"] = header.modelled;
  json["assumed"] = header.assumed;
  json["ignored"] = header.ignored;
  json["sources"] = source_hash();
  json["kept"] = kept;
  return json.dump(2) + "\n";
}

/// Calls read(manifest) of a folder. Throws MissingInput, BadResultFile.
template <class Read>
auto from_manifest(const std::string& folder, Read read) {
  const std::string path = path_in(folder, manifest_name);
  try {
    return read(nlohmann::json::parse(need_file(path)));
  } catch (const nlohmann::json::exception& error) {
    throw BadResultFile{path, error.what()};
  }
}

ResultHeader header_in(const nlohmann::json& json) {
  ResultHeader header;
  header.title = json.at("title");
  header.souk_version = json.at("souk_version");
  header.scenario = json.at("scenario");
  for (const auto& input : json.at("inputs"))
    header.inputs.push_back({input.at("name"), input.at("sha256")});
  header.seed = json.at("seed");
  if (!json.at("epoch").is_null()) header.epoch = json.at("epoch").get<std::int64_t>();
  header.modelled = json.at("modelled");
  header.assumed = json.at("assumed");
  header.ignored = json.at("ignored");
  return header;
}

}  // namespace

Spool::Spool(std::string folder, const ResultHeader& header, Use use, bool keep)
    : folder_{std::move(folder)}, kept_{keep} {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error) throw CannotWrite{CannotWrite::Stage::create, folder_, error.message()};
  const std::size_t records = count_records(folder_);
  if (use == Use::fresh && records > 0)
    throw UsageError{
        fmt::format("{} holds {} finished runs; --resume goes on from them, removing the folder "
                    "begins anew",
                    folder_, records)};
  if (!kept_ && fs::exists(path_in(folder_, manifest_name), error))
    kept_ = from_manifest(folder_, [](const auto& json) { return json.value("kept", false); });
  write_alone(path_in(folder_, manifest_name), manifest_text(header, kept_));
}

Spool::Spool(std::string folder) : folder_{std::move(folder)} {
  (void)need_file(path_in(folder_, manifest_name));
}

ResultHeader Spool::header() const {
  return from_manifest(folder_, header_in);
}

std::string Spool::sources() const {
  return from_manifest(
      folder_, [](const auto& json) { return json.at("sources").template get<std::string>(); });
}

bool Spool::has(const std::string& key) const {
  std::error_code ignored;
  return fs::exists(path_in(folder_, key + std::string{record_end}), ignored);
}

std::optional<RunSummary> Spool::read(const std::string& key) const {
  const auto bytes = read_file(path_in(folder_, key + std::string{record_end}));
  if (!bytes) return std::nullopt;
  try {
    return decode_run_summary(*bytes);
  } catch (const std::runtime_error&) {
    return std::nullopt;  // torn: the run is done again
  }
}

void Spool::write(const std::string& key, const RunSummary& summary) const {
  write_alone(path_in(folder_, key + std::string{record_end}), encode(summary));
}

void Spool::remove() const {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator{folder_, ignored}) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(manifest_name) || name.find(record_end) != name.npos)
      fs::remove(entry, ignored);
  }
  fs::remove(folder_, ignored);  // stays if something else is in it
}

}  // namespace souk::cli
