// Products on the tensor cores (wmma): 2 m n k FLOP; a block makes 128 x 128 of C with 8 warps of
// 64 x 32, from shared memory, sums in fp32. Bound by the tensor cores, and by filling shared memory
// without overlap: about half of what a tuned library reaches.

#include <type_traits>

#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <mma.h>

#include "gpu/cuda/check.hpp"
#include "gpu/cuda/kernels.hpp"

namespace souk::cuda {
namespace {

namespace wmma = nvcuda::wmma;

constexpr int tile = 128, threads = 256, warps = threads / 32;
constexpr int down = 4, across = 2;  // fragments of a warp

/// How a format lies in memory, and which fragments multiply it.
template <class Stored, class Fragment, int Inner, int Depth>
struct Shape {
  using Element = Stored;
  using Operand = Fragment;
  static constexpr int inner = Inner;                     // of a fragment
  static constexpr int depth = Depth;                     // of the tiles in shared memory
  static constexpr int vector = 16 / sizeof(Stored);      // elements in 16 bytes
  static constexpr int a_row = Depth + vector;            // padded; fragments stay on 32 bytes
  static constexpr int b_row = tile + vector;
};
using Half = Shape<__half, __half, 16, 32>;
using Brain = Shape<__nv_bfloat16, __nv_bfloat16, 16, 32>;
using Tensor32 = Shape<float, wmma::precision::tf32, 8, 16>;

__device__ float as_stored(float value, float) { return value; }
__device__ __half as_stored(float value, __half) { return __float2half(value); }
__device__ __nv_bfloat16 as_stored(float value, __nv_bfloat16) { return __float2bfloat16(value); }

/// A piece of a row-major matrix in shared memory; 0 beyond the edge. 16 bytes at once where the rows
/// allow it.
template <int Rows, int Columns, int Row, int Vector, class T>
__device__ void load(T* to, const T* from, std::int64_t row, std::int64_t column, std::int64_t rows,
                     std::int64_t columns) {
  const bool aligned = columns % Vector == 0;
  for (int i = threadIdx.x; i < Rows * Columns / Vector; i += threads) {
    const int r = i / (Columns / Vector), c = i % (Columns / Vector) * Vector;
    const std::int64_t y = row + r, x = column + c;
    T* place = to + r * Row + c;
    if (aligned && y < rows && x + Vector <= columns) {
      *reinterpret_cast<uint4*>(place) = *reinterpret_cast<const uint4*>(from + y * columns + x);
    } else {
      for (int j = 0; j < Vector; ++j)
        place[j] = y < rows && x + j < columns ? from[y * columns + x + j] : as_stored(0.0F, T{});
    }
  }
}

template <class F>
__device__ void round_to_format(F& fragment) {
  for (int i = 0; i < fragment.num_elements; ++i) fragment.x[i] = wmma::__float_to_tf32(fragment.x[i]);
}

template <class S>
using Sums = wmma::fragment<wmma::accumulator, 16, 16, S::inner, float>;

template <class S>
__device__ void accumulate(const typename S::Element* a, const typename S::Element* b, int y, int x,
                           Sums<S> (&sums)[down][across]) {
  for (int inner = 0; inner < S::depth; inner += S::inner) {
    wmma::fragment<wmma::matrix_a, 16, 16, S::inner, typename S::Operand, wmma::row_major> left[down];
    wmma::fragment<wmma::matrix_b, 16, 16, S::inner, typename S::Operand, wmma::row_major> right;
    for (int i = 0; i < down; ++i) {
      wmma::load_matrix_sync(left[i], a + (y + 16 * i) * S::a_row + inner, S::a_row);
      if constexpr (std::is_same_v<S, Tensor32>) round_to_format(left[i]);
    }
    for (int j = 0; j < across; ++j) {
      wmma::load_matrix_sync(right, b + inner * S::b_row + x + 16 * j, S::b_row);
      if constexpr (std::is_same_v<S, Tensor32>) round_to_format(right);
      for (int i = 0; i < down; ++i) wmma::mma_sync(sums[i][j], left[i], right, sums[i][j]);
    }
  }
}

/// A fragment of C, through a piece of shared memory of the warp's own, since only that tells which
/// thread holds what.
template <class S>
__device__ void store(const Sums<S>& sums, float* piece, typename S::Element* c, std::int64_t row,
                      std::int64_t column, const ProductSize& size) {
  wmma::store_matrix_sync(piece, sums, 16, wmma::mem_row_major);
  __syncwarp();
  for (int i = static_cast<int>(threadIdx.x) % 32; i < 256; i += 32) {
    const std::int64_t m = row + i / 16, n = column + i % 16;
    if (m < size.m && n < size.n) c[m * size.n + n] = as_stored(piece[i], typename S::Element{});
  }
  __syncwarp();
}

template <class S>
__global__ void __launch_bounds__(threads)
    tensor_kernel(ProductSize size, const typename S::Element* a, const typename S::Element* b,
                  typename S::Element* c) {
  __shared__ __align__(128) typename S::Element a_tile[tile * S::a_row];
  __shared__ __align__(128) typename S::Element b_tile[S::depth * S::b_row];
  __shared__ __align__(128) float pieces[warps][256];
  a += blockIdx.z * size.m * size.k;
  b += blockIdx.z * size.k * size.n;
  c += blockIdx.z * size.m * size.n;
  const std::int64_t row = static_cast<std::int64_t>(blockIdx.y) * tile;
  const std::int64_t column = static_cast<std::int64_t>(blockIdx.x) * tile;
  const int warp = static_cast<int>(threadIdx.x) / 32;
  const int y = warp / 4 * 64, x = warp % 4 * 32;
  Sums<S> sums[down][across];
  for (auto& line : sums)
    for (auto& sum : line) wmma::fill_fragment(sum, 0.0F);
  for (std::int64_t inner = 0; inner < size.k; inner += S::depth) {
    load<tile, S::depth, S::a_row, S::vector>(a_tile, a, row, inner, size.m, size.k);
    load<S::depth, tile, S::b_row, S::vector>(b_tile, b, inner, column, size.k, size.n);
    __syncthreads();
    accumulate<S>(a_tile, b_tile, y, x, sums);
    __syncthreads();
  }
  for (int i = 0; i < down; ++i)
    for (int j = 0; j < across; ++j)
      store<S>(sums[i][j], pieces[warp], c, row + y + 16 * i, column + x + 16 * j, size);
}

template <class S>
void multiply_as(const ProductSize& size, const void* a, const void* b, void* c, Queue queue) {
  using T = typename S::Element;
  const auto tiles_of = [](std::int64_t length) {
    return static_cast<unsigned>((length + tile - 1) / tile);
  };
  const dim3 grid{tiles_of(size.n), tiles_of(size.m), static_cast<unsigned>(size.batch)};
  tensor_kernel<S><<<grid, threads, 0, static_cast<cudaStream_t>(queue)>>>(
      size, static_cast<const T*>(a), static_cast<const T*>(b), static_cast<T*>(c));
  check_launch("tensor product kernel");
}

}  // namespace

void multiply_tensor(Dtype dtype, const ProductSize& size, const void* a, const void* b, void* c,
                     Queue queue) {
  if (dtype == Dtype::fp16) return multiply_as<Half>(size, a, b, c, queue);
  if (dtype == Dtype::bf16) return multiply_as<Brain>(size, a, b, c, queue);
  if (dtype == Dtype::tf32) return multiply_as<Tensor32>(size, a, b, c, queue);
  throw CudaError{"the tensor kernels know tf32, fp16 and bf16 alone"};
}

}  // namespace souk::cuda
