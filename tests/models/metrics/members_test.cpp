// Agents as members: who belongs together, and what they did together.

#include <cmath>

#include <catch2/catch.hpp>

#include "models/metrics/members.hpp"
#include "small_market.hpp"

using namespace souk;
using namespace souk::test;

namespace {

using Names = std::vector<std::string>;

/// Two sites; one/0 and the only other/0 provide them, a and b are at home at the first, c at the
/// second, d nowhere.
std::vector<AgentRow> agents() {
  const auto at = [](std::uint32_t site) { return SiteId{site}; };
  return {{"one/0", Role::provider, {}, at(0), 8},    {"one/1", Role::provider, {}, at(1), 4},
          {"team/0", Role::consumer, at(0), {}, 0},   {"team/1", Role::consumer, at(0), {}, 0},
          {"lonely/0", Role::consumer, at(1), {}, 0}, {"guest/0", Role::consumer, {}, {}, 0},
          {"platform", Role::platform, {}, {}, 0}};
}
const Names sites{"one/0", "one/1"};

AgentSummary totals(std::uint64_t jobs, double wait_s, double jct_s, std::uint64_t jobs_alone,
                    double jct_alone_s) {
  AgentSummary row;
  row.jobs = jobs;
  row.mean_wait_s = wait_s;
  row.mean_jct_s = jct_s;
  row.jobs_alone = jobs_alone;
  row.mean_wait_alone_s = 2 * wait_s;
  row.mean_jct_alone_s = jct_alone_s;
  row.surplus_credit = 5;
  row.surplus_alone_credit = 2;
  row.gpu_hours_used = static_cast<double>(jobs);
  row.spent = Money{1'000'000};
  return row;
}

/// A job of one GPU: (consumer, submitted, started, ended, site, price).
struct Job {
  std::uint32_t consumer;
  double submit, start, end;
  std::uint32_t site;
  double price = 0;
};

RunSummary play(RunStarted run, const std::vector<Job>& jobs) {
  const std::vector<SiteRow> at = run.sites;
  std::vector<Event> events{std::move(run)};
  for (std::uint32_t j = 0; j < jobs.size(); ++j) {  // one after the other
    const Job& job = jobs[j];
    const double useful = job.end - job.start;
    OrderSubmitted order;
    order.time = Seconds{job.submit};
    order.order = OrderId{j};
    order.consumer = AgentId{job.consumer};
    order.gpus = 1;
    order.work = GpuSeconds{useful};
    order.best_work = GpuSeconds{useful};
    events.emplace_back(order);
    TradeMade trade;
    trade.time = Seconds{job.start};
    trade.order = OrderId{j};
    trade.provider = at[job.site].provider;
    trade.quantity = GpuSeconds{useful};
    trade.price = Price{job.price};
    events.emplace_back(trade);
    events.emplace_back(LeaseStarted{Seconds{job.start}, LeaseId{j}, OrderId{j}, TradeId{j},
                                     SiteId{job.site}, 1, NodeId{0}, 1});
    events.emplace_back(JobStarted{Seconds{job.start}, OrderId{j}, LeaseId{j}, 0, Seconds{useful}});
    events.emplace_back(JobEnded{Seconds{job.end}, OrderId{j}, LeaseId{j}, 0, Outcome::done});
    events.emplace_back(
        LeaseEnded{Seconds{job.end}, LeaseId{j}, GpuSeconds{useful}, {}, {}, Reason::done});
    events.emplace_back(
        OrderFinal{Seconds{job.end}, OrderId{j}, OrderState::finished, Reason::done});
  }
  events.emplace_back(RunEnded{Seconds{1e6}, jobs.size(), 0, Reason::done});
  return measure(events);
}

}  // namespace

TEST_CASE("members are sites with their people, populations or agents", "[metrics]") {
  const Grouping home = group_agents(agents(), sites, GroupBy::home);
  CHECK(home.names == Names{"one/0", "one/1", "guest"});
  CHECK(short_names(home.names) == home.names);
  CHECK(home.of_agent == std::vector<int>{0, 1, 0, 0, 1, 2, -1});
  const Grouping population = group_agents(agents(), sites, GroupBy::population);
  CHECK(population.names == Names{"one", "team", "lonely", "guest"});
  const Grouping each = group_agents(agents(), sites, GroupBy::agent);
  CHECK(each.names == Names{"one/0", "one/1", "team/0", "team/1", "lonely/0", "guest/0"});
  CHECK(short_names(each.names) == Names{"one/0", "one/1", "team/0", "team/1", "lonely", "guest"});
  std::vector<AgentRow> homeless = agents();
  for (AgentRow& agent : homeless) agent.home = {};
  CHECK(group_agents(homeless, sites, GroupBy::home).by == GroupBy::population);
}

TEST_CASE("a member's rho is that of the means over its completed jobs", "[metrics][oracle]") {
  // Shared: 3 jobs of 5 s and 1 of 60 s, mean 75/4; alone 1 job of 10 s and 1 of 40 s, mean 25.
  const std::vector<AgentRow> rows = agents();
  std::vector<AgentSummary> each(rows.size());
  each[2] = totals(3, 1, 5, 1, 10);
  each[3] = totals(1, 9, 60, 1, 40);
  each[4] = totals(2, 1, 7, 0, std::nan(""));
  each[5] = totals(2, 4, 6, 0, std::nan(""));
  const auto members = sum_members(group_agents(rows, sites, GroupBy::home), rows, each);
  CHECK(members[0].name == "one/0");
  CHECK(members[0].gpus == 8);
  CHECK(members[0].jobs == 4);
  CHECK(members[0].jobs_alone == 2);
  CHECK(members[0].rho == Approx(75.0 / 4 / 25));
  CHECK(members[0].mean_wait_alone_s == Approx(10));
  CHECK(members[0].mean_jct_alone_s == Approx(25));
  CHECK(members[0].surplus_change_credit == 6);  // the provider's own is 0
  CHECK(members[0].mean_wait_s == Approx(3));
  CHECK(members[0].mean_jct_s == Approx(75.0 / 4));
  CHECK(members[0].gpu_hours_used == 4);
  CHECK(members[0].spent_credit == 2);
  CHECK(std::isnan(members[1].rho));  // none completed alone
  CHECK(std::isnan(members[1].mean_wait_alone_s));
  CHECK(std::isnan(members[2].surplus_change_credit));
  CHECK(std::isnan(members[2].rho));  // no home
  CHECK(members[2].jobs == 2);
}

TEST_CASE("a run tells its members apart, with their waits and what they took", "[metrics]") {
  // a (at home at site 0): waits 0 and 10; b (likewise): wait 20, run at site 1 for 100 s.
  RunStarted run = one_site(1, 2, 2);
  run.sites.push_back(run.sites[0]);
  run.sites[1].name = "far";
  run.agents.push_back({"far", Role::provider, {}, SiteId{1}, 2});
  run.sites[1].provider = AgentId{3};
  for (const std::size_t consumer : {1U, 2U}) run.agents[consumer].home = SiteId{0};
  const RunSummary summary =
      play(run, {{1, 0, 0, 50, 0}, {1, 50, 60, 90, 0}, {2, 100, 120, 220, 1}});
  REQUIRE(summary.organisations.size() == 2);
  const MemberSummary& pool = summary.organisations[0];
  CHECK(pool.name == "pool");
  CHECK(pool.jobs == 3);
  CHECK(pool.mean_wait_s == Approx(10));
  CHECK(pool.p95_wait_s == 20);  // that of both agents' jobs together
  CHECK(pool.gpu_hours_taken == Approx(100.0 / 3600));
  CHECK(pool.gpu_hours_lent == 0);
  CHECK(summary.organisations[1].name == "far");
  CHECK(summary.organisations[1].gpu_hours_lent == Approx(100.0 / 3600));
  REQUIRE(summary.populations.size() == 3);
  CHECK(summary.populations[1].name == "user");
  CHECK(summary.populations[1].jobs == 3);
}

TEST_CASE("a run without homes has populations and no organisations", "[metrics]") {
  const RunSummary summary = play(one_site(1, 1), {{1, 0, 0, 5, 0}});
  CHECK(summary.organisations.empty());
  CHECK(summary.populations.size() == 2);
}

TEST_CASE("what a member takes of its owner for nothing is not bought", "[metrics][oracle]") {
  // The member's 60 s at home have no price, the guest's 30 s there and 10 s have 2 and 6.
  RunStarted run = one_site(1, 2, 2);
  run.agents[1].home = SiteId{0};
  const auto price = [&](std::vector<Job> jobs) {
    return metric(play(run, jobs), "mean_price_credit_per_gpu_h");
  };
  CHECK(price({{1, 0, 0, 60, 0}, {2, 60, 60, 90, 0, 2}, {2, 90, 90, 100, 0, 6}}) == Approx(3));
  CHECK(price({{2, 0, 0, 60, 0}, {2, 60, 60, 120, 0, 6}}) == Approx(3));  // a gift to a guest
  CHECK(std::isnan(price({{1, 0, 0, 60, 0}})));
}
