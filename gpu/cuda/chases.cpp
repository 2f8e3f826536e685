// The latency of a dependent load, by the size of what the loads fall into.

#include <vector>

#include "gpu/cpu_kernels.hpp"
#include "gpu/cuda/kernels.hpp"
#include "gpu/cuda/workspace.hpp"

namespace souk::cuda {
namespace {

class Chase final : public Experiment {
 public:
  Chase(Workspace& space, const Probe& probe) : space_{space} {
    const auto lines = std::max<std::size_t>(
        static_cast<std::size_t>(probe.bytes) / (chase_words * sizeof(std::uint32_t)), 2);
    const std::vector<std::uint32_t> cycle =
        cpu::random_cycle(lines, 1, static_cast<std::size_t>(chase_words));
    const std::size_t bytes = cycle.size() * sizeof(std::uint32_t);
    next_ = static_cast<std::uint32_t*>(space.in.reserve(bytes));
    at_ = static_cast<std::uint32_t*>(space.out.reserve(place + sinks * sizeof(float)));
    check(cudaMemcpyAsync(next_, cycle.data(), bytes, cudaMemcpyHostToDevice, space.stream.get()),
          "cudaMemcpyAsync");
    check(cudaMemsetAsync(at_, 0, sizeof(std::uint32_t), space.stream.get()), "cudaMemsetAsync");
    // Read once, so that whatever level holds it has it.
    stream_read(reinterpret_cast<const float*>(next_), static_cast<std::int64_t>(cycle.size()),
                reinterpret_cast<float*>(at_) + place / sizeof(float), space.stream.get());
    space.finish();
  }

  /// Some loads for each that was asked for, so that the launch does not count.
  double run(int times) override {
    const double seconds = device_seconds(
        space_, [&] { chase(next_, std::int64_t{times} * each, at_, space_.stream.get()); });
    return seconds / each;
  }

 private:
  static constexpr int each = 16;
  static constexpr std::size_t place = 256;  // of the sums, behind the place of the chase
  static constexpr std::size_t sinks = most_stream_blocks * stream_threads / 32;
  Workspace& space_;
  std::uint32_t *next_ = nullptr, *at_ = nullptr;
};

}  // namespace

std::unique_ptr<Experiment> make_chase(Workspace& space, const Probe& probe) {
  return std::make_unique<Chase>(space, probe);
}

}  // namespace souk::cuda
