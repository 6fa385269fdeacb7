"""Finding the shared library, its ABI, and calls from many threads."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
import tir2tt
from conftest import ROOT, SCRIPT
from tir2tt import _library


def python(code, **environment):
    """Runs code in a Python of its own; returns what it prints."""
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "python"), **environment}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def copy_package(folder):
    """The package without a library."""
    ignore = shutil.ignore_patterns(_library.FILE_NAME, "__pycache__")
    shutil.copytree(ROOT / "python" / "tir2tt", folder / "tir2tt", ignore=ignore)


FAILING = """
import tir2tt
try:
    tir2tt.passes()
except ImportError as error:
    print(error)
"""


def test_a_library_that_is_not_there():
    text = python(FAILING, TIR2TT_LIBRARY="/nowhere/libtir2tt.so")
    assert "/nowhere/libtir2tt.so ($TIR2TT_LIBRARY): no such file" in text
    assert "cmake --build build --target tir2tt_c" in text
    assert "in the package" not in text  # the user's choice is the only one


def test_all_that_was_tried_is_named(tmp_path):
    copy_package(tmp_path)
    text = python(FAILING, PYTHONPATH=str(tmp_path))
    assert f"{tmp_path}/tir2tt/libtir2tt.so (in the package): no such file" in text


def test_a_file_that_is_no_library(tmp_path):
    path = tmp_path / "libtir2tt.so"
    path.write_text("not a library" * 1000, encoding="utf-8")
    text = python(FAILING, TIR2TT_LIBRARY=str(path))
    assert f"{path} ($TIR2TT_LIBRARY): " in text and "ELF" in text


@pytest.mark.parametrize(
    "source, said",
    [
        ("unsigned tir2tt_abi_version(void) { return 7; }", "has ABI version 7; this package needs 1"),
        ("int something_else;", "is not a tir2tt library"),
    ],
)
def test_a_library_of_another_kind(tmp_path, source, said):
    if shutil.which("cc") is None:
        pytest.skip("no C compiler to make a library with")
    path = tmp_path / "libtir2tt.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-x", "c", "-", "-o", str(path)], input=source, text=True, check=True)
    assert f"{path} ($TIR2TT_LIBRARY): {said}" in python(FAILING, TIR2TT_LIBRARY=str(path))


def test_a_failure_is_not_remembered(monkeypatch):
    named = _library.library().path
    _library.library.cache_clear()
    try:
        monkeypatch.setenv("TIR2TT_LIBRARY", "/nowhere/libtir2tt.so")
        with pytest.raises(ImportError):
            tir2tt.passes()
        monkeypatch.setenv("TIR2TT_LIBRARY", named)
        assert tir2tt.passes()
    finally:
        _library.library.cache_clear()


def test_the_package_finds_a_library_beside_itself(tmp_path):
    copy_package(tmp_path)
    shutil.copy(_library.library().path, tmp_path / "tir2tt" / _library.FILE_NAME)
    code = "import tir2tt; from tir2tt import _library; print(tir2tt.__version__, _library.library().path)"
    assert python(code, PYTHONPATH=str(tmp_path)).split() == [
        tir2tt.__version__,
        str(tmp_path / "tir2tt" / _library.FILE_NAME),
    ]


def test_the_options_are_the_header_s():
    header = (ROOT / "include" / "tir2tt" / "tir2tt.h").read_text(encoding="utf-8")
    struct = header[header.index("typedef struct tir2tt_options {") : header.index("} tir2tt_options;")]
    positions = [struct.index(f"{name};") for name, _ in _library.Options._fields_]
    assert positions == sorted(positions)
    assert struct.count(";") >= len(_library.Options._fields_)
    assert f"#define TIR2TT_ABI_VERSION {_library.ABI_VERSION}" in header
    for part in _library.Part:
        assert f"TIR2TT_{part.name} = {part.value}" in header
    for status in _library.Status:
        assert f"TIR2TT_{status.name} = {status.value}" in header


def test_many_threads_give_what_one_gives(matmul):
    text = matmul.read_text(encoding="utf-8")
    broken = SCRIPT.replace("= A[i, j]", "= Q[i, j]")

    def task(i):
        if i % 3 == 0:
            return tir2tt.plan(text).report
        if i % 3 == 1:
            return tir2tt.opt(text, "default", arch=["wormhole_b0", "blackhole"][i % 2])
        with pytest.raises(tir2tt.InputError) as error:
            tir2tt.opt(broken, file_name=f"thread {i}.py")
        return [d.file for d in error.value.diagnostics]

    alone = [task(i) for i in range(60)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(task, range(60))) == alone
    assert alone[2] == ["thread 2.py"]


def test_nothing_is_kept():
    """Many calls take no memory to speak of: results are freed, those of failures too."""
    resource = pytest.importorskip("resource")
    big = b"#" * 1_000_000 + b"\n" + SCRIPT.encode()

    def peak_kib():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    for _ in range(20):
        tir2tt.opt(big)
    before = peak_kib()
    for i in range(200):
        tir2tt.opt(big)
        if i % 10 == 0:
            with pytest.raises(tir2tt.InputError):
                tir2tt.opt(big + b"def", file_name="x")
    assert peak_kib() - before < 40_000
