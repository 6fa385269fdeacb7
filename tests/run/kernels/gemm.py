# A matrix product, blocks of BM x BN, K in steps of BK.
import tilelang.language as T

dtype = "float32"
accumulator = "float32"
M, N, K = 128, 128, 128
BM, BN, BK = 64, 64, 32
stages = 2


@T.prim_func
def gemm(A: T.Tensor((M, K), dtype), B: T.Tensor((K, N), dtype), C: T.Tensor((M, N), dtype)):
    with T.Kernel(T.ceildiv(N, BN), T.ceildiv(M, BM), threads=128) as (bx, by):
        a = T.alloc_shared((BM, BK), dtype)
        b = T.alloc_shared((BK, BN), dtype)
        c = T.alloc_fragment((BM, BN), accumulator)
        T.clear(c)
        for k in T.Pipelined(T.ceildiv(K, BK), num_stages=stages):
            T.copy(A[by * BM, k * BK], a)
            T.copy(B[k * BK, bx * BN], b)
            T.gemm(a, b, c)
        T.copy(c, C[by * BM, bx * BN])
