#pragma once

// The parts of a scenario, each read from its tables into the draft. Names of devices, kinds,
// providers and goods must be numbered (see number_names) before the rows that refer to them are
// read.

#include "models/scenario/section.hpp"

namespace souk {

/// [scenario], [engine], [market], [scheduling], [placement], [network], [output], [study].
void read_sections(Draft& draft, const Node& sections);
/// [study] alone; what it says of points is checked with the rows of [[sweep]].
void read_study(Draft& draft, const Node& sections);

/// Numbers devices, kinds, providers, datasets and models in file order; faults for names given
/// twice.
void number_names(Draft& draft, const Document& document);

void read_kind(Draft& draft, const Node& row);
/// A row, with its profile.
void read_device(Draft& draft, const Node& row);
/// The devices that a provider, a consumer or cost.reference names as `souk list devices` does,
/// after the rows.
void add_named_devices(Draft& draft);
std::span<const DeviceProfile> shipped_profiles(const Draft& draft);
const DeviceProfile* shipped_profile(const Draft& draft, std::string_view name);
/// Prices every kind with a descriptor on every device, once both are read: the table that gives
/// throughputs and refusals, and the time of a step on the reference device.
void derive_costs(Draft& draft, const Document& document);
/// Takes the devices that refuse a consumer's jobs from those it accepts; a fault where none is
/// left of those that providers have.
void admit_kinds(Draft& draft, const Section& section, ConsumerSpec& consumer);
void read_provider(Draft& draft, const Node& row);
void read_consumer(Draft& draft, const Node& row);
/// Datasets and models; call for all datasets, then for all models.
void read_good(Draft& draft, const Node& row);
void read_link(Draft& draft, const Node& row);

/// `jobs` of a consumer.
void read_jobs(const Section& section, ConsumerSpec& consumer);
/// The time of a step of a kind on the reference device; a fault at `key` if it has none.
Seconds step_of(const Section& section, std::string_view key, KindId kind);
/// jobs.list
void read_job_list(const Section& section, JobsSpec& jobs);
/// jobs.trace: names only, or the text too (ParseOptions::read_inputs).
void read_job_trace(const Section& section, JobsSpec& jobs);
/// Fills the jobs.* keys of a consumer's row from its preset; the row's own keys stay.
void fill_preset(Draft& draft, Node& row);
/// Keys of jobs (or idle) that the process named beside them does not read.
std::vector<std::string_view> unused_keys(std::string_view group, std::string_view process);

/// What needs the whole scenario: moving prices, demand without end, sites too large.
void check_whole(Draft& draft, const Document& document);

/// The number of a name among `known`, or none and a fault "unknown device ..."; `where` follows
/// the name (" in the trace").
std::optional<std::uint32_t> number_of(
    const Section& section, std::string_view what, const Node& name,
    const std::map<std::string, std::uint32_t, std::less<>>& known, std::string_view where = {});

/// `provider "pool": `
std::string row_title(const Node& row);

}  // namespace souk
