#pragma once

// A sweep by hand: two numbers x two words, two replications; the metric of run (r, p) is 10 r + p.

#include "tests/analysis/small_run.hpp"

namespace souk {

inline void write_small_sweep(const std::string& path, double level = 0.95) {
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
  write_sweep_file(path, small_header(), sweep, runs, level);
}

}  // namespace souk
