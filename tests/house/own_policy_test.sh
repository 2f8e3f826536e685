#!/bin/bash
# A policy of one's own, as the README shows it: written in a folder outside the sources, it is built, listed, run and
# held to the contract tests.
#
#   own_policy_test.sh ROOT BUILD [CMAKE ARGUMENTS...]     BUILD: a folder for this build; what is in it is used again
set -euo pipefail
root=$1 build=$2
extra=$build/rules
mkdir -p "$extra/scheduling"
awk '/^```cpp/ { inside = 1; next } /^```/ { if (inside) exit } inside' "$root/README.md" >"$extra/longest.new"
grep -q 'SchedulingEntry longest()' "$extra/longest.new"
cmp -s "$extra/longest.new" "$extra/scheduling/longest.cpp" || cp "$extra/longest.new" "$extra/scheduling/longest.cpp"

cmake -S "$root" -B "$build/out" "${@:3}" -DSOUK_EXTRA="$extra" >"$build/log" 2>&1 &&
  cmake --build "$build/out" -j2 --target models_scheduling souk >>"$build/log" 2>&1 ||
  { tail -n 30 "$build/log"; exit 1; }

"$build/out/tests/models/models_scheduling"
souk=$build/out/bin/souk
"$souk" list scheduling | grep '^ *longest .*longest estimated run time first'

# Three jobs wait while the first runs; the longest goes first: starts at 10, 40 and 60 s.
cat >"$build/longest.toml" <<'TOML'
[scenario]
name = "longest"
horizon = "inf"
[scheduling]
name = "longest"
[[provider]]
name = "pool"
[[consumer]]
name = "users"
jobs.process = "list"
jobs.list = [
  { submit = "0 s", duration = "10 s" },
  { submit = "1 s", duration = "5 s" },
  { submit = "2 s", duration = "20 s" },
  { submit = "3 s", duration = "30 s" },
]
TOML
"$souk" log "$build/longest.toml" -o "$build/longest.csv"
starts=$(grep -c JobStarted "$build/longest.csv")
[[ $starts == 4 ]] || { printf '%s jobs started, not 4\n' "$starts"; exit 1; }
order=$(awk -F, '/JobStarted/ { printf "%g ", $2 }' "$build/longest.csv")
[[ $order == "0 10 40 60 " ]] || { printf 'jobs start at %s\n' "$order"; head "$build/longest.csv"; exit 1; }
# What a sweep kept is of the sources that made it: with a rule changed, nothing of it is taken.
rm -rf "$build/kept.h5.spool"
"$souk" sweep "$build/longest.toml" -o "$build/kept.h5" --keep --quiet >/dev/null
"$souk" sweep "$build/longest.toml" -o "$build/kept.h5" --resume --quiet | grep '^1 runs were done before'
printf '// Changed.\n' >>"$extra/scheduling/longest.cpp"
cmake --build "$build/out" -j2 --target souk >>"$build/log" 2>&1
"$souk" sweep "$build/longest.toml" -o "$build/kept.h5" --resume --quiet | grep '^0 runs were done before'
printf 'a policy from the README is built, listed, tested and used\n'
