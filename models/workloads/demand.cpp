#include <algorithm>
#include <cmath>
#include <utility>

#include "models/check.hpp"
#include "models/workloads/job_plan.hpp"

namespace souk {
namespace {

/// A recorded job of one member.
struct RecordedRow {
  Seconds submit;
  std::uint32_t row = 0;  ///< of the whole list or trace
};

/// What a member has done so far.
struct MemberState {
  std::uint32_t plan = 0;
  /// Into the rows of its plan; of a shaken population, into State::shaken.
  std::uint32_t first_row = 0, end_row = 0;
  std::uint32_t customers = 0;  ///< of a closed process, that have begun to think
  std::size_t first_stream = 0;
  std::uint64_t arrived = 0, drawn = 0;
  Credits budget{infinity};
};

/// Where the arrival keys and the members of a population begin.
struct Numbering {
  std::uint32_t key = 0, member = 0;
};

bool is_recorded(const JobPlan& plan) {
  return !plan.first_row.empty();
}

std::uint32_t member_count(const JobPlan& plan) {
  return plan.users.empty() ? plan.consumer->count : static_cast<std::uint32_t>(plan.users.size());
}

/// How many arrival keys a population needs: of rows that all its members share, one each.
std::uint32_t key_count(const JobPlan& plan) {
  if (!is_recorded(plan)) return member_count(plan);
  const auto rows = static_cast<std::uint32_t>(plan.rows.size());
  return plan.users.empty() ? rows * member_count(plan) : rows;
}

}  // namespace

struct Demand::State {
  State(const Scenario& scenario_read, std::uint64_t seed_read, std::uint32_t replication_read)
      : scenario{scenario_read}, seed{seed_read}, replication{replication_read} {}

  void reserve();
  void number();
  void add_population(const ConsumerSpec& consumer, std::uint32_t index);
  void add_member(Member member, std::size_t row_group);
  void shake(MemberState& member, std::uint64_t owner);
  [[nodiscard]] RecordedRow recorded(const MemberState& member, std::uint64_t number) const;
  Credits drawn_budget(const ConsumerSpec& consumer, std::uint64_t owner) const;
  Seconds open_instant(MemberState& member, const JobPlan& plan, Seconds now);
  Seconds arrive(MemberState& member, Seconds instant) const;
  Seconds advance(MemberState& member, Seconds now);
  Seconds think(const MemberState& member, Seconds now);
  [[nodiscard]] bool at_limit(const MemberState& member) const {
    return member.arrived >= plans[member.plan].consumer->jobs.limit;
  }

  const Scenario& scenario;
  std::uint64_t seed;
  std::uint32_t replication;
  DeviceSets sets;
  std::vector<JobPlan> plans;      ///< by consumer
  std::vector<Numbering> numbers;  ///< by consumer
  std::vector<Member> members;
  std::vector<MemberState> states;
  std::vector<Stream> streams;
  std::vector<RecordedRow> shaken;  ///< by member, in its new order
  std::uint32_t next_agent = 0;
};

void Demand::State::reserve() {
  std::size_t people = 0;
  std::size_t draws = 0;
  for (const JobPlan& plan : plans) {
    people += member_count(plan);
    draws += member_count(plan) * plan.purposes.size();
  }
  members.reserve(people);
  states.reserve(people);
  streams.reserve(draws);
}

void Demand::State::number() {
  Numbering next;
  for (const JobPlan& plan : plans) {
    numbers.push_back(next);
    next.key += key_count(plan);
    next.member += member_count(plan);
  }
}

void Demand::State::add_population(const ConsumerSpec& consumer, std::uint32_t index) {
  const JobPlan& plan = plans[index];
  const auto named = static_cast<std::uint32_t>(plan.users.size());
  const std::uint32_t count = member_count(plan);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::string last = named > 0 ? plan.users[i] : std::to_string(i);
    add_member({index, i, consumer.name + "/" + last, AgentId{next_agent++}}, named > 0 ? i : 0);
  }
}

void Demand::State::add_member(Member member, std::size_t row_group) {
  const JobPlan& plan = plans[member.consumer];
  const std::uint64_t owner = name_hash(member.name);
  MemberState state;
  state.plan = member.consumer;
  if (is_recorded(plan)) {
    state.first_row = plan.first_row[row_group];
    state.end_row = plan.first_row[row_group + 1];
    if (plan.consumer->jobs.shake > Seconds{0}) shake(state, owner);
  }
  state.first_stream = streams.size();
  for (const std::string_view purpose : plan.purposes) {
    streams.emplace_back(seed, replication, purpose, owner);
  }
  state.budget = drawn_budget(*plan.consumer, owner);
  states.push_back(state);
  members.push_back(std::move(member));
}

/// Moves each submission evenly within `shake` of its time, so that the luck of one recorded order
/// of arrivals does not decide; a time below 0 is folded back. Source: Tsafrir, Ouaknine and
/// Feitelson, "Reducing performance evaluation sensitivity and variability by input shaking",
/// MASCOTS 2007.
void Demand::State::shake(MemberState& member, std::uint64_t owner) {
  const JobPlan& plan = plans[member.plan];
  const double most = plan.consumer->jobs.shake.value;
  Stream stream{seed, replication, "shake", owner};
  const auto first = static_cast<std::uint32_t>(shaken.size());
  for (std::uint32_t at = member.first_row; at < member.end_row; ++at) {
    const double moved =
        recorded_submit(plan, plan.rows[at]).value + most * (2 * stream.uniform() - 1);
    shaken.push_back({Seconds{std::abs(moved)}, plan.rows[at]});
  }
  std::stable_sort(shaken.begin() + first, shaken.end(),
                   [](const RecordedRow& a, const RecordedRow& b) { return a.submit < b.submit; });
  member.first_row = first;
  member.end_row = static_cast<std::uint32_t>(shaken.size());
}

RecordedRow Demand::State::recorded(const MemberState& member, std::uint64_t number) const {
  const JobPlan& plan = plans[member.plan];
  if (plan.consumer->jobs.shake > Seconds{0}) return shaken[member.first_row + number];
  const std::uint32_t row = plan.rows[member.first_row + number];
  return {recorded_submit(plan, row), row};
}

Credits Demand::State::drawn_budget(const ConsumerSpec& consumer, std::uint64_t owner) const {
  if (consumer.budget) {
    Stream stream{seed, replication, "budget", owner};
    return Credits{sample(*consumer.budget, stream)};
  }
  const Money endowment = scenario.market.endowment;
  return endowment.is_infinite() ? Credits{infinity} : endowment.credits();
}

/// The instant of the next arrival of an open process, before limit and horizon; infinity: none.
Seconds Demand::State::open_instant(MemberState& member, const JobPlan& plan, Seconds now) {
  const JobsSpec& jobs = plan.consumer->jobs;
  const auto exponential = [&] {  // in seconds at the mean rate
    return streams[member.first_stream + plan.arrival_stream].exponential() / jobs.rate.value;
  };
  switch (jobs.process) {
    case ArrivalProcess::none:
    case ArrivalProcess::closed:
      return Seconds{infinity};
    case ArrivalProcess::poisson:
      return jobs.rate.value > 0 ? now + Seconds{exponential()} : Seconds{infinity};
    case ArrivalProcess::diurnal:
      return jobs.rate.value > 0 ? plan.profile.after(now, exponential()) : Seconds{infinity};
    case ArrivalProcess::renewal:
      return now + Seconds{plan.gap(streams.data() + member.first_stream)};
    case ArrivalProcess::deterministic:  // by count, so that rounding does not add up
      return jobs.rate.value > 0 ? Seconds{static_cast<double>(member.arrived) / jobs.rate.value}
                                 : Seconds{infinity};
    case ArrivalProcess::list:
    case ArrivalProcess::trace:
      if (member.first_row + member.arrived >= member.end_row) return Seconds{infinity};
      return recorded(member, member.arrived).submit;
  }
  check_failed("process", "not an arrival process", __FILE__, __LINE__);
}

Seconds Demand::State::arrive(MemberState& member, Seconds instant) const {
  if (!(instant < scenario.general.horizon)) return Seconds{infinity};
  ++member.arrived;
  return instant;
}

Seconds Demand::State::advance(MemberState& member, Seconds now) {
  if (at_limit(member)) return Seconds{infinity};
  return arrive(member, open_instant(member, plans[member.plan], now));
}

Seconds Demand::State::think(const MemberState& member, Seconds now) {
  return now + Seconds{plans[member.plan].gap(streams.data() + member.first_stream)};
}

Demand::Demand(const Scenario& scenario, std::uint64_t seed, std::uint32_t replication)
    : state_{std::make_unique<State>(scenario, seed, replication)} {
  for (const ConsumerSpec& consumer : scenario.consumers) {
    state_->plans.push_back(plan_jobs(scenario, consumer, state_->sets));
  }
  state_->reserve();
  state_->number();
  for (const auto& [is_consumer, index] : scenario.order) {
    if (is_consumer) {
      state_->add_population(scenario.consumers.at(index), index);
    } else {
      state_->next_agent += scenario.providers.at(index).count;
    }
  }
}

Demand::~Demand() = default;
Demand::Demand(Demand&&) noexcept = default;

const std::vector<Member>& Demand::members() const {
  return state_->members;
}

const std::vector<std::vector<DeviceId>>& Demand::device_sets() const {
  return state_->sets.all();
}

Seconds Demand::first(std::uint32_t member) {
  MemberState& own = state_->states[member];
  const JobsSpec& jobs = state_->plans[own.plan].consumer->jobs;
  if (jobs.process != ArrivalProcess::closed) return state_->advance(own, Seconds{0});
  // A customer who thinks past the horizon never comes; the next one may.
  while (own.customers < jobs.population && !state_->at_limit(own)) {
    ++own.customers;
    const Seconds instant = state_->arrive(own, state_->think(own, Seconds{0}));
    if (instant < Seconds{infinity}) return instant;
  }
  return Seconds{infinity};
}

Seconds Demand::next(std::uint32_t member, Seconds now) {
  MemberState& own = state_->states[member];
  if (state_->plans[own.plan].consumer->jobs.process == ArrivalProcess::closed) {
    return Seconds{infinity};
  }
  return state_->advance(own, now);
}

Seconds Demand::after_final(std::uint32_t member, Seconds now) {
  MemberState& own = state_->states[member];
  const bool is_closed = state_->plans[own.plan].consumer->jobs.process == ArrivalProcess::closed;
  if (!is_closed || state_->at_limit(own)) return Seconds{infinity};
  return state_->arrive(own, state_->think(own, now));
}

std::uint32_t Demand::arrival_key(std::uint32_t member) const {
  const MemberState& own = state_->states[member];
  const JobPlan& plan = state_->plans[own.plan];
  const auto [first_key, first_member] = state_->numbers[own.plan];
  if (!is_recorded(plan)) return first_key + (member - first_member);
  SOUK_CHECK(own.arrived > 0, "an arrival is asked for before it was drawn");
  const std::uint32_t row = state_->recorded(own, own.arrived - 1).row;
  if (!plan.users.empty()) return first_key + row;
  return first_key + row * member_count(plan) + (member - first_member);
}

JobDraw Demand::draw(std::uint32_t member) {
  MemberState& own = state_->states[member];
  const JobPlan& plan = state_->plans[own.plan];
  std::uint32_t row = 0;
  if (is_recorded(plan)) {
    SOUK_CHECK(own.first_row + own.drawn < own.end_row, "a draw past the last recorded job");
    row = state_->recorded(own, own.drawn).row;
  }
  ++own.drawn;
  return draw_job(plan, row, state_->streams.data() + own.first_stream);
}

Credits Demand::budget(std::uint32_t member) const {
  return state_->states[member].budget;
}

}  // namespace souk
