"""PrimFunc and the few nodes that a test's kernel is made of."""

from .ir import BaseFunc, Node


class PrimFunc(BaseFunc):
    type_key = "tir.PrimFunc"


class IntImm(Node):
    type_key = "ir.IntImm"

    def __init__(self, dtype, value):
        super().__init__(dtype=dtype, span=None, value=value)
