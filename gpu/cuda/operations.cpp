// Streams, products, passes and blocks of them.

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "gpu/cuda/kernels.hpp"
#include "gpu/cuda/rotation.hpp"
#include "gpu/cuda/workspace.hpp"

namespace souk::cuda {
namespace {

constexpr std::int64_t row_length =
    256;                            // of softmax and layer norm: a quarter of their step in size
constexpr double caches_apart = 3;  // how many times the cache lies between two uses of a place

/// Bytes of the operands; `b` also of the second tensor of a triad.
struct Operands {
  std::size_t a = 0, b = 0, c = 0;
};

Operands operands_of(const OpWork& work) {
  const auto whole = [](double bytes) {
    return Rotation::rounded(static_cast<std::size_t>(bytes));
  };
  if (work.flop() > 0) {
    const double element = bytes_of(work.dtype);
    return {whole(element * work.batch * work.m * work.k),
            whole(element * work.batch * work.k * work.n), whole(work.write_bytes)};
  }
  // A stream that only reads leaves a sum of each warp behind.
  if (work.write_bytes <= 0)
    return {whole(work.read_bytes), 0,
            whole(4.0 * static_cast<double>(most_stream_blocks) * stream_threads / 32)};
  const bool two = work.read_bytes > 1.5 * work.write_bytes;
  return {work.read_bytes > 0 ? whole(work.write_bytes) : 0, two ? whole(work.write_bytes) : 0,
          whole(work.write_bytes)};
}

class Operations final : public Experiment {
 public:
  Operations(Workspace& space, const Probe& probe, double cache_bytes)
      : space_{space},
        kind_{probe.kind},
        by_library_{probe.family == "cublas"},
        operations_{probe.kind == ProbeKind::block ? probe.operations : std::vector{probe.work}} {
    std::size_t in = 0, out = 0;
    for (const OpWork& work : operations_) {
      const Operands operands = operands_of(work);
      in = std::max(in, operands.a + operands.b);
      out = std::max(out, operands.c);
    }
    if (!probe.work.warm) {  // else each operation finds its operands where they were
      const auto apart = static_cast<std::size_t>(caches_apart * cache_bytes);
      in += apart;
      out += apart;
    }
    in = Rotation::rounded(std::max<std::size_t>(in, 256));
    in_ = static_cast<std::byte*>(space.in.reserve(in));
    out_ = static_cast<std::byte*>(space.out.reserve(std::max<std::size_t>(out, 256)));
    inputs_ = Rotation{in};
    outputs_ = Rotation{out};
    fill(probe.work.dtype, in);
    space.finish();
  }

  double run(int times) override {
    return device_seconds(space_, [&] {
      for (int i = 0; i < times; ++i)
        for (const OpWork& work : operations_) enqueue(work);
    });
  }

 private:
  void fill(Dtype dtype, std::size_t bytes) {
    const auto count = static_cast<std::int64_t>(static_cast<double>(bytes) / bytes_of(dtype));
    const Queue queue = space_.stream.get();
    if (dtype == Dtype::fp16) return fill_fp16(in_, count, 1, queue);
    if (dtype == Dtype::bf16) return fill_bf16(in_, count, 1, queue);
    fill_fp32(reinterpret_cast<float*>(in_), count, 1, queue);
  }

  void enqueue(const OpWork& work) {
    const Operands size = operands_of(work);
    const std::byte* a = in_ + inputs_.next(size.a + size.b);
    std::byte* c = out_ + outputs_.next(size.c);
    if (work.flop() > 0) return multiply(work, a, a + size.a, c);
    pass(work, reinterpret_cast<const float*>(a), reinterpret_cast<const float*>(a + size.a),
         reinterpret_cast<float*>(c));
  }

  void multiply(const OpWork& work, const void* a, const void* b, void* c) {
    const auto whole = [](double x) { return static_cast<std::int64_t>(x); };
    const ProductSize size{whole(work.batch), whole(work.m), whole(work.n), whole(work.k)};
    const Queue queue = space_.stream.get();
    if (by_library_) return space_.library->multiply(work.dtype, size, a, b, c);
    switch (work.dtype) {
      case Dtype::fp32:
        return multiply_scalar(size, static_cast<const float*>(a), static_cast<const float*>(b),
                               static_cast<float*>(c), queue);
      case Dtype::tf32:
        return multiply_tf32(size, a, b, c, queue);
      case Dtype::fp16:
        return multiply_fp16(size, a, b, c, queue);
      case Dtype::bf16:
        return multiply_bf16(size, a, b, c, queue);
      case Dtype::fp8:
        break;
    }
    throw std::logic_error{"there is no kernel for fp8"};
  }

  void pass(const OpWork& work, const float* a, const float* b, float* c) {
    const Queue queue = space_.stream.get();
    const auto written = static_cast<std::int64_t>(work.write_bytes / 4);
    if (work.op_class == OpClass::softmax)
      return softmax(a, c, written / row_length, row_length, queue);
    if (work.op_class == OpClass::layer_norm)
      return layer_norm(a, c, written / row_length, row_length, queue);
    if (written == 0)
      return stream_read(a, static_cast<std::int64_t>(work.read_bytes / 4), c, queue);
    if (work.read_bytes <= 0) return stream_write(c, written, 1, queue);
    if (work.read_bytes > 1.5 * work.write_bytes) return stream_triad(a, b, c, written, queue);
    if (kind_ == ProbeKind::stream) return stream_copy(a, c, written, queue);
    gelu(a, c, written, queue);
  }

  Workspace& space_;
  ProbeKind kind_;
  bool by_library_;
  std::vector<OpWork> operations_;
  std::byte *in_ = nullptr, *out_ = nullptr;
  Rotation inputs_, outputs_;
};

}  // namespace

std::unique_ptr<Experiment> make_operations(Workspace& space, const Probe& probe,
                                            double cache_bytes) {
  return std::make_unique<Operations>(space, probe, cache_bytes);
}

}  // namespace souk::cuda
