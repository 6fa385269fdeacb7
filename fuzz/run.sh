#!/usr/bin/env bash
# fuzz/run.sh [MINUTES [JOBS [TARGET]]]: builds a fuzzer with clang, reader_fuzz (TVMScript) or json_fuzz (TVM's JSON),
# and runs it, from the examples, the tests and, where it is there, the corpus. Finds go to build-fuzz/finds; a
# minimised find belongs into tests/tvm/fuzz_finds/ or tests/tvm/json_finds/.
set -euo pipefail
cd "$(dirname "$0")/.."
minutes=${1:-10}
jobs=${2:-$(nproc)}
target=${3:-reader_fuzz}
case $target in
  reader_fuzz) dict=tvmscript.dict; seeds=(examples/*.py tests/error/*.py ../shared/corpus/*/*.py ../shared/corpus/*/*/*.py) ;;
  json_fuzz) dict=json.dict; seeds=(tests/tvm/json/*.json tests/tvm/json_finds/*) ;;
  *) echo "no target $target" >&2; exit 2 ;;
esac
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz --target "$target"
work=build-fuzz/$target
mkdir -p "$work/corpus" "$work/seeds" build-fuzz/finds
for f in "${seeds[@]}"; do
  seed="$work/seeds/$(echo "$f" | tr '/' '_')"
  [ -f "$f" ] || continue
  # JSON without its blanks is short enough.
  if [ "$target" = json_fuzz ]; then tr -d ' \n' <"$f" >"$seed"; else cp "$f" "$seed"; fi
  [ "$(stat -c %s "$seed")" -lt 12000 ] || rm "$seed"
done
cd build-fuzz   # libFuzzer writes a log per job where it stands
"fuzz/$target" -max_total_time=$((minutes * 60)) -max_len=12000 -timeout=20 -rss_limit_mb=3000 \
  -dict="../fuzz/$dict" -artifact_prefix=finds/ -jobs="$jobs" -workers="$jobs" -print_final_stats=1 \
  "$target/corpus" "$target/seeds"
