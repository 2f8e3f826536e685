// The spread of a device's times reaches the interval of a study.

#include <cmath>

#include <fmt/format.h>

#include "models/costs/estimate.hpp"
#include "tests/studies/swept_curves.hpp"

using namespace souk;

namespace {

constexpr double fit_sigma = 0.2;                             // of the profile's products
const double sigma = std::hypot(fit_sigma, plain_sigma_log);  // with what plain work misses
constexpr int runs = 40;

/// One job of an hour by the estimate, alone on its device.
std::string scene(bool noise) {
  return fmt::format(
      "[scenario]\nname = 'alone'\nhorizon = 'inf'\nreplications = {}\n[cost]\nnoise = {}\n"
      "[[device]]\nname = 'own'\nprofile = 'own.json'\n"
      "[[kind]]\nname = 'work'\nworkload = 'raw'\ndtype = 'fp32'\nflops = 3.6e16\nbytes = '0 B'\n"
      "launches = 0\n[[provider]]\nname = 'pool'\ndevice = 'own'\n"
      "[[consumer]]\nname = 'user'\njobs.process = 'list'\njobs.kind = 'work'\n"
      "jobs.list = [{{ submit = '0 s', steps = 1 }}]\n"
      "[[sweep]]\nkey = 'scenario.seed'\nfrom = 1\nto = 20\npoints = 20\n",
      runs, noise);
}

std::vector<CurvePoint> studies(bool noise) {
  const Workplace place;
  place.write("own.json", fmt::format(R"({{"schema": "souk.device-profile/1", "id": "own",
  "vendor": "v", "model": "m", "arch": "a", "origin": "measured", "sm_count": 40,
  "memory": {{"levels": [{{"name": "dram", "copy_Bps": 5e11}}]}},
  "compute": [{{"class": "gemm", "dtype": "fp32", "family": "own", "peak_flops": 1e13, "k0": 0,
    "tile_c": 0, "wave_a": 0, "t0_s": 1e-6, "pass_factor": 1, "sigma_log": {}, "n_fit": 60}},
   {{"class": "elementwise", "dtype": "fp32", "family": "own", "k0": 0, "tile_c": 0, "wave_a": 0,
    "t0_s": 1e-6, "pass_factor": 1, "sigma_log": 0.1, "n_fit": 9}}]}})",
                                      fit_sigma));
  place.write("s.toml", scene(noise));
  return SweptCurves{place, "s.toml"}.of("mean_jct_s");
}

}  // namespace

TEST_CASE("the sigma of a profile reaches the interval of a study", "[cli][oracle]") {
  // Times are 3600 s x a log-normal of sigma root(0.2^2 + 0.345^2): mean 3600 exp(sigma^2 / 2),
  // deviation the mean times sqrt(exp(sigma^2) - 1). Student's interval of 40 runs is 2.0227
  // deviations / sqrt 40 wide either way.
  const double mean = 3600 * std::exp(sigma * sigma / 2);
  const double half = 2.0227 * mean * std::sqrt((std::exp(sigma * sigma) - 1) / runs);
  double widths = 0, means = 0;
  int covered = 0;
  const auto points = studies(true);
  REQUIRE(points.size() == 20);
  for (const CurvePoint& point : points) {
    widths += point.half() / 20;
    means += point.mean / 20;
    covered += point.low <= mean && mean <= point.high ? 1 : 0;
  }
  CHECK(widths == Approx(half).epsilon(0.1));
  CHECK(means == Approx(mean).epsilon(4 * sigma / std::sqrt(20.0 * runs)));
  CHECK(covered >= 16);
  for (const CurvePoint& point : studies(false)) {
    CHECK(point.mean == Approx(3600).epsilon(1e-9));
    CHECK(point.half() == Approx(0).margin(1e-6));
  }
}
