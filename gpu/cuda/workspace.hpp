#pragma once

// What the experiments on one device share: a stream, a clock on it, memory.

#include <algorithm>
#include <memory>
#include <string>

#include "gpu/cuda/owners.hpp"
#include "gpu/cuda/product_library.hpp"
#include "models/devices/measurement.hpp"

namespace souk::cuda {

struct Workspace {
  /// Makes `index` the current device of this thread, as every call below needs it.
  explicit Workspace(int index);

  void make_current() const;
  void finish() const;  ///< waits for all that was enqueued
  [[nodiscard]] std::size_t free_bytes() const;

  int device;
  OwnedStream stream;
  OwnedEvent start, stop;
  DeviceBuffer in, out;
  PinnedBuffer pinned;
  std::unique_ptr<ProductLibrary> library;  ///< null: there is none here
};

/// Seconds on the device between before and after what `body` enqueues; waits for it. At least one
/// nanosecond, as a time must be positive.
template <class Body>
double device_seconds(const Workspace& space, const Body& body) {
  check(cudaEventRecord(space.start.get(), space.stream.get()), "cudaEventRecord");
  body();
  check(cudaEventRecord(space.stop.get(), space.stream.get()), "cudaEventRecord");
  check(cudaEventSynchronize(space.stop.get()), "cudaEventSynchronize");
  float milliseconds = 0;
  check(cudaEventElapsedTime(&milliseconds, space.start.get(), space.stop.get()),
        "cudaEventElapsedTime");
  return std::max(static_cast<double>(milliseconds) * 1e-3, 1e-9);
}

/// One probe, made ready.
class Experiment {
 public:
  virtual ~Experiment() = default;
  /// As Backend::run.
  virtual double run(int times) = 0;
};

std::unique_ptr<Experiment> make_launches(Workspace& space, const Probe& probe);
std::unique_ptr<Experiment> make_chase(Workspace& space, const Probe& probe);
std::unique_ptr<Experiment> make_copies(Workspace& space, const Probe& probe, int peer);
/// Of streams, products, passes and blocks. `cache_bytes`: of the last cache, which what is not
/// warm must not find its operands in.
std::unique_ptr<Experiment> make_operations(Workspace& space, const Probe& probe,
                                            double cache_bytes);

}  // namespace souk::cuda
