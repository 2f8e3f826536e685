#pragma once

// A sweep by hand: two numbers x two words, two replications; the metric of run (r, p) is 10 r + p.

#include "tests/analysis/small_run.hpp"

namespace souk {

inline void write_small_sweep(const std::string& path, const StudySpec& study = {}) {
  Sweep sweep;
  sweep.axes = {{"provider.*.share", "share", {"0.25", "1"}, {0.25, 1}, "1"},
                {"provider.coop.pricing", "", {"posted_price", "tâtonnement"}, {}, ""}};
  sweep.points.resize(4);
  std::vector<RunSummary> runs;
  for (std::uint64_t r = 0; r < 2; ++r)
    for (std::uint64_t p = 0; p < 4; ++p) {
      runs.push_back(small_summary());
      runs.back().event_hash = 10 * r + p;
      runs.back().metrics[metric_index("mean_wait_s")].value = static_cast<double>(10 * r + p);
    }
  write_sweep_file(path, small_header(), sweep, runs, study);
}

/// As write_small_sweep, with members: rho of lab is 0.5 at every point and that of hall, which the
/// points of the first row lack, 1.2 and 1.4 in its two replications.
inline void write_member_sweep(const std::string& path) {
  Sweep sweep;
  sweep.axes = {{"provider.*.share", "share", {"0.25", "1"}, {0.25, 1}, "1"},
                {"provider.coop.pricing", "", {"posted_price", "tâtonnement"}, {}, ""}};
  sweep.points.resize(4);
  std::vector<RunSummary> runs;
  for (std::size_t run = 0; run < 8; ++run) {
    runs.push_back(small_summary());
    runs.back().populations = {{.name = "team", .jobs = 7, .rho = NAN}};
    runs.back().organisations = {{.name = "lab", .gpus = 8, .rho = 0.5, .p95_wait_s = 60}};
    if (run % 4 >= 2)
      runs.back().organisations.push_back(
          {.name = "hall", .rho = run < 4 ? 1.2 : 1.4, .p95_wait_s = NAN});
  }
  write_sweep_file(path, small_header(), sweep, runs);
}

/// Two blocks of the design saltelli over x and y, with two replications that are the same; the
/// metric is 2 x.
inline void write_small_sensitivity(const std::string& path) {
  Sweep sweep;
  sweep.axes = {
      {"", "point", {"0", "1", "2", "3", "4", "5", "6", "7"}, {0, 1, 2, 3, 4, 5, 6, 7}, "1"}};
  const std::vector<double> x{0, 1, 1, 0, 1, 0, 0, 1}, y{0, 1, 0, 1, 1, 0, 1, 0};
  const std::vector<std::string> x_texts{"0", "1", "1", "0", "1", "0", "0", "1"},
      y_texts{"0", "1", "0", "1", "1", "0", "1", "0"};
  sweep.coordinates = {{"provider.pool.share", "x", x_texts, x, "1"},
                       {"market.fee.rate", "y", y_texts, y, "1"}};
  sweep.points.resize(8);
  std::vector<RunSummary> runs;
  for (std::size_t run = 0; run < 16; ++run) {
    runs.push_back(small_summary());
    runs.back().metrics[metric_index("mean_wait_s")].value = 2 * x[run % 8];
  }
  StudySpec study;
  study.given = true;
  study.design = StudyDesign::saltelli;
  write_sweep_file(path, small_header(), sweep, runs, study);
}

}  // namespace souk
