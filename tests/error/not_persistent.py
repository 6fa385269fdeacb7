# RUN: opt --passes=infer-default-tt-schedule,infer-default-tt-shard,tt-tiles-to-core-map,tile-pad-tt,verify-tt-ir %s
# EXPECT: T0315
from tvm.script import ir as I
from tvm.script import tir as T


@I.ir_module
class Module:
    @T.prim_func
    def main(A: T.Buffer((64, 32), "float16"), tt_start_tile: T.int32, tt_tile_count: T.int32):
        T.func_attr({
            "tt_circular_buffers": [],
            "tt_grid_x": 2,
            "tt_grid_y": 1,
            "tt_grid_z": 1,
            "tt_layout_type": "dram_interleaved",
            "tt_num_cbs": 0,
            "tt_persistent_iteration_ndims": 1,
            "tt_persistent_loop": T.bool(True),
            "tt_runtime_args": {"grid_shape": [2, 1, 1], "iteration_ndims": 1, "iteration_order": "row_major_xyz", "iteration_symbols": ["bx"],
                                "param_order": ["tt_start_tile", "tt_tile_count"],
                                "start_tile": {"dtype": "int32", "name": "tt_start_tile", "semantic": "tile_start"},
                                "tile_count": {"dtype": "int32", "name": "tt_tile_count", "semantic": "tile_count"}},
            "tt_schedule_order": "row_major",
            "tt_schedule_policy": "contiguous",
            "tt_tile_height": 32,
            "tt_tile_width": 32,
        })
        A[tt_start_tile * 32, 0] = T.float16(0.0)
