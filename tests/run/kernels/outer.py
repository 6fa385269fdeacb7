# Every pair of two vectors: broadcasts alone.
import tilelang.language as T

dtype = "float32"


@T.prim_func
def outer(r: T.Tensor((64,), dtype), c: T.Tensor((64,), dtype), B: T.Tensor((64, 64), dtype)):
    with T.Kernel(2, 2, threads=128) as (bx, by):
        row = T.alloc_shared((32,), dtype)
        column = T.alloc_shared((32,), dtype)
        b = T.alloc_fragment((32, 32), dtype)
        T.copy(r[bx * 32], row)
        T.copy(c[by * 32], column)
        for i, j in T.Parallel(32, 32):
            b[i, j] = row[j] * column[i]
        T.copy(b, B[by * 32, bx * 32])
