#pragma once

// A scenario, read and checked: past this point nobody re-checks or defaults a setting.
//
// All numbers are in SI base units (seconds, bytes, GPU-seconds, credits, credits per GPU-hour).
// Names have become indices: devices, kinds, goods and providers are numbered in file order.

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/ids.hpp"
#include "models/random/law.hpp"
#include "models/scenario/cost_spec.hpp"
#include "models/scenario/params.hpp"
#include "models/traces/trace.hpp"
#include "models/units.hpp"

namespace souk {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();

/// The most bytes that one transfer may move: the engine counts 1/1024 of a byte in 63 bits.
constexpr double most_bytes = 9e15;

enum class ComputeModel : std::uint8_t { analytic, fluid };
enum class Scope : std::uint8_t { pool, site };
enum class Ties : std::uint8_t { seeded, index };
enum class FeePayer : std::uint8_t { buyer, seller, both };
enum class IdleProcess : std::uint8_t { always, on_off, trace };
enum class OnReturn : std::uint8_t { drain, evict };
enum class ArrivalProcess : std::uint8_t {
  none,
  poisson,
  renewal,
  diurnal,
  deterministic,
  closed,
  list,
  trace
};
enum class Late : std::uint8_t { keep, worthless, cancel };

/// A rule chosen by name in a scenario, with its own parameters, already accepted by its registry
/// row.
struct RuleChoice {
  std::string name;
  Params params;
};

/// A share of the run: so many seconds, or so much of the jobs in submit order.
struct Warmup {
  double share = 0;  ///< in [0, 1); used when > 0
  Seconds time;
  bool mser5 = false;  ///< as many of the first jobs as MSER-5 leaves out for their waits
};

struct GeneralSpec {
  std::string name, title;
  Seconds horizon{infinity};
  Warmup warmup;
  std::uint64_t seed = 1;
  std::uint32_t replications = 1;
  Seconds series_interval{0};         ///< 0: horizon / 500, or none when the horizon is infinite
  std::optional<std::int64_t> epoch;  ///< wall time of time 0: seconds since 1970-01-01, no zone
};

struct EngineSpec {
  ComputeModel compute = ComputeModel::analytic;
  std::uint64_t flows_per_link = unlimited;
};

struct MarketSpec {
  RuleChoice mechanism;
  Seconds round{0};  ///< 0: clear at each arrival and each departure
  double fee_rate = 0;
  FeePayer fee_payer = FeePayer::buyer;
  Money endowment = Money::infinite();
};

struct SchedulingSpec {
  RuleChoice rule;
  Scope scope = Scope::pool;
  std::uint64_t queue_limit = unlimited;
  Ties ties = Ties::seeded;
};

struct PlacementSpec {
  RuleChoice rule;
  bool span = true;
};

struct NetworkSpec {
  Seconds latency{0};
  BytesPerSecond backbone{infinity};
};

struct Access {
  BytesPerSecond up{infinity}, down{infinity};
  Seconds latency{0};
};

struct Device {
  std::string name;
  Bytes memory{infinity};
  std::vector<double> throughput;  ///< by KindId; reference GPU-seconds of work per GPU-second, > 0
  Watts idle_power, busy_power;
  std::shared_ptr<const DeviceProfile> profile = nullptr;  ///< null: none, or inputs were not read
  std::vector<bool>
      explicit_kinds{};           ///< by KindId: the row gives the throughput of just this kind
  std::vector<KindCost> costs{};  ///< by KindId; of kinds without a descriptor empty
};

/// What a member whom owner priority puts first does about others on its owner's pooled nodes.
enum class OwnerClaim : std::uint8_t { wait, evict };

struct IdleSpec {
  IdleProcess process = IdleProcess::always;
  Seconds mean_on, mean_off;  ///< of the on_off process, > 0
  std::vector<Seconds>
      changes;  ///< of the trace process: sorted instants of change; on before the first
  OnReturn on_return = OnReturn::drain;
  Seconds notice;
};

struct ProviderSpec {
  std::string name;
  std::uint32_t count = 1;
  Law nodes, gpus_per_node;  ///< rounded to whole numbers; drawn once per member
  DeviceId device;
  double share = 1;
  bool members_only = false;  ///< no key: the pooled part serves its owner's members alone
  bool owner_priority = false;
  OwnerClaim owner_claim = OwnerClaim::wait;
  Money capital;
  IdleSpec idle;
  Price opening_price, reserve_price;
  RuleChoice pricing;
  Access access;
  std::string region;
  std::optional<RuleChoice> scheduling, placement;  ///< of this site alone; else the sections'
};

struct ListedJob {
  Seconds submit, duration;  ///< duration: run time at throughput 1, on `gpus`
  int gpus = 1;
  std::optional<GpuSeconds> work;  ///< instead of duration x gpus
  std::optional<Seconds> estimate;
  std::optional<Credits> value, budget;
  std::optional<Seconds> deadline, patience;  ///< after submit
  std::string user;
  std::vector<DeviceId> devices;  ///< empty: any
  GoodId dataset, model;
  std::optional<KindId> kind;  ///< none: jobs.kind
};

struct TraceSpec {
  std::string file, format;  ///< format "auto": told from the file's first lines
  double scale = 1;
  std::uint64_t limit = unlimited;
  std::uint32_t index = 0;  ///< into Scenario::traces
  /// By user of the trace, where owners are given: index into Scenario::providers, or none.
  std::vector<std::optional<std::uint32_t>> homes;
};

/// A choice among goods: none, one, or a discrete law.
struct GoodChoice {
  std::vector<GoodId> goods;       ///< empty: no input
  std::vector<double> cumulative;  ///< as in Law
};

struct JobsSpec {
  ArrivalProcess process = ArrivalProcess::none;
  PerSecond rate{0};
  Law interarrival;
  std::vector<double> profile;  ///< 24 or 168 weights, mean 1 after reading; empty: flat
  std::uint32_t population = 0;
  Law think;
  std::uint64_t limit = unlimited;
  std::vector<ListedJob> list;  ///< as given, not sorted
  TraceSpec trace;
  Seconds shake;  ///< of a list or trace: submissions move by up to this, either way
  std::optional<Law> work, duration, steps;  ///< one of them, but of a list or trace
  Seconds step;                              ///< of steps: the time of one on the reference device
  Law gpus;                                  ///< rounded to whole numbers, >= 1
  Law estimate;                              ///< factor on the run time
  std::vector<DeviceId> devices;             ///< empty: any
  KindId kind{0};
  Law patience, deadline;  ///< constant inf: none
  Late late = Late::keep;
  std::optional<Price> max_price;  ///< none: the value
  GoodChoice dataset, model;
  Law output;  ///< bytes; what is drawn above most_bytes counts as most_bytes
};

struct ConsumerSpec {
  std::string name;
  std::uint32_t count = 1;
  std::optional<std::uint32_t> home;  ///< index into Scenario::providers
  std::optional<Law> budget;          ///< credits; none: the endowment
  RuleChoice agent;
  Law value;  ///< credits per GPU-hour of work, or credits per job
  bool value_per_job = false;
  Law delay_cost;                ///< credits per second of jct, taken off the value
  std::optional<Access> access;  ///< none: the home's
  std::string region;
  JobsSpec jobs;
};

struct Good {
  std::string name;
  Bytes size;
  std::vector<std::uint32_t> at;  ///< indices into Scenario::providers; member 0 holds it
  PricePerByte price;
  bool is_model = false;
};

struct Link {
  std::string from, to;  ///< regions
  BytesPerSecond bandwidth{infinity};
  Seconds latency;
};

struct OutputSpec {
  bool jobs = true, trades = true, transfers = true, series = true;  ///< the default
  bool leases = false, offers = false, ledger = false;
};

enum class StudyDesign : std::uint8_t { grid, list, latin_hypercube, sobol, saltelli };

/// What a sweep does with its points; no run depends on it.
struct StudySpec {
  bool given = false;  ///< the scenario has a section [study]
  StudyDesign design = StudyDesign::grid;
  std::uint32_t points = 0;  ///< of a design that samples
  std::string metric = "mean_wait_s";
  std::optional<double> half_width;  ///< as a part of the mean
  std::uint32_t max_replications = 1000;
  double interval = 0.95;
};

struct Scenario {
  GeneralSpec general;
  EngineSpec engine;
  MarketSpec market;
  SchedulingSpec scheduling;
  PlacementSpec placement;
  NetworkSpec network;
  CostSpec cost;
  OutputSpec output;
  StudySpec study;
  std::vector<Device> devices;                      ///< [0] is "reference"
  std::vector<std::string> kinds;                   ///< [0] is "default"
  std::vector<std::optional<KindSpec>> kind_specs;  ///< by KindId; none: no [[kind]]
  std::vector<ProviderSpec> providers;
  std::vector<ConsumerSpec> consumers;
  std::vector<Good> goods;  ///< datasets, then models
  std::vector<Link> links;
  std::vector<Trace> traces;             ///< read, scaled and cut; see TraceSpec::index
  std::vector<std::string> input_paths;  ///< files named beside the scenario, as written, in order
  /// Populations in file order over both kinds: (is_consumer, index); agents are numbered so.
  std::vector<std::pair<bool, std::uint32_t>> order;
  std::string text;      ///< the resolved file: `base` merged, `--set` applied
  std::string run_text;  ///< what of it one run depends on: without sweep, study, replications,
                         ///< name, output
};

}  // namespace souk
