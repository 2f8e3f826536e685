#pragma once

// The products of NVIDIA's library, beside our own. It is opened while the program runs, since it
// weighs half a gigabyte and not every machine has it.

#include <memory>
#include <string>

#include "gpu/cuda/kernels.hpp"
#include "models/devices/device_profile.hpp"

namespace souk::cuda {

class ProductLibrary {
 public:
  virtual ~ProductLibrary() = default;
  /// As the functions of kernels.hpp: row-major, operands and result in `dtype`, sums in fp32.
  /// Throws std::runtime_error if the library refuses.
  virtual void multiply(Dtype dtype, const ProductSize& size, const void* a, const void* b,
                        void* c) = 0;
  [[nodiscard]] virtual std::string version() const = 0;
};

/// cuBLAS on a stream of the current device; null where it was not built with (SOUK_CUBLAS) or
/// cannot be opened here.
std::unique_ptr<ProductLibrary> open_cublas(Queue queue);

}  // namespace souk::cuda
