# Sums of rows over all blocks of a row, and the greatest element so far.
import tilelang.language as T

dtype = "float32"


@T.prim_func
def reduce_in_loop(A: T.Tensor((64, 256), dtype), S: T.Tensor((64,), dtype), G: T.Tensor((64,), dtype)):
    with T.Kernel(2, threads=128) as by:
        a = T.alloc_shared((32, 64), dtype)
        s = T.alloc_fragment((32,), "float32")
        g = T.alloc_fragment((32,), "float32")
        T.clear(s)
        T.fill(g, -3)
        for k in T.Pipelined(4, num_stages=2):
            T.copy(A[by * 32, k * 64], a)
            T.reduce_sum(a, s, dim=1, clear=False)
            T.reduce_max(a, g, dim=1, clear=False)
        T.copy(s, S[by * 32])
        T.copy(g, G[by * 32])
