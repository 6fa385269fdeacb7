# Shared by test.sh, demo.sh and .ci/run: installing, configuring, building. Sourced, not run.
# shellcheck shell=bash disable=SC2034,SC2154

# Debian 12 names. Keep in step with the table of dependencies in README.md.
packages=(g++ cmake ninja-build ccache pkg-config libfmt-dev nlohmann-json3-dev libcli11-dev rapidjson-dev libboost-context-dev
          libgtest-dev libgmock-dev libbenchmark-dev libeigen3-dev librapidcheck-dev python3 python3-pytest python3-venv clang-format clang-tidy)

say() { printf '\n== %s\n' "$*"; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

# Root only when it is needed, and only through what is there.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else die "missing packages need root: run as root, or install sudo, or install them yourself: $*"
  fi
}

apt_install() { as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; }

# install_missing PACKAGE…: nothing at all when everything is there.
install_missing() {
  local missing=() package
  command -v dpkg-query >/dev/null || { echo "no dpkg here; assuming that the dependencies are installed"; return; }
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  say "installing ${missing[*]}"
  # The package lists may be absent or old; they are fetched only when that is so.
  apt_install "${missing[@]}" >/dev/null 2>&1 && return
  as_root apt-get update
  apt_install "${missing[@]}"
}

# configure DIR CMAKE_ARGS…: once; CMake repeats it by itself when a CMakeLists.txt changes.
configure() {
  local dir=$1; shift
  [ -f "$dir/build.ninja" ] && return
  say "configuring $dir"
  cmake -S "$root" -B "$dir" -G Ninja "$@"
}

# build DIR TARGET…
build() {
  local dir=$1; shift
  say "building $dir"
  cmake --build "$dir" -- "$@"
}
