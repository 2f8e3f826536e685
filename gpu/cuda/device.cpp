#include "gpu/cuda/device.hpp"

#include <sha256.h>

#include <array>
#include <cctype>
#include <span>

#include <fmt/format.h>

#include "gpu/cuda/check.hpp"
#include "gpu/provenance.hpp"

namespace souk::cuda {
namespace {

constexpr std::string_view salt =
    "souk.device-profile/1 ";  // so that no table of uuids resolves it

int attribute(cudaDeviceAttr which, int index) {
  int value = 0;
  check(cudaDeviceGetAttribute(&value, which, index), "cudaDeviceGetAttribute");
  return value;
}

std::string architecture(int capability) {
  if (capability >= 100) return "Blackwell";
  if (capability >= 90) return "Hopper";
  if (capability == 89) return "Ada";
  if (capability >= 80) return "Ampere";
  return capability >= 75 ? "Turing" : "Volta";
}

/// The first 16 digits of the SHA-256 of salt and uuid: the same card is recognised, not named.
std::string card(const cudaUUID_t& uuid) {
  std::string text{salt};
  text.append(uuid.bytes, sizeof uuid.bytes);
  std::array<char, SHA256_DIGEST_STRING_LENGTH> digits{};
  SHA256Data(reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), digits.data());
  return std::string{digits.data()}.substr(0, 16);
}

std::string version_text(int version) {
  return fmt::format("{}.{}", version / 1000, version % 1000 / 10);
}

void add_provenance(DeviceProfile& facts, int index, const cudaDeviceProp& properties,
                    const Nvml& nvml, const std::string& library_version) {
  auto& fields = facts.provenance = host_provenance();
  const Presence present = presence();
  fields.emplace_back("kernel_family", library_version.empty() ? "\"own\"" : "\"cublas, own\"");
  fields.emplace_back("device_uuid_sha256", quoted(card(properties.uuid)));
  if (const auto driver = nvml.driver_version()) fields.emplace_back("driver", quoted(*driver));
  fields.emplace_back("cuda_driver", quoted(version_text(present.driver)));
  fields.emplace_back("cuda_runtime", quoted(version_text(present.runtime)));
  if (!library_version.empty()) fields.emplace_back("cublas", quoted(library_version));
  if (const Figure clock = nvml.memory_clock_mhz())
    fields.emplace_back("mem_clock_mhz", fmt::format("{}", *clock));
  if (const auto mig = nvml.mig()) fields.emplace_back("mig", *mig ? "true" : "false");
  fields.emplace_back("ecc", attribute(cudaDevAttrEccEnabled, index) != 0 ? "true" : "false");
}

}  // namespace

Presence presence() {
  Presence found;
  // Neither writes its result when it fails: all are 0 before.
  static_cast<void>(cudaDriverGetVersion(&found.driver));
  static_cast<void>(cudaRuntimeGetVersion(&found.runtime));
  found.error = cudaGetDeviceCount(&found.devices);
  if (found.error != cudaSuccess) static_cast<void>(cudaGetLastError());
  return found;
}

std::string absence(const Presence& presence, int index) {
  const auto error = static_cast<cudaError_t>(presence.error);
  // The runtime's text for this, "driver version is insufficient", is that of an old driver.
  if (presence.driver == 0) return fmt::format("cuda:{}: no NVIDIA driver on this machine", index);
  if (error == cudaErrorInsufficientDriver)
    return fmt::format("cuda:{}: the NVIDIA driver knows CUDA {}, and this souk needs {}", index,
                       version_text(presence.driver), version_text(presence.runtime));
  if (error == cudaErrorNoDevice || (error == cudaSuccess && presence.devices == 0))
    return fmt::format("cuda:{}: an NVIDIA driver, but no CUDA device on this machine", index);
  if (error != cudaSuccess)
    return fmt::format("cuda:{}: {}, {}", index, cudaGetErrorName(error),
                       cudaGetErrorString(error));
  if (index >= 0 && index < presence.devices) return "";
  return presence.devices == 1
             ? fmt::format("there is no cuda:{}; this machine has cuda:0", index)
             : fmt::format("there is no cuda:{}; this machine has cuda:0 to cuda:{}", index,
                           presence.devices - 1);
}

void require_device(int index) {
  const std::string why = absence(presence(), index);
  if (!why.empty()) throw NoDevice{why};
}

int capability(int index) {
  return 10 * attribute(cudaDevAttrComputeCapabilityMajor, index) +
         attribute(cudaDevAttrComputeCapabilityMinor, index);
}

std::string pci_bus_id(int index) {
  std::array<char, 32> text{};
  check(cudaDeviceGetPCIBusId(text.data(), static_cast<int>(text.size()), index),
        "cudaDeviceGetPCIBusId");
  return text.data();
}

int peer_of(int index) {
  const int devices = presence().devices;
  for (int other = 0; other < devices; ++other) {
    int can = 0;
    if (other != index && cudaDeviceCanAccessPeer(&can, index, other) == cudaSuccess && can != 0)
      return other;
  }
  return -1;
}

DeviceProfile facts_of(int index, const Nvml& nvml, const std::string& library_version) {
  cudaDeviceProp properties{};
  check(cudaGetDeviceProperties(&properties, index), "cudaGetDeviceProperties");
  const int number = capability(index);
  DeviceProfile facts;
  facts.id = id_of(properties.name);
  facts.vendor = "NVIDIA";
  facts.model = properties.name;
  facts.arch = architecture(number);
  facts.compute_capability = fmt::format("{}.{}", number / 10, number % 10);
  facts.sm_count = attribute(cudaDevAttrMultiProcessorCount, index);
  facts.memory_bytes = static_cast<double>(properties.totalGlobalMem);
  if (const int bytes = attribute(cudaDevAttrL2CacheSize, index); bytes > 0) facts.l2_bytes = bytes;
  facts.tdp_w = nvml.power_limit_w();
  facts.idle_w = nvml.state().power_w;
  facts.origin = Origin::measured;
  add_provenance(facts, index, properties, nvml, library_version);
  return facts;
}

std::string id_of(const std::string& name) {
  std::string id;
  for (const char letter : name) {
    const auto code = static_cast<unsigned char>(letter);
    if (std::isalnum(code) != 0)
      id += static_cast<char>(std::tolower(code));
    else if (!id.empty() && id.back() != '-')
      id += '-';
  }
  while (!id.empty() && id.back() == '-') id.pop_back();
  return id.empty() || std::isdigit(static_cast<unsigned char>(id.front())) != 0 ? "cuda-" + id
                                                                                 : id;
}

}  // namespace souk::cuda
