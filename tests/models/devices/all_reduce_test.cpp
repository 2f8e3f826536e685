// The all-reduce on measurements of real nodes, and what a profile keeps of it.

#include <cmath>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "models/devices/all_reduce.hpp"
#include "models/devices/profile_text.hpp"
#include "tests/models/devices/small_device.hpp"

using namespace souk;

namespace {

/// Mean |predicted / measured - 1| of every second row, by the fit to the others. Of messages from
/// 1 MB on, as activations and gradients are: below, what is measured is how the ranks wait for
/// each other (2 kB take 7 us here and 62 us there), and no two numbers describe it.
double held_out(const std::vector<AllReduceSample>& rows) {
  std::vector<AllReduceSample> fitted;
  for (std::size_t i = 0; i < rows.size(); i += 2) fitted.push_back(rows[i]);
  DeviceProfile device = small_device();
  fit_all_reduces(device, fitted);
  double sum = 0, count = 0;
  for (std::size_t i = 1; i < rows.size(); i += 2) {
    if (rows[i].bytes < 1e6) continue;
    sum += std::abs(
        all_reduce_seconds(device, rows[i].devices, rows[i].bytes).value() / rows[i].seconds - 1);
    ++count;
  }
  return sum / count;
}

}  // namespace

TEST_CASE("all-reduces of a MB and more within a node are predicted within 10 % on the mean",
          "[devices][oracle]") {
  const auto text = recorded("allreduce_samples.csv");
  if (!text) return;
  double mean = 0, sets = 0;
  for (const std::string system : {"h100_dgx", "a100_dgx", "a100_pairwise_nvlink"})
    for (const double devices : {2.0, 4.0, 8.0}) {
      std::vector<AllReduceSample> rows;
      for (const AllReduceSample& row : read_all_reduces(*text, "allreduce_samples.csv", system))
        if (row.devices == devices) rows.push_back(row);
      if (rows.empty()) continue;
      REQUIRE(rows.size() == 25);
      const double error = held_out(rows);
      CAPTURE(system, devices, error);
      CHECK(error <= 0.12);
      mean += error;
      ++sets;
    }
  REQUIRE(sets == 8);
  CHECK(mean / sets <= 0.07);
}

TEST_CASE("an all-reduce takes a latency and the bytes of a ring", "[devices]") {
  DeviceProfile device = small_device();
  CHECK_FALSE(all_reduce_seconds(device, 4, 1e6));
  CHECK_FALSE(send_seconds(device, 1e6));
  // 10 us + 2 (k - 1) / k bytes at 100 GB/s, without noise.
  std::vector<AllReduceSample> samples;
  for (const double k : {2.0, 4.0})
    for (const double bytes : {1e4, 1e5, 1e6, 1e7, 1e8})
      samples.push_back({k, bytes, 1e-5 + 2 * (k - 1) / k * bytes / 1e11});
  fit_all_reduces(device, samples);
  REQUIRE(device.transfers.size() == 2);
  CHECK(device.transfers[0].name == "allreduce_2");
  CHECK(all_reduce_seconds(device, 4, 1e6).value() == Approx(1e-5 + 1.5e6 / 1e11).epsilon(1e-3));
  // Of 3 GPUs by the path of 4, of 8 by that of 4 too; a send by that of 2.
  CHECK(all_reduce_seconds(device, 3, 3e6).value() == Approx(1e-5 + 4e6 / 1e11).epsilon(1e-3));
  CHECK(all_reduce_seconds(device, 8, 8e6).value() == Approx(1e-5 + 14e6 / 1e11).epsilon(1e-3));
  CHECK(send_seconds(device, 1e6).value() == Approx(2e-5).epsilon(1e-3));
  CHECK(all_reduce_seconds(device, 1, 1e6).value() == 0);
  CHECK(parse_profile(profile_text(device), "again.json") == device);
}
