#pragma once

// Products on the tensor cores by wmma: 2 m n k FLOP; a block makes 128 x 128 of C with 8 warps of
// 64 x 32, from shared memory, sums in fp32. Bound by the tensor cores, and by filling shared
// memory without overlap: about half of what a tuned library reaches.

#include <mma.h>

#include "gpu/cuda/check.hpp"
#include "gpu/cuda/kernels.hpp"
#include "gpu/cuda/launch.cuh"

// The fragments of bf16 and tf32 are not even declared for devices before compute capability 8.0.
#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 800
#define SOUK_AMPERE
#endif

namespace souk::cuda {

namespace wmma = nvcuda::wmma;

template <class Format>
using Sums = wmma::fragment<wmma::accumulator, 16, 16, Format::inner, float>;

/// One step of a warp: its fragments of the tiles in shared memory, multiplied and added up.
template <class Format>
__device__ void accumulate(const typename Format::Element* a, const typename Format::Element* b,
                           int warp, Sums<Format> (&sums)[TensorTile::down][TensorTile::across]) {
  using Operand = typename Format::Operand;
  constexpr int side = 16;
  const int y = TensorTile::warp_row(warp), x = TensorTile::warp_column(warp);
  for (int inner = 0; inner < Format::depth; inner += Format::inner) {
    wmma::fragment<wmma::matrix_a, side, side, Format::inner, Operand, wmma::row_major>
        left[TensorTile::down];
    for (int i = 0; i < TensorTile::down; ++i) {
      wmma::load_matrix_sync(left[i], a + (y + side * i) * Format::a_pitch + inner,
                             Format::a_pitch);
      Format::round(left[i]);
    }
    for (int j = 0; j < TensorTile::across; ++j) {
      wmma::fragment<wmma::matrix_b, side, side, Format::inner, Operand, wmma::row_major> right;
      wmma::load_matrix_sync(right, b + inner * Format::b_pitch + x + side * j, Format::b_pitch);
      Format::round(right);
      for (int i = 0; i < TensorTile::down; ++i)
        wmma::mma_sync(sums[i][j], left[i], right, sums[i][j]);
    }
  }
}

/// The work of a block. C leaves through a piece of shared memory of the warp's own, since only
/// that tells which lane holds what.
template <class Format>
__device__ void multiply_block(const ProductSize& size, const typename Format::Element* a,
                               const typename Format::Element* b, typename Format::Element* c) {
  using Element = typename Format::Element;
  constexpr int side = TensorTile::side;
  __shared__ __align__(128) Element a_tile[side * Format::a_pitch];
  __shared__ __align__(128) Element b_tile[Format::depth * Format::b_pitch];
  __shared__ __align__(128) float pieces[TensorTile::warps][256];
  a += blockIdx.z * size.m * size.k;
  b += blockIdx.z * size.k * size.n;
  c += blockIdx.z * size.m * size.n;
  const std::int64_t row = static_cast<std::int64_t>(blockIdx.y) * side;
  const std::int64_t column = static_cast<std::int64_t>(blockIdx.x) * side;
  const int thread = static_cast<int>(threadIdx.x), warp = thread / 32, lane = thread % 32;
  Sums<Format> sums[TensorTile::down][TensorTile::across];
  for (auto& line : sums)
    for (auto& sum : line) wmma::fill_fragment(sum, 0.0F);
  for (std::int64_t inner = 0; inner < size.k; inner += Format::depth) {
    load_piece<side, Format::depth, Format::a_pitch>(a_tile, a, row, inner, size.m, size.k, thread,
                                                     TensorTile::threads);
    load_piece<Format::depth, side, Format::b_pitch>(b_tile, b, inner, column, size.k, size.n,
                                                     thread, TensorTile::threads);
    __syncthreads();
    accumulate<Format>(a_tile, b_tile, warp, sums);
    __syncthreads();
  }
  for (int i = 0; i < TensorTile::down; ++i)
    for (int j = 0; j < TensorTile::across; ++j) {
      wmma::store_matrix_sync(pieces[warp], sums[i][j], 16, wmma::mem_row_major);
      __syncwarp();
      store_piece<Format>(pieces[warp], c, row + TensorTile::warp_row(warp) + 16 * i,
                          column + TensorTile::warp_column(warp) + 16 * j, size, lane);
      __syncwarp();
    }
}

}  // namespace souk::cuda
