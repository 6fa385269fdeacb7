# Tensors of one axis only: long vectors, of which a block is a number of tiles.
import tilelang.language as T

dtype = "float32"


@T.prim_func
def vectors(A: T.Tensor((8192,), dtype), B: T.Tensor((8192,), dtype), C: T.Tensor((8192,), dtype)):
    with T.Kernel(4, threads=128) as bx:
        a = T.alloc_shared((2048,), dtype)
        b = T.alloc_shared((2048,), dtype)
        T.copy(A[bx * 2048], a)
        T.copy(B[bx * 2048], b)
        for i in T.Parallel(2048):
            a[i] = a[i] * b[i] + 1.0
        T.copy(a, C[bx * 2048])
