#pragma once

// Softmax and layer norm, as one lane of the warp that has the row does them. What a lane finds is
// joined over the 32 lanes between the steps.

#include <cmath>
#include <cstdint>

#include "gpu/cuda/host_device.hpp"

namespace souk::cuda {

constexpr int lanes = 32;
constexpr int row_threads = 256, rows_of_block = row_threads / lanes;
constexpr float layer_norm_epsilon = 1e-5F;

/// -inf for a lane that the row is too short for.
SOUK_HD inline float most_of(const float* row, std::int64_t columns, int lane) {
  float most = -INFINITY;
  for (std::int64_t i = lane; i < columns; i += lanes) most = fmaxf(most, row[i]);
  return most;
}
SOUK_HD inline float sum_of(const float* row, std::int64_t columns, int lane) {
  float sum = 0;
  for (std::int64_t i = lane; i < columns; i += lanes) sum += row[i];
  return sum;
}
/// Of exp(x - most).
SOUK_HD inline float exponentials_of(const float* row, std::int64_t columns, float most, int lane) {
  float sum = 0;
  for (std::int64_t i = lane; i < columns; i += lanes) sum += expf(row[i] - most);
  return sum;
}
/// Of (x - mean)^2.
SOUK_HD inline float squares_of(const float* row, std::int64_t columns, float mean, int lane) {
  float sum = 0;
  for (std::int64_t i = lane; i < columns; i += lanes) sum += (row[i] - mean) * (row[i] - mean);
  return sum;
}

SOUK_HD inline void store_softmax(const float* row, float* out, std::int64_t columns, float most,
                                  float sum, int lane) {
  const float scale = 1 / sum;
  for (std::int64_t i = lane; i < columns; i += lanes) out[i] = expf(row[i] - most) * scale;
}
SOUK_HD inline void store_layer_norm(const float* row, float* out, std::int64_t columns, float mean,
                                     float squares, int lane) {
  const float variance = squares / static_cast<float>(columns);
  const float scale = 1 / sqrtf(variance + layer_norm_epsilon);
  for (std::int64_t i = lane; i < columns; i += lanes) out[i] = (row[i] - mean) * scale;
}

}  // namespace souk::cuda
