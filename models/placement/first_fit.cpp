#include <algorithm>

#include "models/placement/placement_policy.hpp"

namespace souk {
namespace {

/// The first node, in index order, with room for the whole gang; else, if it may span nodes, the
/// first nodes with anything free.
class FirstFit final : public PlacementPolicy {
 public:
  bool place(const FreeNodes& nodes, int gpus, bool span, std::vector<Slice>& out) const override {
    const std::uint32_t whole = nodes.first_with(gpus);
    if (whole != FreeNodes::none) {
      out.push_back({whole, gpus});
      return true;
    }
    if (!span || nodes.total_free() < gpus) return false;
    for (std::uint32_t node = nodes.first_with(1); gpus > 0; node = nodes.first_with(1, node + 1)) {
      const int taken = std::min(gpus, nodes.free(node));
      out.push_back({node, taken});
      gpus -= taken;
    }
    return true;
  }
};

}  // namespace

PlacementEntry first_fit() {
  return {
      .name = "first_fit",
      .summary =
          "the lowest-numbered node with room; a gang that spans takes the lowest-numbered free "
          "GPUs",
      .example = "",
      .make = [](const Params&) -> std::unique_ptr<PlacementPolicy> {
        return std::make_unique<FirstFit>();
      },
  };
}

}  // namespace souk
