#!/usr/bin/env bash
# fuzz/run.sh [MINUTES [JOBS]]: builds the fuzzer with clang and runs it, from the examples, the tests and, where
# it is there, the corpus. Finds go to build-fuzz/finds; a minimised find belongs into tests/tvm/fuzz_finds/.
set -euo pipefail
cd "$(dirname "$0")/.."
minutes=${1:-10}
jobs=${2:-$(nproc)}
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz --target reader_fuzz
mkdir -p build-fuzz/corpus build-fuzz/seeds build-fuzz/finds
for f in examples/*.py tests/error/*.py ../shared/corpus/*/*.py ../shared/corpus/*/*/*.py; do
  [ -f "$f" ] && [ "$(stat -c %s "$f")" -lt 12000 ] && cp "$f" "build-fuzz/seeds/$(echo "$f" | tr '/' '_')"
done
cd build-fuzz   # libFuzzer writes a log per job where it stands
fuzz/reader_fuzz -max_total_time=$((minutes * 60)) -max_len=12000 -timeout=20 -rss_limit_mb=3000 \
  -dict=../fuzz/tvmscript.dict -artifact_prefix=finds/ -jobs="$jobs" -workers="$jobs" -print_final_stats=1 \
  corpus seeds
