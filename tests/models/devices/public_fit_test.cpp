// Profiles from published figures and from samples of others: what is fitted, and what is said
// where nothing is.

#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "models/devices/published.hpp"
#include "models/scenario/error.hpp"
#include "tests/models/devices/small_device.hpp"

using namespace souk;

namespace {

const std::string header =
    "device,vendor,arch,cc_or_gfx,sm_or_cu,fp32_tflops,tf32_tflops,fp16_bf16_tensor_tflops,"
    "fp8_tflops,bf16_native,memory_gb,memory_gbps,l2_mb,tdp_w,figure_source,confidence,note\n";
const std::string rows =
    "T4,V,A,1.0,50,12,,50,,no,16,1200,4,,sheet,high,\nL4,V,A,1.0,50,12,,50,,no,16,1200,4,,sheet,"
    "high,\n";

DeviceProfile sheet() {
  return published_profile(header + rows, "f.csv", "T4");
}

/// Products as the small device has them, in as many shapes.
std::vector<OpSample> products(std::size_t count, Dtype dtype = Dtype::fp32) {
  const DeviceProfile device = small_device();
  std::vector<OpSample> samples;
  for (std::size_t i = 0; i < count; ++i) {
    const auto side = 128.0 + 96 * static_cast<double>(i);
    const OpWork work = gemm_work(Dtype::fp32, 1, side, 1024, 512 + side);
    samples.push_back({work, op_time(device, work)->total_s});
    samples.back().work.dtype = dtype;
  }
  return samples;
}

std::string fault_of(const std::string& row) {
  try {
    published_profile(header + rows, "f.csv", row);
  } catch (const ScenarioError& error) {
    const Fault& fault = error.faults().front();
    return std::to_string(fault.place.line) + " " + fault.message;
  }
  return {};
}

}  // namespace

TEST_CASE("a class with too few rows is told, and a profile with none other stays published",
          "[devices]") {
  DeviceProfile profile = sheet();
  CHECK_FALSE(fit_public(profile, products(3), 60, 1));
  DeviceProfile same = sheet();
  same.warnings.emplace_back("gemm fp32: 3 rows, 16 needed, not fitted");
  CHECK(profile == same);

  DeviceProfile other = sheet();
  auto samples = products(20);
  const auto few = products(15, Dtype::fp16);
  samples.insert(samples.end(), few.begin(), few.end());
  CHECK(fit_public(other, samples, 60, 1));
  CHECK(other.origin == Origin::public_data);
  CHECK(other.id == "t4-public");
  CHECK(std::ranges::count(other.warnings, "gemm fp16: 15 rows, 16 needed, not fitted") == 1);
  CHECK(fit_of(other, OpClass::gemm, Dtype::fp32)->family == "public");
  CHECK(fit_of(other, OpClass::gemm, Dtype::fp16)->family == "data-sheet");
}

TEST_CASE("a row that is repeated counts once, so that none is both fitted and held out",
          "[devices]") {
  DeviceProfile once = sheet(), twice = sheet();
  const auto samples = products(20);
  auto repeated = samples;
  repeated.insert(repeated.end(), samples.begin(), samples.end());
  REQUIRE(fit_public(once, samples, 60, 1));
  REQUIRE(fit_public(twice, repeated, 60, 1));
  CHECK(std::erase(twice.warnings, "gemm fp32: 20 rows are repeated, each was taken once") == 1);
  CHECK(twice == once);
  // Two operations may take as long as each other.
  auto others = samples;
  for (OpSample& sample : others) sample.op = "other";
  others.insert(others.end(), samples.begin(), samples.end());
  DeviceProfile both = sheet();
  REQUIRE(fit_public(both, others, 60, 1));
  CHECK(fit_of(both, OpClass::gemm, Dtype::fp32)->n_fit == 30);
  auto eight = products(8);
  eight.insert(eight.end(), eight.begin(), eight.begin() + 8);
  DeviceProfile few = sheet();
  CHECK_FALSE(fit_public(few, eight, 60, 1));
}

TEST_CASE("no launch is longer than the shortest operation that was measured", "[devices]") {
  // The short ones take less than what the others say of the launch.
  auto samples = products(40);
  for (OpSample& sample : samples) sample.seconds += 1e-4;
  samples[0].seconds = 2e-5;
  DeviceProfile profile = sheet();
  REQUIRE(fit_public(profile, samples, 30, 1));
  CHECK(fit_of(profile, OpClass::gemm, Dtype::fp32)->t0_s.value() <= 2e-5 * (1 + 1e-12));
}

TEST_CASE("where no sample is bound by memory its bytes are moved once", "[devices]") {
  DeviceProfile profile = sheet();
  std::vector<OpSample> samples = products(40);
  REQUIRE(fit_public(profile, samples, 30, 1));
  CHECK(fit_of(profile, OpClass::gemm, Dtype::fp32)->pass_factor == 1);
  // Products of one row are, and the small device moves 1.1 times what is counted.
  const DeviceProfile device = small_device();
  for (double n = 2048; n <= 16384; n += 1024) {
    const OpWork work = gemm_work(Dtype::fp32, 1, 1, n, 4096);
    samples.push_back({work, op_time(device, work)->total_s});
  }
  DeviceProfile thin = small_device();
  const ComputeFit fit = fit_compute(thin, samples, {}, {.resamples = 0});
  CHECK(fit.pass_factor == Approx(1.1).epsilon(0.01));
}

TEST_CASE("a row that is not there is told the nearest, and which there are", "[devices]") {
  CHECK(fault_of("t4") == "1 no row of device \"t4\"; did you mean \"T4\"?; known are T4, L4");
  CHECK(fault_of("Radeon") == "1 no row of device \"Radeon\"; known are T4, L4");
}
