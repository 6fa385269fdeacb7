# RUN: opt --passes=infer-default-tt-schedule,infer-default-tt-shard,grid-to-persistent-tt,tt-tiles-to-core-map,tile-pad-tt,verify-tt-ir %s
# EXPECT: T0321
from tvm.script import ir as I
from tvm.script import tir as T


@I.ir_module
class Module:
    @T.prim_func
    def main(A: T.Buffer((64, 32), "float16")):
        T.func_attr({
            "tt_circular_buffers": [{"cb_id": 0, "name": "t", "num_pages": 0, "tile_size": 2048}],
            "tt_layout_type": "dram_interleaved",
            "tt_num_cbs": 1,
            "tt_schedule_order": "row_major",
            "tt_schedule_policy": "contiguous",
            "tt_tile_height": 32,
            "tt_tile_width": 32,
        })
        bx = T.launch_thread("blockIdx.x", 2)
        A[bx * 32, 0] = T.float16(0.0)
