#!/bin/bash
# Makes the picture of README.md anew: the top of the default scenario's report, light, as Chromium draws it.
#
#   analysis/report/screenshot.sh          writes analysis/report/campus.png
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

"$root/souk" run "$root/scenarios/campus.toml" --quiet -o "$work/campus.h5"
"$root/souk" report "$work/campus.h5" -o "$work/campus.html"
# Virtual time goes on until every chart is drawn. The page is Souk's own and asks for nothing: no sandbox is needed.
chromium --headless=new --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/profile" \
  --blink-settings=preferredColorScheme=1 --window-size=1280,1240 --force-device-scale-factor=0.75 --virtual-time-budget=60000 \
  --screenshot="$root/analysis/report/campus.png" "file://$work/campus.html" 2>"$work/said" || { cat "$work/said" >&2; exit 1; }
