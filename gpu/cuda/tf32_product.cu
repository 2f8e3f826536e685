// tf32 products on the tensor cores, operands and result in fp32, fragments of 16 x 16 x 8. Work,
// bytes and bound: tensor_product.cuh.

#include "gpu/cuda/tensor_product.cuh"

namespace souk::cuda {
namespace {

#ifdef SOUK_AMPERE
struct Format : TensorLayout<float, 8, 16> {
  using Operand = wmma::precision::tf32;
  __device__ static float stored(float value) { return value; }
  template <class F>
  __device__ static void round(F& fragment) {
    for (int i = 0; i < fragment.num_elements; ++i)
      fragment.x[i] = wmma::__float_to_tf32(fragment.x[i]);
  }
};
#endif

__global__ void __launch_bounds__(TensorTile::threads)
    tf32_kernel(ProductSize size, const float* a, const float* b, float* c) {
#ifdef SOUK_AMPERE  // the backend refuses older devices first
  multiply_block<Format>(size, a, b, c);
#endif
}

}  // namespace

void multiply_tf32(const ProductSize& size, const void* a, const void* b, void* c, Queue queue) {
  tf32_kernel<<<product_grid(size, TensorTile::side), TensorTile::threads, 0, stream_of(queue)>>>(
      size, static_cast<const float*>(a), static_cast<const float*>(b), static_cast<float*>(c));
  check_launch("tf32 product kernel");
}

}  // namespace souk::cuda
