#pragma once

// Owners of what the CUDA runtime hands out: move-only, released when they go.

#include <cstddef>
#include <utility>

#include "gpu/cuda/check.hpp"

namespace souk::cuda {

/// A handle with the call that gives it back.
template <class Handle, cudaError_t (*Release)(Handle)>
class Owned {
 public:
  Owned() = default;
  explicit Owned(Handle handle) : handle_{handle} {}
  Owned(Owned&& other) noexcept : handle_{std::exchange(other.handle_, nullptr)} {}
  Owned& operator=(Owned&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Owned() {
    if (handle_ != nullptr) check_quietly(Release(handle_), "a handle was not released");
  }
  [[nodiscard]] Handle get() const { return handle_; }

 private:
  Handle handle_ = nullptr;
};

using OwnedStream = Owned<cudaStream_t, cudaStreamDestroy>;
using OwnedEvent = Owned<cudaEvent_t, cudaEventDestroy>;
using OwnedGraph = Owned<cudaGraph_t, cudaGraphDestroy>;
using OwnedGraphExec = Owned<cudaGraphExec_t, cudaGraphExecDestroy>;

/// A stream beside the default one.
inline OwnedStream make_stream() {
  cudaStream_t stream = nullptr;
  check(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), "cudaStreamCreateWithFlags");
  return OwnedStream{stream};
}

inline OwnedEvent make_event() {
  cudaEvent_t event = nullptr;
  check(cudaEventCreate(&event), "cudaEventCreate");
  return OwnedEvent{event};
}

/// Memory that only grows, so that probes reuse it. What it held is lost when it grows.
template <cudaError_t (*Take)(void**, std::size_t), cudaError_t (*Release)(void*)>
class Buffer {
 public:
  /// At least `bytes`, on 256 bytes. Nothing may be using the memory.
  void* reserve(std::size_t bytes) {
    if (bytes <= bytes_) return memory_.get();
    memory_ = {};  // first, so that both need not fit
    bytes_ = 0;
    void* memory = nullptr;
    check(Take(&memory, bytes), "taking memory");
    memory_ = Owned<void*, Release>{memory};
    bytes_ = bytes;
    return memory;
  }
  [[nodiscard]] void* get() const { return memory_.get(); }

 private:
  Owned<void*, Release> memory_;
  std::size_t bytes_ = 0;
};

inline cudaError_t take_pinned(void** memory, std::size_t bytes) {
  return cudaHostAlloc(memory, bytes, cudaHostAllocDefault);
}
inline cudaError_t take_device(void** memory, std::size_t bytes) {
  return cudaMalloc(memory, bytes);
}

using DeviceBuffer = Buffer<take_device, cudaFree>;
using PinnedBuffer = Buffer<take_pinned, cudaFreeHost>;

}  // namespace souk::cuda
