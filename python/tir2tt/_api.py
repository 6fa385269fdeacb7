"""plan, opt, passes and archs.

Tested by tests/python/test_plan.py, test_opt.py and test_listings.py.
"""

from __future__ import annotations

import collections.abc
import dataclasses
import json
import operator
import os
import pathlib
import sys
import warnings
from typing import Any, Dict, Iterable, List, NamedTuple, Optional, SupportsIndex, Tuple, Type, Union

from ._library import Answer, Options, Part, Status, decode, encode, library
from .diagnostics import Diagnostic, InputError, InternalError, Severity, Tir2ttError, Tir2ttWarning, UsageError

#: TVMScript or TVM's JSON as text, a file that holds it, or a module or function of TVM (Any: TVM has no types).
ModuleLike = Union[str, bytes, "os.PathLike[str]", Any]

#: What diagnostics call a module.
FileName = Union[str, "os.PathLike[str]"]

_FAILURES = {Status.BAD_INPUT: InputError, Status.WRONG_USAGE: UsageError, Status.INTERNAL_ERROR: InternalError}
_SAID = (Part.DIAGNOSTICS, Part.MESSAGES)


@dataclasses.dataclass(frozen=True)
class CircularBuffer:
    """One circular buffer, as `tt_circular_buffers` has it.

    Attributes:
        cb_id: from 0, below the chip's number of circular buffers.
        name: the buffer of the kernel.
        num_pages: pages; more than one lets producer and consumer work at the same time.
        tile_size: bytes of one page, so that the buffer takes `num_pages * tile_size` bytes of each core's L1.
    """

    cb_id: int
    name: str
    num_pages: int
    tile_size: int


@dataclasses.dataclass(frozen=True)
class FunctionPlan:
    """The plan of one function.

    Attributes:
        name: the function's name in the module.
        circular_buffers: by id; empty for a function that is not planned.
        num_cbs: how many there are.
        cb_plan: `tt_cb_plan`, the whole plan (docs/metadata.md); None for a function that is not planned.
    """

    name: str
    circular_buffers: List[CircularBuffer]
    num_cbs: int
    cb_plan: Optional[Dict[str, Any]] = dataclasses.field(repr=False)


@dataclasses.dataclass(frozen=True)
class Plan:
    """The plans of all functions of a module. `str(plan)` is the report.

    Attributes:
        functions: in the module's order.
        report: for people, at most 100 columns wide: buffers, reasons, the map of L1, totals.
        diagnostics: warnings and notes, sorted by place.
        json: what `tir2tt plan --json` prints.
    """

    functions: List[FunctionPlan]
    report: str = dataclasses.field(repr=False)
    diagnostics: List[Diagnostic]
    json: Dict[str, Any] = dataclasses.field(repr=False)

    def __str__(self) -> str:
        return self.report


@dataclasses.dataclass(frozen=True)
class PassInfo:
    """A pass: its `name` for `opt`, what it does, whether bodies stay as they are, attributes it reads and writes."""

    name: str
    summary: str
    attributes_only: bool
    reads: Tuple[str, ...]
    writes: Tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class ArchInfo:
    """A chip that can be planned for. Sizes and alignments are bytes, `grid` is columns × rows of cores.

    `cb_base` is the first address of L1 that circular buffers may use, `cb_bytes` how much there is from there on.
    """

    name: str
    product: str
    l1_bytes: int
    cb_base: int
    cb_bytes: int
    cb_alignment: int
    max_circular_buffers: int
    grid: Tuple[int, int]
    cores: int
    dram_banks: int
    dram_read_alignment: int
    dram_gbytes_per_s: float
    clock_ghz: float


class Source(NamedTuple):
    """A module as the library wants it."""

    text: bytes
    file_name: Optional[FileName]


def plan(
    module: ModuleLike,
    *,
    arch: str = "wormhole_b0",
    cb_rule: str = "dataflow",
    l1_reserve: SupportsIndex = 0,
    file_name: Optional[FileName] = None,
) -> Plan:
    """Plan the circular buffers of every function of a module.

    Args:
        module: TVMScript or TVM's JSON (str or bytes), a path (the file is read), or a TVM IRModule or PrimFunc. Only a
            path is opened: a str is always the module itself.
        arch: a chip of `archs()`.
        cb_rule: "dataflow", or "seed" for the rule of the first version of this pass.
        l1_reserve: bytes of each core's L1 that circular buffers must leave free.
        file_name: what diagnostics call the module; default: the path, else "<module>".

    Raises:
        InputError: the module cannot be read, or its buffers do not fit; `error.report` has the table then.
        UsageError: an unknown arch or cb_rule, or an l1_reserve out of range.
        TypeError: `module` is none of the above, or an option is of another type.
        OSError: the file cannot be read.
        ImportError: the shared library cannot be loaded.

    Example:
        >>> plan = tir2tt.plan(pathlib.Path("examples/matmul.py"))
        >>> plan.functions[0].circular_buffers[0]
        CircularBuffer(cb_id=0, name='A_shared', num_pages=3, tile_size=8192)
    """
    source = read_source(module, file_name)
    parts = (Part.JSON, Part.REPORT, *_SAID)
    options = make_options(source, parts, arch=arch, cb_rule=cb_rule, l1_reserve=l1_reserve)
    answer = library().on_module("tir2tt_plan", source.text, options)
    diagnostics = finish(answer, source)
    planned = json.loads(answer.texts[Part.JSON])
    functions = [_function_plan(function) for function in planned["functions"]]
    return Plan(functions, answer.texts[Part.REPORT], diagnostics, planned)


def opt(
    module: ModuleLike,
    passes: Union[str, Iterable[str]] = (),
    *,
    arch: str = "wormhole_b0",
    cb_rule: str = "dataflow",
    l1_reserve: SupportsIndex = 0,
    file_name: Optional[FileName] = None,
) -> Any:
    """Run passes on a module and return it in the form in which it came.

    Text comes back as str, in its own format. What TVM printed or saved comes back byte for byte where no pass changed
    it, and to JSON nodes are only added; handwritten scripts are printed in TVM's form. A TVM object comes back as a
    new one of its kind; the one given is not changed (see `tir2tt.tvm`).

    Args:
        module: as for `plan`.
        passes: names of `passes()`, as a list or separated by commas, in the order in which they run; "default" stands
            for the whole pipeline.
        arch, cb_rule, l1_reserve, file_name: as for `plan`.

    Raises:
        As `plan`; UsageError also for an unknown pass or an empty name.

    Example:
        >>> script = tir2tt.opt(pathlib.Path("examples/matmul.py"), ["default"])
        >>> "tt_circular_buffers" in script
        True
    """
    settings: Dict[str, Any] = dict(arch=arch, cb_rule=cb_rule, l1_reserve=l1_reserve)
    names = passes if isinstance(passes, str) else _joined(passes)
    if is_tvm_object(module):
        from . import tvm

        return tvm.run(module, names, file_name=file_name, **settings)
    source = read_source(module, file_name)
    answer = run_passes(source, names, (Part.MODULE, *_SAID), **settings)
    return answer.texts[Part.MODULE]


def passes() -> List[PassInfo]:
    """All passes, in the order of the pipeline.

    Example:
        >>> [p.name for p in tir2tt.passes() if 'tt_circular_buffers' in p.writes]
        ['memory-space-lower-tt']
    """
    return [
        PassInfo(p["name"], p["summary"], p["attributes_only"], _words(p["reads"]), _words(p["writes"]))
        for p in _listing("passes")
    ]


def archs() -> List[ArchInfo]:
    """All chips.

    Example:
        >>> {arch.name: arch.cores for arch in tir2tt.archs()}
        {'wormhole_b0': 64, 'blackhole': 130}
    """
    known = [field.name for field in dataclasses.fields(ArchInfo) if field.name != "grid"]
    return [ArchInfo(grid=(a["grid"][0], a["grid"][1]), **{name: a[name] for name in known}) for a in _listing("archs")]


# What follows is shared with tir2tt.tvm.


def is_tvm_object(module: object) -> bool:
    """Whether it is a module or function of TVM. Imports nothing: without TVM there are no such objects."""
    tvm = sys.modules.get("tvm")
    kinds = (getattr(tvm, "IRModule", None), getattr(getattr(tvm, "ir", None), "BaseFunc", None))
    return isinstance(module, tuple(kind for kind in kinds if kind is not None))


def read_source(module: ModuleLike, file_name: Optional[FileName]) -> Source:
    """The text of a module of any kind."""
    if isinstance(module, str):
        return Source(_utf8("module", module, InputError), file_name)
    if isinstance(module, bytes):
        return Source(module, file_name)
    if isinstance(module, os.PathLike):
        path = os.fsdecode(module)
        return Source(pathlib.Path(path).read_bytes(), path if file_name is None else file_name)
    if is_tvm_object(module):
        from . import tvm

        return Source(tvm.save(module), file_name)
    kind = type(module).__name__
    raise TypeError(f"module must be text, a path or a TVM module or function, not {kind}")


def make_options(
    source: Source, parts: Tuple[Part, ...], *, l1_reserve: SupportsIndex, **strings: Optional[str]
) -> Options:
    file_name = source.file_name
    strings["file_name"] = os.fsdecode(file_name) if isinstance(file_name, os.PathLike) else file_name
    fields = {name: _c_string(name, value) for name, value in strings.items()}
    return Options.make(parts, l1_reserve=_int64("l1_reserve", l1_reserve), **fields)


def run_passes(source: Source, names: str, parts: Tuple[Part, ...], **settings: Any) -> Answer:
    """`tir2tt_opt`; raises or warns as its diagnostics say."""
    options = make_options(source, parts, passes=names, **settings)
    answer = library().on_module("tir2tt_opt", source.text, options)
    finish(answer, source)
    return answer


def finish(answer: Answer, source: Optional[Source] = None) -> List[Diagnostic]:
    """Raises what failed, and hands warnings to Python; otherwise returns all diagnostics."""
    said = [Diagnostic.from_json(d) for d in json.loads(answer.texts.get(Part.DIAGNOSTICS, "[]"))]
    if answer.status is not Status.DONE:
        raise _failure(answer, said, source)
    for diagnostic in said:
        if diagnostic.severity is Severity.WARNING:
            warnings.warn(str(diagnostic), Tir2ttWarning, stacklevel=_levels_to_caller())
    return said


def _failure(answer: Answer, said: List[Diagnostic], source: Optional[Source]) -> Tir2ttError:
    messages = answer.texts.get(Part.MESSAGES, "").rstrip("\n") or "\n".join(map(str, said))
    if answer.status is Status.BAD_INPUT and source is not None and _is_file_name(source.text):
        messages += f"\nhelp: this text is the name of a file; pass pathlib.Path({decode(source.text)!r})"
    return _FAILURES[answer.status](messages, said, answer.texts.get(Part.REPORT, ""))


def _is_file_name(text: bytes) -> bool:
    return len(text) < 4096 and not set(b"\n\0") & set(text) and os.path.isfile(text)


def _levels_to_caller() -> int:
    """For `warnings`: how far up the first frame outside of this package is, as seen by the caller of this function."""
    package, level = __name__.partition(".")[0], 1
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").partition(".")[0] == package:
        frame, level = frame.f_back, level + 1
    return level


def _c_string(name: str, value: Optional[str]) -> Optional[bytes]:
    if value is None:
        return None
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a str, not {type(value).__name__}")
    if "\0" in value:
        raise UsageError(f"error: {name} contains a NUL character")
    return _utf8(name, value, UsageError)


def _utf8(name: str, text: str, failure: Type[Tir2ttError]) -> bytes:
    try:
        return encode(text)
    except UnicodeEncodeError as error:
        what = f"the lone surrogate U+{ord(text[error.start]):04X} at index {error.start}"
        raise failure(f"error: {name} contains {what}, which is no text in UTF-8") from None


def _int64(name: str, value: SupportsIndex) -> int:
    """Of anything that Python takes as an index, such as numpy's integers."""
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} must be an int, not {type(value).__name__}") from None
    if not -(2**63) <= number < 2**63:
        raise UsageError(f"error: {name} is {number} bytes; no chip has as much")
    return number


def _joined(passes: Iterable[str]) -> str:
    """Names of passes as the library takes them."""
    if isinstance(passes, (bytes, bytearray)) or not isinstance(passes, collections.abc.Iterable):
        raise TypeError(f"passes must be a str or a list of names, not {type(passes).__name__}")
    names = list(passes)
    for name in names:
        if not isinstance(name, str):
            raise TypeError(f"passes must be a list of str; {name!r} is of type {type(name).__name__}")
        if not name.strip():
            raise UsageError("error: passes contains an empty name")
    return ",".join(names)


def _function_plan(function: Dict[str, Any]) -> FunctionPlan:
    buffers = [CircularBuffer(**buffer) for buffer in function["tt_circular_buffers"] or []]
    return FunctionPlan(function["name"], buffers, function["tt_num_cbs"] or 0, function["tt_cb_plan"])


def _listing(what: str) -> List[Dict[str, Any]]:
    answer = library().listing(f"tir2tt_{what}")
    finish(answer)
    listed: List[Dict[str, Any]] = json.loads(answer.texts[Part.JSON])[what]
    return listed


def _words(text: str) -> Tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())
