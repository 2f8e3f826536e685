#include <cmath>

#include <catch2/catch.hpp>

#include "models/devices/op_time.hpp"
#include "models/random/stream.hpp"
#include "tests/models/devices/small_device.hpp"

using namespace souk;

namespace {

/// Log-uniform in [low, high], whole.
double drawn(Stream& stream, double low, double high) {
  return std::floor(low * std::pow(high / low, stream.uniform()));
}

}  // namespace

TEST_CASE("a product that fills the device exactly takes the time worked out by hand",
          "[devices][oracle]") {
  // 1280 x 640 x 1000 is 5 x 5 tiles of 256 x 128: w = 25 / 50 = 1/2, so one wave with a = 1/2:
  // waves = 1/2 max(1/2, 1) + 1/2 = 1 and t = 50 * 1 * 2 * 256 * 128 * 1064 (1 + 8 * 384 / 32768) /
  // P. 10 x 5 tiles of 128 x 128 are w = 1, waves = 1: half the tile, so less time; 20 x 10 tiles
  // of 64 x 64 are w = 4 and 20 x 5 of 64 x 128 are w = 2:
  //   128 x 128: 50 * 2 * 16384 * 1064 * (1 +  8 * 256 / 16384) / 1e13 = 1.125   * 1.743258e-4
  //    64 x 128: 50 * 2 * 2 * 8192 * 1064 * (1 + 8 * 192 / 8192) / 1e13 = 1.1875 * 1.743258e-4
  // and the smaller tiles lose more at their borders. The least is 1.9611648e-4 s.
  const DeviceProfile device = small_device();
  const auto time = op_time(device, gemm_work(Dtype::fp32, 1, 1280, 640, 1000));
  REQUIRE(time);
  CHECK(time->compute_s == Approx(1.9611648e-4).epsilon(1e-9));
  // Bytes: 4 (1280 * 1000 + 1000 * 640) read, 4 * 1280 * 640 written; the share of writes is 0.299,
  // between read (1e12 at 0) and triad (0.85e12 at 1/3).
  const double read = 7.68e6, write = 3.2768e6, part = write / (read + write) * 3;
  CHECK(time->memory_s ==
        Approx(1.1 * (read + write) * ((1 - part) / 1e12 + part / 0.85e12)).epsilon(1e-12));
  CHECK(time->launch_s == 5e-6);
  CHECK(time->total_s == Approx(5e-6 + 1.9611648e-4));
  CHECK(time->bound == Bound::compute);
  CHECK(time->sigma_log == 0.05);
}

TEST_CASE("a product of few rows is not padded to a tile", "[devices][oracle]") {
  // 1 x 4096 x 4096: 2 * 4096 * (4096 + 64) / 1e13 of arithmetic; bytes 4 (4096^2 + 4096) read and
  // 4 * 4096 written, so memory bounds it. 32 rows are a tile: 256 tiles of 32 x 32 on 50 SMs.
  const DeviceProfile device = small_device();
  const OpTime one = op_time(device, gemm_work(Dtype::fp32, 1, 1, 4096, 4096)).value();
  CHECK(one.compute_s == Approx(2 * 4096.0 * 4160 / 1e13));
  CHECK(one.bound == Bound::memory);
  const OpTime column = op_time(device, gemm_work(Dtype::fp32, 1, 4096, 1, 4096)).value();
  CHECK(column.compute_s == Approx(one.compute_s));
  double before = 0;
  for (int rows = 1; rows < 200; ++rows) {
    const double now = op_time(device, gemm_work(Dtype::fp32, 1, rows, 512, 4096)).value().total_s;
    CAPTURE(rows);
    CHECK(now >= before);
    before = now;
  }
}

TEST_CASE("time never falls when a dimension grows", "[devices][contract]") {
  const DeviceProfile device = small_device();
  Stream stream{1, 0, "shapes", 0};
  for (int shape = 0; shape < 3000; ++shape) {
    const double b = drawn(stream, 1, 64), m = drawn(stream, 1, 4096), n = drawn(stream, 1, 4096),
                 k = drawn(stream, 1, 4096), more = drawn(stream, 1, 300);
    const auto seconds = [&](double batch, double rows, double columns, double inner) {
      OpWork work = gemm_work(Dtype::fp32, batch, rows, columns, inner);
      work.op_class = OpClass::batched_gemm;
      work.warm = shape % 2 == 0;
      return op_time(device, work).value().total_s;
    };
    CAPTURE(b, m, n, k, more);
    const double before = seconds(b, m, n, k);
    CHECK(seconds(b + more, m, n, k) >= before);
    CHECK(seconds(b, m + more, n, k) >= before);
    CHECK(seconds(b, m, n + more, k) >= before);
    CHECK(seconds(b, m, n, k + more) >= before);
  }
}

TEST_CASE("time is never below the launch nor below the roofline", "[devices][contract]") {
  const DeviceProfile device = small_device();
  Stream stream{2, 0, "shapes", 0};
  for (int shape = 0; shape < 3000; ++shape) {
    const OpWork work = gemm_work(Dtype::fp32, 1, drawn(stream, 1, 20000), drawn(stream, 1, 20000),
                                  drawn(stream, 1, 20000));
    const auto time = op_time(device, work).value();
    CHECK(time.total_s >= 5e-6);
    CHECK(time.total_s >= work.flop() / 1e13);
    CHECK(time.total_s >= work.bytes() / 1e12);  // the fastest mix of the memory
  }
}

TEST_CASE("twice the peak never slows a product", "[devices]") {
  DeviceProfile device = small_device();
  const OpWork work = gemm_work(Dtype::fp32, 1, 1000, 1000, 1000);
  const double before = op_time(device, work).value().total_s;
  device.compute[0].peak_flops = 2e13;
  CHECK(op_time(device, work).value().total_s < before);
}

TEST_CASE("a pass is served by the cache only when it is warm and fits", "[devices]") {
  const DeviceProfile device = small_device();
  OpWork small = pass_work(OpClass::elementwise, Dtype::fp32, 2e6, 1e6);
  CHECK(memory_seconds(device, small) == Approx(3e6 / 0.85e12));
  small.warm = true;
  CHECK(memory_seconds(device, small) == Approx(3e6 / 4e12));
  OpWork large = pass_work(OpClass::elementwise, Dtype::fp32, 4e6, 2e6);
  large.warm = true;
  CHECK(memory_seconds(device, large) == Approx(6e6 / 0.85e12));
}

TEST_CASE("what a profile does not know has no time", "[devices]") {
  DeviceProfile device = small_device();
  CHECK_FALSE(op_time(device, gemm_work(Dtype::fp8, 1, 64, 64, 64)));
  CHECK_FALSE(data_sheet_seconds(DeviceProfile{}, gemm_work(Dtype::fp32, 1, 64, 64, 64)));
  device.levels.clear();
  CHECK_FALSE(op_time(device, gemm_work(Dtype::fp32, 1, 64, 64, 64)));
}

TEST_CASE("without a launch of its own a class takes the device's, and without that the usual one",
          "[devices]") {
  DeviceProfile device = small_device();
  device.compute[0].t0_s.reset();
  const OpWork work = gemm_work(Dtype::fp32, 1, 64, 64, 64);
  CHECK(op_time(device, work).value().launch_s == 4e-6);
  device.launch_latency_s.reset();
  CHECK(op_time(device, work).value().launch_s == usual_launch_s);
}

TEST_CASE("the data sheet's price is its roofline", "[devices][oracle]") {
  // 2 * 1000^3 / 12e12 = 1.667e-4 s; 12e6 B / 1.2e12 = 1e-5 s.
  CHECK(data_sheet_seconds(small_device(), gemm_work(Dtype::fp32, 1, 1000, 1000, 1000)) ==
        Approx(2e9 / 12e12));
  CHECK(data_sheet_seconds(small_device(),
                           pass_work(OpClass::elementwise, Dtype::fp32, 8e6, 4e6)) == Approx(1e-5));
}
