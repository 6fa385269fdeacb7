#!/usr/bin/env bash
# Installs what is missing, builds, tests. Run again, it does only what changed.
set -euo pipefail

usage() {
  cat <<'END'
usage: ./test.sh [--quick] [--sanitize] [--lint]
  (nothing)    build into build/, all tests, format check, clang-tidy on the files that changed since the last commit
  --quick      build and tests only
  --sanitize   build into build-sanitize/ with the address and undefined-behaviour sanitizers, all tests
  --lint       format check and clang-tidy on every file, no tests
UPDATE_GOLDEN=1 ./test.sh --quick rewrites the golden files; review the diff.
END
}

root=$(cd "$(dirname "$0")" && pwd)
cd "$root"
# shellcheck source=scripts/common.sh
. scripts/common.sh

mode=full
for argument in "$@"; do
  case $argument in
    --quick) mode=quick ;;
    --sanitize) mode=sanitize ;;
    --lint) mode=lint ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done
jobs=$(nproc)

own_files() { find src include integrations tests bench fuzz -name '*.cc' -o -name '*.h' | sort; }

check_format() {
  say "clang-format"
  own_files | xargs clang-format --dry-run --Werror
}

# tidy FILE…
tidy() {
  [ $# -eq 0 ] && return
  say "clang-tidy on $# files"
  printf '%s\n' "$@" | xargs -P "$jobs" -n 2 clang-tidy -p build --quiet --extra-arg=-Wno-error 2> >(grep -v 'warnings\? generated\|Suppressed\|Use -header-filter' >&2)
}

# The sources that differ from the last commit, or that it brought when nothing differs.
changed_sources() {
  git rev-parse -q --verify HEAD >/dev/null 2>&1 || return 0
  local changed
  changed=$({ git diff --name-only HEAD -- 'src/*.cc'; git ls-files -o --exclude-standard -- 'src/*.cc'; } | sort -u)
  if [ -z "$changed" ] && git rev-parse -q --verify HEAD~1 >/dev/null; then
    changed=$(git diff --name-only HEAD~1 -- 'src/*.cc')
  fi
  for file in $changed; do [ -f "$file" ] && echo "$file"; done
}

# run_tests DIR: ends with "N passed, N failed".
run_tests() {
  say "testing $1"
  local log=$1/ctest.log status=0 failed total skipped
  ctest --test-dir "$1" -j "$jobs" --timeout 300 --output-on-failure >"$log" 2>&1 || status=$?
  # What failed in full, what passed not at all.
  [ $status -eq 0 ] || grep -vE '^ *(Start +[0-9]+:|[0-9]+/[0-9]+ Test .* Passed )' "$log" || true
  total=$(sed -nE 's/^[0-9]+% tests passed, [0-9]+ tests? failed out of ([0-9]+)$/\1/p' "$log")
  failed=$(sed -nE 's/^[0-9]+% tests passed, ([0-9]+) tests? failed out of [0-9]+$/\1/p' "$log")
  [ -n "$total" ] || { tail -20 "$log"; die "ctest gave no result"; }
  # Without the corpus, without TVM, or under the sanitizers some have nothing to test.
  skipped=$(sed -nE 's/^[0-9]+\/[0-9]+ Test +#[0-9]+: ([^ ]+) .*\*\*\*Skipped.*/\1/p' "$log" | paste -sd' ')
  [ -z "$skipped" ] || echo "skipped: $skipped"
  echo "$((total - failed)) passed, $failed failed"
  return $status
}

install_missing "${packages[@]}"

case $mode in
  sanitize)
    configure build-sanitize -DCMAKE_BUILD_TYPE=Debug -DTIR2TT_SANITIZE=ON
    build build-sanitize
    run_tests build-sanitize
    ;;
  lint)
    configure build -DCMAKE_BUILD_TYPE=Release
    check_format
    mapfile -t files < <(find src -name '*.cc' | sort)
    tidy "${files[@]}"
    echo "lint: clean"
    ;;
  quick | full)
    configure build -DCMAKE_BUILD_TYPE=Release
    build build
    if [ $mode = full ]; then
      check_format
      mapfile -t files < <(changed_sources)
      tidy "${files[@]}"
    fi
    run_tests build
    ;;
esac
