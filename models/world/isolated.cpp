#include "models/world/isolated.hpp"

#include <algorithm>

namespace souk {

bool has_members(const Scenario& scenario) {
  return std::any_of(scenario.consumers.begin(), scenario.consumers.end(),
                     [](const ConsumerSpec& consumer) { return consumer.home.has_value(); });
}

Scenario isolated(const Scenario& scenario) {
  Scenario alone = scenario;
  alone.market = {};
  alone.market.mechanism.name = "none";
  alone.scheduling.scope = Scope::pool;
  for (ProviderSpec& provider : alone.providers) {
    provider.share = 0;
    provider.owner_priority = false;
    provider.idle = {};
    provider.pricing = {.name = "posted_price", .params = {}};
  }
  for (ConsumerSpec& consumer : alone.consumers)
    if (!consumer.home) consumer.jobs.process = ArrivalProcess::none;
  return alone;
}

}  // namespace souk
