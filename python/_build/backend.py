"""Builds the Python package: a PEP 517 backend of the standard library alone, so that installing needs no network.

A wheel is the files of tir2tt/, the shared library beside them, and a few files of metadata. Time stamps are constant
and the files sorted: the same sources and library give the same wheel, byte for byte.

Tested by tests/python/test_install.py.
"""

from __future__ import annotations

import base64
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sysconfig
import zipfile
from typing import Any, Dict, List, Mapping, NoReturn, Optional

PYTHON = pathlib.Path(__file__).resolve().parent.parent
ROOT = PYTHON.parent
LIBRARY = "libtir2tt.so"  # Linux only, as all of tir2tt
TARGET = "tir2tt_c"

Files = Dict[str, bytes]  # path in the wheel -> content


class UnsupportedOperation(Exception):
    """PEP 517's way to say that a hook does not apply."""


# The hooks.


def get_requires_for_build_wheel(config_settings: Optional[Mapping[str, Any]] = None) -> List[str]:
    return []


get_requires_for_build_editable = get_requires_for_build_wheel
get_requires_for_build_sdist = get_requires_for_build_wheel


def prepare_metadata_for_build_wheel(
    metadata_directory: str, config_settings: Optional[Mapping[str, Any]] = None
) -> str:
    for path, content in metadata().items():
        target = pathlib.Path(metadata_directory, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return dist_info()


prepare_metadata_for_build_editable = prepare_metadata_for_build_wheel


def build_wheel(
    wheel_directory: str,
    config_settings: Optional[Mapping[str, Any]] = None,
    metadata_directory: Optional[str] = None,
) -> str:
    package = PYTHON / "tir2tt"
    files = {f"tir2tt/{path.name}": path.read_bytes() for path in [*sorted(package.glob("*.py")), package / "py.typed"]}
    return write_wheel(wheel_directory, {**files, f"tir2tt/{LIBRARY}": find_library().read_bytes()})


def build_editable(
    wheel_directory: str,
    config_settings: Optional[Mapping[str, Any]] = None,
    metadata_directory: Optional[str] = None,
) -> str:
    find_library()  # built now, found by the package in the checkout when it is loaded
    return write_wheel(wheel_directory, {"tir2tt-editable.pth": f"{PYTHON}\n".encode()})


def build_sdist(sdist_directory: str, config_settings: Optional[Mapping[str, Any]] = None) -> str:
    raise UnsupportedOperation("the library's sources are outside of python/: distribute the repository, or a wheel")


# The shared library.


def find_library() -> pathlib.Path:
    """$TIR2TT_LIBRARY, else what the checkout's build makes, else what a build of our own makes."""
    check_checkout()
    named = os.environ.get("TIR2TT_LIBRARY")
    if named:
        if not os.path.isfile(named):
            fail(f"TIR2TT_LIBRARY names {named}, which is not there")
        return pathlib.Path(named)
    if shutil.which("cmake") is None:
        fail(
            f"{LIBRARY} has to be built, and there is no cmake; install what README.md lists (g++, cmake, ninja-build, "
            "libfmt-dev, …), or name a library that is built in TIR2TT_LIBRARY"
        )
    build = ROOT / "build"
    if not is_fit_for_use(build):
        build = ROOT / "build-python"  # without tests, so not what ./test.sh expects in build/
        generator = ["-G", "Ninja"] if shutil.which("ninja") else []
        cmake("-S", str(ROOT), "-B", str(build), *generator, "-DCMAKE_BUILD_TYPE=Release", "-DTIR2TT_TESTS=OFF")
    cmake("--build", str(build), "--target", TARGET, "--parallel", str(os.cpu_count() or 1))
    return build / LIBRARY


def check_checkout() -> None:
    if not (ROOT / "CMakeLists.txt").is_file():
        fail(
            f"there is no CMakeLists.txt beside {PYTHON}. An older pip copies python/ to another place and builds it "
            "there; pip 21.3 or later is needed: pip install -U pip; if this is a copy of python/ alone, install from "
            "the whole repository"
        )


def is_fit_for_use(build: pathlib.Path) -> bool:
    """Whether it is configured, optimized, and makes a shared library that Python can load."""
    cache = build / "CMakeCache.txt"
    if not cache.is_file():
        return False
    text = cache.read_text(encoding="utf-8", errors="replace")
    values = {name: value.upper() for name, value in re.findall(r"^(\w+):\w+=(.*)$", text, re.MULTILINE)}
    instrumented = {values.get("TIR2TT_SANITIZE"), values.get("TIR2TT_FUZZ")} & {"ON", "1", "TRUE", "YES", "Y"}
    return values.get("CMAKE_BUILD_TYPE") in ("RELEASE", "RELWITHDEBINFO") and not instrumented


def cmake(*arguments: str) -> None:
    command = ["cmake", *arguments]
    if subprocess.run(command).returncode != 0:
        fail(
            f"`{' '.join(command)}` failed (above); README.md lists what the build needs. A library that is built "
            "already can be named in TIR2TT_LIBRARY"
        )


def fail(why: str) -> NoReturn:
    raise SystemExit(f"tir2tt: error: {why}")


# The wheel.


def version() -> str:
    check_checkout()
    found = re.search(r"project\(tir2tt VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"))
    if found is None:
        fail("CMakeLists.txt has no project version")
    return found.group(1)


def dist_info() -> str:
    return f"tir2tt-{version()}.dist-info"


def tag() -> str:
    """The library needs no particular Python, but this platform."""
    return f"py3-none-{re.sub('[-.]', '_', sysconfig.get_platform())}"


def metadata() -> Files:
    description = "\n".join(
        [
            "Metadata-Version: 2.1",
            "Name: tir2tt",
            f"Version: {version()}",
            "Summary: Circular buffers for Tenstorrent chips, planned from TVM's TIR",
            "License: Apache-2.0",
            "Requires-Python: >=3.9",
            "Classifier: Typing :: Typed",
            "Description-Content-Type: text/markdown",
            "",
            (ROOT / "docs" / "python.md").read_text(encoding="utf-8"),
        ]
    )
    wheel = f"Wheel-Version: 1.0\nGenerator: tir2tt\nRoot-Is-Purelib: false\nTag: {tag()}\n"
    files = {"METADATA": description.encode(), "WHEEL": wheel.encode(), "LICENSE": (ROOT / "LICENSE").read_bytes()}
    return {f"{dist_info()}/{name}": content for name, content in files.items()}


def write_wheel(directory: str, files: Files) -> str:
    name = f"tir2tt-{version()}-{tag()}.whl"
    files = {**files, **metadata()}
    record = f"{dist_info()}/RECORD"
    files[record] = "".join([*map(record_line, files, files.values()), f"{record},,\n"]).encode()
    with zipfile.ZipFile(os.path.join(directory, name), "w", zipfile.ZIP_DEFLATED) as wheel:
        for path, content in files.items():
            wheel.writestr(entry(path), content)
    return name


def record_line(path: str, content: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    return f"{path},sha256={digest},{len(content)}\n"


def entry(path: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, date_time=(1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3  # Unix, for the permissions
    info.external_attr = (0o100755 if path.endswith(LIBRARY) else 0o100644) << 16
    return info
