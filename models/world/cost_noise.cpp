#include "models/world/cost_noise.hpp"

#include "models/math/elementary.hpp"
#include "models/random/stream.hpp"

namespace souk {

double cost_factor(const Scenario& scenario, const Device& device, std::size_t kind,
                   std::uint64_t seed, std::uint32_t replication) {
  const double sigma = device.costs[kind].sigma_log;
  if (!scenario.cost.noise || !(sigma > 0)) return 1;
  Stream stream{seed, replication, "cost.noise",
                name_hash(scenario.kinds[kind] + "/" + device.name)};
  return math::exp(-sigma * math::normal_quantile(stream.uniform()));
}

}  // namespace souk
