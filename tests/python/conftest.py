"""What the tests share: where things are, and the small modules that they run on."""

import importlib
import importlib.util
import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"
EXAMPLES = ROOT / "examples"

# Under ctest PYTHONPATH names the package. A folder that is called tir2tt, such as a clone, has a spec, but no file.
if getattr(importlib.util.find_spec("tir2tt"), "origin", None) is None:
    sys.path.insert(0, str(ROOT / "python"))

#: Two tiles of 32×32 float16 that nothing moves, with the attribute that makes a function one for the passes.
SCRIPT = '''\
# from tvm.script import tir as T

@T.prim_func
def small(A: T.Buffer((64, 64), "float16"), B: T.Buffer((64, 64), "float16")):
    T.func_attr({"tt_schedule_policy": "contiguous"})
    A_tile = T.decl_buffer((32, 32), "float16", scope="shared.dyn")
    for i, j in T.grid(32, 32):
        A_tile[i, j] = A[i, j]
    for i, j in T.grid(32, 32):
        B[i, j] = A_tile[i, j]
'''


@pytest.fixture
def script():
    return SCRIPT


@pytest.fixture
def corpus():
    if not CORPUS.is_dir():
        pytest.skip(f"no corpus at {CORPUS}")
    return CORPUS


@pytest.fixture
def matmul():
    return EXAMPLES / "matmul.py"


@pytest.fixture
def fake_tvm(monkeypatch):
    """The fake TVM as `tvm`, whether or not there is a real one."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "tvm"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(str(ROOT / "tests" / "python" / "fake_tvm"))
    yield importlib.import_module("tvm")
    for name in [name for name in sys.modules if name.partition(".")[0] == "tvm"]:
        del sys.modules[name]
