#pragma once

// What sharing changed for each organisation, against staying alone.

#include <string>
#include <vector>

#include "sim/cli/summary_text.hpp"

namespace souk::cli {

/// A provider and its members, together.
struct Organisation {
  std::string name;
  int gpus = 0;
  double jobs = 0;                        ///< completed, shared
  double wait_alone_s = 0, wait_s = 0;    ///< means over completed jobs
  double jct_alone_s = 0, jct_s = 0;      ///< means over completed jobs
  double jobs_alone = 0;                  ///< completed, alone
  double used_gpu_h = 0, lent_gpu_h = 0;  ///< lent: to others than its members
  double earned = 0, spent = 0;           ///< credits
  double surplus_change = 0;              ///< credits: of provider and members, shared less alone
  [[nodiscard]] double rho() const { return jct_s / jct_alone_s; }
};

/// By site. Requires run.alone. Organisations without members have no jobs.
std::vector<Organisation> organisations(const RunResult& run);

/// The table and who gains and who loses, by completion time; with prices also by surplus. Of more
/// than 16 organisations the 8 that gain and the 8 that lose most are shown.
std::string sharing_text(const RunResult& run);

}  // namespace souk::cli
