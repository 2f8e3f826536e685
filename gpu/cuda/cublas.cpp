#include <cublas_v2.h>
#include <dlfcn.h>

#include <array>
#include <stdexcept>

#include <fmt/format.h>

#include "gpu/cuda/owners.hpp"
#include "gpu/cuda/product_library.hpp"

namespace souk::cuda {
namespace {

constexpr std::size_t workspace_bytes = std::size_t{32} << 20;  // what cuBLAS advises for sm_90

// Written out, since the header overloads the names; the casts fail to compile if it has no such
// type.
using Gemm = cublasStatus_t(cublasHandle_t, cublasOperation_t, cublasOperation_t, int, int, int,
                            const void*, const void*, cudaDataType, int, const void*, cudaDataType,
                            int, const void*, void*, cudaDataType, int, cublasComputeType_t,
                            cublasGemmAlgo_t);
using BatchedGemm = cublasStatus_t(cublasHandle_t, cublasOperation_t, cublasOperation_t, int, int,
                                   int, const void*, const void*, cudaDataType, int, long long,
                                   const void*, cudaDataType, int, long long, const void*, void*,
                                   cudaDataType, int, long long, int, cublasComputeType_t,
                                   cublasGemmAlgo_t);
static_assert(sizeof(decltype(static_cast<Gemm*>(&cublasGemmEx))) > 0 &&
              sizeof(decltype(static_cast<BatchedGemm*>(&cublasGemmStridedBatchedEx))) > 0);

/// The functions that are used, by their names in the library (the header renames some).
struct Functions {
  decltype(&cublasCreate_v2) create = nullptr;
  decltype(&cublasDestroy_v2) destroy = nullptr;
  decltype(&cublasSetStream_v2) set_stream = nullptr;
  decltype(&cublasSetWorkspace_v2) set_workspace = nullptr;
  decltype(&cublasGetVersion_v2) get_version = nullptr;
  Gemm* gemm = nullptr;
  BatchedGemm* gemm_batched = nullptr;
};

template <class Function>
bool find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  return function != nullptr;
}

/// By its version's name where the system looks, else where the build found it.
void* open_library() {
  const std::string name = fmt::format("libcublas.so.{}", CUBLAS_VER_MAJOR);
  if (void* library = dlopen(name.c_str(), RTLD_LAZY | RTLD_LOCAL)) return library;
  const std::string path = std::string{SOUK_CUBLAS_FOLDER} + "/" + name;
  return dlopen(path.c_str(), RTLD_LAZY | RTLD_LOCAL);
}

struct Format {
  cudaDataType_t stored;
  cublasComputeType_t compute;
};

Format format_of(Dtype dtype) {
  switch (dtype) {
    case Dtype::fp32:
      return {CUDA_R_32F, CUBLAS_COMPUTE_32F};
    case Dtype::tf32:
      return {CUDA_R_32F, CUBLAS_COMPUTE_32F_FAST_TF32};
    case Dtype::fp16:
      return {CUDA_R_16F, CUBLAS_COMPUTE_32F};
    case Dtype::bf16:
      return {CUDA_R_16BF, CUBLAS_COMPUTE_32F};
    case Dtype::fp8:
      break;
  }
  throw std::runtime_error{"cuBLAS is not used for fp8"};
}

class Cublas final : public ProductLibrary {
 public:
  Cublas(void* library, const Functions& functions) : library_{library}, f_{functions} {}
  ~Cublas() override {
    if (handle_ != nullptr) f_.destroy(handle_);
    dlclose(library_);
  }
  Cublas(const Cublas&) = delete;
  Cublas& operator=(const Cublas&) = delete;

  /// False: the library cannot be used on this device. The workspace is ours, so that none is taken
  /// within a timing; set_stream comes first, for it resets the workspace.
  bool start(Queue queue) {
    return f_.create(&handle_) == CUBLAS_STATUS_SUCCESS &&
           f_.set_stream(handle_, static_cast<cudaStream_t>(queue)) == CUBLAS_STATUS_SUCCESS &&
           f_.set_workspace(handle_, workspace_.reserve(workspace_bytes), workspace_bytes) ==
               CUBLAS_STATUS_SUCCESS;
  }

  /// cuBLAS has columns first: C^T = B^T A^T, whose leading dimensions are our rows.
  void multiply(Dtype dtype, const ProductSize& size, const void* a, const void* b,
                void* c) override {
    const Format format = format_of(dtype);
    const auto m = static_cast<int>(size.m), n = static_cast<int>(size.n),
               k = static_cast<int>(size.k);
    const float one = 1, zero = 0;
    const cublasStatus_t status =
        size.batch == 1
            ? f_.gemm(handle_, CUBLAS_OP_N, CUBLAS_OP_N, n, m, k, &one, b, format.stored, n, a,
                      format.stored, k, &zero, c, format.stored, n, format.compute,
                      CUBLAS_GEMM_DEFAULT)
            : f_.gemm_batched(handle_, CUBLAS_OP_N, CUBLAS_OP_N, n, m, k, &one, b, format.stored, n,
                              size.k * size.n, a, format.stored, k, size.m * size.k, &zero, c,
                              format.stored, n, size.m * size.n, static_cast<int>(size.batch),
                              format.compute, CUBLAS_GEMM_DEFAULT);
    if (status != CUBLAS_STATUS_SUCCESS)
      throw std::runtime_error{fmt::format("cuBLAS refuses {} x {} x {} x {} in {}: status {}",
                                           size.batch, m, n, k, name_of(dtype),
                                           static_cast<int>(status))};
  }

  std::string version() const override {
    int number = 0;
    return f_.get_version(handle_, &number) == CUBLAS_STATUS_SUCCESS ? fmt::format("{}", number)
                                                                     : "";
  }

 private:
  void* library_;
  Functions f_;
  DeviceBuffer workspace_;
  cublasHandle_t handle_ = nullptr;
};

}  // namespace

std::unique_ptr<ProductLibrary> open_cublas(Queue queue) {
  void* library = open_library();
  if (library == nullptr) return nullptr;
  Functions f;
  if (!find(library, "cublasCreate_v2", f.create) ||
      !find(library, "cublasDestroy_v2", f.destroy) ||
      !find(library, "cublasSetStream_v2", f.set_stream) ||
      !find(library, "cublasSetWorkspace_v2", f.set_workspace) ||
      !find(library, "cublasGetVersion_v2", f.get_version) ||
      !find(library, "cublasGemmEx", f.gemm) ||
      !find(library, "cublasGemmStridedBatchedEx", f.gemm_batched)) {
    dlclose(library);
    return nullptr;
  }
  auto cublas = std::make_unique<Cublas>(library, f);
  if (!cublas->start(queue)) return nullptr;
  return cublas;
}

}  // namespace souk::cuda
