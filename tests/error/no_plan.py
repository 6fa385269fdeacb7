# RUN: run %s
# EXPECT: T0500
# EXPECT-TEXT: carries no `tt_cb_plan`
# A persistent kernel whose plan somebody took away.
@T.prim_func
def f(A: T.Buffer((64, 64), "float32"), C: T.Buffer((64, 64), "float32"), tt_start_tile: T.int32, tt_tile_count: T.int32):
    T.func_attr({"tt_persistent_loop": T.bool(True), "tt_schedule_policy": "contiguous"})
    for tt_tile_iter in range(tt_tile_count):
        x = T.alloc_buffer((32, 32), "float32", scope="shared")
        for i, j in T.grid(32, 32):
            x[i, j] = A[i, (tt_start_tile + tt_tile_iter) * 32 + j]
        for i, j in T.grid(32, 32):
            C[i, (tt_start_tile + tt_tile_iter) * 32 + j] = x[i, j]
