#include "sim/cli/input_files.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>

#include <sys/types.h>

#include <sha256.h>

#include <fmt/format.h>

#include "gpu/calibrations.hpp"
#include "models/devices/profile_text.hpp"
#include "models/scenario/document.hpp"
#include "models/scenario/error.hpp"
#include "models/scenario/words.hpp"

namespace souk::cli {
namespace {

namespace fs = std::filesystem;

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

/// Sets errno on failure.
std::optional<std::string> read_whole(const std::string& path) {
  const File file{std::fopen(path.c_str(), "rb"), std::fclose};
  if (!file) return std::nullopt;
  std::string text;
  char buffer[1 << 16];
  while (const std::size_t n = std::fread(buffer, 1, sizeof buffer, file.get()))
    text.append(buffer, n);
  if (std::ferror(file.get()) != 0) return std::nullopt;
  return text;
}

/// The file of `folder` with these bytes: first where the scenario has it, then of that name.
std::optional<std::string> find_bytes(const std::string& folder, const std::string& path,
                                      const InputFile& wanted) {
  const auto matches = [&](const fs::path& candidate) {
    auto text = read_file(candidate.string());
    if (text && sha256_of(*text) != wanted.sha256) text.reset();
    return text;
  };
  if (auto text = matches(fs::path{folder} / path)) return text;
  if (auto text = matches(fs::path{folder} / wanted.name)) return text;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator{folder, error}) {
    if (!entry.is_regular_file(error)) continue;
    if (auto text = matches(entry.path())) return text;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> read_file(const std::string& path) {
  return read_whole(path);
}

std::string need_file(const std::string& path) {
  errno = 0;
  auto text = read_whole(path);
  if (!text) throw MissingInput{fmt::format("{}: cannot read: {}", path, std::strerror(errno))};
  return *std::move(text);
}

DeviceProfile need_profile(const std::string& name) {
  const std::vector<DeviceProfile> shipped = shipped_profiles();
  const auto found = std::ranges::find(shipped, name, &DeviceProfile::id);
  if (found != shipped.end()) return *found;
  if (const auto text = read_whole(name)) return parse_profile(*text, name);
  std::vector<std::string_view> known;
  for (const DeviceProfile& profile : shipped) known.push_back(profile.id);
  const std::string_view near = nearest_word(name, known);
  if (near.empty()) return parse_profile(need_file(name), name);  // says why it cannot be read
  throw MissingInput{fmt::format(
      "{}: no file, nor a profile of souk list devices; did you mean \"{}\"?", name, near)};
}

void keep_input(const std::string& input, const std::string& output) {
  std::error_code ignored;
  if (fs::equivalent(input, output, ignored))
    throw UsageError{fmt::format("-o {}: this is what is read, and would be lost", output)};
}

std::string sha256_of(std::string_view bytes) {
  char digits[SHA256_DIGEST_STRING_LENGTH];
  SHA256Data(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), digits);
  return digits;
}

std::string base_name(const std::string& path) {
  return fs::path{path}.filename().string();
}

ScenarioSource::ScenarioSource(const ScenarioArguments& arguments)
    : text_{need_file(arguments.file)}, file_{arguments.file}, sets_{arguments.sets} {
  if (arguments.trace) set_trace(*arguments.trace);
}

ScenarioSource::ScenarioSource(std::string text, std::string file_name,
                               std::vector<InputFile> inputs, std::vector<std::string> folders)
    : text_{std::move(text)},
      file_{std::move(file_name)},
      wanted_{std::move(inputs)},
      folders_{std::move(folders)} {}

void ScenarioSource::set_trace(const std::string& trace) {
  const Scenario scenario = parse({}, false);
  std::string consumer;
  std::size_t found = 0;
  for (const ConsumerSpec& each : scenario.consumers)
    if (each.jobs.process == ArrivalProcess::trace) {
      consumer = each.name;
      ++found;
    }
  if (found != 1)
    throw ScenarioError{
        {{{"--trace " + trace},
          fmt::format("{} has {} consumers with jobs.process = \"trace\"; allowed is one; --set "
                      "consumer.NAME.jobs.trace.file=FILE sets the file of one of several",
                      file_, found)}}};
  trace_path_ = trace;
  trace_name_ = base_name(trace);
  sets_.emplace_back(fmt::format("consumer.{}.jobs.trace.file", consumer),
                     souk::quoted(trace_name_));
}

/// Where a file that the scenario names lies.
std::string ScenarioSource::place_of(const std::string& path) const {
  if (!trace_name_.empty() && path == trace_name_) return trace_path_;
  return (fs::path{file_}.parent_path() / path).string();
}

void ScenarioSource::keep_from(const std::string& output) const {
  keep_input(file_, output);
  for (const Loaded& file : loaded_) keep_input(place_of(file.path), output);
}

const InputFile* ScenarioSource::wanted_for(const std::string& path) const {
  const std::string name = base_name(path);
  auto skip = std::count_if(loaded_.begin(), loaded_.end(),
                            [&](const Loaded& file) { return base_name(file.path) == name; });
  const InputFile* found = nullptr;
  for (const InputFile& input : wanted_)
    if (input.name == name) {
      found = &input;
      if (skip-- == 0) break;
    }
  return found;
}

std::optional<std::string> ScenarioSource::text_of(const std::string& path) const {
  if (!folders_.empty()) {
    const InputFile* wanted = wanted_for(path);
    if (wanted == nullptr) return std::nullopt;
    for (const std::string& folder : folders_)
      if (auto text = find_bytes(folder, path, *wanted)) return text;
    throw MissingInput{fmt::format("{} with sha256 {} is not in {}; --input DIR names its folder",
                                   wanted->name, wanted->sha256, fmt::join(folders_, ", "))};
  }
  if (!trace_name_.empty() && path == trace_name_) return need_file(trace_path_);
  return read_file(place_of(path));
}

std::optional<std::string> ScenarioSource::load(std::string_view path) {
  const auto found = std::find_if(loaded_.begin(), loaded_.end(),
                                  [&](const Loaded& file) { return file.path == path; });
  if (found != loaded_.end()) return found->text;
  auto text = text_of(std::string{path});
  if (!text) {
    ++unread_;
    return std::nullopt;
  }
  loaded_.push_back({std::string{path}, *text});
  return text;
}

ParseOptions ScenarioSource::options(
    const std::vector<std::pair<std::string, std::string>>& sets) const {
  ParseOptions options;
  options.sets = sets_;
  options.sets.insert(options.sets.end(), sets.begin(), sets.end());
  if (folders_.empty())  // those of a result may lie anywhere in them
    options.shown_path = [this](std::string_view path) { return place_of(std::string{path}); };
  options.shipped_profiles = []() -> std::span<const DeviceProfile> {
    static const std::vector<DeviceProfile> profiles = shipped_profiles();
    return profiles;
  };
  return options;
}

Scenario ScenarioSource::parse(const std::vector<std::pair<std::string, std::string>>& sets,
                               bool read_inputs) {
  ParseOptions options = this->options(sets);
  options.read_file = [this](std::string_view path) { return load(path); };
  options.read_inputs = read_inputs;
  unread_ = 0;
  try {
    Scenario scenario = parse_scenario(text_, file_, options);
    note_inputs(scenario);
    return scenario;
  } catch (const ScenarioError& error) {
    if (unread_ > 0 && error.faults().size() <= unread_) throw MissingInput{error.what()};
    throw;
  }
}

void ScenarioSource::note_inputs(const Scenario& scenario) {
  for (const std::string& path : scenario.input_paths) {
    const auto file = std::find_if(loaded_.begin(), loaded_.end(),
                                   [&](const Loaded& each) { return each.path == path; });
    if (file == loaded_.end() || std::find(noted_.begin(), noted_.end(), path) != noted_.end())
      continue;
    noted_.push_back(path);
    inputs_.push_back({base_name(path), sha256_of(file->text)});
  }
}

void ScenarioSource::load_inputs(const Scenario& scenario) {
  for (const std::string& path : scenario.input_paths)
    if (!load(path)) throw MissingInput{fmt::format("{}: cannot read {}", file_, path)};
  note_inputs(scenario);
}

const std::string& ScenarioSource::bytes_of(const InputFile& input) const {
  for (const Loaded& file : loaded_)
    if (base_name(file.path) == input.name && sha256_of(file.text) == input.sha256)
      return file.text;
  throw MissingInput{
      fmt::format("{}: {} with sha256 {} was not read", file_, input.name, input.sha256)};
}

Sweep ScenarioSource::read_sweep() {
  ParseOptions options = this->options({});
  options.read_file = [this](std::string_view path) { return load(path); };
  return souk::read_sweep(text_, file_, options);
}

bool ScenarioSource::has_traces() {
  const Scenario scenario = parse({}, false);
  return std::none_of(
      scenario.consumers.begin(), scenario.consumers.end(), [](const ConsumerSpec& consumer) {
        return consumer.jobs.process == ArrivalProcess::trace && consumer.jobs.trace.file.empty();
      });
}

}  // namespace souk::cli
