#!/bin/bash
# All that is to be done where there is a CUDA device, in under eight minutes: builds Souk with CUDA, tries the kernels,
# calibrates the device (with the blocks that no fit sees), and leaves the profile, every timing and a log.
#
#   gpu/calibrate_device.sh [DEVICE] [FOLDER]    default: cuda:0 results
#
# Clocks, power limits and MIG stay as they are: cards are shared. Exit code 0: calibrated, and the kernels are right;
# 69: there is no such device; else what failed is the last line.
set -euo pipefail

device=${1-cuda:0} folder=${2-results}
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
build=$root/build/cuda
mkdir -p -- "$folder"
name=$folder/${device/:/-}
log=$name.log

say() { printf '%4d s  %s\n' "$SECONDS" "$*" | tee -a -- "$log"; }
: >"$log"

say "building (log: $log)"
generator=()
if [[ ! -e $build/CMakeCache.txt ]] && type ninja >/dev/null 2>&1; then generator=(-G Ninja); fi
targets=(souk_cli cuda_absence cuda_backend cuda_passes cuda_products)
(cd -- "$root" && cmake --preset cuda "${generator[@]}" && cmake --build "$build" -j "$(nproc)" --target "${targets[@]}") >>"$log" 2>&1 ||
  { say "the build failed"; exit 70; }

say "trying the kernels"
right=0
ctest --test-dir "$build" -L '^gpu$' --output-on-failure --no-tests=error >>"$log" 2>&1 || right=1
if type compute-sanitizer >/dev/null 2>&1; then
  timeout 90 compute-sanitizer --error-exitcode 1 "$build/tests/gpu/cuda_passes" >>"$log" 2>&1 || right=1
fi

say "calibrating $device"
code=0
"$build/bin/souk" calibrate --device "$device" -o "$name.json" --quiet >>"$log" 2>&1 || code=$?
if ((code != 0)); then
  say "$(tail -n 1 -- "$log")"
  exit "$code"
fi
sed -n "/^launch/,\$p" "$log"
say "written: $name.json, $name.samples.h5"
if ((right != 0)); then
  say "the kernels did not pass their tests, so this profile is not to be trusted: see $log"
  exit 1
fi
