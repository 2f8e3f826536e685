// Inputs that are wrong in one way each: all are refused with a place, and nothing is left behind.

#include "tests/cli/mutants.hpp"
#include "tests/cli/scenes.hpp"
#include "tests/cli/workplace.hpp"

using namespace souk;

namespace {

/// Whether the program refused the file as it must; else what it did.
std::string fault_of(const Ran& ran, const std::string& file) {
  if (ran.code != 65)
    return "exit code " + std::to_string(ran.code) + ", signal " + std::to_string(ran.signal);
  if (!ran.out.empty()) return "something on standard output";
  if (!ran.err.starts_with(file + ":")) return "no place";
  if (!contains(ran.err, "; nothing was run\n")) return "no end";
  if (ran.err.size() > 40'000) return "a message of " + std::to_string(ran.err.size()) + " bytes";
  for (const char c : ran.err)
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') return "a control byte";
  return "";
}

void check_refused(const Workplace& place, const Words& words, const std::string& file,
                   const Mutant& mutant) {
  place.write(file, mutant.text);
  const Listing before = place.listing();
  const Ran ran = place.souk(words);
  CAPTURE(mutant.name.substr(0, 200), ran.err.substr(0, 1000));
  CHECK(fault_of(ran, file) == "");
  CHECK(place.listing() == before);
}

/// Tries every `step`-th of the scenarios and traces, the first ones of each kind included.
std::size_t check_all_refused(std::size_t step) {
  const Workplace place;
  place.write("older.h5", "older");
  std::size_t tried = 0;
  const std::vector<Mutant> scenarios = bad_scenarios();
  for (std::size_t i = 0; i < scenarios.size(); i += step, ++tried)
    check_refused(place, split("sweep s.toml -o older.h5 --quiet -j 1"), "s.toml", scenarios[i]);
  place.write("s.toml", replay_scene);
  for (const std::string format : {"native", "philly", "swf", "sacct"}) {
    CAPTURE(format);
    const std::vector<Mutant> traces = bad_traces(format);
    for (std::size_t i = 0; i < traces.size(); i += step, ++tried)
      check_refused(place,
                    split("run s.toml --trace t.txt -o older.h5 --quiet --set "
                          "consumer.users.jobs.trace.format=" +
                          format),
                    "t.txt", traces[i]);
  }
  return tried;
}

}  // namespace

TEST_CASE("an input that is wrong in one way is refused with its place, and nothing is left",
          "[cli][contract]") {
  CHECK(check_all_refused(37) > 15);
}

// Each costs a start of the program.
TEST_CASE("every scenario and trace that is wrong in one way is refused with its place",
          "[cli][contract][slow]") {
  CHECK(check_all_refused(1) > 500);
}
