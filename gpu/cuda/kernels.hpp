#pragma once

// The kernels as plain functions: no type of CUDA leaves the .cu files. All pointers are of device
// memory, aligned to 256 bytes; `queue` is a cudaStream_t. Each function enqueues one launch and
// throws CudaError if it was not taken. None is deterministic in time, all are in value.

#include <cstddef>
#include <cstdint>

#include "models/devices/device_profile.hpp"

namespace souk::cuda {

using Queue = void*;

/// `batch` row-major products of (m x k) by (k x n), one after the other in memory.
struct ProductSize {
  std::int64_t batch = 1, m = 0, n = 0, k = 0;
};

/// Nothing, by one thread.
void launch_empty(Queue queue);

/// Reads `count` floats; writes one number per block into `sink` (at least 4096 floats).
void stream_read(const float* in, std::int64_t count, float* sink, Queue queue);
/// out = value
void stream_write(float* out, std::int64_t count, float value, Queue queue);
/// out = in
void stream_copy(const float* in, float* out, std::int64_t count, Queue queue);
/// out = a + 3 b
void stream_triad(const float* a, const float* b, float* out, std::int64_t count, Queue queue);

/// One thread follows `loads` steps of a cycle (next[32 i] is the line after line i) from *at, and
/// leaves there where it ended.
void chase(const std::uint32_t* next, std::int64_t loads, std::uint32_t* at, Queue queue);

/// fp32 on the scalar units: 2 batch m n k FLOP, sums in fp32 in the order of k.
void multiply_scalar(const ProductSize& size, const float* a, const float* b, float* c, Queue queue);
/// tf32 (operands and result fp32), fp16 or bf16 (all three) on the tensor cores, sums in fp32.
void multiply_tensor(Dtype dtype, const ProductSize& size, const void* a, const void* b, void* c,
                     Queue queue);

/// Rows of `columns` floats: exp(x - max) / sum; (x - mean) / sqrt(variance + 1e-5).
void softmax(const float* in, float* out, std::int64_t rows, std::int64_t columns, Queue queue);
void layer_norm(const float* in, float* out, std::int64_t rows, std::int64_t columns, Queue queue);

/// Numbers in (-1/2, 1/2), a pure function of index and seed; never zeros, which take less power.
void fill(Dtype dtype, void* out, std::int64_t count, std::uint64_t seed, Queue queue);

}  // namespace souk::cuda
