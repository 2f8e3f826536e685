#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "models/scenario/read.hpp"
#include "models/scenario/rules.hpp"
#include "models/scenario/words.hpp"

namespace souk {
namespace {

std::vector<const Node*> rows_named(const Document& document, std::string_view kind) {
  std::vector<const Node*> rows;
  for (const Node& row : document.rows)
    if (row.key == kind) rows.push_back(&row);
  return rows;
}

/// A price that moves needs rounds to move between, buyers who look at it, and a start above 0 (it
/// moves by factors).
void check_pricing(const Section& section, const ProviderSpec& provider) {
  const auto rows = rule_rows("pricing policy");
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const RuleRow& each) {
    return each.name == provider.pricing.name;
  });
  if (row == rows.end() || !row->moves) return;
  const MarketSpec& market = section.draft().scenario.market;
  const std::string needs = fmt::format("pricing {} needs ", quoted(provider.pricing.name));
  const std::string_view at = section.given("pricing.name") != nullptr ? "pricing.name" : "pricing";
  if (!(market.round > Seconds{0}))
    section.fault(at, needs + "market.round > 0 s: prices move between rounds");
  if (market.mechanism.name != "posted_offers" && !market.mechanism.name.empty())
    section.fault(at, needs + fmt::format("market.mechanism.name = \"posted_offers\"; it is {}",
                                          quoted(market.mechanism.name)));
  if (!(provider.opening_price > Price{0}))
    section.fault(section.given("opening_price") != nullptr ? "opening_price" : at,
                  needs + "opening_price > 0 credit/GPUh: it moves by factors");
}

void check_size(const Section& section, const ProviderSpec& provider) {
  constexpr double most = 2147483647.0;  // node and GPU counts are 32-bit
  if (!is_constant(provider.nodes) || !is_constant(provider.gpus_per_node)) return;
  const double gpus = provider.nodes.a * provider.gpus_per_node.a * provider.count;
  if (gpus > most)
    section.fault("nodes", fmt::format("count x nodes x gpus_per_node is {}; allowed is at most {}",
                                       number_text(gpus), number_text(most)));
}

/// A job that is longer than any spell in which its site is offered starts anew for ever, and a
/// spell is drawn without end only where it comes and goes at random.
void check_evictions(const Section& section, const ProviderSpec& provider) {
  const bool endless = std::isinf(section.draft().scenario.general.horizon.value);
  if (endless && provider.idle.process == IdleProcess::on_off &&
      provider.idle.on_return == OnReturn::evict)
    section.fault("idle.on_return",
                  "idle.on_return = \"evict\" and horizon is \"inf\": a job longer than the idle "
                  "spells would start anew for ever; set a horizon");
}

void check_claim(const Section& section, const ProviderSpec& provider) {
  if (provider.owner_claim == OwnerClaim::evict && !provider.owner_priority)
    section.fault("owner_claim",
                  "owner_claim = \"evict\" is for members that go first; it needs "
                  "owner_priority = true");
}

bool is_endless(const JobsSpec& jobs) {
  switch (jobs.process) {
    case ArrivalProcess::none:
    case ArrivalProcess::list:
    case ArrivalProcess::trace:
      return false;
    case ArrivalProcess::poisson:
    case ArrivalProcess::diurnal:
    case ArrivalProcess::deterministic:
      return jobs.limit == unlimited && jobs.rate > PerSecond{0};
    case ArrivalProcess::renewal:
    case ArrivalProcess::closed:
      return jobs.limit == unlimited;
  }
  return false;
}

/// Each link joins regions that a provider or consumer names; a pair is given once.
void check_links(Draft& draft, const std::vector<const Node*>& rows) {
  std::map<std::string, std::uint32_t, std::less<>> regions;
  for (const ProviderSpec& provider : draft.scenario.providers)
    if (!provider.region.empty()) regions.emplace(provider.region, 0U);
  for (const ConsumerSpec& consumer : draft.scenario.consumers)
    if (!consumer.region.empty()) regions.emplace(consumer.region, 0U);
  std::set<std::pair<std::string, std::string>> seen;
  for (const Node* row : rows) {
    const Section section{draft, *row, "link.*", row_title(*row)};
    const Node* from = section.given("from");
    const Node* to = section.given("to");
    if (from == nullptr || to == nullptr || !from->is(Node::Type::text) ||
        !to->is(Node::Type::text))
      continue;
    number_of(section, "region", *from, regions);
    number_of(section, "region", *to, regions);
    if (!seen.insert(std::minmax(from->text, to->text)).second)
      section.fault("from",
                    fmt::format("the link of {} and {} is given twice", from->text, to->text));
  }
}

}  // namespace

void check_whole(Draft& draft, const Document& document) {
  Scenario& scenario = draft.scenario;
  const auto providers = rows_named(document, "provider");
  const auto consumers = rows_named(document, "consumer");
  if (providers.empty())
    draft.faults.push_back(
        {{draft.file, 0, 0}, "the scenario has no [[provider]]; it takes at least one"});
  for (std::size_t i = 0; i < providers.size(); ++i) {
    const Section section{draft, *providers[i], "provider.*", row_title(*providers[i])};
    check_pricing(section, scenario.providers[i]);
    check_size(section, scenario.providers[i]);
    check_evictions(section, scenario.providers[i]);
    check_claim(section, scenario.providers[i]);
  }
  for (std::size_t i = 0; i < consumers.size(); ++i) {
    const Section section{draft, *consumers[i], "consumer.*", row_title(*consumers[i])};
    admit_kinds(draft, section, scenario.consumers[i]);
    if (std::isinf(scenario.general.horizon.value) && is_endless(scenario.consumers[i].jobs))
      section.fault("jobs.process",
                    "the demand has no end and horizon is \"inf\"; set jobs.limit or a horizon");
  }
  check_links(draft, rows_named(document, "link"));
}

}  // namespace souk
