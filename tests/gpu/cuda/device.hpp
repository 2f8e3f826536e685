#pragma once

// The device that the kernels are tried on, and memory of it.

#include <cstdint>
#include <cstring>
#include <iostream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "gpu/cuda/device.hpp"
#include "gpu/cuda/kernels.hpp"
#include "gpu/cuda/workspace.hpp"

namespace souk {

/// Device 0; null, and a word why, where there is none. ctest takes the word for a skip.
inline cuda::Workspace* device() {
  static const std::string absent = cuda::absence(cuda::presence(), 0);
  if (!absent.empty()) {
    std::cout << "skipped: " << absent << "\n";
    return nullptr;
  }
  static cuda::Workspace space{0};
  space.make_current();
  return &space;
}

/// Memory of the device, every byte of it 0xff, which is NaN in every format; and 256 bytes more
/// behind it, which must stay so.
class Poisoned {
 public:
  Poisoned(cuda::Workspace& space, std::size_t bytes) : space_{space}, bytes_{bytes} {
    cuda::check(
        cudaMemsetAsync(memory_.reserve(bytes + behind), 0xff, bytes + behind, space.stream.get()),
        "cudaMemsetAsync");
    space.finish();
  }
  [[nodiscard]] void* get() const { return memory_.get(); }
  template <class T>
  [[nodiscard]] T* as() const {
    return static_cast<T*>(memory_.get());
  }
  /// What is there now; fails the test if anything was written behind it.
  template <class T>
  [[nodiscard]] std::vector<T> read() const {
    std::vector<unsigned char> bytes(bytes_ + behind);
    space_.finish();
    cuda::check(cudaMemcpy(bytes.data(), memory_.get(), bytes.size(), cudaMemcpyDeviceToHost),
                "cudaMemcpy");
    for (std::size_t i = bytes_; i < bytes.size(); ++i)
      if (bytes[i] != 0xff) FAIL("byte " << i - bytes_ << " behind the result was written");
    std::vector<T> values(bytes_ / sizeof(T));
    std::memcpy(values.data(), bytes.data(), bytes_);
    return values;
  }
  template <class T>
  void write(const std::vector<T>& values) {
    cuda::check(
        cudaMemcpy(memory_.get(), values.data(), values.size() * sizeof(T), cudaMemcpyHostToDevice),
        "cudaMemcpy");
  }

 private:
  static constexpr std::size_t behind = 256;
  cuda::Workspace& space_;
  std::size_t bytes_;
  cuda::DeviceBuffer memory_;
};

/// The sizes that tiles, vectors and warps stumble over.
inline const std::vector<std::int64_t> awkward_sizes{1, 15, 16, 17, 64, 65, 1000};

}  // namespace souk
