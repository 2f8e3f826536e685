# SOUK_CUDA and SOUK_CUBLAS: whether the backend for NVIDIA's devices is built, and with which kernels. Sets SOUK_HAS_CUDA.
set(SOUK_CUDA AUTO CACHE STRING "Backend for CUDA devices: AUTO (where nvcc is found), ON, OFF")
set(SOUK_CUBLAS AUTO CACHE STRING "cuBLAS as a second family of kernels: AUTO (where its header is found), ON, OFF")
set_property(CACHE SOUK_CUDA SOUK_CUBLAS PROPERTY STRINGS AUTO ON OFF)
set(SOUK_HAS_CUDA FALSE)
if(NOT SOUK_CUDA)
  return()
endif()

# Always a list of ours, before the language: CMake's own has what CUDA 13 refuses, and "native" fails without a device.
# Code for 8.0 also runs on 8.6 and 8.9; the PTX of 9.0 is compiled by the driver for what comes after it.
if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES)
  set(CMAKE_CUDA_ARCHITECTURES "80-real;90-real;90-virtual" CACHE STRING "Compute capabilities of the kernels")
endif()
if(CCACHE AND NOT CMAKE_CUDA_COMPILER_LAUNCHER)
  set(CMAKE_CUDA_COMPILER_LAUNCHER "${CCACHE}")
endif()

# The toolkit's installer puts nvcc where no PATH leads to.
find_program(SOUK_NVCC nvcc HINTS ENV CUDA_PATH ENV CUDA_HOME PATH_SUFFIXES bin PATHS /usr/local/cuda/bin /opt/cuda/bin)
mark_as_advanced(SOUK_NVCC)
if(SOUK_NVCC AND NOT DEFINED CMAKE_CUDA_COMPILER AND NOT DEFINED ENV{CUDACXX})
  set(ENV{CUDACXX} "${SOUK_NVCC}")
endif()
include(CheckLanguage)
check_language(CUDA)
if(CMAKE_CUDA_COMPILER)
  enable_language(CUDA)
  find_package(CUDAToolkit QUIET)
endif()
# The first that knows C++20 is nvcc 12.
if(TARGET CUDA::cudart_static AND CMAKE_CUDA_COMPILER_VERSION VERSION_GREATER_EQUAL 12)
  set(SOUK_HAS_CUDA TRUE)
  message(STATUS "CUDA backend: ${CMAKE_CUDA_COMPILER} ${CMAKE_CUDA_COMPILER_VERSION}, for ${CMAKE_CUDA_ARCHITECTURES}")
elseif(SOUK_CUDA STREQUAL "AUTO")
  message(STATUS "CUDA backend: none, no nvcc of CUDA 12 or later with its runtime was found")
else()
  message(FATAL_ERROR "SOUK_CUDA=${SOUK_CUDA}, but no nvcc of CUDA 12 or later with its runtime was found; put it on PATH, or set CMAKE_CUDA_COMPILER")
endif()
