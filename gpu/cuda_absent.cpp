// In place of the CUDA backend where it is not built.

#include "gpu/backend.hpp"

namespace souk {

std::unique_ptr<Backend> cuda_backend(int /*index*/) {
  throw NoDevice{"this souk was built without CUDA; it measures cpu and emulated devices"};
}

}  // namespace souk
