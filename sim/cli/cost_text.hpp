#pragma once

// What the kinds of jobs of a scenario cost on its devices, as people read it.

#include <cstdint>
#include <string>
#include <vector>

#include "models/scenario/scenario.hpp"

namespace souk::cli {

/// A table per kind with a descriptor: its step on each device, what bounds it, how sure that is,
/// what it holds, and why it is refused; empty where no kind has one.
std::string cost_text(const Scenario& scenario);

/// Whether any kind has one.
bool has_descriptors(const Scenario& scenario);

/// A line for each device some of whose times nobody measured, that is emulated, whose profile
/// warns of its measurements or whose fits miss what was not fitted; for each kind that must cross
/// nodes; for pricing by data sheet and for noise: what a reader of a run must know.
std::vector<std::string> cost_notes(const Scenario& scenario);

/// The factors that cost.noise drew for this run; empty where it is off.
std::string drawn_note(const Scenario& scenario, std::uint64_t seed, std::uint32_t replication);

/// Part of a time, below which published figures that nobody measured are not told.
constexpr double telling_share = 0.05;

/// For each kind the device on which its step is cheapest at opening prices (fastest, where they
/// are free) by profile and by data sheet, how much of the former was measured, and how many
/// winners differ; empty with fewer than two devices to choose from.
std::string winners_text(const Scenario& scenario);

/// The same for the page of a run, as ResultHeader::winners has it, with the notes below.
std::string winners_record(const Scenario& scenario);

/// A line for each kind whose winner differs, for pages: the two devices, what the data sheet's
/// costs by profile, and whether both are priced by measured figures.
std::vector<std::string> winner_notes(const Scenario& scenario);

/// The devices that providers have, by number.
std::vector<DeviceId> devices_in_use(const Scenario& scenario);

}  // namespace souk::cli
