# A block written transposed, one that is added transposed, and vectors along the other axis.
import tilelang.language as T

dtype = "float32"


@T.prim_func
def transposes(A: T.Tensor((128, 96), dtype), B: T.Tensor((96, 128), dtype), v: T.Tensor((96,), dtype)):
    with T.Kernel(3, 2, threads=128) as (bx, by):
        a = T.alloc_shared((64, 32), dtype)
        b = T.alloc_fragment((32, 64), dtype)
        c = T.alloc_shared((32,), dtype)
        T.copy(A[by * 64, bx * 32], a)
        T.copy(B[bx * 32, by * 64], b)
        T.copy(v[bx * 32], c)
        for i, j in T.Parallel(32, 64):
            b[i, j] = b[i, j] * c[i] + a[j, i]
        for i, j in T.Parallel(64, 32):
            a[i, j] = a[i, j] - c[j]
        T.copy(b, B[bx * 32, by * 64])
        T.copy(a, A[by * 64, bx * 32])
