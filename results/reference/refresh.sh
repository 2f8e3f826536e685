#!/bin/bash
# Makes the reference results anew with the souk of this checkout. What moved belongs in ../CHANGES.md, with the reason.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT
while IFS=, read -r file command _; do
  read -r verb scenario <<<"$command"
  "$here/../../souk" "$verb" "$here/../../scenarios/$scenario" -o "$scratch/$file.h5" --quiet >/dev/null
  "$here/../../souk" export "$scratch/$file.h5" --csv "$scratch/$file" >/dev/null
  if [[ $verb == run ]]; then
    cut -d, -f1,2 "$scratch/$file/summary.csv" >"$here/$file"
  else
    cp -- "$scratch/$file/curves.csv" "$here/$file"
  fi
done < <(tail -n +2 "$here/index.csv")
