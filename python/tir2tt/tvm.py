"""The passes as passes of TVM: `mod = tir2tt.tvm.MemorySpaceLowerTT()(mod)`.

The module goes to the library as JSON. Of a pass that writes attributes only, nothing but these attributes comes back:
they are put on the original functions, so that each body stays the very object that it was. Functions that got none,
functions of other dialects and the module's own attributes are not touched. Only when a body has changed, as
GridToPersistentTT and LowerTT do and the six passes in front of InferDefaultTTSchedule may, the module comes back
through JSON. The module given is never changed.

The factories carry the names that tilelang-tt gives these passes and can stand where its passes stood, alone or in
`tvm.transform.Sequential`. TVM is imported when the first one is called. It must have `IRModule.clone` and
`BaseFunc.without_attr`, as TVM 0.17 and later and TileLang's TVM have.

Failures are raised as `tir2tt.InputError` and so on. How much of an exception passes through a pass is up to TVM: the
message always does, with the place and the source line; type and `diagnostics` do where TVM keeps Python's exceptions,
and the type alone where it makes new ones from its registered errors.

Tested by tests/python/test_tvm_glue.py, and with TVM itself by test_real_tvm.py.
"""

from __future__ import annotations

import functools
import importlib
import json
from typing import Any, FrozenSet, Optional, SupportsIndex, Tuple

from . import diagnostics
from ._api import FileName, Source, passes as all_passes, run_passes
from ._library import Part, encode

__all__ = [
    "ApplyTTDefaults",
    "ExpandOperationsTT",
    "ForwardLoadsTT",
    "GridToPersistentTT",
    "InferDefaultTTSchedule",
    "InferDefaultTTShard",
    "LowerTT",
    "MemorySpaceLowerTT",
    "SerializeAtomicsTT",
    "SplitReductionsTT",
    "StageDramTT",
    "TTTilesToCoreMap",
    "ThreadsToLoopsTT",
    "TilePadTT",
    "VerifyTTIR",
]

_ATTRIBUTES = (Part.ATTRIBUTES, Part.CHANGED_BODIES, Part.DIAGNOSTICS, Part.MESSAGES)

#: `tvm.transform.Pass`; TVM has no types.
Pass = Any


def ApplyTTDefaults() -> Pass:
    """Give functions without a `tt_` attribute the default schedule, layout and tile (32×32 elements).

    Example:
        >>> mod = tir2tt.tvm.ApplyTTDefaults()(mod)  # doctest: +SKIP
    """
    return _make("ApplyTTDefaults", "apply-tt-defaults")


def ExpandOperationsTT(*, arch: str = "wormhole_b0") -> Pass:
    """Write out im2col, running sums, loops left early, and copies within DRAM. Changes bodies that have them."""
    return _make("ExpandOperationsTT", "expand-operations-tt", arch=arch)


def StageDramTT(*, arch: str = "wormhole_b0") -> Pass:
    """Let stores from DRAM to DRAM go by way of a buffer. Changes bodies that have them."""
    return _make("StageDramTT", "stage-dram-tt", arch=arch)


def ThreadsToLoopsTT(*, arch: str = "wormhole_b0") -> Pass:
    """Turn what every thread of a GPU does into loops over elements. Changes bodies that tell threads apart."""
    return _make("ThreadsToLoopsTT", "threads-to-loops-tt", arch=arch)


def ForwardLoadsTT(*, arch: str = "wormhole_b0") -> Pass:
    """Read packed integers where they lie in DRAM. Changes bodies that take them apart."""
    return _make("ForwardLoadsTT", "forward-loads-tt", arch=arch)


def SplitReductionsTT(*, arch: str = "wormhole_b0") -> Pass:
    """Turn the sum of an expression into the sum of a buffer that holds it. Changes bodies that have such sums."""
    return _make("SplitReductionsTT", "split-reductions-tt", arch=arch)


def SerializeAtomicsTT(*, arch: str = "wormhole_b0") -> Pass:
    """Let blocks that add to the same elements run one after another. Changes bodies that have atomics."""
    return _make("SerializeAtomicsTT", "serialize-atomics-tt", arch=arch)


def InferDefaultTTSchedule(*, arch: str = "wormhole_b0") -> Pass:
    """Find the grid of each function and deal its blocks out to the cores of `arch`."""
    return _make("InferDefaultTTSchedule", "infer-default-tt-schedule", arch=arch)


def InferDefaultTTShard(*, arch: str = "wormhole_b0") -> Pass:
    """Record how every tensor lies in DRAM: layout, tile axes, tile counts, padding in elements."""
    return _make("InferDefaultTTShard", "infer-default-tt-shard", arch=arch)


def GridToPersistentTT(*, arch: str = "wormhole_b0") -> Pass:
    """Turn the grid into one loop over the blocks of a core. Changes bodies: the module comes back through JSON."""
    return _make("GridToPersistentTT", "grid-to-persistent-tt", arch=arch)


def TTTilesToCoreMap(*, arch: str = "wormhole_b0") -> Pass:
    """Give every core's share of the blocks a place (column, row) on the chip."""
    return _make("TTTilesToCoreMap", "tt-tiles-to-core-map", arch=arch)


def MemorySpaceLowerTT(*, arch: str = "wormhole_b0", cb_rule: str = "dataflow", l1_reserve: SupportsIndex = 0) -> Pass:
    """Plan the circular buffers: `tt_circular_buffers`, `tt_num_cbs`, `tt_cb_plan`.

    Args:
        arch: a chip of `tir2tt.archs()`.
        cb_rule: "dataflow", or "seed" for the rule of the first version of this pass.
        l1_reserve: bytes of each core's L1 that circular buffers must leave free.

    Raises, when the pass runs:
        InputError: a function cannot be planned, with the place in its TVMScript.
        UsageError: an unknown arch or rule.

    Example:
        >>> mod = tir2tt.tvm.MemorySpaceLowerTT(arch="blackhole")(mod)  # doctest: +SKIP
        >>> mod["main"].attrs["tt_num_cbs"]  # doctest: +SKIP
        3
    """
    return _make("MemorySpaceLowerTT", "memory-space-lower-tt", arch=arch, cb_rule=cb_rule, l1_reserve=l1_reserve)


def TilePadTT(*, arch: str = "wormhole_b0") -> Pass:
    """Record the padded shape, in elements, of tensors that are not whole tiles."""
    return _make("TilePadTT", "tile-pad-tt", arch=arch)


def VerifyTTIR(*, arch: str = "wormhole_b0") -> Pass:
    """Check that the metadata is complete and consistent."""
    return _make("VerifyTTIR", "verify-tt-ir", arch=arch)


def LowerTT(*, arch: str = "wormhole_b0", cb_rule: str = "dataflow", l1_reserve: SupportsIndex = 0) -> Pass:
    """The whole pipeline, in one pass. Changes bodies, as GridToPersistentTT is part of it.

    Args and errors: as of MemorySpaceLowerTT.
    """
    return _make("LowerTT", "default", arch=arch, cb_rule=cb_rule, l1_reserve=l1_reserve)


def run(
    module: Any,
    names: str,
    *,
    arch: str = "wormhole_b0",
    cb_rule: str = "dataflow",
    l1_reserve: SupportsIndex = 0,
    file_name: Optional[FileName] = None,
) -> Any:
    """What `tir2tt.opt` does with an IRModule or a function of TVM."""
    mod, var = _as_module(module)
    parts = _ATTRIBUTES + ((Part.MODULE,) if _may_change_bodies(names) else ())
    source = Source(save(mod), file_name)
    texts = run_passes(source, names, parts, arch=arch, cb_rule=cb_rule, l1_reserve=l1_reserve).texts
    if json.loads(texts.get(Part.CHANGED_BODIES, "[]")):
        result = _import_tvm().ir.load_json(texts[Part.MODULE])
    else:
        result = _with_attributes(mod, _import_tvm().ir.load_json(texts[Part.ATTRIBUTES]))
    return result if var is None else result[var.name_hint]


def save(module: Any) -> bytes:
    """An IRModule or a function of TVM as TVM's JSON; a function becomes a module with this one function."""
    return encode(_import_tvm().ir.save_json(_as_module(module)[0]))


def _import_tvm() -> Any:
    try:
        return importlib.import_module("tvm")
    except ImportError as error:
        raise ImportError(
            "the passes of tir2tt.tvm need TVM, and `import tvm` failed; with TileLang alone, `import tilelang` first. "
            "tir2tt.opt and tir2tt.plan work without it, on what mod.script() or tvm.ir.save_json(mod) printed"
        ) from error


def _make(name: str, passes: str, **settings: Any) -> Pass:
    tvm = _import_tvm()
    _register_errors(tvm)

    def transform(mod: Any, _context: Any) -> Any:
        return run(mod, passes, **settings)

    return tvm.transform.module_pass(transform, opt_level=0, name=f"tl.{name}")


def _register_errors(tvm: Any) -> None:
    """TVM may make an exception that crosses it anew, of its message and, if it knows that, its type."""
    register = getattr(tvm.error, "register_error", None)
    for error in (diagnostics.InputError, diagnostics.UsageError, diagnostics.InternalError):
        if register is not None:
            register(f"tir2tt.{error.__name__}", error)


def _as_module(module: Any) -> Tuple[Any, Any]:
    """(module, None), or for a function (the module that holds it, its GlobalVar)."""
    tvm = _import_tvm()
    if isinstance(module, tvm.IRModule):
        return module, None
    mod = tvm.IRModule.from_expr(module)
    return mod, mod.get_global_vars()[0]


def _may_change_bodies(names: str) -> bool:
    return not _body_changers().isdisjoint(name.strip() for name in names.split(","))


@functools.lru_cache(maxsize=None)
def _body_changers() -> FrozenSet[str]:
    return frozenset({"default"} | {p.name for p in all_passes() if not p.attributes_only})


def _with_attributes(mod: Any, attributes: Any) -> Any:
    """A module with the attributes {function: {attribute: value, or None to remove it}} on its own functions."""
    result = mod.clone()  # shares everything; what is changed in it leaves `mod` as it is
    for name, changes in attributes.items():
        var = mod.get_global_var(name)
        func = mod[var]
        for key, value in changes.items():
            func = func.without_attr(key) if value is None else func.with_attr(key, value)
        result.update_func(var, func)
    return result
