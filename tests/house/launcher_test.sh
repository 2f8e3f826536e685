#!/usr/bin/env bash
# Tests of the launcher: a copy of it in a checkout of empty rooms, with stand-ins for apt-get, cmake and ctest that note
# how they were called. Needs no network, compiler or root.
#
#   tests/house/launcher_test.sh SOUK
set -uo pipefail
set -o noclobber  # the stand-ins lie beside links to the system's programs: nothing is written through one of those

launcher=$(readlink -f -- "$1")
base=$(mktemp -d "${TMPDIR:-/tmp}/souk launcher.XXXXXX")
trap 'rm -rf -- "$base"' EXIT
failures=0 cases=0 jobs=$(nproc)

# stand_in NAME BODY: a script in place of a program.
stand_in() {
  if [[ -e $tools/$1 ]]; then rm -- "$tools/$1"; fi
  printf '#!/bin/bash\n%s\n' "$2" >"$tools/$1"
  chmod +x "$tools/$1"
}

# What every case starts from: a checkout of empty rooms, and stand-ins beside the programs that a base system has.
make_template() {
  local tool links=()
  tools="$base/template/bin"
  mkdir -p "$tools" "$base/template/check out"/{models,sim,gpu,analysis,cmake} "$base/template/else where"
  cp "$launcher" "$base/template/check out/souk"
  touch "$base/template/check out"/{CMakeLists.txt,CMakePresets.json} "$base/template/calls"
  for tool in bash cat cp env find flock grep mkdir mv nproc readlink rm sed sleep tail tee touch; do
    links+=("$(type -P "$tool")")
  done
  ln -s "${links[@]}" "$tools"
  stand_in id 'echo ${FAKE_ID:-0}'
  stand_in dpkg-query 'shift 3; for p; do [[ " ${FAKE_MISSING-} " == *" $p "* ]] || echo "ii  $p"; done'
  stand_in apt-get 'echo "apt-get $*" >>"$CALLS"; echo apt at work; exit ${FAKE_APT_EXIT:-0}'
  stand_in ctest 'echo "ctest $*" >>"$CALLS"; echo "100% tests passed"; exit ${FAKE_CTEST_EXIT:-0}'
  stand_in cmake 'echo "cmake $*" >>"$CALLS"
if [[ $1 == --preset ]]; then
  mkdir -p "build/$2"; [[ -e build/$2/CMakeCache.txt ]] && exit
  echo "CMAKE_HOME_DIRECTORY:INTERNAL=$PWD" >"build/$2/CMakeCache.txt"; exit
fi
echo "error: it does not compile"; if [[ ${FAKE_BUILD_EXIT-} ]]; then exit 1; fi
sleep ${FAKE_BUILD_S:-0}
mkdir -p "$2/bin" "$2/tests/oracles" "$2/tests/bench"
for made in bin/souk tests/oracles/oracle_runner tests/bench/souk_bench; do cp -f "${CALLS%/*}/program" "$2/$made"; done'
  # The program prints where it was called, then its arguments, one a line.
  printf '#!/bin/bash\nprintf "%%s\\n" "${0##*/} in ${PWD##*/}" "$@"\nexit ${FAKE_EXIT:-0}\n' >"$base/template/program"
  chmod +x "$base/template/program"
}

set_up() {
  scene="$base/$cases"
  house="$scene/check out" tools="$scene/bin" calls="$scene/calls"
  cp -a "$base/template" "$scene"
}

# souk [NAME=VALUE...] -- ARGUMENTS...: runs the launcher from another folder; leaves out, err and status.
souk() {
  local variables=()
  while [[ $1 != -- ]]; do variables+=("$1"); shift; done
  shift
  out=$(cd "$scene/else where" && env -i PATH="$tools" CALLS="$calls" "${variables[@]}" "${command:-../check out/souk}" "$@" 2>|"$scene/err")
  status=$?
  err=$(<"$scene/err")
}

same() {
  if [[ $1 == "$2" ]]; then return; fi
  printf '  found:\n%s\n  expected:\n%s\n' "$1" "$2"
  good=0
}

holds() {
  if [[ $1 == *"$2"* ]]; then return; fi
  printf '  found:\n%s\n  expected somewhere in it:\n%s\n' "$1" "$2"
  good=0
}

# it "is a true sentence" CASE
it() {
  ((++cases))
  good=1 command=
  set_up
  "$2"
  if ((good)); then printf 'ok: %s\n' "$1"; else printf 'FAILED: %s\n' "$1"; ((++failures)); fi
}

first_use() {
  souk FAKE_MISSING="g++ libsimgrid-dev" FAKE_EXIT=3 -- run campus.toml
  same "$status" 3
  same "$out" $'souk in else where\nrun\ncampus.toml'
  same "$(<"$calls")" "apt-get -q -o DPkg::Lock::Timeout=300 update
apt-get -q -o DPkg::Lock::Timeout=300 install -y --no-install-recommends g++ libsimgrid-dev
cmake --preset release
cmake --build $house/build/release --target souk_cli -j $jobs"
}
make_template
it "the first use installs what is missing, builds, and passes the program's exit code on" first_use

second_use() {
  souk -- run a.toml
  : >|"$calls"
  rm "$tools"/{cmake,apt-get,dpkg-query,flock}
  souk -- run a.toml
  same "$status $out$err" $'0 souk in else where\nrun\na.toml'
  same "$(<"$calls")" ""
}
it "a second use calls nothing and says nothing" second_use

arguments() {
  souk -- "two words" "it's \"quoted\"" '*' '$HOME' "" $'a\nb' -- --last
  same "$out" "souk in else where
two words
it's \"quoted\"
*
\$HOME

a
b
--
--last"
}
it "arguments reach the program as they were" arguments

no_argument() {
  souk --
  same "$out" $'souk in else where\n--help'
}
it "no argument asks the program for its help" no_argument

through_links() {
  ln -s "$house/souk" "$scene/first"
  ln -s ../first "$scene/else where/second"
  command=./second
  souk -- list
  same "$status $out" $'0 souk in else where\nlist'
}
it "a symbolic link to the launcher finds the checkout" through_links

by_the_shell() {
  out=$(cd "$house" && env -i PATH="$tools" CALLS="$calls" bash souk list 2>|"$scene/err")
  same "$out" $'souk in check out\nlist'
}
it "a shell that is given the launcher as a file finds the checkout too" by_the_shell

standard_input() {
  printf '#!/bin/bash\ncat\n' >|"$scene/program"
  souk FAKE_MISSING=g++ -- run - <<<"title = 1"
  same "$out" "title = 1"
}
it "standard input is the program's, also on the first use" standard_input

changed() {
  souk -- run a
  : >|"$calls"
  touch -d '+1 second' "$house/models"
  souk -- run a
  same "$(<"$calls")" "cmake --preset release
cmake --build $house/build/release --target souk_cli -j $jobs"
}
it "a changed source builds the program again and installs nothing" changed

own_rules() {
  souk -- run a
  mkdir "$scene/own rules"
  touch -d '-1 second' "$house/build/.extra"  # two writes in one tick of the clock have one date
  printf 'SOUK_EXTRA:PATH=%s\n' "$scene/own rules" >>"$house/build/release/CMakeCache.txt"
  souk -- run a
  : >|"$calls"
  souk -- run a
  same "$(<"$calls")" ""
  touch -d '+1 second' "$scene/own rules"
  souk -- run a
  holds "$(<"$calls")" "--target souk_cli"
}
it "a changed file among the user's own rules builds the program again" own_rules

without_rights() {
  souk FAKE_ID=1000 FAKE_MISSING=cmake -- run a
  same "$status" 69
  holds "$err" "apt-get update && apt-get install -y --no-install-recommends cmake"
  same "$(<"$calls")" ""
}
it "without root or sudo it prints the line to type and exits 69" without_rights

with_sudo() {
  stand_in sudo 'if [[ $1 == -n ]]; then exit; fi; echo "sudo $1" >>"$CALLS"; exec "$@"'
  souk FAKE_ID=1000 FAKE_MISSING=cmake -- run a
  same "$status" 0
  holds "$(<"$calls")" $'sudo env\napt-get -q -o DPkg::Lock::Timeout=300 install'
}
it "a user of sudo installs by sudo and builds as oneself" with_sudo

apt_fails() {
  stand_in sleep ''
  souk FAKE_MISSING=cmake FAKE_APT_EXIT=100 -- run a
  same "$status" 69
  holds "$err" "apt at work"
  holds "$err" "apt-get update && apt-get install"
}
it "a failing installation shows why and exits 69" apt_fails

optional() {
  stand_in make ''
  souk FAKE_MISSING="ninja-build ccache" -- test
  same "$status" 0
  holds "$(<"$calls")" "ctest"
  [[ $(<"$calls") != *apt-get* ]] || same "apt-get was called" ""
}
it "ccache, and ninja beside make, are done without" optional

build_fails() {
  souk FAKE_BUILD_EXIT=1 -- run a
  same "$status" 70
  holds "$err" "error: it does not compile"
  souk -- run a
  same "$status" 0
}
it "a failing build shows its last lines, exits 70 and is tried again" build_fails

at_once() {
  souk FAKE_BUILD_S=0.3 -- run a &
  souk FAKE_BUILD_S=0.3 -- run a
  wait
  same "$(grep -c -- --build "$calls")" 1
}
it "of two first uses at once, one builds" at_once

moved() {
  souk -- run a
  mv "$house" "$scene/moved"
  house="$scene/moved" command="../moved/souk"
  touch -d '+1 second' "$house/sim"
  touch "$house/build/release/old"
  souk -- run a
  same "$status $([[ -e $house/build/release/old ]] && echo old)" "0 "
}
it "a checkout that was moved is configured anew" moved

default_tests() {
  souk FAKE_CTEST_EXIT=8 -- test -R ledger
  same "$status" 8
  same "$out" "100% tests passed"
  holds "$(<"$calls")" "cmake --build $house/build/test --target all"
  holds "$(<"$calls")" "ctest --test-dir $house/build/test --output-on-failure --no-tests=error -j $jobs -LE ^(slow|gpu)\$ -R ledger"
}
it "test runs all but the slow, ends in ctest's closing line and passes its exit code on" default_tests

kinds_of_tests() {
  souk -- test slow
  holds "$(<"$calls")" "ctest --test-dir $house/build/test --output-on-failure --no-tests=error -j $jobs -L ^slow\$"
  souk -- test asan
  holds "$(<"$calls")" "ctest --test-dir $house/build/asan"
  souk FAKE_EXIT=5 -- test oracles --area queues
  same "$status $out" $'5 oracle_runner in else where\n--area\nqueues'
  souk -- test quick
  same "$status" 64
  holds "$err" "oracles, slow, asan and tsan"
}
it "test knows slow, asan and oracles, and refuses other words with 64" kinds_of_tests

bench() {
  souk FAKE_EXIT=4 -- bench "a b"
  same "$status $out" $'4 souk_bench in else where\na b'
  holds "$(<"$calls")" "cmake --build $house/build/release --target souk_bench"
}
it "bench builds and runs the benchmarks" bench

other_binary() {
  souk SOUK_BINARY="$scene/program" FAKE_EXIT=9 -- run "a b"
  same "$status $out" $'9 program in else where\nrun\na b'
  same "$(<"$calls")" ""
}
it "SOUK_BINARY is run in place of a build" other_binary

printf '%d of %d cases failed\n' "$failures" "$cases"
((failures == 0))
