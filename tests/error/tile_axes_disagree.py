# RUN: opt --passes=infer-default-tt-shard %s
# EXPECT: T0307
from tvm.script import ir as I
from tvm.script import tir as T


@I.ir_module
class Module:
    @T.prim_func
    def main(X: T.Buffer((64, 64, 64), "float16")):
        T.func_attr({
            "tt_layout_type": "dram_interleaved",
            "tt_schedule_order": "row_major",
            "tt_schedule_policy": "contiguous",
            "tt_tile_height": 32,
            "tt_tile_width": 32,
        })
        T.copy(T.region(X[0, 0, 0], 1, 32, 1, 32), T.region(X[1, 0, 0], 2, 32, 1, 32), -1, T.bool(False), 0)
        T.copy(T.region(X[0, 0, 0], 1, 1, 32, 32), T.region(X[1, 0, 0], 2, 1, 32, 32), -1, T.bool(False), 0)
