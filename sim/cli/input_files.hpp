#pragma once

// The only place where a scenario and the files it names are opened.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/result_file.hpp"
#include "models/devices/device_profile.hpp"
#include "models/scenario/parse.hpp"
#include "sim/cli/commands.hpp"

namespace souk::cli {

/// A whole file; none: it cannot be read.
std::optional<std::string> read_file(const std::string& path);
/// The same; throws MissingInput with the system's reason.
std::string need_file(const std::string& path);
/// The profile that comes with Souk under that name, else that of a file. Throws MissingInput, with
/// the nearest name, when there is neither; ScenarioError for a file at fault.
DeviceProfile need_profile(const std::string& name);
/// Throws UsageError if a command that reads `input` would put its output in its place.
void keep_input(const std::string& input, const std::string& output);
/// 64 lower-case hexadecimal digits.
std::string sha256_of(std::string_view bytes);
/// "philly.csv" of "data/philly.csv".
std::string base_name(const std::string& path);

/// A scenario's text with everything that was set on the command line, and what it reads beside it.
class ScenarioSource {
 public:
  /// Throws MissingInput if the file cannot be read, ScenarioError if --trace meets no or several
  /// trace consumers.
  explicit ScenarioSource(const ScenarioArguments& arguments);
  /// From the text and the inputs of a result. A file of `inputs` is looked for in `folders` by the
  /// path that the text has, by its name, and then by its sha256 alone; throws MissingInput for one
  /// that is not there.
  ScenarioSource(std::string text, std::string file_name, std::vector<InputFile> inputs,
                 std::vector<std::string> folders);

  /// Parses it, with `sets` on top of the command line's. Throws ScenarioError; MissingInput if all
  /// that is wrong is that files cannot be read.
  [[nodiscard]] Scenario parse(const std::vector<std::pair<std::string, std::string>>& sets = {},
                               bool read_inputs = true);
  [[nodiscard]] Sweep read_sweep();
  /// Reads, and notes among the inputs, every file that a parsed scenario names. Throws
  /// MissingInput.
  void load_inputs(const Scenario& scenario);
  /// What was read so far beside the scenario: traces and empirical laws, one entry a path, in
  /// order of first use.
  [[nodiscard]] const std::vector<InputFile>& inputs() const { return inputs_; }
  /// Throws UsageError if `output` is a file that was read.
  void keep_from(const std::string& output) const;
  /// The bytes of a file that was read. Throws MissingInput if none of them is this one.
  [[nodiscard]] const std::string& bytes_of(const InputFile& input) const;
  /// Whether every trace consumer has a file.
  [[nodiscard]] bool has_traces();
  [[nodiscard]] const std::string& file() const { return file_; }

 private:
  struct Loaded {
    std::string path, text;
  };
  [[nodiscard]] ParseOptions options(
      const std::vector<std::pair<std::string, std::string>>& sets) const;
  std::optional<std::string> load(std::string_view path);
  [[nodiscard]] std::string place_of(const std::string& path) const;
  [[nodiscard]] std::optional<std::string> text_of(const std::string& path) const;
  /// Of files of one name in several folders, the first that is loaded is the first of the result.
  [[nodiscard]] const InputFile* wanted_for(const std::string& path) const;
  void set_trace(const std::string& trace);
  void note_inputs(const Scenario& scenario);

  std::string text_, file_;
  std::vector<std::pair<std::string, std::string>> sets_;
  std::string trace_path_, trace_name_;  ///< of --trace: as given, and as the scenario has it
  std::vector<InputFile> wanted_;        ///< of a result
  std::vector<std::string> folders_;
  std::vector<Loaded> loaded_;  ///< read once, also for many points of a sweep
  std::size_t unread_ = 0;
  std::vector<InputFile> inputs_;
  std::vector<std::string> noted_;  ///< the paths of inputs_
};

}  // namespace souk::cli
