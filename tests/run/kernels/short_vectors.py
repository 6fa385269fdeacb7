# Vectors of 32 elements a block.
import tilelang.language as T

dtype = "float32"


@T.prim_func
def short_vectors(A: T.Tensor((128,), dtype), B: T.Tensor((128,), dtype)):
    with T.Kernel(4, threads=128) as bx:
        a = T.alloc_shared((32,), dtype)
        T.copy(A[bx * 32], a)
        for i in T.Parallel(32):
            a[i] = a[i] * 2.0
        T.copy(a, B[bx * 32])
