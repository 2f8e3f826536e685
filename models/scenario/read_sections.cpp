#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "models/scenario/read.hpp"
#include "models/scenario/rules.hpp"
#include "models/scenario/words.hpp"

namespace souk {
namespace {

Money money_of(double credits) {
  return std::isinf(credits) ? Money::infinite() : round_to_money(Credits{credits});
}

Warmup read_warmup(const Section& section) {
  Warmup warmup;
  const Node* given = section.given("warmup");
  if (given != nullptr && given->is(Node::Type::text) && given->text == "mser5") {
    warmup.mser5 = true;
    return warmup;
  }
  const QuantityRead read = section.quantity("warmup");
  if (read.measure == Measure::time)
    warmup.time = Seconds{read.value};
  else
    warmup.share = read.value;
  return warmup;
}

void read_general(const Section& section, GeneralSpec& general) {
  general.name = section.text("name");
  general.title = section.given("title") != nullptr ? section.text("title") : general.name;
  const std::size_t faults = section.draft().faults.size();
  general.horizon = Seconds{section.number("horizon")};
  general.warmup = read_warmup(section);
  const bool both_read = section.draft().faults.size() == faults;
  if (both_read && section.given("horizon") != nullptr && general.warmup.time >= general.horizon)
    section.fault("warmup", "warmup is not shorter than horizon; no time would be measured");
  general.seed = section.integer("seed");
  general.replications = static_cast<std::uint32_t>(section.integer("replications"));
  const double horizon = general.horizon.value;
  general.series_interval = Seconds{
      section.optional("series_interval").value_or(std::isinf(horizon) ? 0.0 : horizon / 500)};
  if (const Node* epoch = section.given("epoch")) {
    if (!epoch->is(Node::Type::date))
      section.fault("epoch", fmt::format("epoch is {}; allowed is {}", found_text(*epoch),
                                         describe(section.key("epoch"))));
    general.epoch = epoch->integer;
  }
}

void read_engine(const Section& section, EngineSpec& engine) {
  engine.compute = static_cast<ComputeModel>(section.word("compute"));
  if (section.word("transfers") != 0)
    section.fault("transfers",
                  "transfers = \"incremental\" is not available yet; allowed is \"simgrid\"");
  engine.flows_per_link = section.integer("flows_per_link");
}

void read_market(const Section& section, MarketSpec& market) {
  market.mechanism = read_rule(section, "mechanism");
  market.round = Seconds{section.number("round")};
  market.fee_rate = section.number("fee.rate");
  market.fee_payer = static_cast<FeePayer>(section.word("fee.payer"));
  market.endowment = money_of(section.number("endowment"));
}

void read_scheduling(const Section& section, SchedulingSpec& scheduling) {
  scheduling.rule = read_section_rule(section);
  scheduling.scope = static_cast<Scope>(section.word("scope"));
  scheduling.queue_limit = section.integer("queue_limit");
  scheduling.ties = static_cast<Ties>(section.word("ties"));
}

void read_output(const Section& section, OutputSpec& output) {
  if (section.given("tables") == nullptr) return;
  output = {false, false, false, false, false, false, false};
  const auto words = split_words(section.key("tables").words);
  const std::array flags{&output.jobs,   &output.trades, &output.transfers, &output.series,
                         &output.leases, &output.offers, &output.ledger};
  for (const Node* name : section.names("tables")) {
    const auto found = std::find(words.begin(), words.end(), name->text);
    if (found != words.end())
      *flags[static_cast<std::size_t>(found - words.begin())] = true;
    else
      section.fault(name->spot.place(), fmt::format("unknown table {}{}", quoted(name->text),
                                                    known_words(name->text, words)));
  }
}

}  // namespace

void read_sections(Draft& draft, const Node& sections) {
  const Node empty;
  const auto section = [&](const char* name) {
    const Node* table = sections.find(name);
    const bool good = table != nullptr && table->is(Node::Type::table);
    Section out{draft, good ? *table : empty, name, ""};
    out.check_keys(out.prefix() == "scheduling" || out.prefix() == "placement");
    return out;
  };
  Scenario& scenario = draft.scenario;
  const Section general = section("scenario");
  if (sections.find("scenario") == nullptr)
    draft.faults.push_back({{sections.spot.place().file, 0, 0},
                            "section [scenario] is missing; it takes name and horizon"});
  else
    read_general(general, scenario.general);
  read_engine(section("engine"), scenario.engine);
  read_market(section("market"), scenario.market);
  read_scheduling(section("scheduling"), scenario.scheduling);
  const Section placement = section("placement");
  scenario.placement.rule = read_section_rule(placement);
  scenario.placement.span = placement.flag("span");
  const Section network = section("network");
  scenario.network.latency = Seconds{network.number("latency")};
  scenario.network.backbone = BytesPerSecond{network.number("backbone")};
  const Section cost = section("cost");
  scenario.cost.pricing = static_cast<Pricing>(cost.word("pricing"));
  scenario.cost.noise = cost.flag("noise");
  read_output(section("output"), scenario.output);
  read_study(draft, sections);
  if (scenario.study.half_width && scenario.general.replications < 2)
    section("study").fault("half_width",
                           "half_width needs scenario.replications of at least 2: they are the "
                           "first batch");
}

}  // namespace souk
