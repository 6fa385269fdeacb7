# RUN: opt --passes=apply-tt-defaults,tile-pad-tt %s
# EXPECT: T0306
from tvm.script import ir as I
from tvm.script import tir as T


@I.ir_module
class Module:
    @T.prim_func
    def main(A: T.Buffer((64, 32), "float16")):
        bx = T.launch_thread("blockIdx.x", 2)
        A[bx * 32, 0] = T.float16(0.0)
