// What a calibration asks of a device.

#include <catch2/catch.hpp>

#include "models/devices/measurement.hpp"

using namespace souk;

TEST_CASE("a plan has 60 shapes to fit and 20 held out per format, 12 and 4 thin ones, and anchors",
          "[gpu]") {
  const PlanLimits limits{.products = {Dtype::fp32, Dtype::fp16}};
  const auto plan = measurement_plan(limits, 3);
  std::size_t fitted = 0, held_out = 0, anchors = 0, thin = 0, thin_held_out = 0;
  for (const Probe& probe : plan) {
    if (probe == plan.front()) {
      ++anchors;
      continue;
    }
    if (probe.kind != ProbeKind::product) continue;
    CHECK(probe.work.flop() <= limits.most_flop);
    CHECK(probe.work.bytes() <= limits.most_bytes);
    if (probe.work.op_class == OpClass::gemm && probe.work.m <= 16) {
      (probe.fitted ? thin : thin_held_out) += 1;
      CHECK(probe.work.read_bytes >= 4 * 16e6 * 0.97);  // of a cache that is not known
    } else if (probe.work.op_class == OpClass::gemm) {
      (probe.fitted ? fitted : held_out) += 1;
    }
  }
  CHECK(fitted == 120);
  CHECK(held_out == 40);
  CHECK(thin == 24);
  CHECK(thin_held_out == 8);
  CHECK(anchors >= plan.size() / 21);
  CHECK(plan_hash(plan) == plan_hash(measurement_plan(limits, 3)));
  CHECK(plan_hash(plan) != plan_hash(measurement_plan(limits, 4)));
}
