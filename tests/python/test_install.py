"""pip install ./python, without a network, into a fresh environment; and the wheel itself."""

import base64
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import venv
import zipfile

import pytest
from conftest import EXAMPLES, ROOT
from tir2tt import _library


def load_backend(python=ROOT / "python"):
    spec = importlib.util.spec_from_file_location("backend", python / "_build" / "backend.py")
    backend = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(backend)
    return backend


@pytest.fixture
def backend(monkeypatch):
    monkeypatch.setenv("TIR2TT_LIBRARY", _library.library().path)
    return load_backend()


def clean_environment(**more):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {**kept, "PIP_DISABLE_PIP_VERSION_CHECK": "1", **more}


def test_pip_install(tmp_path):
    if importlib.util.find_spec("ensurepip") is None:
        pytest.skip("the package python3-venv is missing (it has ensurepip): no fresh environment to install into")
    venv.create(tmp_path / "venv", with_pip=True)
    python = str(tmp_path / "venv" / "bin" / "python")
    environment = clean_environment(TIR2TT_LIBRARY=_library.library().path)
    command = [python, "-m", "pip", "install", "--no-index", "--no-cache-dir", str(ROOT / "python")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    code = (
        "import pathlib, sys, tir2tt, importlib.metadata\n"
        "assert importlib.metadata.version('tir2tt') == tir2tt.__version__\n"
        "from tir2tt import _library\n"
        "assert pathlib.Path(sys.prefix) in pathlib.Path(_library.library().path).parents\n"
        "print(tir2tt.plan(pathlib.Path(sys.argv[1])).functions[0].num_cbs)\n"
    )
    run = [python, "-c", code, str(EXAMPLES / "matmul.py")]
    used = subprocess.run(run, env=clean_environment(), capture_output=True, text=True, cwd=tmp_path)
    assert (used.returncode, used.stdout.strip()) == (0, "3"), used.stderr


def test_the_wheel(backend, tmp_path):
    name = backend.build_wheel(str(tmp_path))
    version = backend.version()
    assert name.startswith(f"tir2tt-{version}-py3-none-") and name.endswith(".whl")
    with zipfile.ZipFile(tmp_path / name) as wheel:
        files = {path: wheel.read(path) for path in wheel.namelist()}
    info = f"tir2tt-{version}.dist-info"
    sources = {f"tir2tt/{p.name}" for p in (ROOT / "python" / "tir2tt").glob("*.py")}
    assert sources | {"tir2tt/py.typed", f"tir2tt/{_library.FILE_NAME}", f"{info}/METADATA"} <= set(files)
    for line in files[f"{info}/RECORD"].decode().splitlines():
        path, digest, size = line.rsplit(",", 2)
        if path != f"{info}/RECORD":
            expected = base64.urlsafe_b64encode(hashlib.sha256(files[path]).digest()).rstrip(b"=").decode()
            assert (digest, size) == (f"sha256={expected}", str(len(files[path])))
    assert len(files[f"{info}/RECORD"].splitlines()) == len(files)


def test_the_same_wheel_twice(backend, tmp_path):
    (tmp_path / "again").mkdir()
    name = backend.build_wheel(str(tmp_path))
    assert backend.build_wheel(str(tmp_path / "again")) == name
    assert (tmp_path / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_an_editable_wheel_points_here(backend, tmp_path):
    name = backend.build_editable(str(tmp_path))
    with zipfile.ZipFile(tmp_path / name) as wheel:
        assert wheel.read("tir2tt-editable.pth").decode() == f"{ROOT / 'python'}\n"


def test_there_is_no_source_distribution(backend, tmp_path):
    with pytest.raises(backend.UnsupportedOperation):
        backend.build_sdist(str(tmp_path))


def test_a_library_that_is_not_there(backend, monkeypatch):
    monkeypatch.setenv("TIR2TT_LIBRARY", "/nowhere/libtir2tt.so")
    with pytest.raises(SystemExit, match="names /nowhere/libtir2tt.so, which is not there"):
        backend.find_library()


def test_no_way_to_build_one(backend, monkeypatch, tmp_path):
    monkeypatch.delenv("TIR2TT_LIBRARY")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit, match="there is no cmake"):
        backend.find_library()


def test_a_copy_of_python_alone(monkeypatch, tmp_path):
    """As a pip before 21.3 makes it: every hook says what is needed."""
    shutil.copytree(ROOT / "python", tmp_path / "python", ignore=shutil.ignore_patterns("__pycache__"))
    backend = load_backend(tmp_path / "python")
    monkeypatch.delenv("TIR2TT_LIBRARY", raising=False)
    for hook in (backend.prepare_metadata_for_build_wheel, backend.build_wheel, backend.build_editable):
        with pytest.raises(SystemExit, match="pip 21.3 or later is needed: pip install -U pip; "):
            hook(str(tmp_path))
    monkeypatch.setenv("TIR2TT_LIBRARY", _library.library().path)
    with pytest.raises(SystemExit, match="pip 21.3 or later is needed"):
        backend.build_wheel(str(tmp_path))


FIT = "CMAKE_BUILD_TYPE:STRING=Release\nTIR2TT_SANITIZE:BOOL=OFF\n"


@pytest.mark.parametrize(
    "cache, configured",
    [
        (FIT, True),
        (FIT.replace("Release", "RelWithDebInfo"), True),
        ("CMAKE_BUILD_TYPE:STRING=Release\n", True),
        (FIT.replace("Release", "Debug"), False),
        (FIT.replace("Release", ""), False),
        (FIT.replace("OFF", "ON"), False),
        (FIT + "TIR2TT_FUZZ:BOOL=ON\n", False),
        ("", False),
        (None, False),
    ],
)
def test_how_it_is_built(backend, monkeypatch, tmp_path, cache, configured):
    """An own build directory unless build/ makes what is wanted, so that tests stay on there."""
    commands = []
    monkeypatch.delenv("TIR2TT_LIBRARY")
    monkeypatch.setattr(backend, "ROOT", tmp_path)
    monkeypatch.setattr(backend, "cmake", lambda *arguments: commands.append(arguments))
    monkeypatch.setattr(backend.shutil, "which", lambda name: "/usr/bin/cmake")
    (tmp_path / "CMakeLists.txt").touch()
    if cache is not None:
        (tmp_path / "build").mkdir()
        (tmp_path / "build" / "CMakeCache.txt").write_text(cache, encoding="utf-8")
    build = tmp_path / ("build" if configured else "build-python")
    assert backend.find_library() == build / _library.FILE_NAME
    assert commands[-1][:4] == ("--build", str(build), "--target", "tir2tt_c")
    assert [c for c in commands if "-DTIR2TT_TESTS=OFF" in c] == commands[:-1]
    assert len(commands) == (1 if configured else 2)


def test_types():
    if importlib.util.find_spec("mypy") is None:
        pytest.skip("no mypy here")
    command = [sys.executable, "-m", "mypy", "--cache-dir", os.devnull]
    done = subprocess.run(command, cwd=ROOT / "python", capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
