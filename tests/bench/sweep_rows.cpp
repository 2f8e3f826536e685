// What a run of `souk sweep` costs beyond the run itself, and what two workers gain.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <fmt/format.h>
#include <unistd.h>

#include "models/scenario/parse.hpp"
#include "rows.hpp"
#include "sim/simulation.hpp"
#include "table.hpp"

namespace souk::bench {
namespace {

namespace fs = std::filesystem;

/// A folder that goes with this.
struct Workplace {
  fs::path folder = fs::temp_directory_path() / fmt::format("souk-bench-{}", getpid());
  Workplace() { fs::create_directories(folder); }
  ~Workplace() { fs::remove_all(folder); }
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;
};

/// Wall seconds of the command, from its start to its file of curves.
double sweep_seconds(const fs::path& scenario, std::size_t runs, unsigned workers) {
  const std::string command = fmt::format(
      "{} sweep {} --set scenario.replications={} --set output.tables=[] -j {} -o {} "
      "--quiet >/dev/null",
      SOUK_PROGRAM, scenario.string(), runs, workers,
      (scenario.parent_path() / "bench.h5").string());
  const double start = wall_seconds();
  if (std::system(command.c_str()) != 0) throw std::runtime_error{"it failed: " + command};
  return wall_seconds() - start;
}

/// The same runs one after the other in this process, and nothing kept.
double bare_seconds(const std::string& text, std::size_t runs) {
  const Scenario scenario = parse_scenario(text, "bench.toml");
  const double start = wall_seconds();
  for (std::size_t i = 0; i < runs; ++i)
    simulate(scenario, {.seed = 1, .replication = static_cast<std::uint32_t>(i)});
  return wall_seconds() - start;
}

}  // namespace

void sweep_rows(Lab& lab) {
  const std::size_t runs = lab.quick() ? 10 : 1000;
  const std::string text = scenario_of({.queue = {.servers = 100, .jobs = 10'000}});
  const Workplace workplace;
  const fs::path file = workplace.folder / "bench.toml";
  std::ofstream{file} << text;
  std::vector<double> overheads;
  std::vector<double> gains;
  for (int i = 0; i < lab.repeats(); ++i) {
    const double bare = in_child([&] { return bare_seconds(text, runs); }).answer;
    const double one = sweep_seconds(file, runs, 1);
    const double two = sweep_seconds(file, runs, 2);
    overheads.push_back((one - bare) / static_cast<double>(runs));
    gains.push_back(one / (2 * two));
  }
  const double overhead = median(overheads);
  print({.what = fmt::format("wall time that a run takes beyond the simulation, {} runs", runs),
         .souk = fmt::format("{:.2f} ms", 1e3 * overhead),
         .bar = "<= 10 ms",
         .holds = overhead <= 0.010});
  const double gain = median(gains);
  print({.what = fmt::format("T(-j1) / (2 T(-j2)), {} runs, the file written", runs),
         .souk = fmt::format("{:.2f}", gain),
         .bar = ">= 0.9",
         .holds = gain >= 0.9});
}

}  // namespace souk::bench
