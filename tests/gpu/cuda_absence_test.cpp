// What is said where there is no device: no driver is needed for that.

#include <cuda_runtime.h>
#include <catch2/catch.hpp>

#include "gpu/cuda/device.hpp"
#include "gpu/cuda/product_library.hpp"

using namespace souk::cuda;

TEST_CASE("each way of having no device has a line of its own", "[gpu]") {
  CHECK(absence({.driver = 0, .runtime = 13000, .error = cudaErrorInsufficientDriver}, 0) ==
        "cuda:0: no NVIDIA driver on this machine");
  CHECK(absence({.driver = 12020, .runtime = 13000, .error = cudaErrorInsufficientDriver}, 0) ==
        "cuda:0: the NVIDIA driver knows CUDA 12.2, and this souk needs 13.0");
  CHECK(absence({.driver = 13000, .runtime = 13000, .error = cudaErrorNoDevice}, 1) ==
        "cuda:1: an NVIDIA driver, but no CUDA device on this machine");
  CHECK(absence({.driver = 13000, .runtime = 13000, .devices = 1}, 3) ==
        "there is no cuda:3; this machine has cuda:0");
  CHECK(absence({.driver = 13000, .runtime = 13000, .devices = 2}, 2) ==
        "there is no cuda:2; this machine has cuda:0 to cuda:1");
  CHECK(absence({.driver = 13000, .runtime = 13000, .devices = 2}, 1).empty());
  CHECK(absence({.driver = 13000, .runtime = 13000, .error = cudaErrorInitializationError}, 0)
            .starts_with("cuda:0: cudaErrorInitializationError, "));
}

TEST_CASE("a device's name makes the id of its profile", "[gpu]") {
  CHECK(id_of("NVIDIA H100 80GB HBM3") == "nvidia-h100-80gb-hbm3");
  CHECK(id_of("Tesla V100-SXM2-16GB") == "tesla-v100-sxm2-16gb");
  CHECK(id_of("NVIDIA GeForce RTX 4090 (D)") == "nvidia-geforce-rtx-4090-d");
  CHECK(id_of("4090") == "cuda-4090");
}

TEST_CASE("cuBLAS that cannot start is as if it were not here", "[gpu]") {
  if (absence(presence(), 0).empty()) return;  // it would start
  CHECK(open_cublas(nullptr) == nullptr);
}
