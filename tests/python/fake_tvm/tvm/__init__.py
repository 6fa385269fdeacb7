"""As much of TVM as tests/python/test_tvm_glue.py needs, in pure Python: objects with identity, functions that are
copied when an attribute changes, modules that are not, `save_json` of the era of the corpus, and passes.

It is strict where TVM is: a pass must be a plain function, a value must be an object that TVM can hold, and an
exception that leaves a pass is made anew from its registered type and its message.
"""

from . import error, ir, tir, transform
from .ir import IRModule

__all__ = ["IRModule", "error", "ir", "tir", "transform"]
