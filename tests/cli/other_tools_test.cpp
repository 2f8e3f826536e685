// What the program writes, as others see it: xarray with both its engines, in processes of their
// own, and the tools of netCDF and HDF5.

#include <iostream>

#include "tests/cli/scenes.hpp"
#include "tests/cli/workplace.hpp"

using namespace souk;

namespace {

constexpr const char* python = "/usr/bin/python3";

bool has(const Workplace& place, const Words& words) {
  return std::filesystem::exists(words[0]) && place.run(words).code == 0;
}

void write_results(const Workplace& place) {
  std::string text = market_scene;
  text.replace(text.find("10 d"), 4, "4 d");
  place.write("s.toml", text);
  REQUIRE(place.souk(split("run s.toml -o r.h5 --quiet")).code == 0);
  REQUIRE(place.souk(split("sweep s.toml -o s.h5 --quiet")).code == 0);
}

constexpr const char* script = R"(
import sys, warnings
warnings.simplefilter("error")
import xarray
engine = sys.argv[1]
def group(name, file): return xarray.open_dataset(file, group=name, engine=engine)
root = group("/", "r.h5")
assert root.attrs["Conventions"] == "CF-1.10" and root.attrs["title"] == "three sites on a market"
assert root.attrs["seed"] == 7 and root.attrs["scenario"].startswith("[scenario]")
for name in "modelled assumed ignored souk_version event_hash inputs".split(): root.attrs[name]
jobs = group("jobs", "r.h5")
assert jobs.sizes["order"] > 80
done = jobs.where(jobs["state"] == jobs["state"].attrs["flag_meanings"].split().index("finished"))
assert float((done["end_s"] - done["start_s"]).min()) > 0
assert float((done["start_s"] - done["submit_s"]).min()) >= 0
assert jobs["submit_s"].attrs["units"] == "s"
ledger = group("ledger", "r.h5")
assert ledger["amount_microcredit"].dtype == "int64" and ledger.sizes["entry"] > 20
assert float(group("summary", "r.h5")["fee_credit"]) > 0
series = group("series", "r.h5")
assert series["queue_length"].dims == ("time", "site") and series.sizes["site"] == 3
for name in "agents sites goods trades leases transfers offers audit provenance".split():
    assert len(group(name, "r.h5").data_vars) > 0, name
assert bool(group("audit", "r.h5")["holds"].all())

assert group("/", "s.h5").attrs["replications"] == 2
wait = group("curves/mean_wait_s", "s.h5")
assert wait["provider._.share"].values.tolist() == [0, 0.5, 1]
assert wait["provider._.share"].attrs["key"] == "provider.*.share"
assert abs(wait["jobs_a_day"].values * 86400 - [3, 6]).max() < 1e-9
assert wait["sample"].dims == ("replication", "provider._.share", "jobs_a_day")
assert abs(wait["sample"].mean("replication") - wait["mean"]).max() < 1e-6
assert bool((wait["low"] <= wait["mean"]).all()) and bool((wait["mean"] <= wait["high"]).all())
rho = group("members/organisation/rho", "s.h5")
assert rho["mean"].dims == ("provider._.share", "jobs_a_day", "member")
assert rho["member"].values.tolist() == ["lab/0", "lab/1", "store/0"], rho["member"].values
assert float(rho["mean"].sel({"provider._.share": 0, "member": "lab/0"}).min()) > 0
)";

}  // namespace

TEST_CASE("the example in xarray and matplotlib reads a run and a sweep and draws both",
          "[cli][contract]") {
  const Workplace place;
  if (!has(place, {python, "-c", "import matplotlib, xarray, h5netcdf"})) {
    std::cout << "skipped: " << python << " has no matplotlib and xarray with h5netcdf\n";
    return;
  }
  write_results(place);
  const Ran ran = place.run(
      {python, std::string{SOUK_SCENARIOS} + "/../analysis/read_results.py", "r.h5", "s.h5", "."});
  CAPTURE(ran.err);
  CHECK(ran.code == 0);
  CHECK(contains(ran.out, "three sites on a market - seed 7"));
  for (const std::string name : {"waits", "curve", "rho"}) {
    CHECK(place.read(name + ".svg").starts_with("<?xml"));
    CHECK(place.read(name + ".pdf").starts_with("%PDF"));
  }
}

TEST_CASE("xarray with either engine and the tools of netCDF and HDF5 read what the program wrote",
          "[cli][contract]") {
  const Workplace place;
  write_results(place);
  place.write("read.py", script);
  const std::pair<std::string, std::string> engines[] = {{"h5netcdf", "h5netcdf"},
                                                         {"netcdf4", "netCDF4"}};
  for (const auto& [engine, module] : engines) {
    if (!has(place, {python, "-c",
                     "import importlib.util as u; import sys; "
                     "sys.exit(None in map(u.find_spec, ['xarray', '" +
                         module + "']))"})) {
      std::cout << "skipped: " << python << " has no xarray with " << module << "\n";
      continue;
    }
    const Ran ran = place.run({python, "read.py", engine});
    CAPTURE(engine, ran.err);
    CHECK(ran.code == 0);
  }
  for (const std::string tool : {"ncdump -h", "h5dump -H", "h5ls -r"}) {
    const std::string program = "/usr/bin/" + split(tool)[0];
    if (!std::filesystem::exists(program)) {
      std::cout << "skipped: no " << program << "\n";
      continue;
    }
    for (const std::string file : {"r.h5", "s.h5"}) {
      const Ran ran = place.run({program, split(tool)[1], file});
      CAPTURE(tool, file, ran.err);
      CHECK(ran.code == 0);
      CHECK(contains(ran.out, file == "r.h5" ? "hold_s" : "sample"));
    }
  }
}
