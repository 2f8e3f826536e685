// A figure that a profile does not have is never a zero, whichever it is.

#include <functional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "models/costs/estimate.hpp"
#include "models/devices/profile_text.hpp"
#include "small_jobs.hpp"

using namespace souk;

namespace {

struct Loss {
  const char* name;
  std::function<void(DeviceProfile&)> forget;
};

std::vector<Loss> losses() {
  return {
      {"sm_count", [](DeviceProfile& d) { d.sm_count.reset(); }},
      {"every bandwidth",
       [](DeviceProfile& d) {
         for (MemoryLevel& level : d.levels)
           level.read_bps = level.write_bps = level.copy_bps = level.triad_bps = std::nullopt;
       }},
      {"the cache's bandwidth", [](DeviceProfile& d) { d.levels[0].triad_bps.reset(); }},
      {"the cache's size", [](DeviceProfile& d) { d.levels[0].bytes.reset(); }},
      {"the cache", [](DeviceProfile& d) { d.levels.erase(d.levels.begin()); }},
      {"launch latency", [](DeviceProfile& d) { d.launch_latency_s.reset(); }},
      {"t0 of the fits",
       [](DeviceProfile& d) {
         for (ComputeFit& fit : d.compute) fit.t0_s.reset();
       }},
      {"both launches",
       [](DeviceProfile& d) {
         d.launch_latency_s.reset();
         for (ComputeFit& fit : d.compute) fit.t0_s.reset();
       }},
      {"peaks",
       [](DeviceProfile& d) {
         for (ComputeFit& fit : d.compute) fit.peak_flops.reset();
       }},
      {"the fit of passes", [](DeviceProfile& d) { d.compute.pop_back(); }},
      {"all-reduce", [](DeviceProfile& d) { d.transfers.clear(); }},
      {"published peaks", [](DeviceProfile& d) { d.published.clear(); }},
      {"published bandwidth", [](DeviceProfile& d) { d.published_bps.reset(); }},
      {"memory", [](DeviceProfile& d) { d.memory_bytes.reset(); }},
      {"power", [](DeviceProfile& d) { d.tdp_w.reset(); }},
  };
}

std::vector<JobDescriptor> jobs() {
  JobDescriptor shared = small_transformer();
  shared.parallel.tp = 2;
  JobDescriptor plain;
  plain.dtype = Dtype::fp32;
  plain.flops = plain.bytes = 1e12;
  plain.launches = 100;
  JobDescriptor products;
  products.workload = Workload::gemm_list;
  products.dtype = Dtype::fp32;
  products.products = {{512, 512, 512, 8, 10}};
  return {small_transformer(),
          small_transformer(Workload::transformer_infer),
          shared,
          small_cnn(),
          plain,
          products};
}

/// The least that the work may take on the device as a whole: all peaks, bandwidths and the usual
/// launch at their best.
double least(const Estimate& whole) {
  return std::max({whole.flop / 1.2e13, whole.bytes / 4e12});
}

}  // namespace

TEST_CASE("without a figure a step has no time, or none that is shorter than its work",
          "[costs][contract]") {
  const DeviceProfile whole = connected_device();
  for (const JobDescriptor& job : jobs())
    for (const Pricing pricing : {Pricing::profile, Pricing::data_sheet}) {
      const Costed known = estimate(whole, job, pricing);
      REQUIRE(known.estimate);
      for (const Loss& loss : losses()) {
        CAPTURE(loss.name, name_of(job.workload), static_cast<int>(pricing));
        DeviceProfile device = whole;
        loss.forget(device);
        const Costed cost = estimate(device, job, pricing);
        if (!cost.estimate) {
          CHECK_FALSE(cost.reason.empty());
          continue;
        }
        CHECK(cost.estimate->median_s >= least(*cost.estimate));
        // The launch of another row may be a little less; nothing else may be.
        CHECK(cost.estimate->median_s + 0.2 * known.estimate->launch_s >=
              known.estimate->median_s * (1 - 1e-12));
        if (known.estimate->launch_s > 0) CHECK(cost.estimate->launch_s > 0);
        if (known.estimate->communication_s > 0) CHECK(cost.estimate->communication_s > 0);
      }
    }
}

TEST_CASE("each figure that is needed is missed by name", "[costs]") {
  const auto reason = [](std::size_t loss, const JobDescriptor& job) {
    DeviceProfile device = connected_device();
    losses().at(loss).forget(device);
    const Costed cost = estimate(device, job, Pricing::profile);
    CHECK_FALSE(cost.estimate);
    return cost.reason;
  };
  const JobDescriptor step = small_transformer();
  for (const std::size_t loss : {std::size_t{0}, std::size_t{1}, std::size_t{8}})
    CHECK(reason(loss, step) == "small lacks a peak, a bandwidth or the number of its processors");
  CHECK(reason(9, step) == "small has no fit of elementwise fp32");
  CHECK(reason(10, jobs()[2]) == "small has no all-reduce measured, which 2 GPUs need");
}

TEST_CASE("a null of a file is a figure that is not known, and a zero is refused",
          "[costs][contract]") {
  const DeviceProfile whole = connected_device();
  std::string text = profile_text(whole);
  const auto with = [&](std::string_view key, std::string_view value) {
    std::string changed = text;
    const std::size_t at = changed.find("\"" + std::string{key} + "\":") + key.size() + 3;
    return changed.replace(at, changed.find_first_of(",\n", at) - at, " " + std::string{value});
  };
  CHECK_FALSE(parse_profile(with("sm_count", "null"), "p.json").sm_count);
  CHECK_FALSE(parse_profile(with("memory_bytes", "null"), "p.json").memory_bytes);
  CHECK_FALSE(parse_profile(with("latency_s", "null"), "p.json").launch_latency_s);
  for (const char* key : {"sm_count", "memory_bytes", "latency_s", "t0_s", "peak_flops"})
    CHECK_THROWS_AS(parse_profile(with(key, "0"), "p.json"), ScenarioError);
}
