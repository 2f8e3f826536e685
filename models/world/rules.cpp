#include "models/world/rules.hpp"

#include <algorithm>

#include "models/check.hpp"

namespace souk {
namespace {

template <class Entry>
const Entry& row(std::span<const Entry> entries, std::string_view name) {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const Entry& entry) { return entry.name == name; });
  SOUK_CHECK(found != entries.end(), "a checked scenario names a rule that is not registered");
  return *found;
}

ProviderRules provider_rules(const Scenario& scenario, const ProviderSpec& spec) {
  const PricingEntry& pricing = row(pricing_entries(), spec.pricing.name);
  const RuleChoice& placement = spec.placement ? *spec.placement : scenario.placement.rule;
  ProviderRules rules{.pricing = pricing.make(spec.pricing.params),
                      .price_moves = pricing.moves,
                      .scheduling = nullptr,
                      .placement = row(placement_entries(), placement.name).make(placement.params)};
  if (spec.scheduling)
    rules.scheduling =
        row(scheduling_entries(), spec.scheduling->name).make(spec.scheduling->params);
  return rules;
}

}  // namespace

Rules make_rules(const Scenario& scenario) {
  const RuleChoice& mechanism = scenario.market.mechanism;
  const RuleChoice& scheduling = scenario.scheduling.rule;
  Rules rules{.mechanism = row(mechanism_entries(), mechanism.name).make(mechanism.params),
              .scheduling = row(scheduling_entries(), scheduling.name).make(scheduling.params),
              .providers = {},
              .agents = {}};
  for (const ProviderSpec& spec : scenario.providers) {
    rules.providers.push_back(provider_rules(scenario, spec));
    rules.prices_move = rules.prices_move || rules.providers.back().price_moves;
  }
  for (const ConsumerSpec& spec : scenario.consumers)
    rules.agents.push_back(row(agent_entries(), spec.agent.name).make(spec.agent.params));
  const double rate = rules.priced() ? scenario.market.fee_rate : 0;
  const FeePayer payer = scenario.market.fee_payer;
  rules.buyer_fee = payer == FeePayer::buyer ? rate : payer == FeePayer::both ? rate / 2 : 0;
  rules.seller_fee = rate - rules.buyer_fee;
  return rules;
}

}  // namespace souk
