"""What a call of tir2tt from Python costs above the same call of the C library; it must stay under a millisecond.

    python3 bench/python_call.py [MODULE]

It takes an installed tir2tt, else the checkout's, which loads build/libtir2tt.so (or what TIR2TT_LIBRARY names). MODULE
defaults to gemm.json of the corpus, or to examples/matmul.py where there is no corpus. Processor time, so that other
programs count little; the two calls take turns; each figure is a median, that of the differences too. Ends with 1 when
a difference is a millisecond or more.
"""

import ctypes
import pathlib
import statistics
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent

try:
    import tir2tt
except ImportError:
    sys.path.insert(0, str(ROOT / "python"))
    import tir2tt
from tir2tt import _library
from tir2tt._library import Options, Part

DEFAULTS = [ROOT.parent / "shared" / "corpus" / "tilelang" / "gemm.json", ROOT / "examples" / "matmul.py"]
SAID = (Part.DIAGNOSTICS, Part.MESSAGES)
PASSES = "apply-tt-defaults,memory-space-lower-tt"
LIMIT_MS = 1.0


def milliseconds(call):
    start = time.process_time_ns()
    call()
    return (time.process_time_ns() - start) / 1e6


def compare(in_c, in_python, turns=300):
    """(C, Python, difference): medians, in milliseconds."""
    pairs = [(milliseconds(in_c), milliseconds(in_python)) for _ in range(turns)]
    columns = [*zip(*pairs), [python - c for c, python in pairs]]
    return [statistics.median(column) for column in columns]


def c_call(function, text, parts, passes=None):
    """The bare call: nothing is copied out of the result."""
    library = _library.library()._c
    options = ctypes.byref(Options.make(parts, passes=passes))

    def call():
        library.tir2tt_result_free(getattr(library, function)(text, len(text), options))

    return call


def main():
    path = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else next(p for p in DEFAULTS if p.is_file())
    text = path.read_bytes()
    calls = {
        "plan": (c_call("tir2tt_plan", text, (Part.JSON, Part.REPORT, *SAID)), lambda: tir2tt.plan(text)),
        "opt": (c_call("tir2tt_opt", text, (Part.MODULE, *SAID), PASSES.encode()), lambda: tir2tt.opt(text, PASSES)),
    }
    print(f"{path.name}, {len(text):,} bytes; milliseconds of processor time, median")
    worst = 0.0
    for name, (in_c, in_python) in calls.items():
        c, python, difference = compare(in_c, in_python)
        worst = max(worst, difference)
        print(f"  {name:5} C {c:7.3f}   Python {python:7.3f}   difference {difference:6.3f}")
    return 0 if worst < LIMIT_MS else 1


if __name__ == "__main__":
    sys.exit(main())
