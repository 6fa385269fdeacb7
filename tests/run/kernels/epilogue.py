# A product, then bias of its columns, ReLU, scale, a residual block of C itself, and a factor per row.
import tilelang.language as T

dtype = "float32"


@T.prim_func
def epilogue(
    A: T.Tensor((128, 64), dtype),
    B: T.Tensor((64, 128), dtype),
    bias: T.Tensor((128,), dtype),
    factor: T.Tensor((128,), dtype),
    C: T.Tensor((128, 128), dtype),
):
    with T.Kernel(2, 2, threads=128) as (bx, by):
        a = T.alloc_shared((64, 32), dtype)
        b = T.alloc_shared((32, 64), dtype)
        c = T.alloc_fragment((64, 64), "float32")
        residual = T.alloc_shared((64, 64), dtype)
        of_column = T.alloc_shared((64,), dtype)
        of_row = T.alloc_shared((64,), dtype)
        T.clear(c)
        for k in T.Pipelined(2, num_stages=2):
            T.copy(A[by * 64, k * 32], a)
            T.copy(B[k * 32, bx * 64], b)
            T.gemm(a, b, c)
        T.copy(bias[bx * 64], of_column)
        T.copy(factor[by * 64], of_row)
        T.copy(C[by * 64, bx * 64], residual)
        for i, j in T.Parallel(64, 64):
            c[i, j] = T.max(c[i, j] + of_column[j], 0.0) * 0.5
        for i, j in T.Parallel(64, 64):
            c[i, j] = c[i, j] * of_row[i] + residual[i, j]
        T.copy(c, C[by * 64, bx * 64])
