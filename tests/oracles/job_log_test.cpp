#include <cmath>

#include <catch2/catch.hpp>

#include "tests/oracles/job_log.hpp"

using namespace souk;
using namespace souk::oracles;

namespace {

void job(JobLog& log, std::uint32_t order, double submit) {
  log.on(OrderSubmitted{.time = Seconds{submit}, .order = OrderId{order}});
}
void start(JobLog& log, std::uint32_t order, double time) {
  log.on(JobStarted{.time = Seconds{time}, .order = OrderId{order}});
}
void end(JobLog& log, std::uint32_t order, double time, OrderState state = OrderState::finished) {
  log.on(OrderFinal{.time = Seconds{time}, .order = OrderId{order}, .state = state});
}

/// One server. Job 0 comes at 0 and runs until 4; 1 comes at 1 and runs from 4 to 6; 2 comes at 2
/// and leaves at 5 unserved; 3 comes at 7 and runs until 10.
JobLog four_jobs(double warmup) {
  JobLog log{Seconds{warmup}, 4};
  job(log, 0, 0);
  start(log, 0, 0);
  job(log, 1, 1);
  job(log, 2, 2);
  end(log, 0, 4);
  start(log, 1, 4);
  end(log, 2, 5, OrderState::expired);
  end(log, 1, 6);
  job(log, 3, 7);
  start(log, 3, 7);
  end(log, 3, 10);
  return log;
}

}  // namespace

TEST_CASE("waits and times in system are those worked by hand", "[oracles]") {
  // Completed: waits 0, 3, 0 and times in system 4, 5, 3 (mean 4, variance (0 + 1 + 1) / 2 = 1).
  const JobLog log = four_jobs(0);
  CHECK(log.wait_tail(0) == Approx(1.0 / 3));
  CHECK(log.wait_tail(3) == 0);  // strictly longer
  CHECK(log.jct_tail(3) == Approx(2.0 / 3));
  CHECK(log.mean_wait_of_waiting() == 3);
  CHECK(log.mean_square_wait() == Approx(3));
  CHECK(log.jct_variance() == Approx(1));
  CHECK(log.mean_wait_of_all() == Approx((0 + 3 + 3 + 0) / 4.0));
  CHECK(log.longest_wait() == 3);
  CHECK(log.last_wait() == 0);
  CHECK(log.total_sojourn() == 4 + 5 + 3 + 3);
  CHECK(log.latest_end() == 10);
}

TEST_CASE("what comes before the end of the warm-up is not counted", "[oracles]") {
  const JobLog log = four_jobs(1);
  CHECK(log.wait_tail(0) == 0.5);  // jobs 1 and 3
  CHECK(log.rows().size() == 4);
}

TEST_CASE("the time spent with n jobs is an integral over the events", "[oracles]") {
  // 1 in [0, 1), 2 in [1, 2), 3 in [2, 4), 2 in [4, 5), 1 in [5, 6), 0 in [6, 7), 1 in [7, 10).
  const JobLog log = four_jobs(0);
  CHECK(log.share_of_time(0) == Approx(0.1));
  CHECK(log.share_of_time(1) == Approx(0.5));
  CHECK(log.share_of_time(2) == Approx(0.2));
  CHECK(log.share_of_time(3) == Approx(0.2));
  CHECK(log.share_of_time(4) == 0);
  // From 3 on: 3 for 1 s, 2 for 1 s, 1 for 4 s, 0 for 1 s.
  CHECK(four_jobs(3).share_of_time(1) == Approx(4.0 / 7));
}

TEST_CASE("a transfer is known by the good that it brings", "[oracles]") {
  JobLog log{Seconds{0}, 0};
  log.on(TransferQueued{.time = Seconds{0}, .transfer = TransferId{5}, .good = GoodId{2}});
  log.on(TransferEnded{
      .time = Seconds{8}, .transfer = TransferId{5}, .bytes = {}, .outcome = Outcome::done});
  CHECK(log.transfer_end(2) == 8);
  CHECK(std::isnan(log.transfer_end(5)));
}
