# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def matmul(A: T.Buffer((256, 256), "float16"), B: T.Buffer((256, 256), "float16"), C: T.Buffer((256, 256), "float16")):
        T.func_attr({"tt_schedule_order": "row_major", "tt_schedule_policy": "contiguous"})
        bx = T.launch_thread("blockIdx.x", 8)
        by = T.launch_thread("blockIdx.y", 8)
        A_tile = T.decl_buffer((32, 32), "float16", scope="shared")
        B_tile = T.decl_buffer((32, 32), "float16", scope="shared")
        C_accum = T.decl_buffer((32, 32), "float16", scope="local.fragment")
        for i, j in T.grid(32, 32):
            C_accum[i, j] = T.float16(0.0)
        for k in range(8):
            for i, j in T.grid(32, 32):
                A_tile[i, j] = A[by * 32 + i, k * 32 + j]
            for i, j in T.grid(32, 32):
                B_tile[i, j] = B[k * 32 + i, bx * 32 + j]
            for i, j, kk in T.grid(32, 32, 32):
                C_accum[i, j] = C_accum[i, j] + A_tile[i, kk] * B_tile[kk, j]
        for i, j in T.grid(32, 32):
            C[by * 32 + i, bx * 32 + j] = C_accum[i, j]
