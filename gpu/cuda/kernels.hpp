#pragma once

// The kernels as plain functions: no type of CUDA leaves the .cu files. All pointers are of device
// memory and lie on 256 bytes; `queue` is a cudaStream_t. Each function enqueues one launch on the
// current device and throws CudaError if it was not taken. Values are deterministic: no atomics.

#include <cstdint>

#include "gpu/cuda/streams.hpp"
#include "gpu/cuda/tiles.hpp"

namespace souk::cuda {

using Queue = void*;

/// Nothing, by one thread.
void launch_empty(Queue queue);

/// Reads `count` floats; `sink` gets the sum of each warp's share, sinks_of(count) numbers.
void stream_read(const float* in, std::int64_t count, float* sink, Queue queue);
constexpr std::int64_t sinks_of(std::int64_t count) {
  return stream_blocks(count) * stream_threads / 32;
}
/// out = value
void stream_write(float* out, std::int64_t count, float value, Queue queue);
/// out = in
void stream_copy(const float* in, float* out, std::int64_t count, Queue queue);
/// out = a + 3 b
void stream_triad(const float* a, const float* b, float* out, std::int64_t count, Queue queue);
/// out = x / 2 (1 + erf(x / sqrt 2))
void gelu(const float* in, float* out, std::int64_t count, Queue queue);

/// One thread follows `loads` steps of a cycle from line *at, and leaves there where it ended:
/// next[chase_words i] is the line after line i.
void chase(const std::uint32_t* next, std::int64_t loads, std::uint32_t* at, Queue queue);
constexpr std::int64_t chase_words = 32;  // lines of 128 bytes

/// c = a b, 2 batch m n k FLOP; sums in fp32, in the order of k. Every extent is at least 1; batch
/// and m / 128 at most 65,535.
void multiply_scalar(const ProductSize& size, const float* a, const float* b, float* c,
                     Queue queue);
/// On the tensor cores: operands and result in one format. tf32 is stored as fp32, and bf16 and
/// tf32 need compute capability 8.0.
void multiply_fp16(const ProductSize& size, const void* a, const void* b, void* c, Queue queue);
void multiply_bf16(const ProductSize& size, const void* a, const void* b, void* c, Queue queue);
void multiply_tf32(const ProductSize& size, const void* a, const void* b, void* c, Queue queue);

/// Rows of `columns` floats: exp(x - max) / sum; (x - mean) / sqrt(variance + 1e-5).
void softmax(const float* in, float* out, std::int64_t rows, std::int64_t columns, Queue queue);
void layer_norm(const float* in, float* out, std::int64_t rows, std::int64_t columns, Queue queue);

/// Numbers in (-1/2, 1/2), a pure function of index and seed; never zeros, which take less power.
void fill_fp32(float* out, std::int64_t count, std::uint64_t seed, Queue queue);
void fill_fp16(void* out, std::int64_t count, std::uint64_t seed, Queue queue);
void fill_bf16(void* out, std::int64_t count, std::uint64_t seed, Queue queue);

}  // namespace souk::cuda
