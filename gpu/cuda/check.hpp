#pragma once

// Errors of the CUDA runtime as exceptions.

#include <stdexcept>
#include <string>

#include <cuda_runtime.h>

#if __cplusplus < 202002L
#error "compile with -std=c++20: CMake 3.25 ignores CUDA_STANDARD 20 for nvcc 13"
#endif

namespace souk::cuda {

/// A call of the runtime that failed: its name, the error's name and text.
struct CudaError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

inline void check(cudaError_t error, const char* call) {
  if (error == cudaSuccess) return;
  throw CudaError{std::string{call} + ": " + cudaGetErrorName(error) + ", " +
                  cudaGetErrorString(error)};
}

/// Whether the last launch was taken.
inline void check_launch(const char* kernel) {
  check(cudaGetLastError(), kernel);
}

}  // namespace souk::cuda
