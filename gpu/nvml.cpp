#include "gpu/nvml.hpp"

#include <array>
#include <string_view>

#include <dlfcn.h>

namespace souk {
namespace {

// NVML's own values: the interface is C and does not change within a version of a symbol.
using Result = int;
constexpr Result success = 0;
constexpr unsigned sm_clock = 1, memory_clock = 2, core_temperature = 0;

struct Reason {
  std::uint64_t bit;
  std::string_view text;
};
constexpr std::array<Reason, 5> held_back{{{0x04, "power cap"},
                                           {0x08, "hardware slowdown"},
                                           {0x20, "thermal slowdown"},
                                           {0x40, "hardware thermal slowdown"},
                                           {0x80, "power brake"}}};

}  // namespace

template <class Function>
Function* Nvml::function(const char* name) const {
  return library_ == nullptr ? nullptr : reinterpret_cast<Function*>(dlsym(library_, name));
}

Nvml::Nvml(const std::string& pci_bus_id, const char* library)
    : library_{dlopen(library, RTLD_LAZY | RTLD_LOCAL)} {
  const auto init = function<Result()>("nvmlInit_v2");
  if (init == nullptr || init() != success) return;
  void* device = nullptr;
  const auto by_bus = function<Result(const char*, void**)>("nvmlDeviceGetHandleByPciBusId_v2");
  if (by_bus != nullptr && by_bus(pci_bus_id.c_str(), &device) == success) device_ = device;
}

Nvml::~Nvml() {
  if (const auto shutdown = function<Result()>("nvmlShutdown")) shutdown();
  if (library_ != nullptr) dlclose(library_);
}

Figure Nvml::unsigned_figure(const char* name, double unit) const {
  const auto get = function<Result(void*, unsigned*)>(name);
  unsigned value = 0;
  if (device_ == nullptr || get == nullptr || get(device_, &value) != success) return {};
  return value * unit;
}

Figure Nvml::clock(unsigned kind) const {
  const auto get = function<Result(void*, unsigned, unsigned*)>("nvmlDeviceGetClockInfo");
  unsigned mhz = 0;
  if (device_ == nullptr || get == nullptr || get(device_, kind, &mhz) != success) return {};
  return mhz;
}

DeviceState Nvml::state() const {
  DeviceState state{.clock_mhz = clock(sm_clock),
                    .power_w = unsigned_figure("nvmlDeviceGetPowerUsage", 1e-3)};
  if (device_ == nullptr) return state;
  unsigned degrees = 0;
  const auto heat = function<Result(void*, unsigned, unsigned*)>("nvmlDeviceGetTemperature");
  if (heat != nullptr && heat(device_, core_temperature, &degrees) == success)
    state.temperature_c = degrees;
  for (const char* name : {"nvmlDeviceGetCurrentClocksEventReasons",
                           "nvmlDeviceGetCurrentClocksThrottleReasons"}) {  // the older name
    unsigned long long reasons = 0;
    const auto get = function<Result(void*, unsigned long long*)>(name);
    if (get == nullptr || get(device_, &reasons) != success) continue;
    state.throttled = throttle_text(reasons);
    break;
  }
  return state;
}

Figure Nvml::memory_clock_mhz() const {
  return clock(memory_clock);
}

Figure Nvml::power_limit_w() const {
  return unsigned_figure("nvmlDeviceGetPowerManagementDefaultLimit", 1e-3);
}

std::optional<bool> Nvml::mig() const {
  const auto get = function<Result(void*, unsigned*, unsigned*)>("nvmlDeviceGetMigMode");
  unsigned now = 0, next = 0;
  if (device_ == nullptr || get == nullptr || get(device_, &now, &next) != success) return {};
  return now != 0;
}

std::optional<std::string> Nvml::driver_version() const {
  const auto get = function<Result(char*, unsigned)>("nvmlSystemGetDriverVersion");
  std::array<char, 81> text{};
  if (device_ == nullptr || get == nullptr || get(text.data(), 80) != success) return {};
  return std::string{text.data()};
}

std::string throttle_text(std::uint64_t reasons) {
  std::string text;
  for (const Reason& reason : held_back)
    if ((reasons & reason.bit) != 0) text += (text.empty() ? "" : ", ") + std::string{reason.text};
  return text;
}

}  // namespace souk
