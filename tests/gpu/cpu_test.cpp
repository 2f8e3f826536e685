#include <algorithm>
#include <chrono>
#include <cmath>
#include <set>
#include <vector>

#include <catch2/catch.hpp>

#include "gpu/cpu_kernels.hpp"
#include "gpu/measure.hpp"
#include "models/random/stream.hpp"

using namespace souk;

namespace {

std::vector<float> drawn(std::size_t count, std::uint64_t owner) {
  Stream stream{1, 0, "test", owner};
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(stream.uniform() - 0.5);
  return values;
}

}  // namespace

TEST_CASE("the processors' products match a reference in double", "[gpu][oracle]") {
  const auto [batch, m, n, k] = GENERATE(table<std::size_t, std::size_t, std::size_t, std::size_t>(
      {{1, 1, 1, 1}, {1, 15, 17, 16}, {2, 64, 65, 300}, {3, 129, 1, 257}, {1, 100, 1000, 64}}));
  CAPTURE(batch, m, n, k);
  const auto a = drawn(batch * m * k, 1), b = drawn(batch * k * n, 2);
  std::vector<float> c(batch * m * n, std::nanf(""));
  cpu::multiply(batch, m, n, k, a.data(), b.data(), c.data());
  double error = 0, size = 0;
  for (std::size_t p = 0; p < batch; ++p)
    for (std::size_t i = 0; i < m; ++i)
      for (std::size_t j = 0; j < n; ++j) {
        double sum = 0;
        for (std::size_t l = 0; l < k; ++l)
          sum += static_cast<double>(a[(p * m + i) * k + l]) * b[(p * k + l) * n + j];
        const double off = sum - c[(p * m + i) * n + j];
        error += off * off;
        size += sum * sum;
      }
  CHECK(std::sqrt(error) <= 1e-5 * std::sqrt(size) + 1e-9);
}

TEST_CASE("the processors' passes compute what they say", "[gpu][oracle]") {
  const auto a = drawn(4 * 256, 3), b = drawn(4 * 256, 4);
  std::vector<float> out(a.size(), std::nanf(""));
  cpu::triad(a, b, out);
  CHECK(out[77] == a[77] + 3 * b[77]);
  cpu::copy(a, out);
  CHECK(out == a);
  cpu::write(out, 2);
  CHECK(cpu::read(out) == 2 * 1024);
  cpu::gelu(a, out);
  CHECK(out[77] == Approx(0.5 * a[77] * (1 + std::erf(a[77] / std::sqrt(2.0)))).margin(1e-3));
  cpu::softmax(a, out, 256);
  double sum = 0;
  for (std::size_t i = 256; i < 512; ++i) sum += out[i];
  CHECK(sum == Approx(1).epsilon(1e-5));
  CHECK(out[300] / out[301] == Approx(std::exp(a[300] - a[301])).epsilon(1e-4));
  cpu::layer_norm(a, out, 256);
  double mean = 0, square = 0;
  for (std::size_t i = 256; i < 512; ++i) {
    mean += out[i] / 256;
    square += out[i] * out[i] / 256;
  }
  CHECK(mean == Approx(0).margin(1e-5));
  CHECK(square == Approx(1).epsilon(1e-3));
}

TEST_CASE("a chase visits every line once before it comes back", "[gpu]") {
  const auto next = cpu::random_cycle(1000, 1);
  std::set<std::uint32_t> seen;
  std::uint32_t at = 0;
  for (int i = 0; i < 1000; ++i) {
    at = cpu::chase(next, at, 1);
    seen.insert(at);
  }
  CHECK(at == 0);
  CHECK(seen.size() == 1000);
}

TEST_CASE("the processors' GELU is within 1e-3 of the error function's", "[gpu][oracle]") {
  std::vector<float> x;
  for (int i = -1000; i <= 1000; ++i) x.push_back(static_cast<float>(i) / 100);
  std::vector<float> out(x.size(), std::nanf(""));
  cpu::gelu(x, out);
  double worst = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    worst = std::max(worst, std::abs(out[i] - x[i] / 2.0 * (1 + std::erf(x[i] / std::sqrt(2.0)))));
  CHECK(worst < 1e-3);
}

TEST_CASE("a chase may step over lines of any length", "[gpu]") {
  const auto next = cpu::random_cycle(100, 1, 32);
  CHECK(next.size() == 3200);
  std::set<std::uint32_t> seen;
  std::uint32_t at = 0;
  for (int i = 0; i < 100; ++i) seen.insert(at = next[at * 32]);
  CHECK(at == 0);
  CHECK(seen.size() == 100);
}

TEST_CASE("the processors can be calibrated within 60 s", "[gpu][slow]") {
  const auto start = std::chrono::steady_clock::now();
  const auto backend = cpu_backend();
  const DeviceProfile profile = calibrate(*backend, 1, {.probe_budget_s = 0.15}, {.seed = 1});
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  CHECK(took.count() < 60);
  CHECK(profile.origin == Origin::measured);
  CHECK(profile.launch_latency_s.value() > 0);
  const auto time = op_time(profile, gemm_work(Dtype::fp32, 1, 512, 512, 512));
  REQUIRE(time);
  CHECK(time->total_s > 0);
  CHECK(profile.levels.back().latency_s.value() > 0);
  CHECK(profile.blocks.value().shapes >= 2);
}
