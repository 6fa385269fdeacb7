"""tir2tt with TVM itself: skipped where `import tvm` fails. What a fake could get wrong in the same way as the code
(the JSON that TVM reads, its types, its sharing of objects) is asked of TVM here."""

import pytest
import tir2tt

tvm = pytest.importorskip("tvm")

from conftest import CORPUS, EXAMPLES, SCRIPT  # noqa: E402
from tvm import script  # noqa: E402

SETTINGS = ["apply-tt-defaults", "infer-default-tt-schedule", "infer-default-tt-shard", "memory-space-lower-tt"]
#: TVM's tir, or what took its place.
tir = getattr(tvm, "tir", None) or tvm.tirx


def same_object(a, b):
    return a.same_as(b)


def without_tt(func):
    for key in list(func.attrs.keys()):
        if str(key).startswith("tt_"):
            func = func.without_attr(str(key))
    return func


def assert_same_but_for_tt(after, before):
    """Names, sharing and types of all but our attributes, by TVM's own structural equality."""
    assert tvm.ir.structural_equal(after.body, before.body, map_free_vars=True)
    tvm.ir.assert_structural_equal(without_tt(after), without_tt(before))


@pytest.fixture(scope="module")
def small():
    """Parsed by TVM's own parser, which reads no imports in text: it is told what T is, as TVM's decorators tell it."""
    T = getattr(script, "tir" if hasattr(tvm, "tir") else "tirx")
    return tvm.IRModule.from_expr(script.from_source(SCRIPT, {"T": T}))


@pytest.fixture(params=["tvm/declbuf", "tilelang/gemm", "tilelang/elementwise_add"])
def mod(request):
    """Modules of the corpus that this TVM can load."""
    path = CORPUS / f"{request.param}.json"
    if not path.is_file():
        pytest.skip(f"no {path}")
    try:
        return tvm.ir.load_json(path.read_text(encoding="utf-8"))
    except Exception as error:
        pytest.skip(f"this TVM cannot load {path.name}: {str(error).splitlines()[-1]}")


def functions_of(mod):
    return {var.name_hint: func for var, func in mod.functions.items()}


def test_tvm_loads_what_opt_wrote(mod):
    text = tvm.ir.save_json(mod)
    out = tvm.ir.load_json(tir2tt.opt(text, SETTINGS))
    assert functions_of(out).keys() == functions_of(mod).keys()
    for name, func in functions_of(mod).items():
        assert_same_but_for_tt(functions_of(out)[name], func)
    assert any("tt_schedule_policy" in func.attrs for func in functions_of(out).values())


def test_no_pass_gives_the_same_text(mod):
    text = tvm.ir.save_json(mod)
    assert tir2tt.opt(text) == text


def test_the_body_is_the_same_object(mod):
    out = tir2tt.opt(mod, SETTINGS)
    for name, func in functions_of(mod).items():
        after = functions_of(out)[name]
        assert same_object(after.body, func.body)
        assert all(same_object(a, b) for a, b in zip(after.params, func.params))
        assert_same_but_for_tt(after, func)
        assert "tt_num_cbs" not in func.attrs


def test_types_of_the_attributes(small):
    (func,) = functions_of(tir2tt.opt(small, SETTINGS)).values()
    (cb,) = func.attrs["tt_circular_buffers"]
    assert sorted(map(str, cb.keys())) == ["cb_id", "name", "num_pages", "tile_size"]
    for key in ("cb_id", "num_pages", "tile_size"):
        assert isinstance(cb[key], tir.IntImm) and cb[key].dtype == "int32"
    assert int(cb["tile_size"]) == 2048 and str(cb["name"]) == "A_tile"
    assert isinstance(func.attrs["tt_num_cbs"], tir.IntImm) and int(func.attrs["tt_num_cbs"]) == 1
    assert str(func.attrs["tt_schedule_policy"]) == "contiguous"


def test_the_same_as_with_attr(small):
    """An attribute of ours is what a C++ pass that calls WithAttr would have made."""
    (func,) = functions_of(small).values()
    (after,) = functions_of(tir2tt.opt(small, SETTINGS)).values()
    pages = int(after.attrs["tt_circular_buffers"][0]["num_pages"])
    cb = {key: tir.IntImm("int32", value) for key, value in [("cb_id", 0), ("num_pages", pages), ("tile_size", 2048)]}
    cb["name"] = "A_tile"
    expected = func.with_attr("x", [cb])
    tvm.ir.assert_structural_equal(after.attrs["tt_circular_buffers"], expected.attrs["x"])


def test_sequential_and_pass_context(small):
    glue = tir2tt.tvm
    factories = [glue.ApplyTTDefaults, glue.InferDefaultTTSchedule, glue.InferDefaultTTShard, glue.MemorySpaceLowerTT]
    passes = [factory() for factory in factories]
    assert all(isinstance(p, tvm.ir.transform.Pass) for p in passes)
    with tvm.transform.PassContext(opt_level=3):
        out = tvm.transform.Sequential(passes)(small)
    (before,), (after,) = functions_of(small).values(), functions_of(out).values()
    assert same_object(after.body, before.body)
    assert int(after.attrs["tt_num_cbs"]) == 1
    tvm.ir.assert_structural_equal(out, tir2tt.opt(small, SETTINGS))


def test_attributes_are_removed(small):
    (var,) = small.functions.keys()
    stale = small.clone()
    stale.update_func(var, small[var].with_attr("tt_num_cbs", 99).with_attr("tt_padding_info", {"A": {}}))
    out = tir2tt.tvm.TilePadTT()(tir2tt.opt(stale, SETTINGS))
    assert "tt_padding_info" not in out[var].attrs
    assert int(out[var].attrs["tt_num_cbs"]) == 1
    assert "tt_padding_info" in stale[var].attrs


def test_what_is_not_ours_is_untouched(small):
    (var,) = small.functions.keys()
    mod = small.with_attr("owner", "me")
    mod.update_func(tvm.ir.GlobalVar("mine"), small[var].without_attr("tt_schedule_policy").with_attr("tt_mine", "x"))
    out = tir2tt.tvm.MemorySpaceLowerTT()(mod)
    assert same_object(out["mine"], mod["mine"])
    assert str(out.attrs["owner"]) == "me"
    assert out.get_global_var("mine").same_as(mod.get_global_var("mine"))


def test_the_pipeline_gives_a_well_formed_module(small):
    (func,) = functions_of(tir2tt.tvm.LowerTT()(small)).values()
    (before,) = functions_of(small).values()
    assert len(func.params) >= len(before.params)
    assert "tt_circular_buffers" in func.attrs
    tvm.ir.load_json(tvm.ir.save_json(func))


def test_a_single_function(small):
    (func,) = functions_of(small).values()
    after = tir2tt.opt(func, SETTINGS)
    assert isinstance(after, tir.PrimFunc) and same_object(after.body, func.body)
    assert tir2tt.plan(func).functions[0].num_cbs == 1


def test_an_error_has_its_message(small):
    with pytest.raises(Exception, match="grayskull"):
        tir2tt.tvm.MemorySpaceLowerTT(arch="grayskull")(small)
    with pytest.raises(tir2tt.InputError) as error:
        tir2tt.opt(small, SETTINGS, l1_reserve=1_395_000)
    assert error.value.diagnostics


def test_examples_are_not_needed_for_tvm():
    """plan and opt on text do not go through TVM."""
    assert tir2tt.plan(EXAMPLES / "matmul.py").functions[0].num_cbs == 3
