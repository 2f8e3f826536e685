#pragma once

// What lets the arithmetic of the kernels compile on the host as well, where its tests are.

#ifdef __CUDACC__
#define SOUK_HD __host__ __device__
#else
#define SOUK_HD
#endif

#ifdef __CUDA_ARCH__
#define SOUK_UNROLL _Pragma("unroll")
#else
#define SOUK_UNROLL
#endif
