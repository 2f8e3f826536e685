#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "analysis/calibration_samples.hpp"
#include "analysis/hdf5_input.hpp"
#include "tests/analysis/small_run.hpp"

using namespace souk;

namespace {

std::vector<Measured> measured_rows() {
  Measured product{.probe = {.kind = ProbeKind::product,
                             .work = gemm_work(Dtype::fp16, 1, 64, 128, 256),
                             .fitted = false,
                             .family = "cublas"},
                   .seconds = {2e-6, 1e-6, 3e-6},
                   .clock_before_mhz = 1755,
                   .throttled = "power cap"};
  product.timing.converged = true;
  const Measured copy{
      .probe = {.kind = ProbeKind::copy_in, .bytes = 4096}, .seconds = {5e-6}, .power_w = 80};
  const Measured skipped{.probe = {.kind = ProbeKind::copy_peer, .bytes = 4096},
                         .skipped = "no other device"};
  const Measured block{.probe = {.kind = ProbeKind::block,
                                 .fitted = false,
                                 .block = "two products",
                                 .operations = {gemm_work(Dtype::fp32, 1, 8, 16, 32),
                                                gemm_work(Dtype::fp32, 2, 8, 16, 32)}},
                       .seconds = {1e-3, 2e-3}};
  return {product, copy, skipped, block};
}

const SamplesHeader header{"small", "souk 1", 7};

std::string bytes_of(const std::string& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

constexpr const char* xarray_script = R"(
import sys, math, warnings
warnings.simplefilter("error")
import xarray
path, engine = sys.argv[1:]
root = xarray.open_dataset(path, engine=engine).attrs
assert root["kind"] == "calibration" and root["device"] == "small" and root["seed"] == 7
samples = xarray.open_dataset(path, group="samples", engine=engine)
seconds = samples["seconds"]
assert seconds.dims == ("probe", "sample") and seconds.attrs["units"] == "s"
assert seconds.sel(probe=0).values.tolist() == [2e-6, 1e-6, 3e-6]
assert math.isnan(seconds.sel(probe=1, sample=1)) and float(seconds.sel(probe=1).median("sample")) == 5e-6
kinds = samples["kind"].attrs["flag_meanings"].split()
assert [kinds[int(k)] for k in samples["kind"]] == ["product", "copy_in", "copy_peer", "block"]
assert samples["family"].values.tolist()[0] == "cublas"
operations = xarray.open_dataset(path, group="operations", engine=engine)
assert operations["probe"].values.tolist() == [3, 3] and operations["batch"].values.tolist() == [1, 2]
)";

}  // namespace

TEST_CASE("the timings of a calibration come back as they were", "[analysis]") {
  const TemporaryFolder folder;
  const std::string path = folder / "calibration.samples.h5";
  write_calibration_samples(path, header, measured_rows());
  const Hdf5Node root = open_hdf5(path);
  CHECK(read_attribute(root, "kind").texts.front() == "calibration");
  CHECK(read_attribute(root, "device").texts.front() == "small");
  const Hdf5Node samples = open_object(root, "samples");
  const auto numbers = [&](const char* name) { return read_all(open_object(samples, name)); };
  const Hdf5Node seconds = open_object(samples, "seconds");
  CHECK(dimension_names(seconds) == std::vector<std::string>{"probe", "sample"});
  CHECK(shape_of(seconds) == std::vector<std::uint64_t>{4, 3});
  const Cells times = read_all(seconds);
  CHECK(times.number(2) == 3e-6);
  CHECK(times.number(3) == 5e-6);
  for (const std::size_t behind : {4, 5, 6, 7, 8, 11}) CHECK(std::isnan(times.number(behind)));
  CHECK(times.number(10) == 2e-3);
  CHECK(numbers("kind").number(0) == static_cast<double>(ProbeKind::product));
  CHECK(numbers("dtype").number(0) == static_cast<double>(Dtype::fp16));
  CHECK(numbers("k").number(0) == 256);
  CHECK(numbers("bytes").number(1) == 4096);
  CHECK(numbers("fitted").number(0) == 0);
  CHECK(numbers("fitted").number(1) == 1);
  CHECK(numbers("converged").number(0) == 1);
  CHECK(numbers("clock_before_mhz").number(0) == 1755);
  CHECK(std::isnan(numbers("clock_after_mhz").number(0)));  // not known is not 0
  CHECK(numbers("power_w").number(1) == 80);
  CHECK(numbers("throttled").texts.front() == "power cap");
  CHECK(numbers("skipped").texts[2] == "no other device");
  CHECK(numbers("block").texts[3] == "two products");
  const Hdf5Node operations = open_object(root, "operations");
  CHECK(read_all(open_object(operations, "probe")).number(1) == 3);
  CHECK(read_all(open_object(operations, "batch")).number(1) == 2);
}

TEST_CASE("the same timings give the same bytes, also where nothing was measured", "[analysis]") {
  const TemporaryFolder folder;
  const std::string one = folder / "one.samples.h5", two = folder / "two.samples.h5";
  for (const auto& rows : {measured_rows(), std::vector<Measured>{}}) {
    write_calibration_samples(one, header, rows);
    write_calibration_samples(two, header, rows);
    CHECK(bytes_of(one) == bytes_of(two));
  }
}

TEST_CASE("xarray opens the timings of a calibration", "[analysis]") {
  const std::string python = "/usr/bin/python3";
  const TemporaryFolder folder;
  const std::string samples = folder / "xarray.samples.h5", script = folder / "samples.py";
  write_calibration_samples(samples, header, measured_rows());
  std::ofstream{script} << xarray_script;
  for (const auto& [engine, module] :
       {std::pair{"h5netcdf", "h5netcdf"}, std::pair{"netcdf4", "netCDF4"}}) {
    const auto ran = [&](const std::string& words) {
      return std::system((python + " " + words).c_str());
    };
    if (ran(std::string{"-c 'import xarray, "} + module + "' 2> /dev/null") != 0) {
      std::cout << "skipped: " << python << " has no xarray with " << module << "\n";
      continue;
    }
    CHECK(ran(script + " " + samples + " " + engine) == 0);
  }
}
