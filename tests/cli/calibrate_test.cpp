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
  CHECK(contains(differs.out, "/compute/gemm fp32/peak_flops  8000000000000.0 -> "));
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
  // Only the products of one format were measured by others; the rest is of the data sheet.
  CHECK(contains(ran.out, "public-data, +-7 % on products in fp16; the rest published, +-40 %"));
  CHECK(place.souk({"profile", "diff", "t4", "l4"}).code == 1);
}

TEST_CASE("an emulated device may be one that is listed, and a name of none is told the nearest",
          "[cli]") {
  const Workplace place;
  const Ran ran = place.souk({"calibrate", "--device", "emulated:t4", "-o", "p.json", "--quiet"});
  CAPTURE(ran.err);
  REQUIRE(ran.code == 0);
  CHECK(nlohmann::json::parse(place.read("p.json"))["id"] == "t4");
  for (const Words& words : {Words{"calibrate", "--device", "emulated:a100-pcie-80g"},
                             Words{"profile", "diff", "t4", "a100-pcie-80g"}}) {
    const Ran wrong = place.souk(words);
    CHECK(wrong.code == 66);
    CHECK(contains(wrong.err, R"(did you mean "a100-pcie-80gb"?)"));
  }
  CHECK(contains(place.souk({"calibrate", "--help"}).out, "cpu (the default)"));
}

TEST_CASE("all-reduces that are off by more than 10 % are marked and warned about", "[cli]") {
  const Workplace place;
  place.write("figures.csv",
              "device,vendor,arch,cc_or_gfx,sm_or_cu,fp32_tflops,tf32_tflops,"
              "fp16_bf16_tensor_tflops,fp8_tflops,bf16_native,memory_gb,memory_gbps,l2_mb,tdp_w,"
              "figure_source,confidence,note\nX_1,V,A,1.0,10,2,,,,no,8,100,,,sheet,high,\n");
  // Every third time is twice the curve that the others lie on.
  std::string even = "system,workers,workers_per_node,bytes,median_ms\n", wild = even;
  for (int i = 0; i < 30; ++i) {
    const double bytes = 1e5 * (i + 1);
    even += "n,2,2," + std::to_string(bytes) + "," + std::to_string(0.1 + bytes * 1e-6) + "\n";
    wild += "n,2,2," + std::to_string(bytes) + "," +
            std::to_string((0.1 + bytes * 1e-6) * (i % 3 == 0 ? 2 : 1)) + "\n";
  }
  place.write("even.csv", even);
  place.write("wild.csv", wild);
  const auto fitted = [&](const std::string& file) {
    return place.souk(
        {"profile", "fit", "figures.csv", "X_1", "--collectives", "n=" + file, "-o", "p.json"});
  };
  const std::string warning = "% off on sizes that were not fitted";
  const Ran good = fitted("even.csv"), bad = fitted("wild.csv");
  CAPTURE(good.err, bad.out);
  REQUIRE(good.code == 0);
  CHECK(contains(good.out, "allreduce_2"));
  CHECK_FALSE(contains(good.out, warning));
  CHECK(contains(bad.out, "warning: allreduce_2: "));
  CHECK(contains(bad.out, warning));
  CHECK(contains(place.read("p.json"), warning));
}

TEST_CASE("an option that may be repeated takes one value each time, as its help says", "[cli]") {
  const Workplace place;
  CHECK(contains(place.souk({"profile", "fit", "--help"}).out, "--samples NAME=FILE.csv  "));
  CHECK_FALSE(contains(place.souk({"profile", "fit", "--help"}).out, "..."));
  CHECK_FALSE(contains(place.souk({"run", "--help"}).out, "..."));
  const Ran twice = place.souk({"profile", "fit", "f.csv", "X", "--samples", "a=f", "b=f"});
  CHECK(twice.code == 64);
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
  const Ran none = place.souk({"profile", "fit", "figures.csv", "x_1"});
  CHECK(none.code == 65);
  CHECK(contains(none.err, R"(figures.csv:1:1: no row of device "x_1"; did you mean "X_1"?)"));
}

TEST_CASE("where samples come from is written with them, and refused without any", "[cli]") {
  const Workplace place;
  place.write("figures.csv",
              "device,vendor,arch,cc_or_gfx,sm_or_cu,fp32_tflops,tf32_tflops,"
              "fp16_bf16_tensor_tflops,fp8_tflops,bf16_native,memory_gb,memory_gbps,l2_mb,tdp_w,"
              "figure_source,confidence,note\nX_1,V,A,1.0,10,2,,,,no,8,100,,,sheet,high,\n");
  std::string calls = "system,workers,workers_per_node,bytes,median_ms\n";
  for (int i = 1; i <= 4; ++i)
    calls += "n,2,2," + std::to_string(i) + "00000," + std::to_string(i) + ".5\n";
  place.write("calls.csv", calls);
  place.write("few.csv", "device,op,batch,m,n,k,dtype,latency_ms\nX,gemm,1,64,64,64,fp32,0.1\n");
  const Words fit{"profile", "fit", "figures.csv", "X_1", "--source", "us"};
  const auto with = [&](const Words& more) {
    Words all = fit;
    all.insert(all.end(), more.begin(), more.end());
    return place.souk(all);
  };
  const Ran bare = with({});
  CHECK(bare.code == 64);
  CHECK(contains(bare.err, "--source says where samples come from"));
  for (const Words& given :
       {Words{"--collectives", "n=calls.csv"}, Words{"--samples", "X=few.csv"}}) {
    const Ran ran = with(given);
    CAPTURE(ran.err);
    REQUIRE(ran.code == 0);
    const auto found = nlohmann::json::parse(ran.out);
    CHECK(found["provenance"]["samples"] == "us");
    CHECK(found["origin"] == "published");  // nothing was fitted, or all-reduces alone
  }
  CHECK(contains(with({"--samples", "X=few.csv"}).out, "gemm fp32: 1 rows, 16 needed, not fitted"));
  const Ran twice = with({"--samples", "X=few.csv", "--samples", "X=./few.csv"});
  CHECK(twice.code == 64);
  CHECK(contains(twice.err, "X=./few.csv: these rows are given twice"));
}
