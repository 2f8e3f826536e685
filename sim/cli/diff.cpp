// souk diff: the first event in which two runs differ.

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "analysis/errors.hpp"
#include "analysis/event_log.hpp"
#include "analysis/result_reader.hpp"
#include "models/event_hash.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/event_lines.hpp"
#include "sim/cli/input_files.hpp"
#include "sim/cli/stored_run.hpp"
#include "sim/simulation.hpp"

namespace souk::cli {
namespace {

/// One of the two: a log as it is, or what a scenario or a result says how to run.
struct Side {
  std::string path;
  std::optional<Scenario> scenario;
  std::uint32_t replication = 0;
  std::optional<std::vector<std::uint64_t>> blocks;  ///< of a result
};

Side side_of(const std::string& path) {
  Side side{.path = path};
  if (path.ends_with(".toml")) {
    side.scenario = ScenarioSource{ScenarioArguments{.file = path}}.parse();
  } else if (path.ends_with(".h5")) {
    StoredRun stored{path, ""};
    if (stored.is_sweep)
      throw BadResultFile{path, "holds a sweep; diff takes runs, scenarios and logs"};
    side.scenario = stored.source.parse();
    side.replication = stored.header.replication;
    side.blocks = stored.hash_blocks;
  }
  return side;
}

EventLines lines_of(const Side& side, std::uint64_t first) {
  if (!side.scenario) return EventLines::of_file(side.path);
  return EventLines::of_child([&](const std::function<void(std::string_view)>& write) {
    EventLog log{write, std::nullopt, first};
    (void)simulate(
        *side.scenario,
        {.seed = side.scenario->general.seed, .replication = side.replication, .sink = &log});
  });
}

/// The number of the first event that can differ: two results know it by their blocks.
std::uint64_t first_event(const Side& a, const Side& b) {
  if (!a.blocks || !b.blocks) return 0;
  const auto [end, other] =
      std::mismatch(a.blocks->begin(), a.blocks->end(), b.blocks->begin(), b.blocks->end());
  return static_cast<std::uint64_t>(end - a.blocks->begin()) * EventHash::block_events;
}

/// Nothing differs as they run now; two results of other versions may have held something else.
int all_is_same(const Side& a, const Side& b) {
  if (!a.blocks || !b.blocks || a.blocks == b.blocks) {
    fmt::print("the same events\n");
    return 0;
  }
  fmt::print(
      "run again, both have the same events, though their files say otherwise: souk reproduce "
      "tells "
      "which of them is as this Souk makes it\n");
  return exit_differs;
}

}  // namespace

int diff(const std::string& a, const std::string& b) {
  const Side sides[] = {side_of(a), side_of(b)};
  if (sides[0].blocks && sides[0].blocks == sides[1].blocks) return all_is_same(sides[0], sides[1]);
  const std::uint64_t first = first_event(sides[0], sides[1]);
  EventLines left = lines_of(sides[0], first), right = lines_of(sides[1], first);
  std::string x, y;
  for (;;) {
    const bool more_left = left.next(x), more_right = right.next(y);
    if (!more_left && !more_right) return all_is_same(sides[0], sides[1]);
    if (more_left && more_right && x == y) continue;
    fmt::print("the first event that differs ({}):\n{}: {}\n{}: {}\n",
               "event,time_s,kind,order,details", a, more_left ? x : "ends here", b,
               more_right ? y : "ends here");
    return exit_differs;
  }
}

}  // namespace souk::cli
