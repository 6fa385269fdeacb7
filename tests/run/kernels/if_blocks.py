# Blocks that do different things.
import tilelang.language as T

dtype = "float32"


@T.prim_func
def if_blocks(A: T.Tensor((128, 96), dtype), B: T.Tensor((128, 96), dtype), C: T.Tensor((128, 96), dtype)):
    with T.Kernel(3, 4, threads=128) as (bx, by):
        a = T.alloc_shared((32, 32), dtype)
        if bx < by:
            T.copy(A[by * 32, bx * 32], a)
        else:
            T.copy(B[by * 32, bx * 32], a)
            for i, j in T.Parallel(32, 32):
                a[i, j] = a[i, j] * 0.5
        if by % 2 == 1:
            for i, j in T.Parallel(32, 32):
                a[i, j] = a[i, j] + 1.0
        if bx + by > 1:
            T.copy(a, C[by * 32, bx * 32])
