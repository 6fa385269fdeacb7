#!/usr/bin/env bash
# Installs what is missing, builds the tool, and shows on the examples what it does.
set -euo pipefail

root=$(cd "$(dirname "$0")" && pwd)
cd "$root"
# shellcheck source=scripts/common.sh
. scripts/common.sh

install_missing "${packages[@]}"
configure build -DCMAKE_BUILD_TYPE=Release
build build tir2tt tir2tt_c tir2tt_metalium

# show SENTENCE COMMAND…
show() {
  printf '\n\n# %s\n' "$1"; shift
  printf '$ %s\n\n' "$*"
  "$@"
}
tool=build/tir2tt

show "The chips that it plans for." $tool archs
show "A matrix product, as written with TileLang: what becomes a circular buffer, why, and where it lies in L1." \
  $tool plan examples/gemm.py
show "Three kernels, a host program, and the plan as data." $tool compile examples/gemm.py -o build/gemm
show "The compute kernel, as a programmer would have written it." cat build/gemm/kernels/compute.cpp
show "These kernels, on 64 cores of the embedded device: every element of C beside an interpreter of examples/gemm.py." \
  $tool run build/gemm
show "The same, every transfer as late as it may be, and one actor of each core held back." \
  $tool run build/gemm --policy adversarial --seed 7
show "Softmax of rows, on the larger chip." $tool run --arch blackhole examples/row_softmax.py
show "Any number of rows: the kernels are compiled once, the shape is an argument." \
  $tool run examples/gemm_transposed_b.py --shape m=100
show "A matrix product with three pipeline stages, on the larger chip, checked by the independent verifier." \
  $tool plan --arch blackhole --verify examples/matmul.py
show "Scalars, rows and columns: RMS normalisation." $tool plan examples/rms_norm.py
show "Row-wise softmax." $tool plan examples/softmax.py
show "Attention in one pass over keys and values." $tool run examples/flash_attention.py
show "The metadata, as a program reads it." $tool plan --json examples/seed.py
show "The same as a pass: the module comes back as it was, with the metadata in its attributes." \
  $tool opt --passes=memory-space-lower-tt examples/seed.py

show "A script as JSON, in the form of TVM 0.21." \
  $tool opt --to json examples/seed.py -o build/seed.json
show "The pass on the JSON adds nodes and redirects one reference; nothing else changes." \
  $tool opt --passes=memory-space-lower-tt build/seed.json -o build/seed.tt.json
diff build/seed.json build/seed.tt.json | head -8 || true
show "From Python; with TVM, tir2tt.tvm.MemorySpaceLowerTT()(mod)." \
  env PYTHONPATH=python python3 -c 'import pathlib, tir2tt; print(*tir2tt.plan(pathlib.Path("examples/seed.py")).functions[0].circular_buffers, sep="\n")'

show "A program written for TT-Metalium, compiled against the embedded device." \
  scripts/metalium-c++ examples/metalium/vector_add/vector_add.cpp -o build/vector_add
rm -rf build/vector_add.d && cp -r examples/metalium/vector_add build/vector_add.d && cd build/vector_add.d
show "It runs: reader, compute and writer on 64 cores, every transfer as late as it may be." \
  env TIR2TT_POLICY=adversarial TIR2TT_SEED=7 ../vector_add
sed -i '/noc_async_read_barrier/d' kernels/reader.cpp
printf '\n# Without its read barrier the reader hands over what has not arrived; the device says so, under every policy.\n\n'
{ ../vector_add || true; } 2>&1 | grep -v '^terminate\|what():' | head -12
cd "$root"

printf '\n\n# A kernel that never gives its pages back: the device names the cycle, and no time-out is needed.\n$ %s\n\n' \
  "sed -i '/cb_pop_front(cb_B_shared/d' build/gemm/kernels/compute.cpp; $tool run build/gemm"
sed -i '/cb_pop_front(cb_B_shared/d' build/gemm/kernels/compute.cpp
$tool run build/gemm || true

printf '\n\n# A mistake is a diagnostic (exit code 1), not a crash.\n$ %s\n\n' "sed 's/A_tile/A_tlie/2' examples/seed.py | $tool plan -"
sed '0,/A_tile\[/s//A_tlie[/' examples/seed.py | $tool plan - || true

printf '\nMore: %s --help, README.md, docs/.\n' $tool
