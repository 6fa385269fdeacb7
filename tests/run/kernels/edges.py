# Blocks that reach over the edges of all tensors.
import tilelang.language as T

dtype = "float32"
M, N, K = 100, 70, 90
B0 = 64


@T.prim_func
def edges(A: T.Tensor((M, K), dtype), B: T.Tensor((K, N), dtype), D: T.Tensor((M, N), dtype), C: T.Tensor((M, N), dtype)):
    with T.Kernel(T.ceildiv(N, B0), T.ceildiv(M, B0), threads=128) as (bx, by):
        a = T.alloc_shared((B0, B0), dtype)
        b = T.alloc_shared((B0, B0), dtype)
        d = T.alloc_shared((B0, B0), dtype)
        c = T.alloc_fragment((B0, B0), "float32")
        T.clear(c)
        for k in T.Pipelined(T.ceildiv(K, B0), num_stages=2):
            T.copy(A[by * B0, k * B0], a)
            T.copy(B[k * B0, bx * B0], b)
            T.gemm(a, b, c)
        T.copy(D[by * B0, bx * B0], d)
        for i, j in T.Parallel(B0, B0):
            c[i, j] = c[i, j] + d[i, j]
        T.copy(c, C[by * B0, bx * B0])
