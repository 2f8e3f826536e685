#pragma once

// What the processors are timed on: plain loops over all of them by TBB. One-precision products in
// tiles that fit the cache; passes that move what they count.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace souk::cpu {

/// c = a b for `batch` products of (m x k) by (k x n), row-major and one after the other. The sums
/// run over k in blocks of 256, in order; error about k 2^-24 relative to sum |a b|.
void multiply(std::size_t batch, std::size_t m, std::size_t n, std::size_t k, const float* a,
              const float* b, float* c);

/// Reads `in`: the sum of it, in parts of all processors.
float read(std::span<const float> in);
/// out = value
void write(std::span<float> out, float value);
/// out = in
void copy(std::span<const float> in, std::span<float> out);
/// out = a + 3 b
void triad(std::span<const float> a, std::span<const float> b, std::span<float> out);

/// Each row of `columns` numbers: exp(x - max) / sum.
void softmax(std::span<const float> in, std::span<float> out, std::size_t columns);
/// Each row: (x - mean) / sqrt(variance + 1e-5).
void layer_norm(std::span<const float> in, std::span<float> out, std::size_t columns);

/// out = x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))), tanh by a fraction; within 1e-3 of
/// GELU. Source: Hendrycks and Gimpel, arXiv 1606.08415.
void gelu(std::span<const float> in, std::span<float> out);

/// A random cycle through all of `lines` cache lines of 4 `line_words` bytes: next[line_words i] is
/// the line after i. All else is 0. Sattolo's algorithm, seeded.
std::vector<std::uint32_t> random_cycle(std::size_t lines, std::uint64_t seed,
                                        std::size_t line_words = 16);
/// Follows `loads` steps of a cycle from line `from`; returns the line it ends at.
std::uint32_t chase(const std::vector<std::uint32_t>& next, std::uint32_t from, std::size_t loads);

/// A task for every processor, doing nothing, waited for.
void launch();

}  // namespace souk::cpu
