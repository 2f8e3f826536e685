// bf16 products on the tensor cores, fragments of 16 x 16 x 16. Work, bytes and bound:
// tensor_product.cuh.

#include <cuda_bf16.h>

#include "gpu/cuda/tensor_product.cuh"

namespace souk::cuda {
namespace {

#ifdef SOUK_AMPERE
struct Format : TensorLayout<__nv_bfloat16, 16, 32> {
  using Operand = __nv_bfloat16;
  __device__ static __nv_bfloat16 stored(float value) { return __float2bfloat16(value); }
  template <class F>
  __device__ static void round(F& /*fragment*/) {}
};
#endif

__global__ void __launch_bounds__(TensorTile::threads)
    bf16_kernel(ProductSize size, const __nv_bfloat16* a, const __nv_bfloat16* b,
                __nv_bfloat16* c) {
#ifdef SOUK_AMPERE  // the backend refuses older devices first
  multiply_block<Format>(size, a, b, c);
#endif
}

}  // namespace

void multiply_bf16(const ProductSize& size, const void* a, const void* b, void* c, Queue queue) {
  bf16_kernel<<<product_grid(size, TensorTile::side), TensorTile::threads, 0, stream_of(queue)>>>(
      size, static_cast<const __nv_bfloat16*>(a), static_cast<const __nv_bfloat16*>(b),
      static_cast<__nv_bfloat16*>(c));
  check_launch("bf16 product kernel");
}

}  // namespace souk::cuda
