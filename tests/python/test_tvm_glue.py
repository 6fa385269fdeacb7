"""tir2tt.tvm over a small TVM of our own (fake_tvm/): what is kept, set, removed, and what comes through JSON."""

import sys

import pytest
import tir2tt

POLICY = {"tt_schedule_policy": "contiguous"}


def buffer(tvm, name, side, scope):
    """A square float16 buffer and its data variable."""
    node = tvm.ir.Node
    kind = node("ir.PointerType", element_type=node("ir.PrimType", dtype="float16"), storage_scope=scope)
    data = node("tir.Var", dtype="handle", name=name, span=None, type_annotation=kind)
    int32 = lambda value: tvm.tir.IntImm("int32", value)  # noqa: E731
    return node(
        "tir.Buffer",
        axis_separators=[],
        buffer_type=1,
        data=data,
        data_alignment=64,
        dtype="float16",
        elem_offset=int32(0),
        name=name,
        offset_factor=1,
        shape=[int32(side), int32(side)],
        span=None,
        strides=[],
    )


def prim_func(tvm, attrs, tile="A_tile"):
    """func(A: 256×256) with one declared tile of 32×32."""
    node = tvm.ir.Node
    body = node("tir.Evaluate", span=None, value=tvm.tir.IntImm("int32", 0))
    body = node("tir.DeclBuffer", body=body, buffer=buffer(tvm, tile, 32, ""), span=None)
    param = node("tir.Var", dtype="handle", name="A", span=None, type_annotation=node("ir.PrimType", dtype="handle"))
    return tvm.tir.PrimFunc(
        attrs=attrs,
        body=body,
        buffer_map={param: buffer(tvm, "A", 256, "global")},
        params=[param],
        ret_type=node("ir.TupleType", fields=[], span=None),
        span=None,
        struct_info_=None,
    )


def global_var(tvm, name):
    return tvm.ir.GlobalVar(name_hint=name, span=None, struct_info_=None)


def relax_function(tvm):
    node = tvm.ir.Node
    x = node("relax.expr.Var", span=None, struct_info_=None, vid=node("relax.Id", name_hint="x"))
    pure = tvm.tir.IntImm("bool", 1)
    return tvm.ir.RelaxFunction(
        attrs={}, body=x, is_pure=pure, params=[x], ret_struct_info=None, span=None, struct_info_=None
    )


@pytest.fixture
def mod(fake_tvm):
    functions = {
        global_var(fake_tvm, "planned"): prim_func(fake_tvm, {**POLICY, "mine": "stays"}),
        global_var(fake_tvm, "other"): prim_func(fake_tvm, {"tt_mine": 3}),
        global_var(fake_tvm, "graph"): relax_function(fake_tvm),
    }
    return fake_tvm.IRModule(functions, {"owner": "me"}, {"vdevice": []})


def test_metadata_goes_onto_the_original_function(fake_tvm, mod):
    before, attrs = mod["planned"], dict(mod["planned"].attrs)
    out = tir2tt.tvm.MemorySpaceLowerTT(cb_rule="seed")(mod)
    after = out["planned"]
    assert after.body is before.body and after.params is before.params and after.buffer_map is before.buffer_map
    assert {key: after.attrs[key] for key in attrs} == attrs
    assert set(after.attrs) - set(attrs) == {"tt_circular_buffers", "tt_num_cbs", "tt_cb_plan"}
    (cb,) = after.attrs["tt_circular_buffers"]
    assert cb["name"] == "A_tile" and list(cb) == ["cb_id", "name", "num_pages", "tile_size"]
    assert {key: (cb[key].type_key, cb[key].dtype) for key in cb if key != "name"} == {
        key: ("ir.IntImm", "int32") for key in ("cb_id", "num_pages", "tile_size")
    }
    assert (cb["tile_size"].value, after.attrs["tt_num_cbs"].value) == ("2048", "1")


def test_what_is_not_ours_is_the_same_object(mod):
    out = tir2tt.tvm.MemorySpaceLowerTT(cb_rule="seed")(mod)
    assert out["other"] is mod["other"] and out["graph"] is mod["graph"]
    assert list(map(id, out.functions)) == list(map(id, mod.functions))
    assert out.attrs is mod.attrs and out.global_infos is mod.global_infos


def test_the_input_is_not_changed(mod):
    functions, attrs = dict(mod.functions), {v.name_hint: dict(f.attrs) for v, f in mod.functions.items()}
    out = tir2tt.tvm.MemorySpaceLowerTT(cb_rule="seed")(mod)
    assert out is not mod and out["planned"] is not mod["planned"]
    assert mod.functions == functions
    assert {v.name_hint: f.attrs for v, f in mod.functions.items()} == attrs


def test_a_pass_removes_what_no_longer_applies(mod):
    stale = tir2tt.tvm.InferDefaultTTShard()(mod)
    func = stale["planned"].with_attr("tt_padding_info", {"A": {}})
    stale.update_func(mod.get_global_var("planned"), func)
    out = tir2tt.tvm.TilePadTT()(stale)
    assert out["planned"].body is mod["planned"].body
    assert set(func.attrs) - set(out["planned"].attrs) == {"tt_padding_info"}
    assert "tt_padding_info" in stale["planned"].attrs  # the input, again as it was


def test_a_second_run_changes_nothing(fake_tvm, mod):
    once = tir2tt.tvm.MemorySpaceLowerTT(cb_rule="seed")(mod)
    twice = tir2tt.tvm.MemorySpaceLowerTT(cb_rule="seed")(once)
    assert fake_tvm.ir.save_json(twice) == fake_tvm.ir.save_json(once)
    assert twice["planned"].body is mod["planned"].body


def test_opt_takes_and_gives_modules_and_functions(fake_tvm, mod):
    passes = ["memory-space-lower-tt"]
    out = tir2tt.opt(mod, passes, cb_rule="seed")
    assert isinstance(out, fake_tvm.IRModule) and "tt_num_cbs" in out["planned"].attrs
    func = mod["planned"]
    alone = tir2tt.opt(func, passes, cb_rule="seed")
    assert isinstance(alone, fake_tvm.tir.PrimFunc)
    assert alone.body is func.body and alone.attrs["tt_num_cbs"].value == "1"
    assert "tt_num_cbs" not in func.attrs


def test_plan_takes_modules_and_functions(mod):
    plan = tir2tt.plan(mod, cb_rule="seed")
    by_name = {function.name: function for function in plan.functions}
    (cb,) = by_name["planned"].circular_buffers
    assert (cb.name, cb.tile_size) == ("A_tile", 2048)
    assert by_name["other"].circular_buffers == []
    (alone,) = tir2tt.plan(mod["planned"], cb_rule="seed").functions
    assert (alone.name, alone.circular_buffers) == ("main", [cb])


def test_text_and_object_agree(fake_tvm, mod):
    text = fake_tvm.ir.save_json(mod)
    assert tir2tt.plan(text, cb_rule="seed").json == tir2tt.plan(mod, cb_rule="seed").json
    of_text = fake_tvm.ir.load_json(tir2tt.opt(text, "memory-space-lower-tt", cb_rule="seed"))
    of_object = tir2tt.opt(mod, "memory-space-lower-tt", cb_rule="seed")
    assert fake_tvm.ir.save_json(of_text) == fake_tvm.ir.save_json(of_object)


def test_the_pipeline_brings_bodies_through_json(fake_tvm, corpus):
    text = (corpus / "tilelang" / "gemm.json").read_text(encoding="utf-8")
    mod = fake_tvm.ir.load_json(text)
    out = tir2tt.tvm.LowerTT()(mod)
    (func,) = out.functions.values()
    assert func.body is not next(iter(mod.functions.values())).body
    assert {"tt_persistent_loop", "tt_circular_buffers", "tt_ir_validated"} <= set(func.attrs)
    assert len(func.params) == len(mod["gemm"].params) + 2
    assert not [key for key in mod["gemm"].attrs if key.startswith("tt_")]


def test_metadata_passes_in_a_row_keep_the_body(fake_tvm, corpus):
    mod = fake_tvm.ir.load_json((corpus / "tilelang" / "gemm.json").read_text(encoding="utf-8"))
    glue = tir2tt.tvm
    passes = [
        glue.ApplyTTDefaults(),
        glue.InferDefaultTTSchedule(),
        glue.InferDefaultTTShard(),
        glue.TTTilesToCoreMap(),
        glue.MemorySpaceLowerTT(),
        glue.TilePadTT(),
    ]
    assert [p.info.name for p in passes[-2:]] == ["tl.MemorySpaceLowerTT", "tl.TilePadTT"]
    assert {p.info.opt_level for p in passes} == {0}
    out = fake_tvm.transform.Sequential(passes)(mod)
    assert out["gemm"].body is mod["gemm"].body
    assert {"tt_schedule", "tt_shard", "tt_core_ranges", "tt_circular_buffers"} <= set(out["gemm"].attrs)
    assert out["gemm"].attrs["tt_tile_height"] == 32  # boxed, as TVM has it
    changed = glue.GridToPersistentTT()(out)
    assert changed["gemm"].body is not mod["gemm"].body


def test_every_pass_has_its_factory(fake_tvm):
    camel = {p.name: p.name.title().replace("-", "").replace("Tt", "TT").replace("Ir", "IR") for p in tir2tt.passes()}
    assert set(camel.values()) | {"LowerTT"} == {name for name in tir2tt.tvm.__all__}
    for name in tir2tt.tvm.__all__:
        assert getattr(tir2tt.tvm, name)().info.name == f"tl.{name}"


def test_what_is_wrong_is_raised(mod):
    with pytest.raises(tir2tt.InputError, match="A_tile|L1|bytes") as error:
        tir2tt.plan(mod, l1_reserve=1_395_000, cb_rule="seed")
    assert error.value.diagnostics
    with pytest.raises(tir2tt.UsageError, match="grayskull"):
        tir2tt.tvm.MemorySpaceLowerTT(arch="grayskull")(mod)


def test_without_tvm(monkeypatch):
    monkeypatch.setitem(sys.modules, "tvm", None)
    with pytest.raises(ImportError, match="need TVM"):
        tir2tt.tvm.MemorySpaceLowerTT()
    with pytest.raises(TypeError, match="must be text"):
        tir2tt.plan(object())
