# A vector along rows and one along columns, loaded, computed with, and used together with a matrix.
import tilelang.language as T

dtype = "float32"


@T.prim_func
def broadcasts(
    A: T.Tensor((96, 128), dtype), r: T.Tensor((128,), dtype), c: T.Tensor((96,), dtype), B: T.Tensor((96, 128), dtype)
):
    with T.Kernel(2, 3, threads=128) as (bx, by):
        a = T.alloc_shared((32, 64), dtype)
        row = T.alloc_shared((64,), dtype)
        column = T.alloc_shared((32,), dtype)
        T.copy(A[by * 32, bx * 64], a)
        T.copy(r[bx * 64], row)
        T.copy(c[by * 32], column)
        for i in T.Parallel(32):
            column[i] = column[i] * 2.0 + 1.0
        for j in T.Parallel(64):
            row[j] = T.exp(row[j])
        for i, j in T.Parallel(32, 64):
            a[i, j] = a[i, j] * row[j] - column[i]
        T.copy(a, B[by * 32, bx * 64])
