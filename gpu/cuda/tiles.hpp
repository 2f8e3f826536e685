#pragma once

// Which element of a matrix goes where: the arithmetic that the products of all formats share.

#include <cstdint>

#include "gpu/cuda/vectors.hpp"

namespace souk::cuda {

/// `batch` row-major products of (m x k) by (k x n), one after the other in memory.
struct ProductSize {
  std::int64_t batch = 1, m = 0, n = 0, k = 0;
};

/// How many steps cover a length.
SOUK_HD constexpr std::int64_t steps_over(std::int64_t length, std::int64_t step) {
  return (length + step - 1) / step;
}

/// What one thread of `threads` copies of the piece of a row-major matrix (rows x columns) that
/// begins at (row, column), into Rows x Columns of shared memory whose rows are Pitch apart; 0
/// beyond the edge. 16 bytes at once where every row of the matrix begins on 16 bytes.
///
/// Requires `from` and `to` on 16 bytes, `column` and Columns multiples of the vector, Pitch too.
template <int Rows, int Columns, int Pitch, class T>
SOUK_HD void load_piece(T* to, const T* from, std::int64_t row, std::int64_t column,
                        std::int64_t rows, std::int64_t columns, int thread, int threads) {
  constexpr int vector = 16 / static_cast<int>(sizeof(T)), in_row = Columns / vector;
  static_assert(Columns % vector == 0 && Pitch % vector == 0);
  const bool aligned = columns % vector == 0;
  for (int i = thread; i < Rows * in_row; i += threads) {
    const int r = i / in_row, c = i % in_row * vector;
    const std::int64_t y = row + r, x = column + c;
    T* place = to + r * Pitch + c;
    if (aligned && y < rows && x + vector <= columns) {
      copy16(place, from + y * columns + x);
    } else {
      for (int j = 0; j < vector; ++j)
        place[j] = y < rows && x + j < columns ? from[y * columns + x + j] : T{};
    }
  }
}

/// What one lane of a warp stores of a 16 x 16 piece of C that begins at (row, column); nothing
/// beyond the edge.
template <class Format>
SOUK_HD void store_piece(const float* piece, typename Format::Element* c, std::int64_t row,
                         std::int64_t column, const ProductSize& size, int lane) {
  for (int i = lane; i < 256; i += 32) {
    const std::int64_t m = row + i / 16, n = column + i % 16;
    if (m < size.m && n < size.n) c[m * size.n + n] = Format::stored(piece[i]);
  }
}

/// The tiles of the tensor-core products: a block makes 128 x 128 of C with 8 warps of 64 x 32, a
/// warp with 4 x 2 fragments of 16 x 16.
struct TensorTile {
  static constexpr int side = 128, threads = 256, warps = 8, down = 4, across = 2;
  SOUK_HD static constexpr int warp_row(int warp) { return warp / 4 * 64; }
  SOUK_HD static constexpr int warp_column(int warp) { return warp % 4 * 32; }
};

/// How a format lies in shared memory. Rows are padded by 16 bytes against bank conflicts; every
/// fragment still begins on 32 bytes, which wmma asks for, and the pitch is a multiple of 16 bytes.
template <class Stored, int Inner, int Depth>
struct TensorLayout {
  using Element = Stored;
  static constexpr int inner = Inner;  ///< of a fragment, in elements
  static constexpr int depth = Depth;  ///< of the tiles
  static constexpr int vector = 16 / static_cast<int>(sizeof(Stored));
  static constexpr int a_pitch = Depth + vector, b_pitch = TensorTile::side + vector;
  static_assert(Depth % Inner == 0 && 16 * a_pitch * sizeof(Stored) % 32 == 0 &&
                Inner * sizeof(Stored) % 32 == 0 && Inner * b_pitch * sizeof(Stored) % 32 == 0);
};

}  // namespace souk::cuda
