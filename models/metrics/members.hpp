#pragma once

// Agents as members of a market: who belongs together, and what they did together.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/metrics/run_summary.hpp"

namespace souk {

/// By home: a provider with those whose home is its site; a consumer without a home is with its
/// population.
enum class GroupBy : std::uint8_t { home, population, agent };
std::optional<GroupBy> group_by_of(std::string_view word);
/// "organisation", "population" or "agent".
std::string_view member_word(GroupBy by);

/// "ashford/0" is of "ashford".
std::string_view population_of(std::string_view agent);

struct Grouping {
  GroupBy by{};
  std::vector<std::string> names;  ///< of the members, in the order of their first agents
  std::vector<int> of_agent;       ///< member of each agent; -1: the platform
};

/// A member is named as its site, its population or its agent is. Where no consumer has a home,
/// `home` means population. `sites`: names by SiteId.
Grouping group_agents(std::span<const AgentRow> agents, std::span<const std::string> sites,
                      GroupBy by);

/// The same names, "ashford/0" as "ashford" where it is the only one of its population.
std::vector<std::string> short_names(std::span<const std::string> names);

/// Sums over the agents of each member; p95_wait_s, which no sum of `totals` tells, is NaN.
/// `agents` and `totals` by AgentId.
std::vector<MemberSummary> sum_members(const Grouping& grouping, std::span<const AgentRow> agents,
                                       std::span<const AgentSummary> totals);

/// A number of a member, by the name and unit that result files give it.
struct MemberColumn {
  std::string_view name, unit, long_name;
  double MemberSummary::*value;
};
std::span<const MemberColumn> member_columns();

}  // namespace souk
