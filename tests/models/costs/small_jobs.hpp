#pragma once

// Jobs that are small enough to be worked out by hand.

#include "models/costs/descriptor.hpp"
#include "tests/models/devices/small_device.hpp"

namespace souk {

inline JobDescriptor small_transformer(Workload workload = Workload::transformer_train) {
  JobDescriptor job;
  job.workload = workload;
  job.dtype = Dtype::fp32;
  job.layers = 4;
  job.hidden = 512;
  job.heads = job.kv_heads = 8;
  job.ffn = 2048;
  job.vocab = 10000;
  job.seq = 128;
  job.batch = 8;
  return job;
}

inline JobDescriptor small_cnn() {
  JobDescriptor job;
  job.workload = Workload::cnn_train;
  job.dtype = Dtype::fp32;
  job.passes = passes_of(job.workload, Fusion::eager);
  job.batch = 8;
  job.convolutions = {{3, 64, 3, 56, 1}, {64, 64, 3, 56, 2}, {64, 10, 1, 1, 1}};
  return job;
}

/// With an all-reduce of 20 us and 100 GB/s between any number.
inline DeviceProfile connected_device() {
  DeviceProfile device = small_device();
  device.transfers = {{"allreduce_2", 2e-5, 1e11}};
  return device;
}

}  // namespace souk
