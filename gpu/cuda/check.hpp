#pragma once

// Errors of the CUDA runtime as exceptions.

#include <cstdio>
#include <source_location>
#include <stdexcept>
#include <string>
#include <string_view>

#include <cuda_runtime.h>

#if __cplusplus < 202002L
#error "compile with -std=c++20: CMake 3.25 ignores CUDA_STANDARD 20 for nvcc 13"
#endif

namespace souk::cuda {

/// A call of the runtime that failed; `what()` has the call, the error's name and text, the place.
struct CudaError : std::runtime_error {
  CudaError(cudaError_t error, std::string_view call, const std::source_location& place)
      : std::runtime_error{std::string{call} + ": " + cudaGetErrorName(error) + ", " +
                           cudaGetErrorString(error) + " (" + place.file_name() + ":" +
                           std::to_string(place.line()) + ")"},
        code{error} {}
  cudaError_t code;
};

inline void check(cudaError_t error, std::string_view call,
                  const std::source_location& place = std::source_location::current()) {
  if (error != cudaSuccess) throw CudaError{error, call, place};
}

/// Whether the last launch was taken; an earlier call's error is reported here too.
inline void check_launch(std::string_view kernel,
                         const std::source_location& place = std::source_location::current()) {
  check(cudaGetLastError(), kernel, place);
}

/// In destructors, which must not throw: one line on standard error. At the end of the process the
/// driver may be gone first, which is no fault.
inline void check_quietly(cudaError_t error, const char* call) noexcept {
  if (error != cudaSuccess && error != cudaErrorCudartUnloading)
    std::fprintf(stderr, "souk: %s: %s\n", call, cudaGetErrorName(error));
}

}  // namespace souk::cuda
