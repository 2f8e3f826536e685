#include "analysis/sweep_members.hpp"

#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <string>

#include "models/metrics/members.hpp"

namespace souk {
namespace {

using MemberList = std::vector<MemberSummary> RunSummary::*;

/// Names by first appearance, and the place of each.
struct Register {
  Register(std::span<const RunSummary> runs, MemberList list) {
    for (const RunSummary& run : runs)
      for (const MemberSummary& member : run.*list)
        if (places.try_emplace(member.name, names.size()).second) names.push_back(member.name);
  }
  std::vector<std::string> names;
  std::map<std::string, std::size_t, std::less<>> places;
};

Samples samples_of(const MemberColumn& column, const Register& members,
                   std::span<const RunSummary> runs, MemberList list) {
  const std::size_t size = members.names.size();
  Samples samples{std::string{column.name}, std::string{column.unit}, std::string{column.long_name},
                  std::vector<double>(runs.size() * size, std::numeric_limits<double>::quiet_NaN()),
                  std::vector<std::uint8_t>(runs.size() * size,
                                            static_cast<std::uint8_t>(MetricFlag::undefined))};
  for (std::size_t r = 0; r < runs.size(); ++r)
    for (const MemberSummary& member : runs[r].*list) {
      const std::size_t cell = r * size + members.places.find(member.name)->second;
      samples.values[cell] = member.*column.value;
      if (!std::isnan(samples.values[cell]))
        samples.flags[cell] = static_cast<std::uint8_t>(MetricFlag::measured);
    }
  return samples;
}

}  // namespace

void write_members(const Hdf5Node& root, const Sweep& sweep, std::span<const RunSummary> runs,
                   double level) {
  std::optional<Hdf5Node> group;  // only where there are members
  for (const auto& [by, list] : {std::pair{GroupBy::home, &RunSummary::organisations},
                                 std::pair{GroupBy::population, &RunSummary::populations}}) {
    const Register members{runs, list};
    if (members.names.empty()) continue;
    const SweepGrid grid{sweep, runs.size(), members.names};
    if (!group) group = make_group(root, "members");
    const Hdf5Node grouped = make_group(*group, member_word(by));
    for (const MemberColumn& column : member_columns())
      write_curve(grouped, grid, samples_of(column, members, runs, list), level);
  }
}

}  // namespace souk
