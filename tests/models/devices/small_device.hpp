#pragma once

// A device with round figures, and the recorded measurements of real ones.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

#include <catch2/catch.hpp>

#include "models/devices/device_profile.hpp"

namespace souk {

/// 10 TFLOP/s on 50 SMs, 1 TB/s of memory behind a cache of 4 MB at 4 TB/s.
inline DeviceProfile small_device() {
  DeviceProfile device;
  device.id = "small";
  device.vendor = "Souk";
  device.model = "Small 1";
  device.arch = "none";
  device.sm_count = 50;
  device.memory_bytes = 16e9;
  device.l2_bytes = 4e6;
  device.tdp_w = 300;
  device.origin = Origin::measured;
  device.launch_latency_s = 4e-6;
  device.levels = {{.name = "l2", .bytes = 4e6, .triad_bps = 4e12},
                   {.name = "dram",
                    .bytes = 16e9,
                    .read_bps = 1e12,
                    .write_bps = 0.9e12,
                    .copy_bps = 0.8e12,
                    .triad_bps = 0.85e12}};
  device.published = {{Dtype::fp32, 12e12}, {Dtype::fp16, 50e12}};
  device.published_bps = 1.2e12;
  for (const OpClass op_class : {OpClass::gemm, OpClass::batched_gemm})
    device.compute.push_back({.op_class = op_class,
                              .dtype = Dtype::fp32,
                              .peak_flops = 1e13,
                              .k0 = 64,
                              .tile_c = 8,
                              .wave_a = 0.5,
                              .t0_s = 5e-6,
                              .pass_factor = 1.1,
                              .sigma_log = 0.05});
  device.compute.push_back({.op_class = OpClass::elementwise,
                            .dtype = Dtype::fp32,
                            .t0_s = 5e-6,
                            .pass_factor = 1.0,
                            .sigma_log = 0.02});
  return device;
}

/// A file of $SOUK_DATA/devices (default: shared/data beside the sources, sought upwards from where
/// the test runs); none, and a word why, if it is absent.
inline std::optional<std::string> recorded(const std::string& name) {
  std::filesystem::path folder = "../shared/data";
  for (auto at = std::filesystem::current_path(); at.has_relative_path(); at = at.parent_path())
    if (std::filesystem::exists(at / "shared/data")) {
      folder = at / "shared/data";
      break;
    }
  if (const char* told = std::getenv("SOUK_DATA")) folder = told;
  std::ifstream in{folder / "devices" / name, std::ios::binary};
  if (!in) {
    WARN("skipped: " << (folder / "devices" / name).string() << " is not there; set SOUK_DATA");
    return {};
  }
  return std::string{std::istreambuf_iterator<char>{in}, {}};
}

}  // namespace souk
