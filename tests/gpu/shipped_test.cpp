#include <cctype>
#include <set>
#include <string>

#include <catch2/catch.hpp>

#include "gpu/backend.hpp"
#include "gpu/calibrations.hpp"
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

TEST_CASE("a CUDA device that is not here is refused with one line", "[gpu]") {
  try {
    const auto backend = cuda_backend(99);
    FAIL("there is no device 99");
  } catch (const NoDevice& error) {
    CHECK(std::string{error.what()}.find('\n') == std::string::npos);
  }
}
