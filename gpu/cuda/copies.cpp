// Copies: to and from the host (pinned memory and not), within the device, to the next one.

#include <chrono>
#include <vector>

#include "gpu/cuda/workspace.hpp"

namespace souk::cuda {
namespace {

/// Memory of another device, and the way to it.
class PeerMemory {
 public:
  PeerMemory(int own, int peer, std::size_t bytes) {
    const cudaError_t opened = cudaDeviceEnablePeerAccess(peer, 0);
    if (opened == cudaErrorPeerAccessAlreadyEnabled)
      static_cast<void>(cudaGetLastError());  // or the next launch would report it
    else
      check(opened, "cudaDeviceEnablePeerAccess");
    check(cudaSetDevice(peer), "cudaSetDevice");
    try {
      buffer_.reserve(bytes);
    } catch (...) {
      cudaSetDevice(own);
      throw;
    }
    check(cudaSetDevice(own), "cudaSetDevice");
  }
  [[nodiscard]] void* get() const { return buffer_.get(); }

 private:
  DeviceBuffer buffer_;
};

class Copies final : public Experiment {
 public:
  Copies(Workspace& space, const Probe& probe, int peer)
      : space_{space}, bytes_{static_cast<std::size_t>(probe.bytes)}, peer_{peer} {
    void* device = space.in.reserve(bytes_);
    const bool in = probe.kind == ProbeKind::copy_in || probe.kind == ProbeKind::copy_in_pageable;
    by_host_ =
        probe.kind == ProbeKind::copy_in_pageable || probe.kind == ProbeKind::copy_out_pageable;
    if (probe.kind == ProbeKind::copy_peer) {
      there_ = std::make_unique<PeerMemory>(space.device, peer, bytes_);
      from_ = device;
      return;
    }
    void* other = other_end(probe.kind);
    from_ = in ? other : device;
    to_ = in ? device : other;
    kind_ = probe.kind == ProbeKind::copy_within ? cudaMemcpyDeviceToDevice
            : in                                 ? cudaMemcpyHostToDevice
                                                 : cudaMemcpyDeviceToHost;
  }

  /// Memory that is not pinned is copied by the host, in part before the call returns, so the
  /// host's clock counts.
  double run(int times) override {
    if (!by_host_) return device_seconds(space_, [&] { enqueue(times); });
    const auto start = std::chrono::steady_clock::now();
    enqueue(times);
    space_.finish();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    return std::max(took.count(), 1e-9);
  }

 private:
  void* other_end(ProbeKind kind) {
    if (kind == ProbeKind::copy_within) return space_.out.reserve(bytes_);
    if (kind == ProbeKind::copy_in || kind == ProbeKind::copy_out)
      return space_.pinned.reserve(bytes_);
    pageable_.assign(bytes_, std::byte{1});  // written, so that its pages are there
    return pageable_.data();
  }

  void enqueue(int times) {
    for (int i = 0; i < times; ++i)
      if (there_)
        check(cudaMemcpyPeerAsync(there_->get(), peer_, from_, space_.device, bytes_,
                                  space_.stream.get()),
              "cudaMemcpyPeerAsync");
      else
        check(cudaMemcpyAsync(to_, from_, bytes_, kind_, space_.stream.get()), "cudaMemcpyAsync");
  }

  Workspace& space_;
  std::size_t bytes_;
  int peer_;
  bool by_host_ = false;
  cudaMemcpyKind kind_ = cudaMemcpyDefault;
  std::unique_ptr<PeerMemory> there_;
  std::vector<std::byte> pageable_;
  const void* from_ = nullptr;
  void* to_ = nullptr;
};

}  // namespace

std::unique_ptr<Experiment> make_copies(Workspace& space, const Probe& probe, int peer) {
  return std::make_unique<Copies>(space, probe, peer);
}

}  // namespace souk::cuda
