// In place of the CUDA backend where it is not built.

#include <dlfcn.h>

#include <fmt/format.h>

#include "gpu/backend.hpp"

namespace souk {
namespace {

/// NVIDIA's driver comes with this library, under this name.
bool has_driver() {
  void* library = dlopen("libcuda.so.1", RTLD_LAZY | RTLD_LOCAL);
  if (library != nullptr) dlclose(library);
  return library != nullptr;
}

}  // namespace

std::unique_ptr<Backend> cuda_backend(int index) {
  throw NoDevice{fmt::format(
      "cuda:{}: {}", index,
      has_driver() ? "this souk was built without CUDA; where nvcc is, cmake --preset cuda does"
                   : "no NVIDIA driver on this machine, and this souk was built without CUDA")};
}

}  // namespace souk
