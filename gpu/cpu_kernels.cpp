#include "gpu/cpu_kernels.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <utility>

#include <tbb/blocked_range.h>
#include <tbb/blocked_range3d.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/parallel_reduce.h>

#include "models/random/stream.hpp"

namespace souk::cpu {
namespace {

constexpr std::size_t tile = 64, depth = 256;
constexpr std::size_t grain = 1U << 14;
constexpr std::size_t chased_words = 16;

struct Block {
  std::size_t first_row, first_column, rows, columns;
};

/// One tile of C, in a buffer of its own until it is whole.
void multiply_tile(const Block& block, std::size_t n, std::size_t k, const float* a, const float* b,
                   float* c) {
  std::array<float, tile * tile> sums{};
  for (std::size_t from = 0; from < k; from += depth) {
    const std::size_t to = std::min(k, from + depth);
    for (std::size_t i = 0; i < block.rows; ++i) {
      float* row = &sums[i * tile];
      for (std::size_t inner = from; inner < to; ++inner) {
        const float factor = a[(block.first_row + i) * k + inner];
        const float* other = b + inner * n + block.first_column;
        for (std::size_t j = 0; j < block.columns; ++j) row[j] += factor * other[j];
      }
    }
  }
  for (std::size_t i = 0; i < block.rows; ++i)
    std::copy_n(&sums[i * tile], block.columns, c + (block.first_row + i) * n + block.first_column);
}

/// Lambert's fraction for tanh in place of the library's: plain arithmetic, which the compiler puts
/// into vectors, so that the pass is bound by memory as it is on a GPU.
inline float gelu_of(float x) {
  const float u = 0.79788456F * (x + 0.044715F * x * x * x), s = u * u;
  const float fraction =
      u * (135135 + s * (17325 + s * (378 + s))) / (135135 + s * (62370 + s * (3150 + s * 28)));
  const float above = fraction < -1 ? -1 : fraction;
  return 0.5F * x * (1 + (above > 1 ? 1 : above));
}

template <class Body>
void over(std::size_t size, const Body& body) {
  tbb::parallel_for(tbb::blocked_range<std::size_t>{0, size, grain},
                    [&](const auto& range) { body(range.begin(), range.end()); });
}

template <class Body>
void over_rows(std::size_t size, std::size_t columns, const Body& body) {
  tbb::parallel_for(tbb::blocked_range<std::size_t>{0, size / columns, 8}, [&](const auto& range) {
    for (std::size_t row = range.begin(); row < range.end(); ++row) body(row * columns);
  });
}

}  // namespace

void multiply(std::size_t batch, std::size_t m, std::size_t n, std::size_t k, const float* a,
              const float* b, float* c) {
  const std::size_t down = (m + tile - 1) / tile, across = (n + tile - 1) / tile;
  const tbb::blocked_range3d<std::size_t> tiles{0, batch, 1, 0, down, 1, 0, across, 1};
  tbb::parallel_for(tiles, [&](const auto& range) {
    for (std::size_t p = range.pages().begin(); p < range.pages().end(); ++p)
      for (std::size_t i = range.rows().begin(); i < range.rows().end(); ++i)
        for (std::size_t j = range.cols().begin(); j < range.cols().end(); ++j)
          multiply_tile(
              {i * tile, j * tile, std::min(tile, m - i * tile), std::min(tile, n - j * tile)}, n,
              k, a + p * m * k, b + p * k * n, c + p * m * n);
  });
}

float read(std::span<const float> in) {
  return tbb::parallel_reduce(
      tbb::blocked_range<std::size_t>{0, in.size(), grain}, 0.0F,
      [&](const auto& range, float sum) {
        std::array<float, 16> parts{};  // independent sums, so that adding does not wait for adding
        std::size_t i = range.begin();
        for (; i + 16 <= range.end(); i += 16)
          for (std::size_t j = 0; j < 16; ++j) parts[j] += in[i + j];
        for (; i < range.end(); ++i) parts[0] += in[i];
        for (const float part : parts) sum += part;
        return sum;
      },
      std::plus<>{});
}

void write(std::span<float> out, float value) {
  over(out.size(), [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) out[i] = value;
  });
}

void copy(std::span<const float> in, std::span<float> out) {
  over(in.size(), [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) out[i] = in[i];
  });
}

void triad(std::span<const float> a, std::span<const float> b, std::span<float> out) {
  over(a.size(), [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) out[i] = a[i] + 3 * b[i];
  });
}

void gelu(std::span<const float> in, std::span<float> out) {
  over(out.size(), [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) out[i] = gelu_of(in[i]);
  });
}

void softmax(std::span<const float> in, std::span<float> out, std::size_t columns) {
  over_rows(in.size(), columns, [&](std::size_t start) {
    const std::span<const float> row = in.subspan(start, columns);
    const float most = *std::ranges::max_element(row);
    float sum = 0;
    for (std::size_t i = 0; i < columns; ++i) {
      out[start + i] = std::exp(row[i] - most);
      sum += out[start + i];
    }
    for (std::size_t i = 0; i < columns; ++i) out[start + i] /= sum;
  });
}

void layer_norm(std::span<const float> in, std::span<float> out, std::size_t columns) {
  over_rows(in.size(), columns, [&](std::size_t start) {
    const std::span<const float> row = in.subspan(start, columns);
    float mean = 0, square = 0;
    for (const float x : row) mean += x;
    mean /= static_cast<float>(columns);
    for (const float x : row) square += (x - mean) * (x - mean);
    const float scale = 1 / std::sqrt(square / static_cast<float>(columns) + 1e-5F);
    for (std::size_t i = 0; i < columns; ++i) out[start + i] = (row[i] - mean) * scale;
  });
}

std::vector<std::uint32_t> random_cycle(std::size_t lines, std::uint64_t seed,
                                        std::size_t line_words) {
  std::vector<std::uint32_t> order(lines);
  for (std::size_t i = 0; i < lines; ++i) order[i] = static_cast<std::uint32_t>(i);
  Stream stream{seed, 0, "chase", 0};
  for (std::size_t i = lines; i-- > 1;) std::swap(order[i], order[stream.below(i)]);
  std::vector<std::uint32_t> next(lines * line_words);
  for (std::size_t i = 0; i < lines; ++i) next[i * line_words] = order[i];
  return next;
}

std::uint32_t chase(const std::vector<std::uint32_t>& next, std::uint32_t from, std::size_t loads) {
  for (std::size_t load = 0; load < loads; ++load) from = next[from * chased_words];
  return from;
}

void launch() {
  const auto processors = static_cast<std::size_t>(tbb::info::default_concurrency());
  tbb::parallel_for(
      tbb::blocked_range<std::size_t>{0, processors, 1}, [](const auto&) {},
      tbb::simple_partitioner{});
}

}  // namespace souk::cpu
