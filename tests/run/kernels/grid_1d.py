# A grid of one axis, from which both coordinates come.
import tilelang.language as T

dtype = "float32"


@T.prim_func
def grid_1d(A: T.Tensor((96, 128), dtype), B: T.Tensor((96, 128), dtype)):
    with T.Kernel(12, threads=128) as b:
        a = T.alloc_shared((32, 32), dtype)
        T.copy(A[b // 4 * 32, b % 4 * 32], a)
        T.copy(a, B[b // 4 * 32, b % 4 * 32])
