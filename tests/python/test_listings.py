"""passes(), archs(), the version, and what the package shows to the outside."""

import re
import subprocess
import sys

import tir2tt
from conftest import ROOT


def test_passes():
    by_name = {p.name: p for p in tir2tt.passes()}
    assert list(by_name)[0] == "apply-tt-defaults" and list(by_name)[-1] == "verify-tt-ir"
    rewriting = [p.name for p in tir2tt.passes() if not p.attributes_only]
    assert rewriting[0] == "expand-operations-tt" and rewriting[-1] == "grid-to-persistent-tt"
    assert by_name["memory-space-lower-tt"].writes == ("tt_circular_buffers", "tt_num_cbs", "tt_cb_plan")
    assert "tt_schedule_policy" in by_name["memory-space-lower-tt"].reads
    assert all(p.summary for p in by_name.values())


def test_archs():
    wormhole, blackhole = tir2tt.archs()
    assert (wormhole.name, wormhole.grid, wormhole.cores) == ("wormhole_b0", (8, 8), 64)
    assert wormhole.max_circular_buffers == 32
    assert wormhole.l1_bytes == wormhole.cb_base + wormhole.cb_bytes == 1_499_136
    assert blackhole.name == "blackhole" and blackhole.cores == blackhole.grid[0] * blackhole.grid[1]


def test_the_version_stands_in_cmake():
    assert f"project(tir2tt VERSION {tir2tt.__version__} " in (ROOT / "CMakeLists.txt").read_text(encoding="utf-8")
    assert re.fullmatch(r"\d+\.\d+\.\d+", tir2tt.__version__)


def test_public_names():
    for name in tir2tt.__all__:
        assert getattr(tir2tt, name) is not None
    assert not hasattr(tir2tt, "compile") and not hasattr(tir2tt, "run")


def test_importing_needs_neither_tvm_nor_numpy_nor_the_library():
    code = (
        "import sys, tir2tt\n"
        "assert not {'tvm', 'numpy'} & set(sys.modules)\n"
        "from tir2tt import _library\n"
        "assert _library.library.cache_info().currsize == 0\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": str(ROOT / "python")})
