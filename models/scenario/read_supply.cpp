#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "models/scenario/read.hpp"
#include "models/scenario/rules.hpp"
#include "models/scenario/words.hpp"

namespace souk {
namespace {

Access read_access(const Section& section) {
  return {BytesPerSecond{section.number("access.up")},
          BytesPerSecond{section.number("access.down")}, Seconds{section.number("access.latency")}};
}

IdleSpec read_idle(const Section& section) {
  IdleSpec idle;
  idle.process = static_cast<IdleProcess>(section.word("idle.process"));
  if (idle.process == IdleProcess::on_off) {
    idle.mean_on = Seconds{section.number("idle.mean_on")};
    idle.mean_off = Seconds{section.number("idle.mean_off")};
  }
  if (idle.process == IdleProcess::trace) {
    for (const double time : section.numbers("idle.trace")) idle.changes.emplace_back(time);
    for (std::size_t i = 1; i < idle.changes.size(); ++i)
      if (idle.changes[i] <= idle.changes[i - 1])
        section.fault(section.given("idle.trace")->children[i].spot.place(),
                      "idle.trace: an instant of change must come after the one before it");
  }
  const Node* process = section.given("idle.process");
  for (const std::string_view key :
       unused_keys("idle", process != nullptr ? process->text : "always"))
    if (const Node* node = section.given(fmt::format("idle.{}", key)))
      section.fault(node->key_spot.place(),
                    fmt::format("idle.{} is not used by this idle.process", key));
  idle.on_return = static_cast<OnReturn>(section.word("idle.on_return"));
  idle.notice = Seconds{section.number("idle.notice")};
  return idle;
}

}  // namespace

void read_provider(Draft& draft, const Node& row) {
  const Section section{draft, row, "provider.*", row_title(row)};
  section.check_keys();
  ProviderSpec provider;
  provider.name = section.text("name");
  provider.count = static_cast<std::uint32_t>(section.integer("count"));
  provider.nodes = section.law("nodes").law;
  provider.gpus_per_node = section.law("gpus_per_node").law;
  const Node reference = text_node(section.text("device"), {});
  const Node* device = section.given("device");
  provider.device =
      DeviceId{number_of(section, "device", device == nullptr ? reference : *device, draft.devices)
                   .value_or(0)};
  provider.share = section.number("share");
  provider.owner_priority = section.flag("owner_priority");
  provider.owner_claim = static_cast<OwnerClaim>(section.word("owner_claim"));
  provider.capital = round_to_money(Credits{section.number("capital")});
  provider.idle = read_idle(section);
  provider.opening_price = Price{section.number("opening_price")};
  provider.reserve_price = Price{section.number("reserve_price")};
  provider.pricing = read_rule(section, "pricing");
  provider.access = read_access(section);
  if (section.given("region") != nullptr) provider.region = section.text("region");
  if (section.given("scheduling") != nullptr)
    provider.scheduling = read_rule(section, "scheduling");
  if (section.given("placement") != nullptr) provider.placement = read_rule(section, "placement");
  const auto index = static_cast<std::uint32_t>(draft.scenario.providers.size());
  draft.scenario.order.emplace_back(false, index);
  draft.scenario.providers.push_back(std::move(provider));
}

void read_good(Draft& draft, const Node& row) {
  const Section section{draft, row, row.key + ".*", row_title(row)};
  section.check_keys();
  Good good;
  good.is_model = row.key == "model";
  good.name = section.text("name");
  good.size = Bytes{section.number("size")};
  for (const Node* name : section.names("at"))
    if (const auto provider = number_of(section, "provider", *name, draft.providers))
      good.at.push_back(*provider);
  if (const Node* at = section.given("at");
      at != nullptr && at->is(Node::Type::array) && at->children.empty())
    section.fault("at", "at is []; a good is held by at least one provider at time 0");
  const QuantityRead price = section.quantity("price");
  good.price = PricePerByte{price.measure == Measure::money && good.size.value > 0
                                ? price.value / good.size.value
                                : price.value};
  draft.scenario.goods.push_back(std::move(good));
}

void read_link(Draft& draft, const Node& row) {
  const Section section{draft, row, "link.*", row_title(row)};
  section.check_keys();
  Link link;
  link.from = section.text("from");
  link.to = section.text("to");
  link.bandwidth = BytesPerSecond{section.number("bandwidth")};
  link.latency = Seconds{section.number("latency")};
  draft.scenario.links.push_back(std::move(link));
}

}  // namespace souk
