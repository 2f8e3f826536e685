#!/bin/bash
# Whether the products' kernels are made of tensor-core instructions: compiles them to PTX and looks. Needs nvcc, no device.
#
#   ptx_test.sh NVCC ROOT    NVCC may be empty: then it is looked for
#
# Exit code 77: there is no nvcc.
set -euo pipefail

nvcc=$1 root=$2
for place in "$(type -P nvcc || true)" /usr/local/cuda/bin/nvcc; do
  if [[ ! -x $nvcc ]]; then nvcc=$place; fi
done
if [[ ! -x $nvcc ]]; then
  echo "skipped: there is no nvcc on PATH or in /usr/local/cuda/bin"
  exit 77
fi
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

fail() { echo "$1"; exit 1; }

# expect FORMAT ARCH LOAD MULTIPLY: both instructions are there, and nothing is done by scalar multiplications.
expect() {
  local ptx=$work/$1-$2.ptx
  "$nvcc" -std=c++20 -I "$root" -arch="$2" -Werror all-warnings -ptx -o "$ptx" "$root/gpu/cuda/$1_product.cu"
  grep -Eq "$3" "$ptx" || fail "$1 for $2: no $3"
  grep -Eq "$4" "$ptx" || fail "$1 for $2: no $4"
  if grep -q 'fma.rn.f' "$ptx"; then fail "$1 for $2: scalar multiplications"; fi
  grep -Eq 'ld.global.*v[24]' "$ptx" || fail "$1 for $2: no loads of 16 bytes"
  echo "$1 for $2: $(grep -Ec "$4" "$ptx") x $(grep -Eo "$4" "$ptx" | head -n 1)"
}

for arch in sm_80 sm_90; do
  expect fp16 $arch 'wmma\.load\.a\.sync.*\.f16' 'wmma\.mma\.sync.*m16n16k16\.f32\.f32'
  expect bf16 $arch 'wmma\.load\.a\.sync.*\.bf16' 'wmma\.mma\.sync.*\.bf16\.bf16\.f32'
  expect tf32 $arch 'wmma\.load\.a\.sync.*\.tf32' 'wmma\.mma\.sync.*\.tf32\.tf32\.f32'
done

# Devices before compute capability 8.0 have no bf16 and tf32; the kernels compile for them all the same.
for format in bf16 tf32; do
  "$nvcc" -std=c++20 -I "$root" -arch=sm_75 -Werror all-warnings -ptx -o "$work/old.ptx" "$root/gpu/cuda/${format}_product.cu"
  if grep -q wmma "$work/old.ptx"; then fail "$format for sm_75: tensor-core instructions"; fi
done
echo "bf16 and tf32 for sm_75: left out"
