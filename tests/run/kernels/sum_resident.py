# A sum over a loop and nothing else: it stays in DST.
import tilelang.language as T

dtype = "float32"


@T.prim_func
def sum_resident(A: T.Tensor((96, 128), dtype), S: T.Tensor((96,), dtype)):
    with T.Kernel(3, threads=128) as by:
        a = T.alloc_shared((32, 32), dtype)
        s = T.alloc_fragment((32,), "float32")
        T.clear(s)
        for k in T.Pipelined(4, num_stages=3):
            T.copy(A[by * 32, k * 32], a)
            T.reduce_sum(a, s, dim=1, clear=False)
        T.copy(s, S[by * 32])
