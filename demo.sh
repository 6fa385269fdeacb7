#!/usr/bin/env bash
# Installs what is missing, builds the tool, and shows on the examples what it does.
set -euo pipefail

root=$(cd "$(dirname "$0")" && pwd)
cd "$root"
# shellcheck source=scripts/common.sh
. scripts/common.sh

install_missing "${packages[@]}"
configure build -DCMAKE_BUILD_TYPE=Release
build build tir2tt

# show SENTENCE COMMAND…
show() {
  printf '\n\n# %s\n' "$1"; shift
  printf '$ %s\n\n' "$*"
  "$@"
}
tool=build/tir2tt

show "The chips that it plans for." $tool archs
show "An element-wise sum, as written with TileLang: what becomes a circular buffer, why, and where it lies in L1." \
  $tool plan examples/add.py
show "A matrix product with three pipeline stages, on the larger chip, checked by the independent verifier." \
  $tool plan --arch blackhole --verify examples/matmul.py
show "Scalars, rows and columns: RMS normalisation." $tool plan examples/rms_norm.py
show "Row-wise softmax." $tool plan examples/softmax.py
show "The metadata, as a program reads it." $tool plan --json examples/seed.py
show "The same as a pass: the module comes back as it was, with the metadata in its attributes." \
  $tool opt --passes=memory-space-lower-tt examples/seed.py

printf '\n\n# A mistake is a diagnostic (exit code 1), not a crash.\n$ %s\n\n' "sed 's/A_tile/A_tlie/2' examples/seed.py | $tool plan -"
sed '0,/A_tile\[/s//A_tlie[/' examples/seed.py | $tool plan - || true

printf '\nMore: %s --help, README.md, docs/.\n' $tool
