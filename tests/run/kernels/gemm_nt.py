# The same with B transposed: stored as N x K.
import tilelang.language as T

dtype = "float32"


@T.prim_func
def gemm_nt(A: T.Tensor((128, 128), dtype), B: T.Tensor((64, 128), dtype), C: T.Tensor((128, 64), dtype)):
    with T.Kernel(1, 2, threads=128) as (bx, by):
        a = T.alloc_shared((64, 64), dtype)
        b = T.alloc_shared((64, 64), dtype)
        c = T.alloc_fragment((64, 64), "float32")
        T.clear(c)
        for k in T.Pipelined(2, num_stages=3):
            T.copy(A[by * 64, k * 64], a)
            T.copy(B[bx * 64, k * 64], b)
            T.gemm(a, b, c, transpose_B=True)
        T.copy(c, C[by * 64, bx * 64])
