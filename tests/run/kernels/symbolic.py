# Extents that only the call gives.
import tilelang.language as T

dtype = "float32"
m = T.symbolic("m")
n = T.symbolic("n")
k = T.symbolic("k")


@T.prim_func
def symbolic(A: T.Tensor((m, k), dtype), B: T.Tensor((k, n), dtype), bias: T.Tensor((n,), dtype), C: T.Tensor((m, n), dtype)):
    with T.Kernel(T.ceildiv(n, 64), T.ceildiv(m, 32), threads=128) as (bx, by):
        a = T.alloc_shared((32, 32), dtype)
        b = T.alloc_shared((32, 64), dtype)
        v = T.alloc_shared((64,), dtype)
        c = T.alloc_fragment((32, 64), "float32")
        T.clear(c)
        for ko in T.Pipelined(T.ceildiv(k, 32), num_stages=2):
            T.copy(A[by * 32, ko * 32], a)
            T.copy(B[ko * 32, bx * 64], b)
            T.gemm(a, b, c)
        T.copy(bias[bx * 64], v)
        for i, j in T.Parallel(32, 64):
            c[i, j] = c[i, j] + v[j]
        T.copy(c, C[by * 32, bx * 64])
