# Two functions of one module.
from tvm.script import ir as I
import tilelang.language as T

dtype = "float32"


@I.ir_module
class Module:
    @T.prim_func
    def double(A: T.Tensor((64, 64), dtype), B: T.Tensor((64, 64), dtype)):
        with T.Kernel(2, 2, threads=128) as (bx, by):
            a = T.alloc_shared((32, 32), dtype)
            T.copy(A[by * 32, bx * 32], a)
            for i, j in T.Parallel(32, 32):
                a[i, j] = a[i, j] * 2.0
            T.copy(a, B[by * 32, bx * 32])

    @T.prim_func
    def negate(A: T.Tensor((32, 64), dtype), B: T.Tensor((32, 64), dtype)):
        with T.Kernel(2, threads=128) as bx:
            a = T.alloc_shared((32, 32), dtype)
            T.copy(A[0, bx * 32], a)
            for i, j in T.Parallel(32, 32):
                a[i, j] = 0.0 - a[i, j]
            T.copy(a, B[0, bx * 32])
