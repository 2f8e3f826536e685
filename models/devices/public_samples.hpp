#pragma once

// Measurements that others published, as tables: products, passes over memory.

#include <string>
#include <string_view>
#include <vector>

#include "models/devices/compute_fit.hpp"

namespace souk {

/// The rows of `device` in a table of products (device, op, batch, m, n, k, dtype, latency_ms; op
/// is gemm or batched_gemm) or of passes (device, op, rows, cols, tensors_moved, dtype, latency_ms;
/// op is add, mul, relu, gelu, softmax or ln), told apart by the header. Other columns are skipped.
///
/// A pass writes one tensor and reads the others. `file_name` is what messages call the text.
/// Throws ScenarioError, with the line, for a missing column, an unknown op or format, or a number
/// that is not positive. O(length of the text).
std::vector<OpSample> read_samples(std::string_view text, const std::string& file_name,
                                   std::string_view device);

}  // namespace souk
