#pragma once

// The fp32 product on the scalar units, as one thread of a block of 256 does it: a block makes
// 128 x 128 of C, a thread 8 x 8 of that, through tiles of 8 columns of A and 8 rows of B.

#include "gpu/cuda/tiles.hpp"

namespace souk::cuda {

struct ScalarTile {
  static constexpr int side = 128, depth = 8, per_thread = 8, threads = 256;
  static constexpr int pitch = side + 4;  // so that a column of A does not fall into one bank

  float a[depth][pitch];  ///< transposed
  float b[depth][pitch];

  /// The next columns of A and rows of B from `inner` on; 0 beyond the edge.
  SOUK_HD void load(const ProductSize& size, const float* from_a, const float* from_b,
                    std::int64_t row, std::int64_t column, std::int64_t inner, int thread) {
    for (int i = thread; i < side * depth; i += threads) {
      const std::int64_t m = row + i / depth, ka = inner + i % depth;
      a[i % depth][i / depth] = m < size.m && ka < size.k ? from_a[m * size.k + ka] : 0.0F;
      const std::int64_t kb = inner + i / side, n = column + i % side;
      b[i / side][i % side] = kb < size.k && n < size.n ? from_b[kb * size.n + n] : 0.0F;
    }
  }

  /// Row and column, in the tile, of sum (i, j) of a thread: rows lie together, columns 16 apart,
  /// so that a warp reads 16 numbers in a row.
  SOUK_HD static constexpr int row_of(int thread, int i) { return thread / 16 * per_thread + i; }
  SOUK_HD static constexpr int column_of(int thread, int j) { return thread % 16 + 16 * j; }

  SOUK_HD void accumulate(float (&sums)[per_thread][per_thread], int thread) const {
    SOUK_UNROLL
    for (int inner = 0; inner < depth; ++inner) {
      float left[per_thread], right[per_thread];
      SOUK_UNROLL
      for (int i = 0; i < per_thread; ++i) {
        left[i] = a[inner][row_of(thread, i)];
        right[i] = b[inner][column_of(thread, i)];
      }
      SOUK_UNROLL
      for (int i = 0; i < per_thread; ++i) {
        SOUK_UNROLL
        for (int j = 0; j < per_thread; ++j) sums[i][j] += left[i] * right[j];
      }
    }
  }

  SOUK_HD static void store(const float (&sums)[per_thread][per_thread], const ProductSize& size,
                            float* c, std::int64_t row, std::int64_t column, int thread) {
    SOUK_UNROLL
    for (int i = 0; i < per_thread; ++i) {
      SOUK_UNROLL
      for (int j = 0; j < per_thread; ++j) {
        const std::int64_t m = row + row_of(thread, i), n = column + column_of(thread, j);
        if (m < size.m && n < size.n) c[m * size.n + n] = sums[i][j];
      }
    }
  }
};

}  // namespace souk::cuda
