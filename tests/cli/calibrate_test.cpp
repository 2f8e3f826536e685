// souk calibrate, souk profile and the devices of souk list.

#include <string>

#include <nlohmann/json.hpp>

#include "tests/cli/scenes.hpp"
#include "tests/cli/workplace.hpp"

using namespace souk;

namespace {

/// A device of round figures, as a profile.
std::string small_profile() {
  return R"({"schema": "souk.device-profile/1", "id": "small", "vendor": "v", "model": "m",
  "arch": "a", "origin": "published", "sm_count": 40, "memory_bytes": 8e9, "l2_bytes": 4e6,
  "launch": {"latency_s": 5e-6},
  "memory": {"levels": [{"name": "dram", "bytes": 8e9, "copy_Bps": 5e11}]},
  "compute": [{"class": "gemm", "dtype": "fp32", "family": "own", "peak_flops": 8e12, "k0": 40,
    "tile_c": 5, "wave_a": 0.3, "t0_s": 5e-6, "pass_factor": 1.1, "sigma_log": 0.1, "n_fit": 60},
   {"class": "elementwise", "dtype": "fp32", "family": "own", "k0": 0, "tile_c": 0, "wave_a": 0,
    "pass_factor": 1, "sigma_log": 0.1, "n_fit": 9}]})";
}

}  // namespace

TEST_CASE("an emulated device is calibrated into a profile that is taken again", "[cli]") {
  const Workplace place;
  place.write("small.json", small_profile());
  const Ran ran =
      place.souk({"calibrate", "--device", "emulated:small.json", "-o", "found.json", "--quiet"});
  CAPTURE(ran.err);
  REQUIRE(ran.code == 0);
  CHECK(contains(ran.out, "written: found.json, found.samples.h5"));
  CHECK(contains(ran.out, "gemm fp32"));
  const auto found = nlohmann::json::parse(place.read("found.json"));
  CHECK(found["schema"] == "souk.device-profile/1");
  CHECK(found["origin"] == "emulated");
  CHECK(found["launch"]["latency_s"].get<double>() == Approx(5e-6).epsilon(0.03));
  CHECK(found["provenance"].contains("plan_hash"));
  CHECK(place.souk({"profile", "diff", "found.json", "found.json"}).code == 0);
  const Ran differs = place.souk({"profile", "diff", "small.json", "found.json"});
  CHECK(differs.code == 1);
  CHECK(contains(differs.out, "/compute/gemm fp32 own/peak_flops  8000000000000.0 -> "));
}

TEST_CASE("a device that comes with Souk is emulated by its name", "[cli]") {
  const Workplace place;
  const Ran ran = place.souk(split("calibrate --device emulated:t4-public --quiet -o t4.json"));
  CHECK(ran.code == 0);
  CHECK(contains(ran.out, "t4-public ("));
  CHECK(place.souk(split("calibrate --device emulated:t5-public -o t5.json")).code == 66);
  CHECK(place.souk(split("calibrate --device emulated:t4.json -o t4.json")).code == 64);
}

TEST_CASE("every timing lies beside the profile, which names the file by its sha256", "[cli]") {
  const Workplace place;
  place.write("small.json", small_profile());
  const Words words{"calibrate", "--device", "emulated:small.json", "--quiet", "-o"};
  for (const char* name : {"a.json", "b.json"}) {
    Words all = words;
    all.emplace_back(name);
    REQUIRE(place.souk(all).code == 0);
  }
  const auto found = nlohmann::json::parse(place.read("a.json"));
  const Ran sum = place.run({"/usr/bin/sha256sum", "a.samples.h5"});
  CHECK(sum.out.substr(0, 64) == found["provenance"]["raw_samples_sha256"]);
  // One seed, one file; the profiles differ in nothing.
  CHECK(place.read("a.samples.h5") == place.read("b.samples.h5"));
  CHECK(place.read("a.json") == place.read("b.json"));
  CHECK(place.listing().size() == 5);
}

TEST_CASE("a place that does not take the timings is found before the work", "[cli]") {
  const Workplace place;
  place.write("small.json", small_profile());
  place.write("p.samples.h5/file", "");
  const Ran ran = place.souk({"calibrate", "--device", "emulated:small.json", "-o", "p.json"});
  CHECK(ran.code == 73);
  CHECK(contains(ran.err, "p.samples.h5"));
  CHECK_FALSE(place.has("p.json"));
}

TEST_CASE("a device that is not here exits with 69 and one line", "[cli][contract]") {
  const Workplace place;
  const Ran ran = place.souk({"calibrate", "--device", "cuda:97", "-o", "p.json"});
  CHECK(ran.code == 69);
  CHECK(contains(ran.err, "cuda:97"));
  CHECK(ran.out.empty());
  CHECK(ran.err.find('\n') == ran.err.size() - 1);
  CHECK(place.listing().empty());
}

TEST_CASE("what is no device is wrong use, and a bad profile is bad input", "[cli]") {
  const Workplace place;
  for (const char* device : {"gpu", "cuda:", "cuda:-1", "cuda:x"})
    CHECK(place.souk({"calibrate", "--device", device}).code == 64);
  CHECK(place.souk({"calibrate", "--device", "emulated:none.json"}).code == 66);
  place.write("bad.json", "{\"schema\": \"souk.device-profile/2\"}");
  const Ran bad = place.souk({"calibrate", "--device", "emulated:bad.json"});
  CHECK(bad.code == 65);
  CHECK(contains(bad.err, "bad.json:1:2: schema \"souk.device-profile/2\""));
}

TEST_CASE("the devices that come with Souk are listed with their origin", "[cli]") {
  const Workplace place;
  const Ran ran = place.souk({"list", "devices"});
  CHECK(ran.code == 0);
  CHECK(contains(ran.out, "h100-sxm5-80gb"));
  CHECK(contains(ran.out, "published, +-40 %"));
  CHECK(contains(ran.out, "public-data"));
  CHECK(place.souk({"profile", "diff", "t4", "l4"}).code == 1);
}

TEST_CASE("a profile is fitted from a table of figures", "[cli]") {
  const Workplace place;
  place.write("figures.csv",
              "device,vendor,arch,cc_or_gfx,sm_or_cu,fp32_tflops,tf32_tflops,"
              "fp16_bf16_tensor_tflops,fp8_tflops,bf16_native,memory_gb,memory_gbps,l2_mb,tdp_w,"
              "figure_source,confidence,note\nX_1,V,A,1.0,10,2,,,,no,8,100,,,sheet,high,\n");
  const Ran ran = place.souk({"profile", "fit", "figures.csv", "X_1"});
  REQUIRE(ran.code == 0);
  const auto found = nlohmann::json::parse(ran.out);
  CHECK(found["id"] == "x-1");
  CHECK(found["published"]["peak_flops"]["fp32"] == 2e12);
  CHECK(found["tdp_w"].is_null());
  CHECK(found["compute"][0]["sigma_log"] == 0.4);
  CHECK(place.souk({"profile", "fit", "figures.csv", "Y"}).code == 65);
}
