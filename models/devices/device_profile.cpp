#include "models/devices/device_profile.hpp"

#include <algorithm>
#include <array>

namespace souk {
namespace {

constexpr std::array<std::string_view, 4> origin_names{"measured", "emulated", "published",
                                                       "public-data"};
constexpr std::array<std::string_view, 5> class_names{"gemm", "batched_gemm", "elementwise",
                                                      "softmax", "layer_norm"};
constexpr std::array<std::string_view, 5> dtype_names{"fp32", "tf32", "fp16", "bf16", "fp8"};

template <class Enum, std::size_t N>
std::optional<Enum> named(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto* found = std::ranges::find(names, name);
  if (found == names.end()) return {};
  return static_cast<Enum>(found - names.begin());
}

}  // namespace

double TransferPath::seconds(double bytes) const {
  const double large = std::max(floor_s.value_or(0), alpha_s + bytes / bps);
  if (!small_alpha_s || !small_bps) return large;
  return std::min(large, *small_alpha_s + bytes / *small_bps);
}

std::string_view name_of(Origin origin) {
  return origin_names.at(static_cast<std::size_t>(origin));
}
std::string_view name_of(OpClass op_class) {
  return class_names.at(static_cast<std::size_t>(op_class));
}
std::string_view name_of(Dtype dtype) {
  return dtype_names.at(static_cast<std::size_t>(dtype));
}
std::optional<Origin> origin_named(std::string_view name) {
  return named<Origin>(origin_names, name);
}
std::optional<OpClass> op_class_named(std::string_view name) {
  return named<OpClass>(class_names, name);
}
std::optional<Dtype> dtype_named(std::string_view name) {
  return named<Dtype>(dtype_names, name);
}

double bytes_of(Dtype dtype) {
  constexpr std::array<double, 5> bytes{4, 4, 2, 2, 1};
  return bytes.at(static_cast<std::size_t>(dtype));
}

const ComputeFit* fit_of(const DeviceProfile& profile, OpClass op_class, Dtype dtype) {
  const auto found = std::ranges::find_if(profile.compute, [&](const ComputeFit& fit) {
    return fit.op_class == op_class && fit.dtype == dtype;
  });
  return found == profile.compute.end() ? nullptr : &*found;
}

Figure published_peak(const DeviceProfile& profile, Dtype dtype) {
  const auto found = std::ranges::find(profile.published, dtype, &PublishedPeak::dtype);
  if (found == profile.published.end()) return {};
  return found->flops;
}

}  // namespace souk
