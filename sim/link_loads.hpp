#pragma once

// Which links can still serve every flow on them at its own bound.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/network.hpp"

namespace souk {

/// The load that flows would put on each link if each ran at the bound of its path (its narrowest
/// link).
///
/// A link binds when that load exceeds its capacity. A flow none of whose links binds runs at its
/// bound in every max-min fair (and every weighted max-min fair) sharing, whatever the others do:
/// so only flows that meet a binding link need a solver. Loads are whole multiples of capacity /
/// 2^44, hence free of drift: sums are off by less than 1e-13 of a capacity per flow.
class LinkLoads {
 public:
  explicit LinkLoads(std::span<const double> capacities);

  /// Puts flow `place` on its path. Requires that it is on none. True when no link of it binds now.
  /// O(1).
  bool add(std::uint32_t place, const Path& path);
  /// Takes it off, out of the lists of lone flows too. O(1).
  void remove(std::uint32_t place);
  /// Lists it as lone on its links; a flow that a solver carries is not listed.
  void list(std::uint32_t place);
  /// Appends to `out`, and unlists, the lone flows on those links of `place` that bind.
  void take_lone(std::uint32_t place, std::vector<std::uint32_t>& out);

 private:
  static constexpr std::uint32_t none = UINT32_MAX;
  struct Load {
    double scale = 0;  // 2^44 / capacity; 0 when infinite
    std::int64_t used = 0;
    std::uint32_t first_lone = none;
  };
  struct Hop {
    std::uint32_t link = 0;
    std::int64_t load = 0;
    std::uint32_t before = none, after = none;  // of the lone flows on the link
  };
  struct Place {
    std::array<Hop, 3> hops;
    std::uint32_t count = 0;
    bool listed = false;
  };
  [[nodiscard]] Hop& hop_on(std::uint32_t place, std::uint32_t link);
  void unlist(std::uint32_t place);

  std::vector<Load> loads_;
  std::vector<Place> places_;
};

}  // namespace souk
