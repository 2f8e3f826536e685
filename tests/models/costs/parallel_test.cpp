// Jobs of several GPUs, worked out by hand: what is shared, what is exchanged, what waits.

#include <catch2/catch.hpp>

#include "models/costs/estimate.hpp"
#include "models/costs/op_list.hpp"
#include "small_jobs.hpp"

using namespace souk;

namespace {

constexpr double latency = 2e-5, bps = 1e11;  // of connected_device()
constexpr double T = 8 * 128, h = 512, f = 2048, V = 10000, layers = 4;

Estimate priced(const JobDescriptor& job) {
  const Costed cost = estimate(connected_device(), job, Pricing::profile);
  INFO(cost.reason);
  REQUIRE(cost.estimate);
  return *cost.estimate;
}

/// Of `bytes` over k GPUs.
double reduced(double k, double bytes) {
  return latency + 2 * (k - 1) / k * bytes / bps;
}

/// Seconds of the ops with one of these names, by op_time alone.
double seconds_of(const JobDescriptor& job, bool piped) {
  double sum = 0;
  for (const CountedOp& op : op_list(job).ops)
    if (op.piped == piped) sum += op.count * op_time(connected_device(), op.work)->total_s;
  return sum;
}

JobDescriptor spread(double dp, double tp, double pp, double micro) {
  JobDescriptor job = small_transformer();
  job.parallel = {.dp = dp, .tp = tp, .pp = pp, .micro = micro};
  job.batch = 8 * dp;
  return job;
}

}  // namespace

TEST_CASE("shares of tp are heads and columns: the work of one GPU by hand", "[costs][oracle]") {
  // Forward on one of 2: per layer 2 T h (3h/2) + 2 T (h/2) h + 2 * 2 T h (f/2) of projections,
  // 4 heads x (8 sequences) x 2 x 2 s s 64 of attention; the vocabulary 2 T h V/2. Backward twice.
  const Estimate one = priced(spread(1, 2, 1, 1));
  const double layer = 2 * T * h * (3 * h / 2) + 2 * T * (h / 2) * h + 2 * 2 * T * h * (f / 2) +
                       4.0 * 8 * 2 * 2 * 128 * 128 * 64;
  CHECK(one.flop == Approx(3 * (layers * layer + 2 * T * h * V / 2)));
  CHECK(one.flop == Approx(priced(small_transformer()).flop / 2));
  // 2 forward and 2 backward all-reduces a layer, of T h elements of 4 bytes.
  CHECK(one.communication_s == Approx(layers * 4 * reduced(2, T * h * 4)));
  CHECK(one.exchanged_bytes == Approx(layers * 4 * T * h * 4));
  // Recomputing does the forward all-reduces again.
  JobDescriptor again = spread(1, 2, 1, 1);
  again.recompute = true;
  CHECK(priced(again).communication_s == Approx(layers * 6 * reduced(2, T * h * 4)));
}

TEST_CASE("the overlap hides its part of the gradients' all-reduce and nothing else",
          "[costs][oracle]") {
  const double whole = reduced(4, 4 * parameters_of(small_transformer()));
  for (const double overlap : {0.0, 0.25, 0.5, 1.0}) {
    JobDescriptor job = spread(4, 1, 1, 1);
    job.overlap = overlap;
    const Estimate cost = priced(job);
    CHECK(cost.communication_s == Approx((1 - overlap) * whole).margin(1e-15));
    CHECK(cost.exchanged_bytes == Approx(1.5 * 4 * parameters_of(job)));
    CHECK(cost.median_s ==
          Approx(seconds_of(job, true) + seconds_of(job, false) + (1 - overlap) * whole));
  }
  // tp's all-reduces stand between the products, where nothing hides them.
  JobDescriptor shares = spread(1, 2, 1, 1);
  shares.overlap = 1;
  CHECK(priced(shares).communication_s == Approx(layers * 4 * reduced(2, T * h * 4)));
}

TEST_CASE("no more of an all-reduce is hidden than the backward part takes", "[costs][oracle]") {
  DeviceProfile slow = connected_device();
  slow.transfers[0].bps /= 1000;
  for (const double micro : {1.0, 2.0})
    for (const bool recompute : {false, true}) {
      JobDescriptor job = spread(4, 1, 1, micro);
      job.recompute = recompute;
      job.overlap = 1;
      const double whole = latency + 1.5 * 4 * parameters_of(job) / (bps / 1000);
      const double backward = seconds_of(job, true) * (recompute ? 3.0 / 4 : 2.0 / 3) / micro;
      for (const Pricing pricing : {Pricing::profile, Pricing::data_sheet}) {
        const Estimate cost = *estimate(slow, job, pricing).estimate;
        CHECK(cost.communication_s >= whole - backward * (1 + 1e-12));
        if (pricing == Pricing::profile) CHECK(cost.communication_s == Approx(whole - backward));
      }
    }
}

TEST_CASE("a pipeline waits pp - 1 micro-batches and sends between its stages", "[costs][oracle]") {
  for (const double micro : {1.0, 2.0, 4.0, 8.0}) {
    const JobDescriptor job = spread(1, 1, 4, micro);
    const Estimate cost = priced(job);
    // Each micro-batch sends its T / micro tokens on and their gradients back.
    const double sends = micro * 2 * (latency + T / micro * h * 4 / bps);
    CHECK(cost.communication_s == Approx(sends));
    const double stage = seconds_of(job, true) + sends;
    CHECK(cost.bubble_s == Approx(stage * 3 / micro));
    CHECK(cost.median_s == Approx(stage * (micro + 3) / micro + seconds_of(job, false)));
  }
  // The slowest stage has ceil(4 / 3) layers.
  const JobDescriptor uneven = spread(1, 1, 3, 1);
  double projections = 0;
  for (const CountedOp& op : op_list(uneven).ops)
    if (op.name == "projections") projections += op.count;
  CHECK(projections == 2 * 4 * 3);
}

TEST_CASE("replicas, shares and stages together are their exchanges on their own parts",
          "[costs][oracle]") {
  // 16 GPUs: 2 replicas of 2 shares of 4 stages, each with one layer, and 4 micro-batches.
  const JobDescriptor job = spread(2, 2, 4, 4);
  REQUIRE(gang_of(job) == 16);
  CHECK(micro_batch_of(job) == 2);
  const double tokens = 2 * 128;
  const double gradients = 4 * (4 * h * h + 2 * h * f + V * h) / 2;  // one layer, the vocabulary
  const double piped =
      4 * 4 * reduced(2, tokens * h * 4) + 4 * 2 * (latency + tokens * h * 4 / bps);
  const Estimate cost = priced(job);
  CHECK(cost.communication_s == Approx(piped + reduced(2, gradients) / 2));
  CHECK(cost.bubble_s == Approx((seconds_of(job, true) + piped) * 3 / 4));
}

TEST_CASE("a slower exchange never shortens a step, nor does a smaller overlap", "[costs]") {
  const JobDescriptor job = spread(2, 2, 2, 2);
  double before = 0;
  for (const double slow : {1.0, 2.0, 10.0, 100.0}) {
    DeviceProfile device = connected_device();
    device.transfers[0].bps /= slow;
    const double now = estimate(device, job, Pricing::profile).estimate->median_s;
    CHECK(now > before);
    before = now;
  }
}

TEST_CASE("more replicas of the same share take no less time a step", "[costs]") {
  double before = 0;
  for (const double dp : {1.0, 2.0, 4.0, 8.0, 64.0}) {
    const double now = priced(spread(dp, 1, 1, 1)).median_s;
    CHECK(now > before);
    before = now;
  }
}
