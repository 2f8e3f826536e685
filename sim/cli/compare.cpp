// souk compare: how two results differ, pair by pair.

#include "analysis/comparison.hpp"

#include <fmt/format.h>

#include "sim/cli/commands.hpp"
#include "sim/cli/input_files.hpp"
#include "sim/cli/print.hpp"

namespace souk::cli {
namespace {

/// What all points together say.
struct Tally {
  std::size_t same = 0, no_interval = 0, differ = 0, not_shown = 0;
};

std::string verdict_of(const MetricComparison& found, Tally& tally) {
  if (found.difference.n < 2) {
    ++tally.no_interval;
    return fmt::format("no interval from {} pair{}", found.difference.n,
                       found.difference.n == 1 ? "" : "s");
  }
  if (!found.shown()) {
    ++tally.not_shown;
    return "no difference shown";
  }
  ++tally.differ;
  return "differs";
}

/// Metrics that are the same in every pair are only counted.
std::string point_text(const PointComparison& point, Tally& tally) {
  std::vector<std::vector<std::string>> table{
      {"metric", "A", "B", "B less A", "from", "to", "pairs", "verdict"}};
  for (const MetricComparison& found : point.metrics) {
    if (found.same) {
      ++tally.same;
      continue;
    }
    const MeanBand& band = found.difference;
    table.push_back({found.metric, number_text(found.mean_a), number_text(found.mean_b),
                     number_text(band.mean), number_text(band.low), number_text(band.high),
                     count_text(static_cast<double>(band.n)), verdict_of(found, tally)});
  }
  const std::string title = point.title.empty() ? "" : point.title + "\n";
  if (table.size() == 1) return fmt::format("\n{}  no metric differs in any pair\n", title);
  return fmt::format("\n{}{}", title, table_text(table));
}

std::string tally_text(const Tally& tally, double level) {
  std::string text;
  const std::size_t tried = tally.differ + tally.not_shown;
  if (tried > 0)
    text += fmt::format(
        "{} of {} intervals leave out 0{}\n",
        tally.differ == 0 ? "no difference shown: 0" : fmt::format("{}", tally.differ), tried,
        tally.differ == 0 ? ""
                          : fmt::format("; {:.3g} would by chance alone if nothing differed",
                                        (1 - level) * static_cast<double>(tried)));
  if (tally.no_interval > 0)
    text += fmt::format(
        "{} differences have no interval: that takes two pairs, of sweeps with replications\n",
        tally.no_interval);
  if (tally.same > 0) text += fmt::format("{} values are the same in every pair\n", tally.same);
  return text;
}

std::string file_text(char letter, const std::string& path, const ResultHeader& header) {
  return fmt::format("{}: {} ({}; seed {}; Souk {})\n", letter, path, header.title, header.seed,
                     header.souk_version);
}

}  // namespace

int compare(const std::string& a, const std::string& b) {
  (void)need_file(a);
  (void)need_file(b);
  const Comparison found = compare_results(a, b);
  fmt::print("{}{}{} point{} x {} pair{} on the same random streams; {:.6g} % Student intervals\n",
             file_text('A', a, found.a), file_text('B', b, found.b), found.points.size(),
             found.points.size() == 1 ? "" : "s", found.replications,
             found.replications == 1 ? "" : "s", 100 * found.level);
  Tally tally;
  for (const PointComparison& point : found.points) fmt::print("{}", point_text(point, tally));
  fmt::print("\n{}", tally_text(tally, found.level));
  return 0;
}

}  // namespace souk::cli
