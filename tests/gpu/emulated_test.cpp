// The whole way of a calibration on a device whose truth is known.

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include <catch2/catch.hpp>

#include "gpu/calibrations.hpp"
#include "gpu/measure.hpp"
#include "models/costs/estimate.hpp"
#include "models/devices/profile_text.hpp"
#include "tests/models/costs/small_jobs.hpp"

using namespace souk;

namespace {

/// What the emulated device really is: products, passes, latencies, copies.
DeviceProfile truth() {
  DeviceProfile device = small_device();
  for (ComputeFit& fit : device.compute) fit.t0_s = 4e-6;
  device.compute.push_back({.op_class = OpClass::softmax, .t0_s = 4e-6, .pass_factor = 1.3});
  device.compute.push_back({.op_class = OpClass::layer_norm, .t0_s = 4e-6, .pass_factor = 1.5});
  device.levels[0].latency_s = 100e-9;
  device.levels[1].latency_s = 400e-9;
  device.per_launch_s = 1.5e-6;
  device.graph_launch_s = 0.5e-6;
  device.transfers = {{"h2d", 10e-6, 24e9},         {"d2h", 12e-6, 20e9},
                      {"h2d_pageable", 20e-6, 6e9}, {"d2h_pageable", 25e-6, 5e9},
                      {"d2d", 3e-6, 0.4e12},        {"peer", 8e-6, 200e9}};
  return device;
}

/// The same with products of four times the rate in fp16, and passes where they are asked for.
DeviceProfile truth_in_half(bool passes) {
  DeviceProfile device = truth();
  for (ComputeFit fit : truth().compute) {
    if (!fit.peak_flops && !passes) continue;
    fit.dtype = Dtype::fp16;
    if (fit.peak_flops) fit.peak_flops = 4 * *fit.peak_flops;
    device.compute.push_back(fit);
  }
  return device;
}

DeviceProfile calibrated(const EmulatedNoise& noise, int resamples = 0,
                         const DeviceProfile& device = truth()) {
  const auto backend = emulated_backend(device, noise);
  return calibrate(*backend, noise.seed, {.warm_up_s = 0.01},
                   {.seed = noise.seed, .resamples = resamples});
}

JobDescriptor half_step() {
  JobDescriptor job = small_transformer();
  job.dtype = Dtype::fp16;
  job.hidden = 768;
  job.heads = job.kv_heads = 12;
  job.ffn = 3072;
  job.seq = 512;
  return job;
}

/// The error of predicting the true times of products that were not measured.
double prediction_mape(const DeviceProfile& profile) {
  const DeviceProfile exact = truth();
  double sum = 0;
  int count = 0;
  for (const double m : {96.0, 700.0, 3000.0, 9001.0})
    for (const double n : {128.0, 1500.0, 5000.0})
      for (const double k : {80.0, 1024.0, 4096.0}) {
        const OpWork work = gemm_work(Dtype::fp32, 1, m, n, k);
        sum += std::abs(op_time(profile, work)->total_s / op_time(exact, work)->total_s - 1);
        ++count;
      }
  return sum / count;
}

}  // namespace

TEST_CASE("a calibration without noise recovers the device", "[gpu][oracle]") {
  const DeviceProfile found = calibrated({.sigma = 0, .outlier_share = 0});
  CHECK(found.origin == Origin::emulated);
  CHECK(found.launch_latency_s == Approx(4e-6).epsilon(1e-9));
  REQUIRE(found.levels.size() == 2);
  CHECK(found.levels[0].latency_s == Approx(100e-9));
  CHECK(found.levels[1].latency_s == Approx(400e-9));
  CHECK(found.levels[1].read_bps == Approx(1e12).epsilon(0.005));
  CHECK(found.levels[1].copy_bps == Approx(0.8e12).epsilon(0.005));
  CHECK(found.levels[0].triad_bps == Approx(4e12).epsilon(0.03));
  CHECK(found.per_launch_s == Approx(1.5e-6).epsilon(1e-9));
  CHECK(found.graph_launch_s == Approx(0.5e-6).epsilon(1e-9));
  const DeviceProfile exact = truth();
  REQUIRE(found.transfers.size() == exact.transfers.size());
  for (std::size_t i = 0; i < exact.transfers.size(); ++i) {
    CAPTURE(exact.transfers[i].name);
    CHECK(found.transfers[i].name == exact.transfers[i].name);
    CHECK(found.transfers[i].bps == Approx(exact.transfers[i].bps).epsilon(0.005));
    CHECK(found.transfers[i].alpha_s == Approx(exact.transfers[i].alpha_s).epsilon(0.02));
  }
  REQUIRE(found.blocks);  // sums of operations that the fits time to 1 %
  CHECK(found.blocks->shapes == 5);
  CHECK(found.blocks->mape < 0.01);
  const ComputeFit* softmax = fit_of(found, OpClass::softmax, Dtype::fp32);
  REQUIRE(softmax != nullptr);
  CHECK(softmax->pass_factor == Approx(1.3).epsilon(0.02));
  CHECK(prediction_mape(found) < 0.01);
}

TEST_CASE("at 3 % noise, 20 calibrations find peak and launch to 3 %, and predict to 2 % each",
          "[gpu][oracle]") {
  double peak = 0, launch = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const DeviceProfile found = calibrated({.seed = seed});
    peak += fit_of(found, OpClass::gemm, Dtype::fp32)->peak_flops.value() / 1e13 / 20;
    launch += found.launch_latency_s.value() / 4e-6 / 20;
    CAPTURE(seed);
    CHECK(prediction_mape(found) <= 0.02);
    CHECK(fit_of(found, OpClass::gemm, Dtype::fp32)->holdout->mape <= 0.03);
  }
  CHECK(peak == Approx(1).epsilon(0.03));
  CHECK(launch == Approx(1).epsilon(0.03));
}

TEST_CASE("a step in half precision costs what it costs on the device that was calibrated",
          "[gpu][oracle]") {
  const DeviceProfile exact = truth_in_half(true);
  const double true_s = estimate(exact, half_step(), Pricing::profile).estimate->median_s;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    CAPTURE(seed);
    const DeviceProfile found = calibrated({.seed = seed}, 0, exact);
    const Costed costed = estimate(found, half_step(), Pricing::profile);
    CAPTURE(costed.reason);
    REQUIRE(costed.estimate);
    CHECK(costed.estimate->median_s == Approx(true_s).epsilon(0.03));
    for (const OpClass pass : {OpClass::elementwise, OpClass::softmax, OpClass::layer_norm}) {
      REQUIRE(fit_of(found, pass, Dtype::fp16) != nullptr);
      CHECK(fit_of(found, pass, Dtype::fp16)->n_fit == 12);  // timed in that format
    }
  }
}

TEST_CASE("passes that were timed in fp32 alone cost as many bytes in other formats, and say so",
          "[gpu]") {
  const DeviceProfile found = calibrated({.seed = 1}, 0, truth_in_half(false));
  const ComputeFit* timed = fit_of(found, OpClass::softmax, Dtype::fp32);
  const ComputeFit* taken = fit_of(found, OpClass::softmax, Dtype::fp16);
  REQUIRE(timed != nullptr);
  REQUIRE(taken != nullptr);
  CHECK(taken->family == "by-bytes");
  CHECK(taken->n_fit == 0);
  CHECK_FALSE(taken->holdout);
  CHECK(op_time(found, pass_work(OpClass::softmax, Dtype::fp16, 3e7, 3e7))->total_s ==
        op_time(found, pass_work(OpClass::softmax, Dtype::fp32, 3e7, 3e7))->total_s);
  CHECK(std::ranges::count(found.warnings,
                           "not timed, but taken from fp32 by bytes: elementwise fp16, softmax "
                           "fp16, layer_norm fp16") == 1);
  CHECK(fit_of(found, OpClass::elementwise, Dtype::bf16) == nullptr);  // no products in it either
  // The device's own passes in fp16, had they been timed, are those of fp32.
  const double true_s =
      estimate(truth_in_half(true), half_step(), Pricing::profile).estimate->median_s;
  CHECK(estimate(found, half_step(), Pricing::profile).estimate->median_s ==
        Approx(true_s).epsilon(0.03));
}

TEST_CASE("a thin product in fp32 is predicted within 2 % with every seed", "[gpu][oracle]") {
  const std::vector<DeviceProfile> shipped = shipped_profiles();
  for (const char* id : {"a100-sxm4-80gb", "h100-sxm5-80gb"}) {
    // On a data sheet bytes are moved once, and the time is a launch and theirs.
    const auto sheet = std::ranges::find(shipped, id, &DeviceProfile::id);
    REQUIRE(sheet != shipped.end());
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
      CAPTURE(id, seed);
      const DeviceProfile found = calibrated({.seed = seed}, 0, *sheet);
      for (const double m : {1.0, 4.0}) {
        const OpWork work = gemm_work(Dtype::fp32, 1, m, 16384, 16384);
        CHECK(op_time(found, work)->total_s ==
              Approx(op_time(*sheet, work)->total_s).epsilon(0.02));
      }
      CHECK(fit_of(found, OpClass::gemm, Dtype::fp32)->pass_factor < 1.02);
    }
  }
}

TEST_CASE("a device that is a plain roofline is found to be one", "[gpu][oracle]") {
  const std::vector<DeviceProfile> shipped = shipped_profiles();
  const auto sheet = std::ranges::find(shipped, "a100-pcie-80gb", &DeviceProfile::id);
  REQUIRE(sheet != shipped.end());
  const DeviceProfile found = calibrated({.seed = 1}, 0, *sheet);
  CHECK(found.compute.size() == sheet->compute.size());
  for (const ComputeFit& fit : found.compute) {
    CAPTURE(name_of(fit.op_class), name_of(fit.dtype));
    CHECK(fit.k0 + fit.tile_c + fit.wave_a == 0);
    CHECK(fit.t0_s.value() == Approx(usual_launch_s).epsilon(0.05));  // what nobody knows
    CHECK(fit.holdout->mape <= 0.02);
  }
}

TEST_CASE("the intervals cover the truth in 90 to 99 % of cases", "[gpu][oracle][slow]") {
  int covered = 0, cases = 0;
  for (std::uint64_t seed = 101; seed <= 160; ++seed) {
    const DeviceProfile found = calibrated({.outlier_share = 0, .seed = seed}, 200);
    const ComputeFit* fit = fit_of(found, OpClass::gemm, Dtype::fp32);
    const auto covers = [&](const std::optional<Interval>& interval, double value) {
      ++cases;
      covered += interval && interval->low <= value && value <= interval->high ? 1 : 0;
    };
    covers(fit->peak_interval, 1e13);
    covers(fit->t0_interval, 4e-6);
    covers(found.launch_interval, 4e-6);
  }
  const double share = static_cast<double>(covered) / cases;
  CHECK(share >= 0.90);
  CHECK(share <= 0.99);
}

TEST_CASE("a device that holds back or drifts is flagged, and nothing is dropped", "[gpu]") {
  const EmulatedNoise noise{.drift = 0.2, .throttle_share = 0.3};
  const auto backend = emulated_backend(truth(), noise);
  const std::vector<Probe> plan = measurement_plan(backend->limits(), 1);
  const std::vector<Measured> measured = measure(*backend, plan, {.warm_up_s = 0.01});
  REQUIRE(measured.size() == plan.size());
  const MeasurementFlags flags = flags_of(measured);
  CHECK(flags.run + flags.skipped == plan.size());
  CHECK(flags.throttled > flags.run / 5);
  CHECK(flags.throttled < flags.run / 2);
  const DeviceProfile profile = fit_profile(backend->facts(), measured, {.resamples = 0});
  std::string all;
  for (const std::string& warning : profile.warnings) all += warning + "\n";
  CHECK(all.find("held back") != std::string::npos);
}

TEST_CASE("a family of kernels has fits of its own, the one that programs run first", "[gpu]") {
  // The same device, whose second family takes twice as long for every product.
  const auto backend = emulated_backend(truth(), {.sigma = 0, .outlier_share = 0});
  PlanLimits limits = backend->limits();
  limits.families = {"cublas", "own"};
  auto measured = measure(*backend, measurement_plan(limits, 1), {.warm_up_s = 0});
  for (Measured& each : measured)
    if (each.probe.kind == ProbeKind::product && each.probe.family == "own") {
      for (double& seconds : each.seconds) seconds *= 2;
      each.timing = summarise(each.seconds);
    }
  const DeviceProfile found = fit_profile(backend->facts(), measured, {.resamples = 0});
  std::vector<ComputeFit> products;
  for (const ComputeFit& fit : found.compute)
    if (fit.op_class == OpClass::gemm) products.push_back(fit);
  REQUIRE(products.size() == 2);
  CHECK(products[0].family == "cublas");
  CHECK(products[1].family == "own");
  CHECK(*products[0].peak_flops / *products[1].peak_flops == Approx(2).epsilon(0.05));
  CHECK(fit_of(found, OpClass::gemm, Dtype::fp32)->family == "cublas");
  REQUIRE(found.blocks);  // run by the first family, and predicted by its fits
  CHECK(found.blocks->mape < 0.01);
}

TEST_CASE("what a device said of itself is in the provenance, what it did not is left out",
          "[gpu]") {
  std::map<std::string, std::string> said;
  for (const auto& [name, json] : calibrated({.seed = 2}).provenance) said[name] = json;
  // The emulated clock is 1600 MHz and no probe is throttled; power and temperature are not told.
  CHECK(said.at("sm_clock_mhz") == R"({"max":1600.0,"median":1600.0,"min":1600.0})");
  CHECK(said.at("throttle_reasons") == "[]");
  CHECK_FALSE(said.contains("power_w"));
  CHECK_FALSE(said.contains("temperature_c"));
}

TEST_CASE("a calibration with one seed gives one profile", "[gpu]") {
  CHECK(profile_text(calibrated({.seed = 5})) == profile_text(calibrated({.seed = 5})));
  const DeviceProfile found = calibrated({.seed = 5}, 20);
  CHECK(parse_profile(profile_text(found), "p") == found);
}

TEST_CASE("probes that a profile has no figure for are skipped with their reason", "[gpu]") {
  DeviceProfile device = truth();
  device.launch_latency_s.reset();
  device.transfers.clear();
  const auto backend = emulated_backend(device, {});
  const auto measured = measure(*backend, measurement_plan(backend->limits(), 1), {.warm_up_s = 0});
  std::size_t skipped = 0;
  for (const Measured& each : measured) {
    if (each.skipped.empty()) continue;
    ++skipped;
    CHECK(each.skipped == "the profile says nothing of launch");
    CHECK(each.seconds.empty());
  }
  CHECK(skipped == 3);
  const DeviceProfile found = fit_profile(backend->facts(), measured, {.resamples = 0});
  CHECK_FALSE(found.launch_latency_s);
}
