# Conditions on indices: a triangle, the end of a row of blocks, and elements that keep what they held.
import tilelang.language as T

dtype = "float32"


@T.prim_func
def masks(A: T.Tensor((128, 96), dtype), B: T.Tensor((128, 96), dtype), C: T.Tensor((128, 96), dtype)):
    with T.Kernel(3, 2, threads=128) as (bx, by):
        a = T.alloc_shared((64, 32), dtype)
        b = T.alloc_fragment((64, 32), dtype)
        T.copy(A[by * 64, bx * 32], a)
        for i, j in T.Parallel(64, 32):
            b[i, j] = T.if_then_else(by * 64 + i >= bx * 32 + j, a[i, j], -1.0)
        T.copy(b, B[by * 64, bx * 32])
        for i, j in T.Parallel(64, 32):
            if j + bx * 32 < 77:
                b[i, j] = a[i, j] * 2.0
        T.copy(b, C[by * 64, bx * 32])
