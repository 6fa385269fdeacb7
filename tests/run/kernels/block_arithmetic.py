# Conditions and places that are computed from block indices. The divisor of bx times the extent of bx is the number of
# blocks: that modulo is not the grid's last one.
import tilelang.language as T

dtype = "float32"


@T.prim_func
def block_arithmetic(A: T.Tensor((64, 96), dtype), C: T.Tensor((64, 96), dtype)):
    with T.Kernel(3, 2, threads=128) as (bx, by):
        a = T.alloc_shared((32, 32), dtype)
        T.copy(A[by * 32, (bx + by) % 3 * 32], a)
        if bx % 2 == 0:
            for i, j in T.Parallel(32, 32):
                a[i, j] = a[i, j] * 2.0
        if bx // 2 == by:
            for i, j in T.Parallel(32, 32):
                a[i, j] = a[i, j] - 3.0
        T.copy(a, C[by * 32, bx * 32])
