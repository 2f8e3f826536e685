#include <algorithm>
#include <map>
#include <numeric>

#include "models/check.hpp"
#include "models/workloads/job_plan.hpp"

// Lists and traces: which rows are whose, and what their names mean.

namespace souk {
namespace {

/// Sorts the rows of `order` by member, stably: a counting sort, O(rows + members).
void group_rows(JobPlan& plan, const std::vector<std::uint32_t>& order,
                const std::vector<std::uint32_t>& member_of, std::size_t members) {
  plan.first_row.assign(members + 1, 0);
  for (const std::uint32_t row : order) ++plan.first_row[member_of[row] + 1];
  std::partial_sum(plan.first_row.begin(), plan.first_row.end(), plan.first_row.begin());
  plan.rows.resize(order.size());
  std::vector<std::uint32_t> next(plan.first_row.begin(), plan.first_row.end() - 1);
  for (const std::uint32_t row : order) plan.rows[next[member_of[row]]++] = row;
}

/// The row numbers of a list in submit order; equal times keep the order of the file.
std::vector<std::uint32_t> submit_order(const std::vector<ListedJob>& list) {
  std::vector<std::uint32_t> order(list.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return list[a].submit < list[b].submit;
  });
  return order;
}

DeviceId device_named(const Scenario& scenario, const std::string& name) {
  for (std::size_t i = 0; i < scenario.devices.size(); ++i) {
    if (scenario.devices[i].name == name) return DeviceId{static_cast<std::uint32_t>(i)};
  }
  return {};
}

GoodId good_named(const Scenario& scenario, const std::string& name, bool is_model) {
  for (std::size_t i = 0; i < scenario.goods.size(); ++i) {
    const Good& good = scenario.goods[i];
    if (good.is_model == is_model && good.name == name) {
      return GoodId{static_cast<std::uint32_t>(i)};
    }
  }
  return {};
}

/// The reader has refused every name that a row uses and the scenario lacks.
void check_words(const Trace& trace, const std::vector<WordMeaning>& words) {
  const auto word = [&](std::int32_t index) -> const WordMeaning& {
    return words.at(static_cast<std::size_t>(index));
  };
  for (const TraceJob& job : trace.jobs) {
    SOUK_CHECK(job.device < 0 || word(job.device).devices != WordMeaning::no_device,
               "a trace names a device that the scenario lacks");
    SOUK_CHECK(job.dataset < 0 || word(job.dataset).dataset.exists(),
               "a trace names a dataset that the scenario lacks");
    SOUK_CHECK(job.model < 0 || word(job.model).model.exists(),
               "a trace names a model that the scenario lacks");
  }
}

}  // namespace

void plan_list(JobPlan& plan, DeviceSets& sets) {
  const std::vector<ListedJob>& list = plan.consumer->jobs.list;
  for (const ListedJob& row : list) {
    plan.listed_devices.push_back(row.devices.empty() ? plan.devices : sets.number_of(row.devices));
  }
  std::vector<std::uint32_t> member_of(list.size(), 0);
  const bool with_users =
      std::any_of(list.begin(), list.end(), [](const ListedJob& row) { return !row.user.empty(); });
  if (with_users) {
    std::map<std::string_view, std::uint32_t> numbers;
    for (std::size_t row = 0; row < list.size(); ++row) {
      const auto next = static_cast<std::uint32_t>(plan.users.size());
      const auto [place, is_new] = numbers.try_emplace(list[row].user, next);
      if (is_new) plan.users.push_back(list[row].user);
      member_of[row] = place->second;
    }
  }
  group_rows(plan, submit_order(list), member_of, std::max<std::size_t>(1, plan.users.size()));
}

void plan_trace(JobPlan& plan, const Scenario& scenario, DeviceSets& sets) {
  const Trace& trace = scenario.traces.at(plan.consumer->jobs.trace.index);
  plan.trace = &trace;
  plan.users = trace.users;
  for (const std::string& name : trace.words) {
    const DeviceId device = device_named(scenario, name);
    plan.words.push_back({device.exists() ? sets.number_of({device}) : WordMeaning::no_device,
                          good_named(scenario, name, false), good_named(scenario, name, true)});
  }
  check_words(trace, plan.words);
  std::vector<std::uint32_t> order(trace.jobs.size());
  std::iota(order.begin(), order.end(), 0U);
  std::vector<std::uint32_t> member_of;
  member_of.reserve(trace.jobs.size());
  for (const TraceJob& job : trace.jobs) {
    SOUK_CHECK(job.user < trace.users.size(), "a trace row names a user it does not list");
    member_of.push_back(job.user);
  }
  group_rows(plan, order, member_of, trace.users.size());
}

}  // namespace souk
