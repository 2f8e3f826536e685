// What a launch costs: one that is waited for, many in a row, a recorded row replayed.

#include <chrono>

#include "gpu/cuda/kernels.hpp"
#include "gpu/cuda/workspace.hpp"

namespace souk::cuda {
namespace {

/// By the host's clock, since the wait is part of it.
class SingleLaunches final : public Experiment {
 public:
  explicit SingleLaunches(Workspace& space) : space_{space} {}
  double run(int times) override {
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < times; ++i) {
      launch_empty(space_.stream.get());
      space_.finish();
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    return std::max(took.count(), 1e-9);
  }

 private:
  Workspace& space_;
};

class BatchOfLaunches final : public Experiment {
 public:
  explicit BatchOfLaunches(Workspace& space) : space_{space} {}
  /// At least `fewest` in a row, so that the first one's way to the device does not count.
  double run(int times) override {
    const int launches = std::max(times, fewest);
    const double seconds = device_seconds(space_, [&] {
      for (int i = 0; i < launches; ++i) launch_empty(space_.stream.get());
    });
    return seconds * times / launches;
  }

 private:
  static constexpr int fewest = 1000;
  Workspace& space_;
};

/// 100 launches recorded into a graph.
class GraphOfLaunches final : public Experiment {
 public:
  explicit GraphOfLaunches(Workspace& space) : space_{space}, graph_{recorded(space)} {
    check(cudaGraphUpload(graph_.get(), space.stream.get()), "cudaGraphUpload");
    space.finish();
  }
  double run(int times) override {
    const int replays = (times + launches - 1) / launches;
    const double seconds = device_seconds(space_, [&] {
      for (int i = 0; i < replays; ++i)
        check(cudaGraphLaunch(graph_.get(), space_.stream.get()), "cudaGraphLaunch");
    });
    return seconds * times / (replays * launches);
  }

 private:
  static constexpr int launches = 100;

  /// Nothing but launches on this stream may happen between begin and end: no waiting, no memory.
  static OwnedGraphExec recorded(Workspace& space) {
    launch_empty(space.stream.get());  // loads the kernel, which may take memory
    space.finish();
    check(cudaStreamBeginCapture(space.stream.get(), cudaStreamCaptureModeThreadLocal),
          "cudaStreamBeginCapture");
    for (int i = 0; i < launches; ++i) launch_empty(space.stream.get());
    cudaGraph_t graph = nullptr;
    check(cudaStreamEndCapture(space.stream.get(), &graph), "cudaStreamEndCapture");
    const OwnedGraph owned{graph};
    cudaGraphExec_t executable = nullptr;
    check(cudaGraphInstantiate(&executable, graph, 0), "cudaGraphInstantiate");
    return OwnedGraphExec{executable};
  }

  Workspace& space_;
  OwnedGraphExec graph_;
};

}  // namespace

std::unique_ptr<Experiment> make_launches(Workspace& space, const Probe& probe) {
  if (probe.kind == ProbeKind::launch_batch) return std::make_unique<BatchOfLaunches>(space);
  if (probe.kind == ProbeKind::launch_graph) return std::make_unique<GraphOfLaunches>(space);
  return std::make_unique<SingleLaunches>(space);
}

}  // namespace souk::cuda
