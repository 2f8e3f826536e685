#include <algorithm>
#include <chrono>
#include <span>
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
    if (!path_of(probe.kind).empty()) return "the processors share the host's memory";
    if (probe.kind == ProbeKind::launch_batch || probe.kind == ProbeKind::launch_graph)
      return "tasks of the processors are not queued";
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
    operations_ = probe.kind == ProbeKind::block ? probe.operations : std::vector{probe.work};
    Operands most;
    for (const OpWork& work : operations_) {
      const Operands operands = operands_of(work);
      most = {std::max(most.a, operands.a), std::max(most.b, operands.b),
              std::max(most.c, operands.c)};
    }
    fill(a_, most.a);
    fill(b_, most.b);
    fill(c_, most.c);
  }

  double run(int times) override {
    const auto start = std::chrono::steady_clock::now();
    if (probe_.kind == ProbeKind::chase)
      at_ = cpu::chase(cycle_, at_, static_cast<std::size_t>(times));
    else
      for (int i = 0; i < times; ++i)
        for (const OpWork& work : operations_) operate(work);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    return std::max(took.count(), 1e-9);
  }

  DeviceState state() override { return {}; }

 private:
  struct Operands {
    std::size_t a = 0, b = 0, c = 0;  ///< floats
  };

  static Operands operands_of(const OpWork& work) {
    const auto floats = [](double x) { return static_cast<std::size_t>(x); };
    const std::size_t written = floats(work.write_bytes / 4);
    if (work.flop() > 0)
      return {floats(work.batch * work.m * work.k), floats(work.batch * work.k * work.n), written};
    const std::size_t tensor = written > 0 ? written : floats(work.read_bytes / 4);
    return {tensor, work.read_bytes > 1.5 * work.write_bytes && written > 0 ? tensor : 0, written};
  }

  static void fill(std::vector<float>& values, std::size_t count) {
    values.resize(count);
    Stream stream{1, 0, "operand", 0};
    const std::size_t drawn = std::min<std::size_t>(values.size(), 8191);  // and these repeated
    for (std::size_t i = 0; i < drawn; ++i) values[i] = static_cast<float>(stream.uniform() - 0.5);
    for (std::size_t i = drawn; i < values.size(); ++i) values[i] = values[i - drawn];
  }

  void operate(const OpWork& work) {
    const auto whole = [](double x) { return static_cast<std::size_t>(x); };
    const Operands size = operands_of(work);
    const std::span a = std::span{a_}.first(size.a), b = std::span{b_}.first(size.b),
                    c = std::span{c_}.first(size.c);
    if (probe_.kind == ProbeKind::launch) return cpu::launch();
    if (work.flop() > 0)
      return cpu::multiply(whole(work.batch), whole(work.m), whole(work.n), whole(work.k), a.data(),
                           b.data(), c.data());
    if (work.op_class == OpClass::softmax) return cpu::softmax(a, c, row_length);
    if (work.op_class == OpClass::layer_norm) return cpu::layer_norm(a, c, row_length);
    if (c.empty())
      sink_ = cpu::read(a);
    else if (work.read_bytes <= 0)
      cpu::write(c, sink_);
    else if (!b.empty())
      cpu::triad(a, b, c);
    else if (probe_.kind == ProbeKind::stream)
      cpu::copy(a, c);
    else
      cpu::gelu(a, c);
  }

  Probe probe_;
  std::vector<OpWork> operations_;
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
