#pragma once

// Which CUDA devices there are, and what they say of themselves.

#include <string>
#include <vector>

#include "gpu/nvml.hpp"
#include "models/devices/device_profile.hpp"

namespace souk::cuda {

/// What the runtime found: `driver` is 0 without one, else 1000 major + 10 minor of the CUDA it
/// knows; `error` is what counting the devices returned.
struct Presence {
  int driver = 0, runtime = 0, error = 0, devices = 0;
};
Presence presence();

/// Why device `index` cannot be had, as one line; empty: it can.
std::string absence(const Presence& presence, int index);

/// Throws NoDevice with absence().
void require_device(int index);

/// Compute capability, as 80 for 8.0.
int capability(int index);
/// "0000:3b:00.0"
std::string pci_bus_id(int index);
/// The first other device that `index` can copy to by itself; -1: there is none.
int peer_of(int index);

/// Names, sizes and provenance. `library_version`: of cuBLAS; empty: there is none.
DeviceProfile facts_of(int index, const Nvml& nvml, const std::string& library_version);

/// "nvidia-h100-80gb-hbm3" of "NVIDIA H100 80GB HBM3".
std::string id_of(const std::string& name);

}  // namespace souk::cuda
