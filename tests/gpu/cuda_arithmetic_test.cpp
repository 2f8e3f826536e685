// What the CUDA kernels compute where, run on the host: the same functions, thread by thread, on
// operands in memory of exactly their size, so that a sanitizer sees every step beyond the edge.

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <new>
#include <span>
#include <vector>

#include <catch2/catch.hpp>

#include "gpu/cuda/kernels.hpp"
#include "gpu/cuda/rotation.hpp"
#include "gpu/cuda/rows.hpp"
#include "gpu/cuda/scalar_tile.hpp"
#include "models/random/stream.hpp"

using namespace souk;
using namespace souk::cuda;

namespace {

/// Memory on 256 bytes that ends where the operand does.
class Operand {
 public:
  explicit Operand(std::int64_t count, std::uint64_t owner = 0)
      : size_{static_cast<std::size_t>(count)},
        data_{static_cast<float*>(::operator new (size_ * sizeof(float), std::align_val_t{256}))} {
    Stream stream{1, 0, "operand", owner};
    for (float& value : values())
      value = owner == 0 ? std::nanf("") : static_cast<float>(stream.uniform() - 0.5);
  }
  Operand(const Operand&) = delete;
  Operand& operator=(const Operand&) = delete;
  ~Operand() { ::operator delete (data_, std::align_val_t{256}); }
  [[nodiscard]] float* data() const { return data_; }
  [[nodiscard]] std::span<float> values() const { return {data_, size_}; }
  float operator[](std::int64_t i) const { return data_[i]; }

 private:
  std::size_t size_;
  float* data_;
};

struct Dimensions {
  std::int64_t m, n, k;
};

/// The sizes that the tests on a device have, where they are not too slow here, and mixed ones.
std::vector<Dimensions> awkward() {
  std::vector<Dimensions> all;
  for (const std::int64_t size : {1, 15, 16, 17, 64, 65, 129, 200})
    all.push_back({size, size, size});
  for (const Dimensions& mixed :
       {Dimensions{1, 1000, 17}, Dimensions{1000, 1, 16}, Dimensions{17, 129, 8},
        Dimensions{130, 20, 1000}, Dimensions{128, 128, 32}, Dimensions{129, 136, 33}})
    all.push_back(mixed);
  return all;
}

double relative_error(const ProductSize& size, const Operand& a, const Operand& b,
                      const Operand& c) {
  double off = 0, whole = 0;
  for (std::int64_t p = 0; p < size.batch; ++p)
    for (std::int64_t i = 0; i < size.m; ++i)
      for (std::int64_t j = 0; j < size.n; ++j) {
        double sum = 0;
        for (std::int64_t l = 0; l < size.k; ++l)
          sum += static_cast<double>(a[(p * size.m + i) * size.k + l]) *
                 b[(p * size.k + l) * size.n + j];
        const double d = sum - c[(p * size.m + i) * size.n + j];
        off += d * d;
        whole += sum * sum;
      }
  return std::sqrt(off / whole);
}

/// As scalar_kernel of scalar_product.cu, its threads one after the other between the barriers.
void multiply_by_scalar_tiles(const ProductSize& size, const float* a, const float* b, float* c) {
  const auto tile = std::make_unique<ScalarTile>();
  for (std::int64_t z = 0; z < size.batch;
       ++z, a += size.m * size.k, b += size.k * size.n, c += size.m * size.n)
    for (std::int64_t row = 0; row < size.m; row += ScalarTile::side)
      for (std::int64_t column = 0; column < size.n; column += ScalarTile::side) {
        struct Sums {
          float values[ScalarTile::per_thread][ScalarTile::per_thread] = {};
        };
        std::vector<Sums> sums(ScalarTile::threads);
        for (std::int64_t inner = 0; inner < size.k; inner += ScalarTile::depth) {
          for (int t = 0; t < ScalarTile::threads; ++t)
            tile->load(size, a, b, row, column, inner, t);
          for (int t = 0; t < ScalarTile::threads; ++t)
            tile->accumulate(sums[static_cast<std::size_t>(t)].values, t);
        }
        for (int t = 0; t < ScalarTile::threads; ++t)
          ScalarTile::store(sums[static_cast<std::size_t>(t)].values, size, c, row, column, t);
      }
}

/// The layout of tf32, whose element is a float on the host too; fp16's has the same code.
struct Format : TensorLayout<float, 8, 16> {
  static float stored(float value) { return value; }
};

/// What wmma does with the fragments of a warp, one step of the tiles.
void multiply_fragments(const float* a, const float* b, int warp, std::vector<float>& sums) {
  const int y = TensorTile::warp_row(warp), x = TensorTile::warp_column(warp);
  for (int i = 0; i < 16 * TensorTile::down; ++i)
    for (int l = 0; l < Format::depth; ++l)
      for (int j = 0; j < 16 * TensorTile::across; ++j)
        sums[static_cast<std::size_t>((y + i) * TensorTile::side + x + j)] +=
            a[(y + i) * Format::a_pitch + l] * b[l * Format::b_pitch + x + j];
}

void store(const std::vector<float>& sums, const ProductSize& size, float* c, std::int64_t row,
           std::int64_t column) {
  float piece[256];
  for (int warp = 0; warp < TensorTile::warps; ++warp)
    for (int i = 0; i < TensorTile::down; ++i)
      for (int j = 0; j < TensorTile::across; ++j) {
        const int y = TensorTile::warp_row(warp) + 16 * i,
                  x = TensorTile::warp_column(warp) + 16 * j;
        for (int at = 0; at < 256; ++at)
          piece[at] =
              sums[static_cast<std::size_t>((y + at / 16) * TensorTile::side + x + at % 16)];
        for (int lane = 0; lane < 32; ++lane)
          store_piece<Format>(piece, c, row + y, column + x, size, lane);
      }
}

/// As multiply_block of tensor_product.cuh.
void multiply_by_tensor_tiles(const ProductSize& size, const float* a, const float* b, float* c) {
  constexpr int side = TensorTile::side;
  const Operand a_tile{side * Format::a_pitch}, b_tile{Format::depth * Format::b_pitch};
  for (std::int64_t row = 0; row < size.m; row += side)
    for (std::int64_t column = 0; column < size.n; column += side) {
      std::vector<float> sums(static_cast<std::size_t>(side * side));
      for (std::int64_t inner = 0; inner < size.k; inner += Format::depth) {
        for (int t = 0; t < TensorTile::threads; ++t) {
          load_piece<side, Format::depth, Format::a_pitch>(a_tile.data(), a, row, inner, size.m,
                                                           size.k, t, TensorTile::threads);
          load_piece<Format::depth, side, Format::b_pitch>(b_tile.data(), b, inner, column, size.k,
                                                           size.n, t, TensorTile::threads);
        }
        for (int warp = 0; warp < TensorTile::warps; ++warp)
          multiply_fragments(a_tile.data(), b_tile.data(), warp, sums);
      }
      store(sums, size, c, row, column);
    }
}

template <class Multiply>
void check_products(std::int64_t batch, const Multiply& multiply) {
  for (const Dimensions& each : awkward()) {
    const ProductSize size{batch, each.m, each.n, each.k};
    CAPTURE(each.m, each.n, each.k);
    const Operand a{batch * each.m * each.k, 1}, b{batch * each.k * each.n, 2},
        c{batch * each.m * each.n};
    multiply(size, a.data(), b.data(), c.data());
    CHECK(relative_error(size, a, b, c) < 1e-5);
  }
}

/// One thread after the other of as many blocks as the launch would have.
template <class Pass>
void over_grid(std::int64_t count, Pass pass) {
  const std::int64_t threads = stream_blocks(count) * stream_threads;
  for (std::int64_t thread = 0; thread < threads; ++thread)
    over_floats(thread, threads, count, pass);
}

const std::vector<std::int64_t> counts{1, 3, 4, 5, 15, 16, 17, 64, 65, 1000, 4099};

}  // namespace

TEST_CASE("the scalar product's tiles cover every element at awkward sizes", "[gpu][oracle]") {
  check_products(GENERATE(1, 3), multiply_by_scalar_tiles);
}

TEST_CASE("the tensor product's tiles cover every element at awkward sizes", "[gpu][oracle]") {
  check_products(1, multiply_by_tensor_tiles);
}

TEST_CASE("a piece of a matrix is loaded whole, with zeros beyond the edge", "[gpu][oracle]") {
  const std::int64_t columns = GENERATE(1, 7, 8, 9, 16, 24, 31, 40);
  constexpr int rows = 16, across = 16, pitch = 24;  // of two-byte elements: 8 to a vector
  using Element = std::uint16_t;
  const std::int64_t height = 19;
  std::vector<Element> padded(static_cast<std::size_t>(height * columns + 256));
  void* start = padded.data();
  std::size_t space = padded.size() * sizeof(Element);
  auto* matrix = static_cast<Element*>(std::align(256, 2, start, space));
  for (std::int64_t i = 0; i < height * columns; ++i) matrix[i] = static_cast<Element>(i + 1);
  alignas(16) Element tile[rows * pitch];
  for (const std::int64_t row : {0, 16})
    for (std::int64_t column = 0; column < columns + 8; column += 8) {
      std::fill_n(tile, rows * pitch, Element{60000});
      for (int thread = 0; thread < 40; ++thread)
        load_piece<rows, across, pitch>(tile, matrix, row, column, height, columns, thread, 40);
      for (int i = 0; i < rows; ++i)
        for (int j = 0; j < across; ++j) {
          const bool inside = row + i < height && column + j < columns;
          CHECK(tile[i * pitch + j] ==
                (inside ? (row + i) * columns + column + j + 1 : std::int64_t{0}));
        }
    }
}

TEST_CASE("the streams meet every element once", "[gpu][oracle]") {
  for (const std::int64_t count : counts) {
    CAPTURE(count);
    const Operand a{count, 1}, b{count, 2}, c{count};
    over_grid(count, CopyPass{a.data(), c.data()});
    for (std::int64_t i = 0; i < count; ++i) REQUIRE(c[i] == a[i]);
    over_grid(count, TriadPass{a.data(), b.data(), c.data()});
    for (std::int64_t i = 0; i < count; ++i) REQUIRE(c[i] == a[i] + 3 * b[i]);
    over_grid(count, GeluPass{a.data(), c.data()});
    for (std::int64_t i = 0; i < count; ++i) {
      const double x = a[i];
      REQUIRE(c[i] == Approx(x / 2 * (1 + std::erf(x / std::sqrt(2.0)))).epsilon(1e-5));
    }
    over_grid(count, WritePass{c.data(), 1});
    float sum = 0;
    const std::int64_t threads = stream_blocks(count) * stream_threads;
    for (std::int64_t thread = 0; thread < threads; ++thread) {
      ReadPass pass{c.data()};
      over_floats(thread, threads, count, pass);
      sum += pass.sum;
    }
    CHECK(sum == static_cast<float>(count));
  }
}

TEST_CASE("no grid is empty or too large, and every sum of a warp has its place", "[gpu]") {
  CHECK(stream_blocks(0) == 1);
  CHECK(stream_blocks(1) == 1);
  CHECK(stream_blocks(4 * 256) == 1);
  CHECK(stream_blocks(4 * 257) == 2);
  CHECK(stream_blocks(std::int64_t{1} << 40) == most_stream_blocks);
  CHECK(sinks_of(4 * 257) == 16);
}

TEST_CASE("the lanes of a warp make softmax and layer norm of any row", "[gpu][oracle]") {
  const std::int64_t columns = GENERATE(1, 15, 16, 17, 31, 32, 33, 64, 65, 1000);
  CAPTURE(columns);
  const Operand in{columns, 1}, out{columns};
  float most = -std::numeric_limits<float>::infinity(), sum = 0, total = 0, squares = 0;
  for (int lane = 0; lane < lanes; ++lane) most = std::max(most, most_of(in.data(), columns, lane));
  for (int lane = 0; lane < lanes; ++lane) {
    sum += exponentials_of(in.data(), columns, most, lane);
    total += sum_of(in.data(), columns, lane);
  }
  for (int lane = 0; lane < lanes; ++lane)
    store_softmax(in.data(), out.data(), columns, most, sum, lane);
  double exact = 0, mean = 0, variance = 0;
  for (const float x : in.values()) {
    exact += std::exp(static_cast<double>(x));
    mean += static_cast<double>(x) / static_cast<double>(columns);
  }
  for (const float x : in.values())
    variance += (x - mean) * (x - mean) / static_cast<double>(columns);
  for (std::int64_t i = 0; i < columns; ++i)
    REQUIRE(out[i] == Approx(std::exp(static_cast<double>(in[i])) / exact).epsilon(1e-4));
  const float average = total / static_cast<float>(columns);
  for (int lane = 0; lane < lanes; ++lane) squares += squares_of(in.data(), columns, average, lane);
  for (int lane = 0; lane < lanes; ++lane)
    store_layer_norm(in.data(), out.data(), columns, average, squares, lane);
  for (std::int64_t i = 0; i < columns; ++i)
    REQUIRE(out[i] ==
            Approx((in[i] - mean) / std::sqrt(variance + 1e-5)).epsilon(1e-3).margin(1e-5));
}

TEST_CASE("rotated operands never overlap the end, and come back after a cache's size", "[gpu]") {
  Rotation places{1024};
  CHECK(places.next(300) == 0);  // takes 512
  CHECK(places.next(100) == 512);
  CHECK(places.next(256) == 768);
  CHECK(places.next(1) == 0);  // the next would end at 1280
  CHECK(places.next(1024) == 0);
  CHECK(places.next(1024) == 0);
}
