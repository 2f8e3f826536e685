#include <bit>
#include <limits>

#include <catch2/catch.hpp>

#include "models/metrics/members.hpp"

using namespace souk;

namespace {

RunSummary sample_summary() {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  RunSummary summary;
  summary.event_hash = 0x0123456789abcdefU;
  summary.hash_blocks = {1, UINT64_MAX};
  summary.events = 131072;
  summary.end = Seconds{1e9 / 3};
  summary.metrics = {
      {-0.0, MetricFlag::measured}, {nan, MetricFlag::no_transfers}, {nan, MetricFlag::undefined}};
  summary.agents = {{.spent = Money{-5},
                     .earned = Money{7},
                     .surplus_credit = 0.1,
                     .gpu_hours_used = 0.2,
                     .gpu_hours_lent = 0.3,
                     .gpu_hours_taken = 0.35,
                     .rho = nan,
                     .jobs = 9,
                     .mean_wait_s = 0.4,
                     .mean_jct_s = 0.5,
                     .p95_wait_s = 0.6,
                     .jobs_alone = 11,
                     .mean_wait_alone_s = 0.7,
                     .mean_jct_alone_s = 0.8,
                     .surplus_alone_credit = 0.9},
                    {}};
  summary.organisations = {{.name = "lab", .gpus = 8, .rho = nan, .surplus_credit = -1.5}};
  summary.populations = {{.name = "team", .jobs = 3, .p95_wait_s = 0.7}, {}};
  summary.audit = {{"jobs", 1, 2, false}, {"money", 0.1, 0.1, true}};
  summary.notes = {"", std::string{"a\0b", 3}};
  return summary;
}

std::uint64_t bits(double x) {
  return std::bit_cast<std::uint64_t>(x);
}

}  // namespace

TEST_CASE("a decoded record is the encoded one to the bit", "[metrics][contract]") {
  const RunSummary in = sample_summary();
  const RunSummary out = decode_run_summary(encode(in));
  CHECK(out.event_hash == in.event_hash);
  CHECK(out.hash_blocks == in.hash_blocks);
  CHECK(out.events == in.events);
  CHECK(out.end == in.end);
  REQUIRE(out.metrics.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(bits(out.metrics[i].value) == bits(in.metrics[i].value));
    CHECK(out.metrics[i].flag == in.metrics[i].flag);
  }
  REQUIRE(out.agents.size() == 2);
  CHECK(out.agents[0].spent == Money{-5});
  CHECK(out.agents[0].earned == Money{7});
  CHECK(out.agents[0].jobs == 9);
  CHECK(out.agents[0].surplus_credit == 0.1);
  CHECK(out.agents[0].gpu_hours_used == 0.2);
  CHECK(out.agents[0].gpu_hours_lent == 0.3);
  CHECK(bits(out.agents[0].rho) == bits(in.agents[0].rho));
  CHECK(out.agents[0].mean_wait_s == 0.4);
  CHECK(out.agents[0].mean_jct_s == 0.5);
  CHECK(out.agents[0].p95_wait_s == 0.6);
  CHECK(out.agents[0].gpu_hours_taken == 0.35);
  CHECK(out.agents[0].jobs_alone == 11);
  CHECK(out.agents[0].mean_wait_alone_s == 0.7);
  CHECK(out.agents[0].mean_jct_alone_s == 0.8);
  CHECK(out.agents[0].surplus_alone_credit == 0.9);
  REQUIRE(out.organisations.size() == 1);
  CHECK(out.organisations[0].name == "lab");
  REQUIRE(out.populations.size() == 2);
  for (const MemberColumn& column : member_columns()) {
    CHECK(bits(out.organisations[0].*column.value) == bits(in.organisations[0].*column.value));
    CHECK(bits(out.populations[0].*column.value) == bits(in.populations[0].*column.value));
  }
  REQUIRE(out.audit.size() == 2);
  CHECK(out.audit[0].name == "jobs");
  CHECK(out.audit[0].expected == 1);
  CHECK(out.audit[0].found == 2);
  CHECK_FALSE(out.audit[0].holds);
  CHECK(out.audit[1].holds);
  CHECK(out.notes == in.notes);
  CHECK(encode(out) == encode(in));
  CHECK(encode(decode_run_summary(encode(RunSummary{}))) == encode(RunSummary{}));
}

TEST_CASE("a record that is cut, longer, changed or foreign is refused", "[metrics][contract]") {
  const std::string whole = encode(sample_summary());
  for (std::size_t size = 0; size < whole.size(); ++size)
    CHECK_THROWS_AS(decode_run_summary(std::string_view{whole}.substr(0, size)),
                    std::runtime_error);
  CHECK_THROWS_AS(decode_run_summary(whole + '\0'), std::runtime_error);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ (1 << i % 8));
    CHECK_THROWS_AS(decode_run_summary(changed), std::runtime_error);
  }
  CHECK_THROWS_AS(
      decode_run_summary("\x89HDF\r\n\x1a\n and what follows it in a file of another kind"),
      std::runtime_error);
}
