# RUN: opt --passes=infer-default-tt-schedule,infer-default-tt-shard,grid-to-persistent-tt,tt-tiles-to-core-map,tile-pad-tt,verify-tt-ir %s
# EXPECT: T0323
from tvm.script import ir as I
from tvm.script import tir as T


@I.ir_module
class Module:
    @T.prim_func
    def main(A: T.Buffer((64, 32), "float16")):
        T.func_attr({
            "tt_circular_buffers": [
                {"cb_id": 0, "name": "t0", "num_pages": 1, "tile_size": 2048},
                {"cb_id": 1, "name": "t1", "num_pages": 1, "tile_size": 2048},
                {"cb_id": 2, "name": "t2", "num_pages": 1, "tile_size": 2048},
                {"cb_id": 3, "name": "t3", "num_pages": 1, "tile_size": 2048},
                {"cb_id": 4, "name": "t4", "num_pages": 1, "tile_size": 2048},
                {"cb_id": 5, "name": "t5", "num_pages": 1, "tile_size": 2048},
                {"cb_id": 6, "name": "t6", "num_pages": 1, "tile_size": 2048},
                {"cb_id": 7, "name": "t7", "num_pages": 1, "tile_size": 2048},
                {"cb_id": 8, "name": "t8", "num_pages": 1, "tile_size": 2048},
                {"cb_id": 9, "name": "t9", "num_pages": 1, "tile_size": 2048},
                {"cb_id": 10, "name": "t10", "num_pages": 1, "tile_size": 2048},
                {"cb_id": 11, "name": "t11", "num_pages": 1, "tile_size": 2048},
                {"cb_id": 12, "name": "t12", "num_pages": 1, "tile_size": 2048},
                {"cb_id": 13, "name": "t13", "num_pages": 1, "tile_size": 2048},
                {"cb_id": 14, "name": "t14", "num_pages": 1, "tile_size": 2048},
                {"cb_id": 15, "name": "t15", "num_pages": 1, "tile_size": 2048},
                {"cb_id": 16, "name": "t16", "num_pages": 1, "tile_size": 2048},
                {"cb_id": 17, "name": "t17", "num_pages": 1, "tile_size": 2048},
                {"cb_id": 18, "name": "t18", "num_pages": 1, "tile_size": 2048},
                {"cb_id": 19, "name": "t19", "num_pages": 1, "tile_size": 2048},
                {"cb_id": 20, "name": "t20", "num_pages": 1, "tile_size": 2048},
                {"cb_id": 21, "name": "t21", "num_pages": 1, "tile_size": 2048},
                {"cb_id": 22, "name": "t22", "num_pages": 1, "tile_size": 2048},
                {"cb_id": 23, "name": "t23", "num_pages": 1, "tile_size": 2048},
                {"cb_id": 24, "name": "t24", "num_pages": 1, "tile_size": 2048},
                {"cb_id": 25, "name": "t25", "num_pages": 1, "tile_size": 2048},
                {"cb_id": 26, "name": "t26", "num_pages": 1, "tile_size": 2048},
                {"cb_id": 27, "name": "t27", "num_pages": 1, "tile_size": 2048},
                {"cb_id": 28, "name": "t28", "num_pages": 1, "tile_size": 2048},
                {"cb_id": 29, "name": "t29", "num_pages": 1, "tile_size": 2048},
                {"cb_id": 30, "name": "t30", "num_pages": 1, "tile_size": 2048},
                {"cb_id": 31, "name": "t31", "num_pages": 1, "tile_size": 2048},
                {"cb_id": 32, "name": "t32", "num_pages": 1, "tile_size": 2048},
            ],
            "tt_layout_type": "dram_interleaved",
            "tt_num_cbs": 33,
            "tt_schedule_order": "row_major",
            "tt_schedule_policy": "contiguous",
            "tt_tile_height": 32,
            "tt_tile_width": 32,
        })
        bx = T.launch_thread("blockIdx.x", 2)
        A[bx * 32, 0] = T.float16(0.0)
