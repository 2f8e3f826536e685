#!/bin/bash
# Fetches the chart bundles that package-lock.json pins, and puts them with their licences into vendor/. Only whoever
# changes a version runs it: builds use vendor/ and need neither node nor npm.
#
#   analysis/report/refresh.sh            fetch, and write vendor/
#   analysis/report/refresh.sh --check    fetch, and say whether vendor/ is what the lock file pins
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
cp package.json package-lock.json "$work"
npm ci --prefix "$work" --ignore-scripts --no-audit --no-fund --silent

modules=$work/node_modules
made=$work/vendor
mkdir "$made"

# Source maps are not shipped, and a browser must not look for them.
bundle() { sed '/^\/\/# sourceMappingURL=/d' "$modules/$1" >"$made/$2"; }
bundle vega/build/vega.min.js vega.min.js
bundle vega-lite/build/vega-lite.min.js vega-lite.min.js
bundle vega-embed/build/vega-embed.min.js vega-embed.min.js

# The interpreter comes as an ES module alone: its imports are taken from vega, its export becomes a global.
{
  printf '(function (vega) {\n"use strict";\n'
  sed -e '/^\/\/# sourceMappingURL=/d' \
    -e "s/^import {\(.*\)} from 'vega-util';$/const {\1} = vega;/" \
    -e 's/^export { expression as expressionInterpreter };$/window.expressionInterpreter = expression;/' \
    "$modules/vega-interpreter/build/vega-interpreter.js"
  printf '})(window.vega);\n'
} >"$made/vega-interpreter.js"
if grep -qE '^(import|export) ' "$made/vega-interpreter.js"; then
  echo "refresh: the interpreter's imports or exports have changed" >&2
  exit 1
fi

# What the bundles hold: the four packages and what they depend on, without the command-line tools among them.
for package in $(cd "$modules" && printf '%s\n' vega* d3-* topojson-client delaunator robust-predicates internmap \
  fast-json-patch json-stringify-pretty-compact semver tslib | sort); do
  for licence in "$modules/$package"/LICEN[CS]E*; do
    [[ -e $licence ]] || continue
    version=$(sed -n 's/^ *"version": "\(.*\)",\{0,1\}$/\1/p' "$modules/$package/package.json" | head -n 1)
    printf '==== %s %s\n' "$package" "$version"
    tr -d '\r' <"$licence"
    printf '\n'
  done
done | sed 's/[[:space:]]*$//' >"$made/LICENSES.txt"

(cd "$made" && sha256sum -- *.js LICENSES.txt >SHA256SUMS)
if [[ ${1-} == --check ]]; then
  diff -r "$made" vendor
  echo "vendor/ is what package-lock.json pins"
else
  rm -rf vendor
  cp -r "$made" vendor
fi
