# Plain loops, as somebody writes them who has no tile operations: copies, a product, a sum, sums of rows.
from tvm.script import ir as I
from tvm.script import tir as T

dtype = "float32"


@I.ir_module
class Module:
    @T.prim_func
    def loop_nests(
        A: T.Buffer((64, 96), dtype),
        B: T.Buffer((96, 64), dtype),
        C: T.Buffer((64, 64), dtype),
        D: T.Buffer((64, 64), dtype),
        R: T.Buffer((64,), dtype),
    ):
        bx = T.launch_thread("blockIdx.x", 1)
        by = T.launch_thread("blockIdx.y", 2)
        a = T.decl_buffer((32, 32), dtype, scope="shared")
        b = T.decl_buffer((32, 64), dtype, scope="shared")
        c = T.decl_buffer((32, 64), dtype, scope="local.fragment")
        d = T.decl_buffer((32, 64), dtype, scope="shared")
        r = T.decl_buffer((32,), dtype, scope="local.fragment")
        for i, j in T.grid(32, 64):
            c[i, j] = T.Cast(dtype, T.float32(0))
        for k in range(3):
            for i, j in T.grid(32, 32):
                a[i, j] = A[by * 32 + i, k * 32 + j]
            for i, j in T.grid(32, 64):
                b[i, j] = B[k * 32 + i, bx * 64 + j]
            for i, j, n in T.grid(32, 64, 32):
                c[i, j] = c[i, j] + a[i, n] * b[n, j]
        for i, j in T.grid(32, 64):
            d[i, j] = D[by * 32 + i, bx * 64 + j]
        for i, j in T.grid(32, 64):
            c[i, j] = c[i, j] + d[i, j]
        for i in range(32):
            r[i] = T.Cast(dtype, T.float32(0))
        for i, j in T.grid(32, 64):
            r[i] = r[i] + c[i, j]
        for i, j in T.grid(32, 64):
            C[by * 32 + i, bx * 64 + j] = c[i, j]
        for i in range(32):
            R[by * 32 + i] = r[i]
