// CUDA devices behind the interface of all that is measured.

#include "gpu/backend.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "gpu/cuda/device.hpp"
#include "gpu/cuda/workspace.hpp"

namespace souk {
namespace {

constexpr double usable_share = 0.6;   // of the memory that is free: others share the card
constexpr double most_product = 2e12;  // FLOP, 0.2 s at 10 TFLOP/s

class Cuda final : public Backend {
 public:
  explicit Cuda(int index)
      : nvml_{cuda::pci_bus_id(index)},
        peer_{cuda::peer_of(index)},
        capability_{cuda::capability(index)},
        space_{index},
        facts_{cuda::facts_of(index, nvml_, space_.library ? space_.library->version() : "")},
        usable_bytes_{usable_share * static_cast<double>(space_.free_bytes())} {}

  DeviceProfile facts() const override { return facts_; }

  PlanLimits limits() const override {
    PlanLimits limits{.products = {Dtype::fp32},
                      .copies = true,
                      .peer = peer_ >= 0,
                      .queue = true,
                      .most_flop = most_product,
                      .cache_bytes = facts_.l2_bytes.value_or(0)};
    for (const Dtype dtype : {Dtype::tf32, Dtype::fp16, Dtype::bf16})
      if (missing(dtype).empty()) limits.products.push_back(dtype);
    if (space_.library) limits.families = {"cublas", "own"};
    limits.most_bytes = std::min(2e9, usable_bytes_ / 4);
    return limits;
  }

  std::string refusal(const Probe& probe) const override {
    if (probe.kind == ProbeKind::copy_peer && peer_ < 0)
      return "there is no other device that it copies to by itself";
    if (probe.family == "cublas" && !space_.library) return "cuBLAS is not here";
    if (const std::string why = missing(probe.work.dtype); !why.empty()) return why;
    for (const OpWork& work : probe.operations)
      if (const std::string why = missing(work.dtype); !why.empty()) return why;
    return "";
  }

  void prepare(const Probe& probe) override {
    space_.make_current();
    experiment_.reset();  // its memory first
    experiment_ = made(probe);
  }

  double run(int times) override {
    space_.make_current();
    return experiment_->run(times);
  }

  DeviceState state() override { return nvml_.state(); }

 private:
  /// Why there is no product of a format; empty: there is.
  [[nodiscard]] std::string missing(Dtype dtype) const {
    const int needed = dtype == Dtype::tf32 || dtype == Dtype::bf16 ? 80
                       : dtype == Dtype::fp16                       ? 70
                                                                    : 0;
    if (dtype == Dtype::fp8) return "there is no kernel for fp8";
    if (capability_ >= needed) return "";
    return fmt::format("{} needs compute capability {}.{}, and this device has {}.{}",
                       name_of(dtype), needed / 10, needed % 10, capability_ / 10,
                       capability_ % 10);
  }

  std::unique_ptr<cuda::Experiment> made(const Probe& probe) {
    switch (probe.kind) {
      case ProbeKind::launch:
      case ProbeKind::launch_batch:
      case ProbeKind::launch_graph:
        return cuda::make_launches(space_, probe);
      case ProbeKind::chase:
        return cuda::make_chase(space_, probe);
      case ProbeKind::copy_in:
      case ProbeKind::copy_out:
      case ProbeKind::copy_in_pageable:
      case ProbeKind::copy_out_pageable:
      case ProbeKind::copy_within:
      case ProbeKind::copy_peer:
        return cuda::make_copies(space_, probe, peer_);
      case ProbeKind::stream:
      case ProbeKind::product:
      case ProbeKind::pass:
      case ProbeKind::block:
        break;
    }
    return cuda::make_operations(space_, probe, facts_.l2_bytes.value_or(0));
  }

  Nvml nvml_;
  int peer_, capability_;
  cuda::Workspace space_;
  DeviceProfile facts_;
  double usable_bytes_;
  std::unique_ptr<cuda::Experiment> experiment_;  // goes before the memory it uses
};

}  // namespace

std::unique_ptr<Backend> cuda_backend(int index) {
  cuda::require_device(index);
  return std::make_unique<Cuda>(index);
}

}  // namespace souk
