#include "models/world/isolated.hpp"

#include <algorithm>

namespace souk {

namespace {

bool has_home(const ConsumerSpec& consumer) {
  const auto& owners = consumer.jobs.trace.homes;
  return consumer.home.has_value() ||
         std::any_of(owners.begin(), owners.end(),
                     [](const auto& home) { return home.has_value(); });
}

}  // namespace

bool has_members(const Scenario& scenario) {
  return std::any_of(scenario.consumers.begin(), scenario.consumers.end(), has_home);
}

Scenario isolated(const Scenario& scenario) {
  Scenario alone = scenario;
  alone.market = {};
  alone.market.mechanism.name = "none";
  alone.scheduling.scope = Scope::site;  // each owner has a queue of its own, with its own places
  for (ProviderSpec& provider : alone.providers) {
    // Nodes that their owner takes back at times are no more there for its members alone.
    provider.members_only = provider.idle.process != IdleProcess::always;
    if (!provider.members_only) provider.share = 0;
    provider.owner_priority = false;
    provider.owner_claim = OwnerClaim::wait;
    provider.pricing = {.name = "posted_price", .params = {}};
  }
  for (ConsumerSpec& consumer : alone.consumers)
    if (!has_home(consumer)) consumer.jobs.process = ArrivalProcess::none;
  return alone;
}

}  // namespace souk
