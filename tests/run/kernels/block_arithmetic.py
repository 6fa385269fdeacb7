# Conditions and places that are computed from block indices, whose extents are no multiples of the divisors.
import tilelang.language as T

dtype = "float32"


@T.prim_func
def block_arithmetic(A: T.Tensor((160, 96), dtype), C: T.Tensor((2, 160, 96), dtype)):
    with T.Kernel(3, 5, 2, threads=128) as (bx, by, bz):
        a = T.alloc_shared((32, 32), dtype)
        T.copy(A[by % 3 * 32, (bx + by) % 3 * 32], a)
        if by % 2 == 0:
            for i, j in T.Parallel(32, 32):
                a[i, j] = a[i, j] * 2.0
        if bx % 2 == 1:
            for i, j in T.Parallel(32, 32):
                a[i, j] = a[i, j] + 1.0
        if by // 2 == bz:
            for i, j in T.Parallel(32, 32):
                a[i, j] = a[i, j] - 3.0
        T.copy(a, C[bz, by * 32, bx * 32])
