#pragma once

// Which case of which area is run by what. README.md says how to add a row.

#include <span>
#include <string_view>

#include "tests/oracles/plan.hpp"

namespace souk::oracles {

/// Writes the scenarios of a case. Reads every key of `params`. Throws OracleFault, or Unsupported
/// with the reason.
using Adapter = void (*)(Inputs& params, const Tolerance& tolerance, Draft& draft);

/// Cases of `area` whose name begins with `prefix`; the longest prefix wins.
struct AdapterRow {
  std::string_view area, prefix;
  Adapter adapter;
  /// Jobs in all; a case that needs more, even for the fewest replications, is slow: it is named in
  /// a quick run and runs in the whole one.
  double quick_limit = 3.3e6;
};
std::span<const AdapterRow> adapter_rows();

/// Cases that no scenario can say, or not yet.
struct UnsupportedRow {
  std::string_view area, prefix, reason;
};
std::span<const UnsupportedRow> unsupported_rows();

/// The row of a case. Throws Unsupported with the reason ("no adapter" for a name that no row
/// takes).
const AdapterRow& adapter_for(std::string_view area, std::string_view name);

// queueing_adapters.cpp
void plan_mm1(Inputs& params, const Tolerance& tolerance, Draft& draft);
void plan_mmc(Inputs& params, const Tolerance& tolerance, Draft& draft);
void plan_mg1(Inputs& params, const Tolerance& tolerance, Draft& draft);
void plan_mg1_sized(Inputs& params, const Tolerance& tolerance, Draft& draft);
// loss_adapters.cpp
void plan_erlang_b(Inputs& params, const Tolerance& tolerance, Draft& draft);
void plan_mmck(Inputs& params, const Tolerance& tolerance, Draft& draft);
void plan_erlang_a(Inputs& params, const Tolerance& tolerance, Draft& draft);
// pooling_adapter.cpp
void plan_pooling(Inputs& params, const Tolerance& tolerance, Draft& draft);
// edge_adapters.cpp
void plan_dd1(Inputs& params, const Tolerance& tolerance, Draft& draft);
void plan_zero_arrivals(Inputs& params, const Tolerance& tolerance, Draft& draft);
void plan_little(Inputs& params, const Tolerance& tolerance, Draft& draft);
// schedule_adapters.cpp
void plan_batch(Inputs& params, const Tolerance& tolerance, Draft& draft);
void plan_single_server(Inputs& params, const Tolerance& tolerance, Draft& draft);
void plan_gang(Inputs& params, const Tolerance& tolerance, Draft& draft);
// transfer_adapter.cpp
void plan_transfers(Inputs& params, const Tolerance& tolerance, Draft& draft);
// share_adapter.cpp
void plan_share(Inputs& params, const Tolerance& tolerance, Draft& draft);

}  // namespace souk::oracles
