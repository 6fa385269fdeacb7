# A grid of three axes over three matrices.
import tilelang.language as T

dtype = "float32"


@T.prim_func
def grid_3d(A: T.Tensor((3, 64, 128), dtype), B: T.Tensor((3, 64, 128), dtype)):
    with T.Kernel(4, 2, 3, threads=128) as (bx, by, bz):
        a = T.alloc_shared((32, 32), dtype)
        T.copy(A[bz, by * 32, bx * 32], a)
        for i, j in T.Parallel(32, 32):
            a[i, j] = a[i, j] * 2.0
        T.copy(a, B[bz, by * 32, bx * 32])
