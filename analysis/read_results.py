#!/usr/bin/env python3
"""Reads results of Souk with xarray and matplotlib alone. Each "# %%" begins a cell of a notebook.

    read_results.py RUN.h5 SWEEP.h5 FOLDER

RUN.h5 comes from `souk run scenarios/campus.toml`, SWEEP.h5 from `souk sweep scenarios/fee.toml`; others do as well, if the
run keeps /jobs (of several swept keys the first is drawn). Prints a table of the organisations, and writes waits, curve
and, where consumers have homes, rho, each as .svg and .pdf, to FOLDER.
"""
# %%
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import xarray as xr

if len(sys.argv) != 4:
    sys.exit(__doc__)
run, sweep, folder = sys.argv[1:]
pathlib.Path(folder).mkdir(parents=True, exist_ok=True)


def group(file, name):
    return xr.open_dataset(file, group=name, engine="h5netcdf")


# %% Where a number comes from: enough to run it again with `souk reproduce`.
root = xr.open_dataset(run, engine="h5netcdf").attrs
for file, kind in (run, "run"), (sweep, "sweep"):
    if xr.open_dataset(file, engine="h5netcdf").attrs["kind"] != kind:
        sys.exit(f"{file} is not the result of a {kind}")
print(root["title"], "- seed", root["seed"], "- event hash", root["event_hash"])

# %% Jobs are columns over the order's number, those of the warm-up among them; what they wait is the start less the submission.
jobs, agents, sites = group(run, "jobs"), group(run, "agents"), group(run, "sites")
states = jobs["state"].attrs["flag_meanings"].split()
done = jobs.where(jobs["state"] == states.index("finished"), drop=True)
wait_h = (done["start_s"] - done["submit_s"]) / 3600
consumer = done["consumer"].astype(int)
home = agents["home"].values[consumer.values]  # the site of each job's owner; -1 or a fill value: none

# %% Means by organisation, and the distribution of waiting.
names = sites["name"].values
figure, axes = plt.subplots(figsize=(6, 4), layout="constrained")
print(f"{'organisation':<16}{'jobs':>8}{'mean wait, h':>14}")
for site, name in enumerate(names):
    waits = np.sort(wait_h.values[home == site])
    if waits.size == 0:
        continue
    print(f"{name:<16}{waits.size:>8}{waits.mean():>14.3f}")
    axes.step(waits, np.arange(1, waits.size + 1) / waits.size, where="post", label=name)
axes.set(xlabel="wait (h)", ylabel="share of jobs that wait no longer", title=root["title"])
if axes.lines:
    axes.legend(fontsize="small")
for kind in ("svg", "pdf"):
    figure.savefig(pathlib.Path(folder, f"waits.{kind}"))

# %% A curve has mean, low, high and n by the swept key, and every sample, so that all can be computed again.
curve = group(sweep, "curves/revenue_credit")
assert np.allclose(curve["sample"].mean("replication"), curve["mean"], equal_nan=True)
if not curve["mean"].dims:
    sys.exit(f"{sweep}: nothing was swept, so that there is no curve to draw")
key, *others = curve["mean"].dims
curve = curve.isel({other: 0 for other in others})
figure, axes = plt.subplots(figsize=(6, 4), layout="constrained")
axes.plot(curve[key], curve["mean"], marker="o")
axes.fill_between(curve[key], curve["low"], curve["high"], alpha=0.3)
axes.set(xlabel=curve[key].attrs.get("long_name", key), ylabel=curve["mean"].attrs.get("long_name", "revenue_credit"))
for kind in ("svg", "pdf"):
    figure.savefig(pathlib.Path(folder, f"curve.{kind}"))

# %% Likewise for each member, where consumers have a home: rho, the mean completion time over that of staying alone.
try:
    rho = group(sweep, "members/organisation/rho").isel({other: 0 for other in others})
except OSError:
    rho = None
if rho is not None:
    figure, axes = plt.subplots(figsize=(6, 4), layout="constrained")
    for member in rho["member"].values:
        line = rho.sel(member=member)
        axes.plot(line[key], line["mean"], marker="o", label=member)
        axes.fill_between(line[key], line["low"], line["high"], alpha=0.2)
    axes.axhline(1, color="black", linewidth=0.8)
    axes.set(xlabel=rho[key].attrs.get("long_name", key), ylabel=rho["mean"].attrs["long_name"])
    axes.legend(fontsize="small")
    for kind in ("svg", "pdf"):
        figure.savefig(pathlib.Path(folder, f"rho.{kind}"))
