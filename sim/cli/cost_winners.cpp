// Which device each kind of job is cheapest on, by what prices it.

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/cli/cost_text.hpp"
#include "sim/cli/print.hpp"

namespace souk::cli {
namespace {

struct Winner {
  DeviceId device;
  double cost = infinity;  ///< credits per step, or seconds where GPUs are free
};

/// A kind that both pricings have a winner for.
struct Choice {
  std::size_t kind = 0;
  Winner profile, sheet;
  double sheet_by_profile = 0;  ///< what the data sheet's winner costs by profile; inf: not known

  [[nodiscard]] bool differs() const { return profile.device != sheet.device; }
};

bool priced(const Scenario& scenario) {
  return std::ranges::all_of(
      scenario.providers, [](const ProviderSpec& each) { return each.opening_price > Price{0}; });
}

const KindCost& cost_on(const Scenario& scenario, std::size_t kind, DeviceId device) {
  return scenario.devices[device.value].costs[kind];
}

/// A step with this provider; infinite where it does not run there.
double cost_with(const Scenario& scenario, std::size_t kind, const ProviderSpec& provider,
                 Pricing pricing) {
  const auto& own = cost_on(scenario, kind, provider.device).by(pricing).estimate;
  if (!own || !own->fits()) return infinity;
  const double gpus = gang_of(scenario.kind_specs[kind]->job);
  return priced(scenario) ? provider.opening_price.value * gpus * own->median_s / 3600
                          : own->median_s;
}

Winner winner(const Scenario& scenario, std::size_t kind, Pricing pricing) {
  Winner best;
  for (const ProviderSpec& provider : scenario.providers) {
    const double cost = cost_with(scenario, kind, provider, pricing);
    if (cost < best.cost) best = {provider.device, cost};
  }
  return best;
}

std::vector<Choice> choices(const Scenario& scenario) {
  std::vector<Choice> all;
  if (devices_in_use(scenario).size() < 2) return all;
  for (std::size_t kind = 0; kind < scenario.kinds.size(); ++kind) {
    if (!scenario.kind_specs[kind]) continue;
    Choice choice{kind, winner(scenario, kind, Pricing::profile),
                  winner(scenario, kind, Pricing::data_sheet), infinity};
    if (choice.profile.cost == infinity || choice.sheet.cost == infinity) continue;
    for (const ProviderSpec& provider : scenario.providers)
      if (provider.device == choice.sheet.device)
        choice.sheet_by_profile = std::min(choice.sheet_by_profile,
                                           cost_with(scenario, kind, provider, Pricing::profile));
    all.push_back(choice);
  }
  return all;
}

/// Of the step by profile; 0 where there is none.
double measured_share(const Scenario& scenario, std::size_t kind, DeviceId device) {
  const auto& own = cost_on(scenario, kind, device).by_profile.estimate;
  return own ? 1 - own->published_share : 0;
}

/// Whether both devices are priced by what was measured on them, so that the difference is no
/// artefact of a data sheet in a profile.
bool is_measured(const Scenario& scenario, const Choice& choice) {
  return std::min(measured_share(scenario, choice.kind, choice.profile.device),
                  measured_share(scenario, choice.kind, choice.sheet.device)) >= 1 - telling_share;
}

std::string difference_text(const Scenario& scenario, const std::vector<Choice>& all) {
  std::vector<std::string> differ;
  std::size_t measured = 0;
  for (const Choice& choice : all) {
    if (!choice.differs()) continue;
    differ.push_back(scenario.kinds[choice.kind]);
    measured += is_measured(scenario, choice) ? 1 : 0;
  }
  if (differ.empty()) return "both name the same devices";
  return fmt::format(
      "data sheets name another device for {} of {}: {}; both devices were measured for {}",
      differ.size(), all.size(), fmt::join(differ, ", "), measured);
}

std::string title_of(const Scenario& scenario) {
  return fmt::format("Where a step is {}, by what prices it",
                     priced(scenario) ? "cheapest" : "fastest");
}

/// A row of titles, and one per choice.
std::vector<std::vector<std::string>> winner_rows(const Scenario& scenario,
                                                  const std::vector<Choice>& all) {
  const std::string unit = priced(scenario) ? "credit/step" : "s/step";
  std::vector<std::vector<std::string>> rows{
      {"kind", "by profile", unit, "measured", "by data sheet", unit}};
  const auto name = [&](const Winner& of) { return scenario.devices[of.device.value].name; };
  for (const Choice& choice : all)
    rows.push_back({scenario.kinds[choice.kind], name(choice.profile),
                    fmt::format("{:.3g}", choice.profile.cost),
                    percent_text(measured_share(scenario, choice.kind, choice.profile.device)),
                    name(choice.sheet), fmt::format("{:.3g}", choice.sheet.cost)});
  return rows;
}

std::vector<std::string> notes_of(const Scenario& scenario, const std::vector<Choice>& all) {
  std::vector<std::string> notes;
  for (const Choice& choice : all) {
    if (!choice.differs()) continue;
    const auto name = [&](DeviceId device) { return scenario.devices[device.value].name; };
    std::string note =
        fmt::format("{} is {} on {} by profile, and on {} by data sheet",
                    scenario.kinds[choice.kind], priced(scenario) ? "cheapest" : "fastest",
                    name(choice.profile.device), name(choice.sheet.device));
    if (choice.sheet_by_profile < infinity)
      note += fmt::format(", where by profile it {} {} more", priced(scenario) ? "costs" : "takes",
                          percent_text(choice.sheet_by_profile / choice.profile.cost - 1));
    note += is_measured(scenario, choice) ? "; both devices were measured"
                                          : "; not all of both was measured";
    notes.push_back(std::move(note));
  }
  return notes;
}

}  // namespace

std::string winners_text(const Scenario& scenario) {
  const std::vector<Choice> all = choices(scenario);
  if (all.empty()) return {};
  return title_of(scenario) + "\n" + table_text(winner_rows(scenario, all)) + "  " +
         difference_text(scenario, all) + "\n";
}

std::string winners_record(const Scenario& scenario) {
  const std::vector<Choice> all = choices(scenario);
  if (all.empty()) return {};
  std::string text = title_of(scenario) + "\n" + difference_text(scenario, all);
  for (const std::vector<std::string>& row : winner_rows(scenario, all))
    text += fmt::format("\n{}", fmt::join(row, "\t"));
  for (const std::string& note : notes_of(scenario, all)) text += "\n" + note;
  return text;
}

std::vector<std::string> winner_notes(const Scenario& scenario) {
  return notes_of(scenario, choices(scenario));
}

}  // namespace souk::cli
