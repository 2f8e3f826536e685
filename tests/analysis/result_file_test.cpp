#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>

#include <catch2/catch.hpp>

#include "analysis/errors.hpp"
#include "analysis/result_reader.hpp"
#include "tests/analysis/small_run.hpp"

using namespace souk;

namespace {

std::string bytes_of(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

void write_run(const std::string& path, const std::vector<Event>& events, const OutputSpec& spec) {
  ResultWriter writer{path, small_header(), spec};
  for (const Event& event : events) writer.sink().on(event);
  writer.finish(small_summary());
}

}  // namespace

TEST_CASE("the header, summary, agents, audit and hashes of a run read back as they were written",
          "[analysis]") {
  const TemporaryFolder folder;
  write_small_run(folder / "r.h5");
  const ResultReader read{folder / "r.h5"};
  const RunSummary summary = small_summary();

  CHECK_FALSE(read.is_sweep());
  CHECK(read.header() == small_header());
  CHECK(read.event_hash() == summary.event_hash);
  CHECK(read.hash_blocks() == summary.hash_blocks);
  CHECK(read.notes() == summary.notes);
  const auto metrics = read.summary();
  REQUIRE(metrics.size() == summary.metrics.size());
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    CHECK(metrics[m].name == metric_entries()[m].name);
    CHECK(metrics[m].unit == metric_entries()[m].unit);
    CHECK(metrics[m].value.flag == summary.metrics[m].flag);
  }
  CHECK(metrics[metric_index("mean_wait_s")].value.value == 3);
  CHECK(std::isnan(metrics[metric_index("data_efficiency")].value.value));
  const auto agents = read.agents();
  REQUIRE(agents.size() == 2);
  CHECK(agents[0].row == small_world().agents[0]);
  CHECK(agents[1].row == small_world().agents[1]);
  CHECK(agents[1].totals.spent == Money{1'050'000});
  CHECK(std::isnan(agents[1].totals.rho));
  REQUIRE(read.audit().size() == 1);
  CHECK(read.audit()[0].name == "jobs");
  CHECK(read.audit()[0].holds);
}

TEST_CASE("the same run written twice gives the same bytes", "[analysis][contract]") {
  const TemporaryFolder folder;
  write_small_run(folder / "a.h5");
  write_small_run(folder / "b.h5");
  CHECK(bytes_of(folder / "a.h5") == bytes_of(folder / "b.h5"));
  CHECK(bytes_of(folder / "a.h5").size() > 1000);
}

TEST_CASE("a result holds the tables that were asked for and no others", "[analysis]") {
  const TemporaryFolder folder;
  OutputSpec spec;
  spec.jobs = spec.trades = spec.transfers = spec.series = false;
  spec.leases = true;
  write_run(folder / "r.h5", small_events(), spec);
  const ResultReader read{folder / "r.h5"};
  CHECK(read.has("/leases/useful_gpu_s"));
  for (const char* table : {"/jobs", "/trades", "/transfers", "/series", "/offers", "/ledger"})
    CHECK_FALSE(read.has(table));
}

TEST_CASE("what is still open at the end is written last, by id, as cut by the horizon",
          "[analysis]") {
  // The run stops at 12 s: order 1 is final, order 0 runs, its lease and the offer are open.
  std::vector<Event> events = small_events();
  const auto is_end = [](const Event& event) { return std::holds_alternative<JobEnded>(event); };
  events.erase(std::find_if(events.begin(), events.end(), is_end), events.end());
  events.emplace_back(small_order(7, 11));
  events.emplace_back(small_order(5, 12));
  const TemporaryFolder folder;
  write_run(folder / "r.h5", events, all_tables());
  const ResultReader read{folder / "r.h5"};

  CHECK(read.numbers("/jobs/order") == std::vector<double>{1, 0, 5, 7});
  const double unfinished = static_cast<double>(OrderState::unfinished);
  const double horizon = static_cast<double>(Reason::horizon);
  CHECK(read.numbers("/jobs/state") == std::vector<double>{static_cast<double>(OrderState::expired),
                                                           unfinished, unfinished, unfinished});
  CHECK(read.numbers("/jobs/reason")[1] == horizon);
  CHECK(read.numbers("/jobs/start_s")[1] == 4);
  CHECK(std::isnan(read.numbers("/jobs/end_s")[1]));
  CHECK(read.numbers("/jobs/site") == std::vector<double>{-1, 0, -1, -1});
  CHECK(read.numbers("/leases/reason") == std::vector<double>{horizon});
  CHECK(std::isnan(read.numbers("/leases/end_s").at(0)));
  CHECK(read.numbers("/offers/reason") == std::vector<double>{horizon});
}

TEST_CASE(
    "a job that was evicted once keeps its first start, its last end and the sums of both leases",
    "[analysis]") {
  // By hand: leased [0, 3) with 1 s of inputs, evicted, 2 s x 2 GPUs lost; leased [5, 9), no
  // inputs. It was charged 2 credits into escrow of which 0.5 came back; the seller's own fee is
  // not the buyer's.
  const OrderId order{0};
  const auto at = [](double time) { return Seconds{time}; };
  const AccountId wallet = account_of(AgentId{1}, AccountKind::wallet);
  const AccountId hold = account_of(AgentId{1}, AccountKind::hold);
  const AccountId seller = account_of(AgentId{0}, AccountKind::wallet);
  const AccountId fees = account_of(AgentId{2}, AccountKind::fee);
  OrderSubmitted wish = small_order(0, 0);
  wish.gpus = 2;
  const std::vector<Event> events{
      small_world(),
      wish,
      Posting{at(0), 0, wallet, hold, Money{2'000'000}, Cause::escrow, order},
      LeaseStarted{at(0), LeaseId{0}, order, TradeId{0}, SiteId{0}, 2, NodeId{0}, 1},
      JobStarted{at(1), order, LeaseId{0}, 0, at(4)},
      JobEnded{at(3), order, LeaseId{0}, 0, Outcome::evicted},
      LeaseEnded{at(3), LeaseId{0}, GpuSeconds{0}, GpuSeconds{4}, GpuSeconds{2}, Reason::evicted},
      LeaseStarted{at(5), LeaseId{1}, order, TradeId{0}, SiteId{0}, 2, NodeId{1}, 1},
      JobStarted{at(5), order, LeaseId{1}, 1, at(4)},
      JobEnded{at(9), order, LeaseId{1}, 1, Outcome::done},
      LeaseEnded{at(9), LeaseId{1}, GpuSeconds{8}, GpuSeconds{0}, GpuSeconds{0}, Reason::done},
      OrderFinal{at(9), order, OrderState::finished, Reason::done},
      Posting{at(9), 1, hold, seller, Money{1'500'000}, Cause::payment, order},
      Posting{at(9), 2, seller, fees, Money{100'000}, Cause::fee, order},
      Posting{at(9), 3, hold, wallet, Money{500'000}, Cause::refund, order},
      RunEnded{at(9), 1, 14, Reason::done}};
  const TemporaryFolder folder;
  write_run(folder / "r.h5", events, all_tables());
  const ResultReader read{folder / "r.h5"};

  CHECK(read.numbers("/jobs/start_s") == std::vector<double>{1});
  CHECK(read.numbers("/jobs/end_s") == std::vector<double>{9});
  CHECK(read.numbers("/jobs/attempts") == std::vector<double>{2});
  CHECK(read.numbers("/jobs/first_node") == std::vector<double>{1});
  CHECK(read.numbers("/jobs/hold_s") == std::vector<double>{1});
  CHECK(read.numbers("/jobs/lost_gpu_s") == std::vector<double>{4});
  CHECK(read.numbers("/jobs/paid_credit") == std::vector<double>{1.5});
  CHECK(read.numbers("/leases/end_s") == std::vector<double>{3, 9});
}

TEST_CASE("a job whose output is saved ends with the saving, in the table of jobs", "[analysis]") {
  // The first job computes until 14 s and gives its GPUs back; its output is at home at 20 s. Of a
  // second run, the end comes at 18 s, while the output moves: that job ended with its run. So did
  // one that its deadline cancels then; what it had computed is lost.
  for (const OrderState state :
       {OrderState::finished, OrderState::unfinished, OrderState::cancelled}) {
    const bool cut = state != OrderState::finished;
    std::vector<Event> events = small_events();
    const auto at = [](double time) { return Seconds{time}; };
    const auto final = std::find_if(events.begin(), events.end(), [](const Event& event) {
      const auto* end = std::get_if<OrderFinal>(&event);
      return end != nullptr && end->order == OrderId{0};
    });
    events.erase(final);
    events.resize(events.size() - 2);  // OfferClosed, RunEnded
    const TransferId output{1};
    events.emplace_back(
        TransferQueued{at(14), output, GoodId{}, Bytes{6}, SiteId{0}, SiteId{}, OrderId{0}});
    events.emplace_back(TransferStarted{at(14), output});
    if (cut) {
      events.emplace_back(TransferEnded{at(18), output, Bytes{4}, Outcome::horizon});
      events.emplace_back(OrderFinal{at(18), OrderId{0}, state, Reason::horizon});
    } else {
      events.emplace_back(TransferEnded{at(20), output, Bytes{6}, Outcome::done});
      events.emplace_back(OrderFinal{at(20), OrderId{0}, OrderState::finished, Reason::done});
    }
    const TemporaryFolder folder;
    write_run(folder / "r.h5", events, all_tables());
    const ResultReader read{folder / "r.h5"};
    CAPTURE(state);
    CHECK(read.numbers("/jobs/order") == std::vector<double>{1, 0});
    CHECK(read.numbers("/jobs/end_s")[1] == (cut ? 14 : 20));
    CHECK(read.numbers("/leases/end_s") == std::vector<double>{14});
    const double computed = read.numbers("/leases/useful_gpu_s")[0];
    CHECK(computed > 0);
    CHECK(read.numbers("/jobs/lost_gpu_s")[1] == (state == OrderState::cancelled ? computed : 0));
  }
}

TEST_CASE("tables longer than a chunk read back to the bit, whether their columns compress or not",
          "[analysis]") {
  // Low bits of a multiplicative sequence look random; gpus and deadline are constant.
  const std::uint32_t jobs = 150'000;  // two full chunks and a part
  const auto work = [](std::uint32_t job) { return std::sqrt(1.0 + job * 0.6180339887498949); };
  const TemporaryFolder folder;
  {
    ResultWriter writer{folder / "r.h5", small_header(), OutputSpec{}};
    writer.sink().on(small_world());
    for (std::uint32_t job = 0; job < jobs; ++job) {
      OrderSubmitted wish = small_order(job, job);
      wish.work = GpuSeconds{work(job)};
      writer.sink().on(wish);
      if (job >= 10) writer.sink().on(OrderFinal{Seconds{job + 0.5}, OrderId{job - 10}});
    }
    writer.finish(small_summary());
  }
  const ResultReader read{folder / "r.h5"};
  const auto orders = read.numbers("/jobs/order"), works = read.numbers("/jobs/work_gpu_s"),
             submits = read.numbers("/jobs/submit_s"), gpus = read.numbers("/jobs/gpus");
  REQUIRE(orders.size() == jobs);
  bool same = works.size() == jobs && submits.size() == jobs && gpus.size() == jobs;
  for (std::uint32_t job = 0; same && job < jobs; ++job)
    same = orders[job] == job && works[job] == work(job) && submits[job] == job && gpus[job] == 4;
  CHECK(same);
}

TEST_CASE("a site that was not sampled in an instant has -1 and NaN in the series", "[analysis]") {
  RunStarted world = small_world();
  world.sites.push_back(world.sites[0]);
  const TemporaryFolder folder;
  write_run(folder / "r.h5",
            {world, Sample{Seconds{1}, SiteId{1}, 3, 8, 2, Price{0.5}},
             Sample{Seconds{2}, SiteId{0}, 1, 8, 0, Price{0.25}}},
            OutputSpec{});
  const ResultReader read{folder / "r.h5"};
  CHECK(read.numbers("/series/time") == std::vector<double>{1, 2});
  CHECK(read.numbers("/series/busy_gpus") == std::vector<double>{-1, 3, 1, -1});
  const auto prices = read.numbers("/series/price_credit_per_gpu_h");
  REQUIRE(prices.size() == 4);
  CHECK(std::isnan(prices[0]));
  CHECK(prices[1] == 0.5);
}

TEST_CASE("a file that is no result is refused by name", "[analysis]") {
  const TemporaryFolder folder;
  CHECK_THROWS_AS(ResultReader{folder / "none.h5"}, BadResultFile);
  std::ofstream{folder / "text.h5"} << "not HDF5";
  CHECK_THROWS_WITH(ResultReader{folder / "text.h5"},
                    Catch::Contains("text.h5: is not an HDF5 file"));
  write_small_run(folder / "whole.h5");
  std::ofstream{folder / "half.h5", std::ios::binary}
      << bytes_of(folder / "whole.h5").substr(0, 20000);
  CHECK_THROWS_AS(ResultReader{folder / "half.h5"}, BadResultFile);
  const ResultReader read{folder / "whole.h5"};
  CHECK_THROWS_AS(read.numbers("/jobs/colour"), BadResultFile);
  CHECK_THROWS_AS(read.curves(), BadResultFile);
}
