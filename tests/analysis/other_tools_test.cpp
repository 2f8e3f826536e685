// The result file as others see it: netCDF's and HDF5's own tools, and xarray with both its
// engines, each in a process of its own (together they crash: PACKAGING, "HDF5 conventions").
#include <array>
#include <cstdio>
#include <fstream>
#include <iostream>

#include <catch2/catch.hpp>

#include "tests/analysis/small_sweep.hpp"

using namespace souk;

namespace {

struct Ran {
  int status;
  std::string output;
};

Ran run(const std::string& command) {
  Ran ran{-1, ""};
  std::FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  std::array<char, 4096> buffer;
  while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), pipe))
    ran.output.append(buffer.data(), got);
  ran.status = pclose(pipe);
  return ran;
}

void write_empty_run(const std::string& path) {
  RunStarted world = small_world();
  world.goods.clear();
  world.good_sizes.clear();
  world.datasets = 0;
  RunSummary summary = small_summary();
  summary.hash_blocks.clear();
  summary.audit.clear();
  summary.notes.clear();
  ResultWriter writer{path, small_header(), all_tables()};
  writer.sink().on(world);
  writer.finish(summary);
}

bool has(const std::string& command) {
  return run(command).status == 0;
}

constexpr const char* xarray_script = R"(
import sys, math, warnings
warnings.simplefilter("error")
import xarray
path, empty, sweep, sampled, engine = sys.argv[1:]
def group(name, file=path): return xarray.open_dataset(file, group=name, engine=engine)
root = group("/")
assert root.attrs["Conventions"] == "CF-1.10" and root.attrs["event_hash"] == "0123456789abcdef"
assert root.attrs["scenario"].startswith("[scenario]") and root.attrs["seed"] == 7
jobs = group("jobs")
assert list(jobs)[:4] == ["consumer", "submit_s", "start_s", "end_s"], list(jobs)
assert jobs["order"].values.tolist() == [1, 0] and jobs["submit_s"].dims == ("order",)
one = jobs.sel(order=0)
assert float(one["start_s"] - one["submit_s"]) == 3 and float(one["end_s"]) == 14
assert float(one["paid_credit"]) == 1.05 and float(one["hold_s"]) == 2
assert math.isnan(jobs.sel(order=1)["start_s"]) and int(jobs.sel(order=1)["site"]) == -1
state = jobs["state"]
assert state.attrs["flag_meanings"].split()[int(state.sel(order=1))] == "expired"
assert jobs["submit_s"].attrs["units"] == "s"
agents = group("agents")
assert agents["name"].values.tolist() == ["coop/0", "\u00e9quipe/0"]
assert agents["name"].values[int(one["consumer"])] == "\u00e9quipe/0"
series = group("series")
assert series["queue_length"].dims == ("time", "site") and series["queue_length"].shape == (2, 1)
assert series["time"].values.tolist() == [5, 10]
assert int(group("ledger")["amount_microcredit"][0]) == 1000000
assert float(group("summary")["mean_wait_s"]) == 3
assert int(group("summary")["data_efficiency"].attrs["flag"]) == 1
assert int(group("provenance")["hash_blocks"][0]) == 0x0123456789abcdef
assert float(group("transfers")["end_s"][0]) == 4 and int(group("transfers")["from"][0]) == -1
assert int(group("leases")["first_node"][0]) == 1 and float(group("leases")["useful_gpu_s"][0]) == 40
assert float(group("offers")["close_s"][0]) == 14 and float(group("trades")["fee_credit"][0]) == 0.05
assert group("sites")["region"].values.tolist() == [""] and group("goods")["bytes"].values.tolist() == [2e9]
assert bool(group("audit")["holds"][0])

# A run in which nothing happened has all tables, without rows.
for name in "jobs trades leases transfers offers ledger series goods agents sites".split():
    table = group(name, empty)
    assert all(v.size == 0 for v in table.data_vars.values()) or name in ("agents", "sites"), name
assert group("jobs", empty)["submit_s"].dims == ("order",)

assert group("/", sweep).attrs["replications"] == 2
wait = group("curves/mean_wait_s", sweep)
assert wait["mean"].dims == ("share", "provider.coop.pricing")
assert wait["sample"].dims == ("replication", "share", "provider.coop.pricing")
assert float(wait["mean"].sel({"share": 0.25, "provider.coop.pricing": "t\u00e2tonnement"})) == 6
assert wait["sample"].mean("replication").equals(wait["mean"])
assert wait["share"].attrs["key"] == "provider.*.share"
assert group("provenance", sweep)["event_hash"].values.max() == 13

less = group("comparison", sweep)
assert less.attrs["metric"] == "mean_wait_s" and less.attrs["baseline_point"] == 0
assert less["mean"].dims == wait["mean"].dims and less["mean"].attrs["units"] == "s"
assert less["mean"].equals(wait["mean"] - float(wait["mean"][0, 0]))
assert int(less["resolved"].sum()) == 3 and less["resolved"].attrs["flag_meanings"] == "no yes"
assert all(v.attrs["long_name"] for v in less.data_vars.values())
part = group("sensitivity", sampled)
assert part["parameter"].values.tolist() == ["x", "y"] and part["total"].dims == ("parameter",)
assert float(part["first_order"].sel(parameter="x")) == 2 and part["total"].attrs["units"] == "1"
assert group("comparison", sampled)["x"].dims == ("point",)
)";

}  // namespace

TEST_CASE("xarray reads every group of a result with either engine", "[analysis][contract]") {
  const std::string python = "/usr/bin/python3";
  const std::string engine = GENERATE("h5netcdf", "netcdf4");
  const std::string module = engine == "netcdf4" ? "netCDF4" : "h5netcdf";
  if (!has(python + " -c 'import xarray, " + module + "'")) {
    std::cout << "skipped: " << python << " has no xarray with " << module << "\n";
    return;
  }
  const TemporaryFolder folder;
  const std::string result = folder / "r.h5", empty = folder / "e.h5", sweep = folder / "s.h5",
                    sampled = folder / "d.h5", script = folder / "read.py";
  write_small_run(result);
  write_empty_run(empty);
  StudySpec study;
  study.given = true;
  write_small_sweep(sweep, study);
  write_small_sensitivity(sampled);
  std::ofstream{script} << xarray_script;
  const Ran ran = run(python + " " + script + " " + result + " " + empty + " " + sweep + " " +
                      sampled + " " + engine);
  CAPTURE(engine, ran.output);
  CHECK(ran.status == 0);
}

TEST_CASE("netCDF's and HDF5's own tools print the header of a result", "[analysis][contract]") {
  const TemporaryFolder folder;
  const std::string result = folder / "r.h5";
  write_small_run(result);
  const std::string command = GENERATE("ncdump -h ", "h5dump -H ", "h5ls -r ");
  if (!has("command -v " + command.substr(0, command.find(' ')))) {
    std::cout << "skipped: no " << command << "\n";
    return;
  }
  const Ran ran = run(command + result);
  CAPTURE(command, ran.output);
  CHECK(ran.status == 0);
  CHECK(ran.output.find("hold_s") != std::string::npos);
}
