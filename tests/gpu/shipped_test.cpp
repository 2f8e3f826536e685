#include <algorithm>
#include <cctype>
#include <set>
#include <string>

#include <catch2/catch.hpp>

#include "gpu/backend.hpp"
#include "gpu/calibrations.hpp"
#include "models/devices/all_reduce.hpp"
#include "models/devices/op_time.hpp"
#include "models/devices/published.hpp"
#include "tests/models/devices/small_device.hpp"

using namespace souk;

TEST_CASE("every shipped profile is sound and says where it comes from", "[gpu][contract]") {
  std::set<std::string> ids;
  for (const DeviceProfile& profile : shipped_profiles()) {
    CAPTURE(profile.id);
    CHECK(ids.insert(profile.id).second);
    CHECK((profile.origin == Origin::published || profile.origin == Origin::public_data ||
           profile.origin == Origin::measured));
    CHECK_FALSE(profile.provenance.empty());
    if (profile.origin == Origin::published) CHECK_FALSE(profile.warnings.empty());
    CHECK(op_time(profile, gemm_work(Dtype::fp32, 1, 1024, 1024, 1024)).value().total_s > 0);
    for (const ComputeFit& fit : profile.compute)
      if (fit.family == "data-sheet") CHECK(fit.sigma_log >= published_sigma_log);
  }
  CHECK(ids.size() >= 24);
}

TEST_CASE("every row of the published figures has a profile", "[gpu]") {
  const auto table = recorded("devices.csv");
  if (!table) return;
  std::set<std::string> ids;
  for (const DeviceProfile& profile : shipped_profiles()) ids.insert(profile.id);
  for (const std::string& row : published_rows(*table, "devices.csv")) {
    const DeviceProfile published = published_profile(*table, "devices.csv", row);
    CHECK(ids.contains(published.id));
  }
}

TEST_CASE("the all-reduces of shipped profiles are within 10 % on rows that were not fitted",
          "[gpu][oracle]") {
  int profiles = 0;
  for (const DeviceProfile& profile : shipped_profiles()) {
    double mape = 0, paths = 0, longest = 0;
    for (const TransferPath& path : profile.transfers) {
      if (!all_reduce_devices(path)) continue;
      REQUIRE(path.holdout);
      CHECK(path.holdout->shapes >= 12);
      const bool warned = std::ranges::any_of(profile.warnings, [&](const std::string& warning) {
        return warning.starts_with(path.name + ": ");
      });
      CHECK(warned == (path.holdout->mape > 0.10));
      mape += path.holdout->mape;
      ++paths;
      // More GPUs take longer for the same message of 100 MB.
      const double seconds = all_reduce_seconds(profile, *all_reduce_devices(path), 1e8).value();
      CHECK(seconds > longest);
      longest = seconds;
    }
    if (paths == 0) continue;
    CAPTURE(profile.id, mape / paths);
    CHECK(mape / paths <= 0.10);
    ++profiles;
  }
  CHECK(profiles == 2);
}

TEST_CASE("a CUDA device that is not here is refused with one line", "[gpu]") {
  try {
    const auto backend = cuda_backend(99);
    FAIL("there is no device 99");
  } catch (const NoDevice& error) {
    CHECK(std::string{error.what()}.find('\n') == std::string::npos);
  }
}
