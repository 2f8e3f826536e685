// Products of every format and family against sums in double.

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include <cmath>
#include <vector>

#include "tests/gpu/cuda/device.hpp"

using namespace souk;

namespace {

double value_of(float x) {
  return x;
}
double value_of(__half x) {
  return __half2float(x);
}
double value_of(__nv_bfloat16 x) {
  return __bfloat162float(x);
}

void fill(float* to, std::int64_t count, std::uint64_t seed, cuda::Queue queue) {
  cuda::fill_fp32(to, count, seed, queue);
}
void fill(__half* to, std::int64_t count, std::uint64_t seed, cuda::Queue queue) {
  cuda::fill_fp16(to, count, seed, queue);
}
void fill(__nv_bfloat16* to, std::int64_t count, std::uint64_t seed, cuda::Queue queue) {
  cuda::fill_bf16(to, count, seed, queue);
}

template <class T>
std::vector<double> values_of(const Poisoned& memory) {
  std::vector<double> values;
  for (const T& each : memory.read<T>()) values.push_back(value_of(each));
  return values;
}

/// Sums in double, k in the middle so that the rows of b are read in order.
std::vector<double> reference(const cuda::ProductSize& size, const std::vector<double>& a,
                              const std::vector<double>& b) {
  const auto at = [](std::int64_t i) { return static_cast<std::size_t>(i); };
  std::vector<double> c(at(size.batch * size.m * size.n));
  for (std::int64_t row = 0; row < size.batch * size.m; ++row)
    for (std::int64_t l = 0; l < size.k; ++l) {
      const double left = a[at(row * size.k + l)];
      const double* right = &b[at((row / size.m * size.k + l) * size.n)];
      double* sums = &c[at(row * size.n)];
      for (std::int64_t j = 0; j < size.n; ++j) sums[j] += left * right[j];
    }
  return c;
}

/// Of the difference, against that of the reference; NaN if any result is.
double frobenius_error(const std::vector<double>& found, const std::vector<double>& expected) {
  double off = 0, whole = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    off += (found[i] - expected[i]) * (found[i] - expected[i]);
    whole += expected[i] * expected[i];
  }
  return std::sqrt(off / whole);
}

std::vector<cuda::ProductSize> sizes() {
  std::vector<cuda::ProductSize> all;
  for (const std::int64_t size : awkward_sizes) all.push_back({1, size, size, size});
  for (const cuda::ProductSize& mixed :
       {cuda::ProductSize{1, 1, 1000, 17}, cuda::ProductSize{1, 1000, 1, 16},
        cuda::ProductSize{3, 65, 17, 64}, cuda::ProductSize{3, 128, 256, 96},
        cuda::ProductSize{2, 129, 15, 1000}, cuda::ProductSize{5, 16, 64, 1}})
    all.push_back(mixed);
  return all;
}

template <class T>
void check_format(Dtype dtype, double tolerance, int capability) {
  cuda::Workspace* space = device();
  if (space == nullptr) return;
  if (cuda::capability(0) < capability) {
    std::cout << "not run: " << name_of(dtype) << " on compute capability " << cuda::capability(0)
              << "\n";
    return;
  }
  const cuda::Queue queue = space->stream.get();
  for (const cuda::ProductSize& size : sizes()) {
    CAPTURE(name_of(dtype), size.batch, size.m, size.n, size.k);
    const auto bytes = [&](std::int64_t rows, std::int64_t columns) {
      return static_cast<std::size_t>(size.batch * rows * columns) * sizeof(T);
    };
    const Poisoned a{*space, bytes(size.m, size.k)}, b{*space, bytes(size.k, size.n)};
    fill(a.as<T>(), size.batch * size.m * size.k, 1, queue);
    fill(b.as<T>(), size.batch * size.k * size.n, 2, queue);
    const auto expected = reference(size, values_of<T>(a), values_of<T>(b));
    const Poisoned own{*space, bytes(size.m, size.n)};
    if (dtype == Dtype::fp32)
      cuda::multiply_scalar(size, a.as<float>(), b.as<float>(), own.as<float>(), queue);
    else if (dtype == Dtype::tf32)
      cuda::multiply_tf32(size, a.get(), b.get(), own.get(), queue);
    else if (dtype == Dtype::fp16)
      cuda::multiply_fp16(size, a.get(), b.get(), own.get(), queue);
    else
      cuda::multiply_bf16(size, a.get(), b.get(), own.get(), queue);
    CHECK(frobenius_error(values_of<T>(own), expected) < tolerance);
    if (!space->library) continue;
    const Poisoned other{*space, bytes(size.m, size.n)};
    space->library->multiply(dtype, size, a.get(), b.get(), other.get());
    CHECK(frobenius_error(values_of<T>(other), expected) < tolerance);
  }
}

}  // namespace

TEST_CASE("fp32 products match sums in double to 1e-3", "[gpu][oracle]") {
  check_format<float>(Dtype::fp32, 1e-3, 0);
}

TEST_CASE("tf32 products match sums in double to 3e-3", "[gpu][oracle]") {
  check_format<float>(Dtype::tf32, 3e-3, 80);
}

TEST_CASE("fp16 products match sums in double to 3e-3", "[gpu][oracle]") {
  check_format<__half>(Dtype::fp16, 3e-3, 70);
}

TEST_CASE("bf16 products match sums in double to 1e-2", "[gpu][oracle]") {
  check_format<__nv_bfloat16>(Dtype::bf16, 1e-2, 80);
}
