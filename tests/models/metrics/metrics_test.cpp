#include <cmath>
#include <set>

#include <catch2/catch.hpp>

#include "small_market.hpp"

using namespace souk;
using namespace souk::test;

namespace {

OrderSubmitted order(double time, std::uint32_t id, std::uint32_t consumer, int gpus, double work) {
  OrderSubmitted event;
  event.time = Seconds{time};
  event.order = OrderId{id};
  event.consumer = AgentId{consumer};
  event.gpus = gpus;
  event.work = GpuSeconds{work};
  event.best_work = GpuSeconds{work};
  return event;
}
LeaseStarted lease(double time, std::uint32_t id, int gpus) {
  return {Seconds{time}, LeaseId{id}, OrderId{id}, TradeId{id}, SiteId{0}, gpus, NodeId{0}, 1};
}
JobStarted begin(double time, std::uint32_t id) {
  return {Seconds{time}, OrderId{id}, LeaseId{id}, 0, Seconds{1}};
}
std::vector<Event> end(double time, std::uint32_t id, double useful, OrderState state) {
  return {JobEnded{Seconds{time}, OrderId{id}, LeaseId{id}, 0, Outcome::done},
          LeaseEnded{Seconds{time}, LeaseId{id}, GpuSeconds{useful}, {}, {}, Reason::done},
          OrderFinal{Seconds{time}, OrderId{id}, state, Reason::done}};
}
void append(std::vector<Event>& list, const std::vector<Event>& more) {
  list.insert(list.end(), more.begin(), more.end());
}
/// Buyer's escrow and its payment out of it: amounts in micro-credits.
std::vector<Event> pay(double time, std::uint32_t id, std::uint32_t buyer, std::uint32_t platform,
                       std::int64_t payment, std::int64_t fee, std::int64_t seller_fee = 0) {
  const AccountId hold = account(buyer, AccountKind::hold),
                  fees = account(platform, AccountKind::fee);
  const AccountId seller = account(0, AccountKind::wallet);
  const auto post = [&](AccountId from, AccountId to, std::int64_t amount, Cause cause) {
    return Posting{Seconds{time}, 0, from, to, Money{amount}, cause, OrderId{id}};
  };
  std::vector<Event> list{
      post(account(buyer, AccountKind::wallet), hold, payment + fee, Cause::escrow),
      post(hold, seller, payment, Cause::payment), post(hold, fees, fee, Cause::fee)};
  if (seller_fee > 0) list.emplace_back(post(seller, fees, seller_fee, Cause::fee));
  return list;
}

/// One node of two GPUs with a reserve of 0.01 credit per GPU-second; members 1 (at home there) and
/// 2 (homeless). Job 0 (agent 1): 2 GPUs, [0, 10], V = 5, 0.1 credit/s of delay.  Job 1 (agent 2):
/// 1 GPU, submitted at 2, runs [10, 30], V = 8, deadline 25 with `rule`.  Job 2 (agent 2): refused
/// at 4.  Horizon 40.
std::vector<Event> two_jobs(Late rule) {
  RunStarted run = one_site(1, 2, 2);
  run.sites[0].reserve = Price{36};
  run.agents[1].home = SiteId{0};
  OrderSubmitted first = order(0, 0, 1, 2, 20), second = order(2, 1, 2, 1, 20);
  first.value = Credits{5};
  first.delay_cost = 0.1;
  second.value = Credits{8};
  second.late_rule = static_cast<std::uint8_t>(rule);
  const auto trade = [](double time, std::uint32_t id, double price, std::int64_t payment) {
    return TradeMade{
        Seconds{time}, TradeId{id},    OrderId{id},        {}, AgentId{0}, 1, GpuSeconds{20},
        Price{price},  Money{payment}, Money{payment / 10}};
  };
  std::vector<Event> list{
      run,
      Posting{Seconds{0}, 0, account(3, AccountKind::mint), account(1, AccountKind::wallet),
              Money{50000000}, Cause::endowment, OrderId{}},
      first,
      trade(0, 0, 180, 1000000),
      lease(0, 0, 2),
      begin(0, 0),
      second};
  list.emplace_back(order(4, 2, 2, 1, 1));
  list.emplace_back(OrderFinal{Seconds{4}, OrderId{2}, OrderState::refused, Reason::price});
  append(list, end(10, 0, 20, OrderState::finished));
  append(list, pay(10, 0, 1, 3, 1000000, 100000));
  append(list, {trade(10, 1, 360, 2000000), lease(10, 1, 1), begin(10, 1)});
  append(list, pay(30, 1, 2, 3, 2000000, 150000, 50000));
  append(list, end(30, 1, 20, OrderState::late));
  list.emplace_back(RunEnded{Seconds{40}, 3, 0, Reason::horizon});
  return list;
}

}  // namespace

TEST_CASE("job and system metrics of two jobs are those worked by hand", "[metrics][oracle]") {
  const RunSummary run = measure(two_jobs(Late::worthless));
  CHECK(run.end == Seconds{40});
  const std::vector<std::pair<std::string_view, double>> expected{
      {"jobs_submitted", 3},
      {"jobs_finished", 1},
      {"jobs_late", 1},
      {"jobs_refused", 1},
      {"jobs_expired", 0},
      {"jobs_cancelled", 0},
      {"jobs_killed", 0},
      {"jobs_unfinished", 0},
      {"p_wait", 1.0 / 2},
      {"p_refused", 1.0 / 3},
      {"mean_wait_s", 4},
      {"p50_wait_s", 0},
      {"p95_wait_s", 8},
      {"p99_wait_s", 8},  // waits 0 and 8
      {"mean_jct_s", 19},
      {"p95_jct_s", 28},
      {"p99_jct_s", 28},  // 10 and 28
      {"mean_slowdown", 1.2},
      {"mean_bounded_slowdown", 1.2},  // 10/10 and 28/20
      {"makespan_s", 30},
      {"throughput_per_s", 2.0 / 40},
      {"restarts", 0},
      {"mean_queue_length", 8.0 / 40},
      {"mean_jobs_in_system", 38.0 / 40},
      {"gpu_hours", 40.0 / 3600},
      {"lost_gpu_hours", 0},
      {"goodput", 1},
      {"utilisation", 40.0 / (2 * 40)},
      {"compute_efficiency", 40.0 / (2 * 10 + 1 * 28)},
      {"compute_efficiency_union", 40.0 / (2 * 30)},  // a job is there from 0 to 30
  };
  for (const auto& [name, value] : expected) {
    CAPTURE(name);
    CHECK(metric(run, name) == Approx(value));
    CHECK(flag(run, name) == MetricFlag::measured);
  }
}

TEST_CASE("market metrics of two jobs are those worked by hand", "[metrics][oracle]") {
  const IsolatedBaseline alone{{{.mean_jct_s = NAN}, {.mean_jct_s = 20}, {.mean_jct_s = 14}}};
  const RunSummary run = measure(two_jobs(Late::worthless), {}, alone);
  const std::vector<std::pair<std::string_view, double>> expected{
      {"welfare_credit", 3.6},  // 5 - 0.1 x 10, nothing for the late one, 40 GPU-s at 0.01
      {"consumer_surplus_credit", 0.75},  // 4 - 1.1 - 2.15
      {"producer_surplus_credit", 2.55},  // 3 - 0.05 - 0.4
      {"fee_credit", 0.3},
      {"revenue_credit", 3},
      {"budget_residual_credit", 0},
      {"mean_price_credit_per_gpu_h", 270},  // 20 GPU-s each at 180 and 360
      {"jain_index", 1},
      {"gini", 0},  // both used 20 GPU-s
      {"rho_mean", 1.25},
      {"rho_max", 2},
      {"sharing_incentive", 0.5},  // 10/20 and 28/14
  };
  for (const auto& [name, value] : expected) {
    CAPTURE(name);
    CHECK(metric(run, name) == Approx(value).margin(1e-12));
  }
  // Payments cancel in welfare.
  CHECK(metric(run, "consumer_surplus_credit") + metric(run, "producer_surplus_credit") +
            metric(run, "fee_credit") ==
        Approx(metric(run, "welfare_credit")));
  CHECK(metric(measure(two_jobs(Late::keep)), "welfare_credit") == Approx(11.6));  // 8 more

  REQUIRE(run.agents.size() == 3);
  CHECK(run.agents[0].earned == Money{2950000});
  CHECK(run.agents[0].gpu_hours_lent == Approx(20.0 / 3600));  // to agent 2 alone
  CHECK(run.agents[0].surplus_credit == Approx(2.55));
  CHECK(std::isnan(run.agents[0].rho));
  CHECK(run.agents[1].spent == Money{1100000});
  CHECK(run.agents[1].surplus_credit == Approx(2.9));
  CHECK(run.agents[1].rho == Approx(0.5));
  CHECK(run.agents[2].spent == Money{2150000});
  CHECK(run.agents[2].jobs == 1);
  CHECK(run.agents[2].mean_wait_s == 8);
  CHECK(run.agents[2].p95_wait_s == 8);
  CHECK(run.agents[2].mean_jct_s == 28);
  CHECK(run.agents[2].gpu_hours_used == Approx(20.0 / 3600));
}

TEST_CASE("money that is paid but not received shows in the budget residual", "[metrics]") {
  auto events = two_jobs(Late::keep);
  for (Event& event : events)  // one fee stays in escrow
    if (auto* posting = std::get_if<Posting>(&event);
        posting != nullptr && posting->amount == Money{100000})
      posting->to_account = account(1, AccountKind::payable);
  CHECK(metric(measure(events), "budget_residual_credit") == Approx(0.1));
}

TEST_CASE("a job that waits longer than it is worth counts nothing, not less", "[metrics]") {
  auto events = two_jobs(Late::worthless);
  for (Event& event : events)
    if (auto* submitted = std::get_if<OrderSubmitted>(&event)) submitted->delay_cost = 10;
  CHECK(metric(measure(events), "welfare_credit") == Approx(-0.4));  // the cost of 40 GPU-s
}

TEST_CASE("the events of one instant may end a job in any order", "[metrics]") {
  auto events = two_jobs(Late::keep);
  const RunSummary before = measure(events);
  for (std::size_t i = 0; i + 2 < events.size(); ++i)
    if (std::holds_alternative<JobEnded>(events[i])) std::swap(events[i], events[i + 2]);
  CHECK(std::holds_alternative<OrderFinal>(events[9]));
  CHECK(encode(measure(events)) == encode(before));
}

TEST_CASE("restarts, lost and staged GPU-time count in goodput and slowdown", "[metrics][oracle]") {
  // Held 5 s and lost; then staged for 1 s and computed for 10 s: submitted at 0, ended at 17.
  std::vector<Event> events{
      one_site(1, 1),
      order(0, 0, 1, 1, 10),
      lease(0, 0, 1),
      begin(0, 0),
      JobEnded{Seconds{5}, OrderId{0}, LeaseId{0}, 0, Outcome::evicted},
      LeaseEnded{Seconds{5}, LeaseId{0}, {}, GpuSeconds{5}, {}, Reason::evicted},
      LeaseStarted{Seconds{6}, LeaseId{1}, OrderId{0}, TradeId{}, SiteId{0}, 1, NodeId{0}, 1},
      JobStarted{Seconds{7}, OrderId{0}, LeaseId{1}, 1, Seconds{10}},
      JobEnded{Seconds{17}, OrderId{0}, LeaseId{1}, 1, Outcome::done},
      LeaseEnded{Seconds{17}, LeaseId{1}, GpuSeconds{10}, {}, GpuSeconds{1}, Reason::done},
      OrderFinal{Seconds{17}, OrderId{0}, OrderState::finished, Reason::done},
      RunEnded{Seconds{17}, 1, 0, Reason::done}};
  const RunSummary run = measure(events);
  CHECK(metric(run, "restarts") == 1);
  CHECK(metric(run, "lost_gpu_hours") == Approx(5.0 / 3600));
  CHECK(metric(run, "goodput") == Approx(10.0 / 16));
  CHECK(metric(run, "utilisation") == Approx(16.0 / 17));
  CHECK(metric(run, "mean_wait_s") == 0);  // its first start was at once
  CHECK(metric(run, "mean_slowdown") == Approx(1.7));
  CHECK(metric(run, "mean_bounded_slowdown") == Approx(1.7));
  CHECK(metric(run, "mean_queue_length") == Approx(2.0 / 17));  // [5, 7]
}

TEST_CASE("a short job's bounded slowdown divides by ten seconds", "[metrics][oracle]") {
  std::vector<Event> events{one_site(1, 1), order(0, 0, 1, 1, 2), lease(28, 0, 1), begin(28, 0)};
  append(events, end(30, 0, 2, OrderState::finished));
  events.emplace_back(RunEnded{Seconds{30}, 1, 0, Reason::done});
  CHECK(metric(measure(events), "mean_bounded_slowdown") == Approx(3));
  CHECK(metric(measure(events), "mean_slowdown") == Approx(15));
}

TEST_CASE("a transfer's efficiency has two denominators", "[metrics][oracle]") {
  // 100 bytes each: one moves [0, 10], one waits 5 s and moves [5, 15], one was there. A model was
  // there too.
  RunStarted start = one_site(1, 1);
  start.datasets = 3;
  const auto access = [](std::uint32_t good, std::uint8_t hit) {
    return GoodAccessed{Seconds{0}, GoodId{good}, OrderId{0}, SiteId{0}, hit, Bytes{100}};
  };
  const auto queued = [](std::uint32_t id, GoodId good) {
    return TransferQueued{Seconds{0}, TransferId{id}, good, Bytes{100}, {}, SiteId{0}, OrderId{0}};
  };
  const auto ended = [](double time, std::uint32_t id) {
    return TransferEnded{Seconds{time}, TransferId{id}, Bytes{100}, Outcome::done};
  };
  std::vector<Event> events{start,
                            order(0, 0, 1, 1, 1),
                            lease(0, 0, 1),
                            access(0, 0),
                            access(1, 0),
                            access(2, 1),
                            access(3, 1),
                            queued(0, GoodId{0}),
                            TransferStarted{Seconds{0}, TransferId{0}},
                            queued(1, GoodId{1}),
                            TransferStarted{Seconds{5}, TransferId{1}},
                            ended(10, 0),
                            ended(15, 1),
                            begin(15, 0),
                            OrderFinal{Seconds{15}, OrderId{0}, OrderState::unfinished, {}},
                            RunEnded{Seconds{20}, 1, 0, Reason::horizon}};
  const RunSummary run = measure(events);
  CHECK(metric(run, "data_efficiency") == Approx(300.0 / 20));
  CHECK(metric(run, "data_efficiency_union") == Approx(300.0 / 15));
  CHECK(metric(run, "bytes_moved") == 200);
  CHECK(metric(run, "hit_ratio") == Approx(0.5));
  CHECK(metric(run, "transfer_wait_s") == Approx(2.5));
  CHECK(flag(run, "model_efficiency") == MetricFlag::no_transfers);
  CHECK(std::isnan(metric(run, "model_efficiency")));
  CHECK(flag(measure(two_jobs(Late::keep)), "data_efficiency") == MetricFlag::undefined);

  // Had the job been cut off before it started, all of it would have been asked for in vain.
  auto vain = events;
  std::erase_if(vain, [](const Event& e) { return std::holds_alternative<JobStarted>(e); });
  CHECK(metric(measure(vain), "data_efficiency") == 0);

  // The same, were all four goods models.
  std::get<RunStarted>(events[0]).datasets = 0;
  const RunSummary models = measure(events);
  CHECK(metric(models, "model_efficiency") == Approx(4.0 / 20));
  CHECK(metric(models, "model_efficiency_union") == Approx(4.0 / 15));
  CHECK(flag(models, "data_efficiency") == MetricFlag::undefined);
}

TEST_CASE("a run without jobs has no means but a utilisation of 0", "[metrics]") {
  const RunSummary run = measure({one_site(1, 1), RunEnded{Seconds{10}, 0, 0, Reason::horizon}});
  CHECK(metric(run, "jobs_submitted") == 0);
  CHECK(metric(run, "utilisation") == 0);
  CHECK(metric(run, "welfare_credit") == 0);
  for (const auto* name :
       {"mean_wait_s", "p95_wait_s", "makespan_s", "p_wait", "compute_efficiency", "goodput"}) {
    CHECK(std::isnan(metric(run, name)));
    CHECK(flag(run, name) == MetricFlag::undefined);
  }
}
