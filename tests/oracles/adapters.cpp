#include "tests/oracles/adapters.hpp"

#include <array>

#include <fmt/format.h>

namespace souk::oracles {
namespace {

constexpr std::array rows{
    AdapterRow{"queues", "mm1_", plan_mm1},
    AdapterRow{"queues", "mm1_zero", plan_zero_arrivals},
    AdapterRow{"queues", "mmc_", plan_mmc},
    AdapterRow{"queues", "mmcK_", plan_mmck},
    AdapterRow{"queues", "erlangB_", plan_erlang_b},
    AdapterRow{"queues", "erlangA_", plan_erlang_a},
    AdapterRow{"queues", "mg1_fcfs_", plan_mg1},
    AdapterRow{"queues", "mg1_sized_", plan_mg1_sized},
    AdapterRow{"queues", "pooling_", plan_pooling, 6e6},
    AdapterRow{"queues", "littles_law_", plan_little},
    AdapterRow{"queues", "dd1_", plan_dd1},
    AdapterRow{"fairness_network", "transfer_", plan_transfers},
    AdapterRow{"fairness_network", "jain_", plan_share},
    AdapterRow{"fairness_network", "gini_", plan_share},
    AdapterRow{"scheduling", "batch_", plan_batch},
    AdapterRow{"scheduling", "single_server_", plan_single_server},
    AdapterRow{"scheduling", "gang_deadlock_avoidance", plan_gang},
};

/// The row with the longest prefix of the name, or none.
template <class Row>
const Row* find(std::span<const Row> list, std::string_view area, std::string_view name) {
  const Row* best = nullptr;
  for (const Row& row : list)
    if (row.area == area && name.starts_with(row.prefix) &&
        (best == nullptr || row.prefix.size() > best->prefix.size()))
      best = &row;
  return best;
}

}  // namespace

std::span<const AdapterRow> adapter_rows() {
  return rows;
}

const AdapterRow& adapter_for(std::string_view area, std::string_view name) {
  const AdapterRow* adapter = find(adapter_rows(), area, name);
  const UnsupportedRow* other = find(unsupported_rows(), area, name);
  if (other != nullptr && (adapter == nullptr || other->prefix.size() > adapter->prefix.size()))
    throw Unsupported{std::string{other->reason}};
  if (adapter == nullptr) throw Unsupported{"no adapter"};
  return *adapter;
}

}  // namespace souk::oracles
