#include <algorithm>

#include "models/placement/placement_policy.hpp"

namespace souk {
namespace {

/// The node that the gang leaves least free, so that large holes stay for large gangs. A gang that
/// no one node can hold takes the emptiest nodes whole, then the tightest node for the rest: the
/// fewest nodes.
class BestFit final : public PlacementPolicy {
 public:
  bool place(const FreeNodes& nodes, int gpus, bool span, std::vector<Slice>& out) const override {
    const std::uint32_t tight = nodes.tightest_with(gpus);
    if (tight != FreeNodes::none) {
      out.push_back({tight, gpus});
      return true;
    }
    if (!span || nodes.total_free() < gpus) return false;
    const std::size_t first = out.size();
    int level = nodes.largest_free();
    std::uint32_t from = 0;
    while (gpus > level) {  // whole nodes, emptiest first
      const std::uint32_t node = nodes.first_exactly(level, from);
      if (node == FreeNodes::none) {
        --level;
        from = 0;
        continue;
      }
      out.push_back({node, level});
      gpus -= level;
      from = node + 1;
    }
    if (gpus > 0) take_rest(nodes, gpus, first, out);
    std::sort(out.begin() + static_cast<std::ptrdiff_t>(first), out.end(),
              [](const Slice& a, const Slice& b) { return a.node < b.node; });
    return true;
  }

 private:
  /// The tightest node not yet used; one exists, since some node of the last level has room for the
  /// rest or the search above would have gone on.
  static void take_rest(const FreeNodes& nodes, int gpus, std::size_t first,
                        std::vector<Slice>& out) {
    const auto used = [&](std::uint32_t node) {
      return std::any_of(out.begin() + static_cast<std::ptrdiff_t>(first), out.end(),
                         [&](const Slice& slice) { return slice.node == node; });
    };
    for (int level = gpus; level <= nodes.largest_free(); ++level)
      for (std::uint32_t node = nodes.first_exactly(level); node != FreeNodes::none;
           node = nodes.first_exactly(level, node + 1))
        if (!used(node)) {
          out.push_back({node, gpus});
          return;
        }
    spread_rest(nodes, gpus, first, out, used);
  }

  template <class Used>
  static void spread_rest(const FreeNodes& nodes, int gpus, std::size_t, std::vector<Slice>& out,
                          const Used& used) {
    for (int level = std::min(gpus, nodes.largest_free()); level >= 1 && gpus > 0; --level)
      for (std::uint32_t node = nodes.first_exactly(level); node != FreeNodes::none && gpus > 0;
           node = nodes.first_exactly(level, node + 1)) {
        if (used(node)) continue;
        const int taken = std::min(gpus, level);
        out.push_back({node, taken});
        gpus -= taken;
      }
  }
};

}  // namespace

PlacementEntry best_fit() {
  return {
      .name = "best_fit",
      .summary = "the node left with least free GPUs; a gang that spans takes the fewest nodes",
      .example = "",
      .make = [](const Params&) -> std::unique_ptr<PlacementPolicy> {
        return std::make_unique<BestFit>();
      },
  };
}

}  // namespace souk
