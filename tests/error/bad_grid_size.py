# RUN: opt --passes=infer-default-tt-schedule %s
# EXPECT: T0305
from tvm.script import ir as I
from tvm.script import tir as T


@I.ir_module
class Module:
    @T.prim_func
    def main(A: T.Buffer((64, 32), "float16")):
        T.func_attr({
            "tt_layout_type": "dram_interleaved",
            "tt_schedule_order": "row_major",
            "tt_schedule_policy": "contiguous",
            "tt_tile_height": 32,
            "tt_tile_width": 32,
        })
        bx = T.launch_thread("blockIdx.x", 100000)
        by = T.launch_thread("blockIdx.y", 100000)
        A[bx % 64, by % 32] = T.float16(0.0)
