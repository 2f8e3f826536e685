#include "gpu/cuda/workspace.hpp"

namespace souk::cuda {
namespace {

int made_current(int index) {
  check(cudaSetDevice(index), "cudaSetDevice");
  return index;
}

}  // namespace

Workspace::Workspace(int index)
    : device{made_current(index)},
      stream{make_stream()},
      start{make_event()},
      stop{make_event()},
      library{open_cublas(stream.get())} {}

void Workspace::make_current() const {
  made_current(device);
}

void Workspace::finish() const {
  check(cudaStreamSynchronize(stream.get()), "cudaStreamSynchronize");
}

std::size_t Workspace::free_bytes() const {
  std::size_t free = 0, all = 0;
  check(cudaMemGetInfo(&free, &all), "cudaMemGetInfo");
  return free;
}

}  // namespace souk::cuda
