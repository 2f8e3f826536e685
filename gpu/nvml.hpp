#pragma once

// Power, clocks, temperature and the reasons for holding back, from NVIDIA's management library,
// which comes with the driver. It is opened while the program runs: without it, or without one of
// its functions, the figures are absent.

#include <cstdint>
#include <optional>
#include <string>

#include "gpu/backend.hpp"

namespace souk {

class Nvml {
 public:
  static constexpr const char* library_name = "libnvidia-ml.so.1";

  /// The device at a PCI bus id, as "0000:3b:00.0". Never throws; known() says whether it is there.
  explicit Nvml(const std::string& pci_bus_id, const char* library = library_name);
  ~Nvml();
  Nvml(const Nvml&) = delete;
  Nvml& operator=(const Nvml&) = delete;

  [[nodiscard]] bool known() const { return device_ != nullptr; }
  [[nodiscard]] DeviceState state() const;
  [[nodiscard]] Figure memory_clock_mhz() const;
  [[nodiscard]] Figure power_limit_w() const;
  [[nodiscard]] std::optional<bool> mig() const;  ///< the card is cut into instances
  [[nodiscard]] std::optional<std::string> driver_version() const;

 private:
  /// Null if the library lacks it. `Function` is its C type.
  template <class Function>
  [[nodiscard]] Function* function(const char* name) const;
  /// What nvmlDeviceGet...(device, &value) says, times `unit`.
  [[nodiscard]] Figure unsigned_figure(const char* name, double unit) const;
  [[nodiscard]] Figure clock(unsigned kind) const;

  void* library_ = nullptr;
  void* device_ = nullptr;
};

/// The reasons of NVML's bit mask for which a device is slower than it could be, separated by
/// commas: power cap, hardware slowdown, thermal limits, power brake. Idle clocks and clocks that
/// somebody set are none. Empty: it is not held back.
std::string throttle_text(std::uint64_t reasons);

}  // namespace souk
