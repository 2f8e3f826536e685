#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

#include <tbb/info.h>

#include "gpu/backend.hpp"
#include "gpu/cpu_kernels.hpp"
#include "gpu/provenance.hpp"
#include "models/random/stream.hpp"

namespace souk {
namespace {

constexpr std::size_t row_length =
    256;  // of softmax and layer norm: a quarter of their step in size

double memory_bytes() {
  return static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double most_buffer_bytes() {
  return std::min(256e6, memory_bytes() / 8);
}

/// The last cache that the system tells of; at most what the streams can be four times as large as.
Figure cache_bytes() {
  for (const int name : {_SC_LEVEL3_CACHE_SIZE, _SC_LEVEL2_CACHE_SIZE})
    if (const long bytes = sysconf(name); bytes > 0)
      return std::min(static_cast<double>(bytes), most_buffer_bytes() / 16);
  return {};
}

class Cpu final : public Backend {
 public:
  DeviceProfile facts() const override {
    DeviceProfile facts;
    facts.id = "cpu";
    facts.vendor = "host";
    facts.model = processor_name().empty() ? "unknown processor" : processor_name();
    facts.arch = "x86-64";
    facts.sm_count = static_cast<double>(tbb::info::default_concurrency());
    facts.memory_bytes = memory_bytes();
    facts.l2_bytes = cache_bytes();
    facts.origin = Origin::measured;
    facts.provenance = host_provenance();
    facts.provenance.emplace_back("kernel_family", "\"own\"");
    return facts;
  }

  PlanLimits limits() const override {
    return {.products = {Dtype::fp32},
            .most_dimension = 1024,
            .most_flop = 1.5e8,
            .most_bytes = most_buffer_bytes(),
            .cache_bytes = cache_bytes().value_or(0)};
  }

  std::string refusal(const Probe& probe) const override {
    const bool copies = probe.kind == ProbeKind::copy_in || probe.kind == ProbeKind::copy_out;
    if (copies) return "the processors share the host's memory";
    if (probe.work.dtype != Dtype::fp32) return "the processors are timed on fp32 alone";
    return "";
  }

  void prepare(const Probe& probe) override {
    probe_ = probe;
    if (probe.kind == ProbeKind::chase) {
      cycle_ = cpu::random_cycle(static_cast<std::size_t>(probe.bytes / 64), 1);
      at_ = 0;
      return;
    }
    cycle_.clear();
    const OpWork& work = probe.work;
    const bool product = probe.kind == ProbeKind::product;
    const double written = work.write_bytes / 4;
    fill(a_, product ? work.batch * work.m * work.k : stream_elements());
    fill(b_, product                                    ? work.batch * work.k * work.n
             : work.read_bytes > 1.5 * work.write_bytes ? stream_elements()
                                                        : 0);
    fill(c_, written);
  }

  double run(int times) override {
    const auto start = std::chrono::steady_clock::now();
    if (probe_.kind == ProbeKind::chase)
      at_ = cpu::chase(cycle_, at_, static_cast<std::size_t>(times));
    else
      for (int i = 0; i < times; ++i) operate();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    return std::max(took.count(), 1e-9);
  }

  DeviceState state() override { return {}; }

 private:
  /// Of one tensor that is read or written.
  [[nodiscard]] double stream_elements() const {
    const OpWork& work = probe_.work;
    return (work.write_bytes > 0 ? work.write_bytes : work.read_bytes) / 4;
  }

  static void fill(std::vector<float>& values, double count) {
    values.resize(static_cast<std::size_t>(count));
    Stream stream{1, 0, "operand", 0};
    const std::size_t drawn = std::min<std::size_t>(values.size(), 8191);  // and these repeated
    for (std::size_t i = 0; i < drawn; ++i) values[i] = static_cast<float>(stream.uniform() - 0.5);
    for (std::size_t i = drawn; i < values.size(); ++i) values[i] = values[i - drawn];
  }

  void operate() {
    const OpWork& work = probe_.work;
    const auto whole = [](double x) { return static_cast<std::size_t>(x); };
    switch (probe_.kind) {
      case ProbeKind::product:
        return cpu::multiply(whole(work.batch), whole(work.m), whole(work.n), whole(work.k),
                             a_.data(), b_.data(), c_.data());
      case ProbeKind::pass:
        return work.op_class == OpClass::softmax ? cpu::softmax(a_, c_, row_length)
                                                 : cpu::layer_norm(a_, c_, row_length);
      case ProbeKind::stream:
        if (work.write_bytes <= 0)
          sink_ = cpu::read(a_);
        else if (work.read_bytes <= 0)
          cpu::write(c_, sink_);
        else if (b_.empty())
          cpu::copy(a_, c_);
        else
          cpu::triad(a_, b_, c_);
        return;
      case ProbeKind::launch:
      case ProbeKind::chase:
      case ProbeKind::copy_in:
      case ProbeKind::copy_out:
        return cpu::launch();
    }
  }

  Probe probe_;
  std::vector<float> a_, b_, c_;
  std::vector<std::uint32_t> cycle_;
  std::uint32_t at_ = 0;
  volatile float sink_ = 1;
};

}  // namespace

std::unique_ptr<Backend> cpu_backend() {
  return std::make_unique<Cpu>();
}

}  // namespace souk
