"""tir2tt: circular buffers for Tenstorrent chips, planned from TVM's TIR.

    >>> import pathlib, tir2tt
    >>> print(tir2tt.plan(pathlib.Path("examples/matmul.py")))  # doctest: +ELLIPSIS
    matmul: 3 circular buffers and 1 that the compiler adds on wormhole_b0, rule dataflow
    ...

`plan` and `opt` take a module as text, as a file, or as a TVM object; `tir2tt.tvm` has the passes as passes of TVM. The
work is done by a shared library, which is loaded at the first call. docs/python.md has more.

Tested by tests/python/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import tvm
from ._api import ArchInfo, CircularBuffer, FunctionPlan, PassInfo, Plan, archs, opt, passes, plan
from .diagnostics import Diagnostic, InputError, InternalError, Severity, Tir2ttError, Tir2ttWarning, UsageError

__all__ = [
    "ArchInfo",
    "CircularBuffer",
    "Diagnostic",
    "FunctionPlan",
    "InputError",
    "InternalError",
    "PassInfo",
    "Plan",
    "Severity",
    "Tir2ttError",
    "Tir2ttWarning",
    "UsageError",
    "__version__",
    "archs",
    "opt",
    "passes",
    "plan",
    "tvm",
]

if TYPE_CHECKING:
    __version__: str
else:

    def __getattr__(name: str) -> str:
        # The version stands in one place, the library; so it is asked when somebody asks.
        if name == "__version__":
            from ._library import library

            return library().version
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
