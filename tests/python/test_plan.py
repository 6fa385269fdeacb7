"""tir2tt.plan: what comes back, from each kind of module."""

import json

import pytest
import tir2tt
from conftest import EXAMPLES

BUFFERS = [("A_shared", 3, 8192), ("B_shared", 3, 8192), ("C_local", 1, 65536)]


def buffers_of(function):
    return [(b.name, b.num_pages, b.tile_size) for b in function.circular_buffers]


def test_the_example_of_the_readme(matmul):
    plan = tir2tt.plan(matmul)
    (function,) = plan.functions
    assert function.name == "matmul"
    assert buffers_of(function) == BUFFERS
    assert [b.cb_id for b in function.circular_buffers] == [0, 1, 2]
    assert function.num_cbs == 3
    assert function.cb_plan["arch"] == "wormhole_b0"
    assert plan.report.startswith("matmul: 3 circular buffers")
    assert str(plan) == plan.report
    assert max(map(len, plan.report.splitlines())) <= 100
    assert plan.json["functions"][0]["tt_num_cbs"] == 3
    json.dumps(plan.json)


def test_text_bytes_and_path_are_the_same_module(matmul):
    text = matmul.read_text(encoding="utf-8")
    plans = [tir2tt.plan(text), tir2tt.plan(text.encode()), tir2tt.plan(matmul)]
    assert plans[0].json == plans[1].json == plans[2].json
    assert plans[0].report == plans[1].report == plans[2].report


@pytest.mark.parametrize("example", sorted(path.name for path in EXAMPLES.glob("*.py")))
def test_every_example(example):
    plan = tir2tt.plan(EXAMPLES / example)
    assert plan.functions and all(function.circular_buffers for function in plan.functions)
    for function in plan.functions:
        assert function.num_cbs == len(function.circular_buffers)
        assert [b.cb_id for b in function.circular_buffers] == list(range(function.num_cbs))


def test_json_and_script_of_the_corpus_have_one_plan(corpus):
    compared = 0
    for path in sorted((corpus / "tilelang").glob("*.json")):
        try:
            of_json = tir2tt.plan(path)
        except tir2tt.InputError as refused:
            with pytest.raises(tir2tt.InputError) as of_script:
                tir2tt.plan(path.with_suffix(".py"))
            assert [d.id for d in of_script.value.diagnostics] == [d.id for d in refused.diagnostics]
            continue
        assert of_json.json == tir2tt.plan(path.with_suffix(".py")).json, path.name
        compared += 1
    assert compared >= 10


def test_options_reach_the_planner(matmul):
    black = tir2tt.plan(matmul, arch="blackhole").functions[0]
    assert black.cb_plan["arch"] == "blackhole"
    reserved = tir2tt.plan(matmul, l1_reserve=1_280_000).functions[0]
    assert sum(b.num_pages * b.tile_size for b in reserved.circular_buffers) < 3 * 8192 * 2 + 65536
    assert tir2tt.plan(matmul, cb_rule="seed").json != tir2tt.plan(matmul).json


def test_a_plan_is_a_value(matmul):
    plan = tir2tt.plan(matmul)
    with pytest.raises(AttributeError):
        plan.report = ""
    assert plan == tir2tt.plan(matmul)
    assert "CircularBuffer(cb_id=0, name='A_shared', num_pages=3, tile_size=8192)" in repr(plan)


def test_a_function_that_is_not_planned(script):
    plan = tir2tt.plan(script.replace("tt_schedule_policy", "tt_something_else"))
    (function,) = plan.functions
    assert (function.circular_buffers, function.num_cbs, function.cb_plan) == ([], 0, None)
    assert [(d.id, d.severity) for d in plan.diagnostics] == [("T0400", tir2tt.Severity.NOTE)] * len(plan.diagnostics)
    assert plan.diagnostics


@pytest.mark.parametrize("module", [None, 3, ["text"], bytearray(b"x"), object()])
def test_what_is_no_module(module):
    with pytest.raises(TypeError, match="must be text, a path or a TVM module or function, not"):
        tir2tt.plan(module)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError):
        tir2tt.plan(tmp_path / "none.py")
