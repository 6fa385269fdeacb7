"""tir2tt.opt on text: the format in which it came, and nothing but what the passes did."""

import json

import pytest
import tir2tt


def test_no_pass_gives_the_same_bytes(corpus):
    files = sorted((corpus / "tvm").glob("*")) + sorted((corpus / "tilelang").glob("*"))
    assert len(files) > 50
    for path in files:
        text = path.read_bytes()
        assert tir2tt.opt(text).encode() == text, path.name


def test_passes_as_a_list_and_as_a_string(matmul):
    names = ["apply-tt-defaults", "infer-default-tt-schedule"]
    script = tir2tt.opt(matmul, names)
    assert script == tir2tt.opt(matmul, ",".join(names)) == tir2tt.opt(matmul, (name for name in names))
    assert "tt_tiles_per_core" in script and "tt_circular_buffers" not in script


def test_the_whole_pipeline(matmul):
    script = tir2tt.opt(matmul, "default")
    assert '"tt_num_cbs": 3' in script and "tt_persistent_loop" in script
    assert script == tir2tt.opt(matmul, ["default"])
    one_by_one = tir2tt.opt(matmul, [p.name for p in tir2tt.passes()])
    assert one_by_one == script


def test_what_comes_out_can_go_in(matmul):
    once = tir2tt.opt(matmul, ["apply-tt-defaults", "memory-space-lower-tt"])
    assert tir2tt.opt(once, ["memory-space-lower-tt"]) == once
    assert tir2tt.plan(once).functions[0].num_cbs == 3


def test_json_gains_nodes_at_the_end_and_one_reference(corpus):
    text = (corpus / "tilelang" / "gemm.json").read_text(encoding="utf-8")
    before = json.loads(text)
    after = json.loads(tir2tt.opt(text, ["apply-tt-defaults", "memory-space-lower-tt"]))
    count = len(before["nodes"])
    assert len(after["nodes"]) > count
    changed = [i for i in range(count) if before["nodes"][i] != after["nodes"][i]]
    assert [after["nodes"][i]["type_key"] for i in changed] == ["ir.DictAttrs"]
    keys = after["nodes"][int(after["nodes"][changed[0]]["attrs"]["__dict__"])]["keys"]
    assert {"tt_circular_buffers", "tt_num_cbs", "tt_cb_plan"} <= set(keys)
    assert {key: value for key, value in after.items() if key != "nodes"} == {
        key: value for key, value in before.items() if key != "nodes"
    }


def test_options_reach_the_passes(matmul):
    passes = ["apply-tt-defaults", "infer-default-tt-schedule"]
    assert '"tt_num_cores": 130' in tir2tt.opt(matmul, passes, arch="blackhole")
    assert '"tt_num_cores": 64' in tir2tt.opt(matmul, passes)


def test_bytes_that_are_no_utf8_survive(script):
    text = b"# caf\xe9\n" + script.encode()
    out = tir2tt.opt(text)
    assert isinstance(out, str)
    assert out.encode("utf-8", "surrogateescape") == tir2tt.opt(out).encode("utf-8", "surrogateescape")


@pytest.mark.parametrize("text", ["", "   \n", "{", "{}", '{"root": 0, "nodes": []}', "\0", "def"])
def test_what_is_no_module_is_refused(text):
    with pytest.raises(tir2tt.InputError) as error:
        tir2tt.opt(text, "default")
    assert error.value.diagnostics
    assert all(d.id.startswith("T0") for d in error.value.diagnostics)
