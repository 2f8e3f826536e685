#pragma once

// Placement policies: which GPUs of a site a job gets.

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "models/scenario/params.hpp"
#include "models/world/free_nodes.hpp"

namespace souk {

/// So many GPUs of one node.
struct Slice {
  std::uint32_t node = 0;
  int gpus = 0;
  friend bool operator==(const Slice&, const Slice&) = default;
};

class PlacementPolicy {
 public:
  virtual ~PlacementPolicy() = default;

  /// Appends the slices of `gpus` GPUs to `out`, in ascending node order, or leaves it alone and
  /// returns false. Several nodes only if `span`. O(slices): never O(nodes).
  virtual bool place(const FreeNodes& nodes, int gpus, bool span,
                     std::vector<Slice>& out) const = 0;
};

struct PlacementEntry {
  std::string_view name;
  std::string_view summary;
  std::string_view example;
  std::unique_ptr<PlacementPolicy> (*make)(const Params&);
};

std::span<const PlacementEntry> placement_entries();

}  // namespace souk
