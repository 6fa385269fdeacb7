# The same with A transposed: stored as K x M.
import tilelang.language as T

dtype = "float32"


@T.prim_func
def gemm_tn(A: T.Tensor((128, 192), dtype), B: T.Tensor((128, 96), dtype), C: T.Tensor((192, 96), dtype)):
    with T.Kernel(1, 2, threads=128) as (bx, by):
        a = T.alloc_shared((64, 96), dtype)
        b = T.alloc_shared((64, 96), dtype)
        c = T.alloc_fragment((96, 96), "float32")
        T.clear(c)
        for k in T.Pipelined(2, num_stages=2):
            T.copy(A[k * 64, by * 96], a)
            T.copy(B[k * 64, bx * 96], b)
            T.gemm(a, b, c, transpose_A=True)
        T.copy(c, C[by * 96, bx * 96])
