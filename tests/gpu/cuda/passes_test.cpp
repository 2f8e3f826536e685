// Streams, rows and the chase, against what they say they compute.

#include <cmath>
#include <numeric>

#include "gpu/cpu_kernels.hpp"
#include "tests/gpu/cuda/device.hpp"

using namespace souk;

namespace {

constexpr std::size_t float_bytes = sizeof(float);

/// Numbers in (-1/2, 1/2) on the device.
Poisoned drawn(cuda::Workspace& space, std::int64_t count, std::uint64_t seed) {
  Poisoned memory{space, static_cast<std::size_t>(count) * float_bytes};
  cuda::fill_fp32(memory.as<float>(), count, seed, space.stream.get());
  return memory;
}

void check_streams(cuda::Workspace& space, std::int64_t count) {
  const cuda::Queue queue = space.stream.get();
  const std::size_t bytes = static_cast<std::size_t>(count) * float_bytes;
  const Poisoned a = drawn(space, count, 1), b = drawn(space, count, 2);
  const auto x = a.read<float>(), y = b.read<float>();
  const Poisoned copied{space, bytes}, summed{space, bytes}, written{space, bytes},
      curved{space, bytes},
      sums{space, static_cast<std::size_t>(cuda::sinks_of(count)) * float_bytes};
  cuda::stream_copy(a.as<float>(), copied.as<float>(), count, queue);
  CHECK(copied.read<float>() == x);
  cuda::stream_write(written.as<float>(), count, 2.5F, queue);
  CHECK(written.read<float>() == std::vector<float>(x.size(), 2.5F));
  cuda::stream_triad(a.as<float>(), b.as<float>(), summed.as<float>(), count, queue);
  cuda::gelu(a.as<float>(), curved.as<float>(), count, queue);
  const auto triad = summed.read<float>(), gelu = curved.read<float>();
  double worst = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double exact = x[i] + 3.0 * y[i];
    const double curve = 0.5 * x[i] * (1 + std::erf(x[i] / std::sqrt(2.0)));
    worst = std::max({worst, std::abs(triad[i] - exact), std::abs(gelu[i] - curve)});
    if (std::isnan(triad[i]) || std::isnan(gelu[i])) worst = 1;
  }
  CHECK(worst < 1e-6);
  cuda::stream_read(a.as<float>(), count, sums.as<float>(), queue);
  const auto parts = sums.read<float>();
  const double exact = std::accumulate(x.begin(), x.end(), 0.0);
  CHECK(std::accumulate(parts.begin(), parts.end(), 0.0) ==
        Approx(exact).margin(1e-6 * static_cast<double>(count)));
}

void check_rows(cuda::Workspace& space, std::int64_t rows, std::int64_t columns) {
  const cuda::Queue queue = space.stream.get();
  const Poisoned in = drawn(space, rows * columns, 3);
  const auto x = in.read<float>();
  const Poisoned shares{space, x.size() * float_bytes}, scaled{space, x.size() * float_bytes};
  cuda::softmax(in.as<float>(), shares.as<float>(), rows, columns, queue);
  cuda::layer_norm(in.as<float>(), scaled.as<float>(), rows, columns, queue);
  const auto softmax = shares.read<float>(), norm = scaled.read<float>();
  double off_softmax = 0, all_softmax = 0, off_norm = 0, all_norm = 1e-12;
  const auto width = static_cast<std::size_t>(columns);
  for (std::size_t row = 0; row < x.size(); row += width) {
    double sum = 0, mean = 0, variance = 0;
    for (std::size_t i = row; i < row + width; ++i) {
      sum += std::exp(static_cast<double>(x[i]));
      mean += x[i] / static_cast<double>(columns);
    }
    for (std::size_t i = row; i < row + width; ++i)
      variance += (x[i] - mean) * (x[i] - mean) / static_cast<double>(columns);
    for (std::size_t i = row; i < row + width; ++i) {
      const double share = std::exp(static_cast<double>(x[i])) / sum;
      const double scale = (x[i] - mean) / std::sqrt(variance + 1e-5);
      off_softmax += (softmax[i] - share) * (softmax[i] - share);
      all_softmax += share * share;
      off_norm += (norm[i] - scale) * (norm[i] - scale);
      all_norm += scale * scale;
    }
  }
  CHECK(std::sqrt(off_softmax / all_softmax) < 1e-3);
  CHECK(std::sqrt(off_norm / all_norm) < 1e-3);
}

}  // namespace

TEST_CASE("streams move what they say at awkward sizes", "[gpu][oracle]") {
  cuda::Workspace* space = device();
  if (space == nullptr) return;
  for (const std::int64_t count : awkward_sizes) {
    CAPTURE(count);
    check_streams(*space, count);
  }
  check_streams(*space, 5'000'003);  // more than one stride of the largest grid
}

TEST_CASE("softmax and layer norm match sums in double", "[gpu][oracle]") {
  cuda::Workspace* space = device();
  if (space == nullptr) return;
  for (const std::int64_t columns : awkward_sizes)
    for (const std::int64_t rows : {1, 17, 1000}) {
      CAPTURE(rows, columns);
      check_rows(*space, rows, columns);
    }
  check_rows(*space, 600'000, 3);  // more rows than the grid has warps
}

TEST_CASE("a chase ends where the cycle leads", "[gpu][oracle]") {
  cuda::Workspace* space = device();
  if (space == nullptr) return;
  constexpr auto words = static_cast<std::size_t>(cuda::chase_words);
  const auto cycle = cpu::random_cycle(1000, 1, words);
  Poisoned next{*space, cycle.size() * sizeof(std::uint32_t)}, at{*space, sizeof(std::uint32_t)};
  next.write(cycle);
  for (const std::int64_t loads : {0, 1, 15, 999, 1000, 1001}) {
    CAPTURE(loads);
    at.write(std::vector<std::uint32_t>{0});
    cuda::chase(next.as<std::uint32_t>(), loads, at.as<std::uint32_t>(), space->stream.get());
    std::uint32_t expected = 0;
    for (std::int64_t load = 0; load < loads; ++load) expected = cycle[expected * words];
    CHECK(at.read<std::uint32_t>().front() == expected);
  }
}

TEST_CASE("operands are drawn alike for one seed, in (-1/2, 1/2)", "[gpu]") {
  cuda::Workspace* space = device();
  if (space == nullptr) return;
  const auto x = drawn(*space, 100'000, 7).read<float>();
  CHECK(x == drawn(*space, 100'000, 7).read<float>());
  CHECK(x != drawn(*space, 100'000, 8).read<float>());
  CHECK(*std::ranges::min_element(x) > -0.5F);
  CHECK(*std::ranges::max_element(x) < 0.5F);
  // Of 1e5 uniform numbers: a mean of 0 with a deviation of 0.29 / 316 = 9e-4.
  CHECK(std::accumulate(x.begin(), x.end(), 0.0) / 1e5 == Approx(0).margin(5e-3));
}
