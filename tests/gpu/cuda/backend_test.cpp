// The backend as the protocol of measurement uses it.

#include <map>

#include "gpu/measure.hpp"
#include "models/devices/profile_text.hpp"
#include "tests/gpu/cuda/device.hpp"

using namespace souk;

TEST_CASE("a device says what it is", "[gpu]") {
  if (device() == nullptr) return;
  const auto backend = cuda_backend(0);
  const DeviceProfile facts = backend->facts();
  CHECK(facts.vendor == "NVIDIA");
  CHECK(facts.sm_count.value() >= 1);
  CHECK(facts.memory_bytes.value() > 1e9);
  CHECK(facts.l2_bytes.value() > 1e5);
  CHECK(facts.id == cuda::id_of(facts.model));
  CHECK(parse_profile(profile_text(facts), "facts") == facts);
  std::map<std::string, std::string> said{facts.provenance.begin(), facts.provenance.end()};
  CHECK(said["device_uuid_sha256"].size() == 18);  // 16 digits in quotes
  for (const char* field : {"cuda_driver", "cuda_runtime", "kernel_family", "ecc", "date_utc"})
    CHECK(said.contains(field));
}

TEST_CASE("one probe of each kind, format and family runs and takes time", "[gpu]") {
  if (device() == nullptr) return;
  const auto backend = cuda_backend(0);
  std::map<std::string, Probe> least;  // the smallest of each
  const auto size = [](const Probe& probe) {
    return probe.work.flop() + probe.work.bytes() + probe.bytes;
  };
  for (const Probe& probe : measurement_plan(backend->limits(), 1)) {
    const std::string which = std::string{name_of(probe.kind)} + " " + probe.family + " " +
                              std::string{name_of(probe.work.dtype)} + " " +
                              std::string{name_of(probe.work.op_class)} + probe.block;
    const auto [place, first] = least.try_emplace(which, probe);
    if (!first && size(probe) < size(place->second)) place->second = probe;
  }
  for (const auto& [which, probe] : least) {
    CAPTURE(which);
    REQUIRE(backend->refusal(probe).empty());
    backend->prepare(probe);
    CHECK(backend->run(1) > 0);
    // A hundred take ten times as long as ten, less what the first costs.
    const double ten = backend->run(10), hundred = backend->run(100);
    CHECK(hundred > 2 * ten);
    CHECK(hundred < 100 * ten);
  }
  CHECK(least.size() > 20);
}

TEST_CASE("what a device has no kernel for is refused with a reason", "[gpu]") {
  if (device() == nullptr) return;
  const auto backend = cuda_backend(0);
  const Probe probe{.kind = ProbeKind::product, .work = gemm_work(Dtype::fp8, 1, 64, 64, 64)};
  CHECK(backend->refusal(probe) == "there is no kernel for fp8");
}
