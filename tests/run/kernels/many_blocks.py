# 9 x 9 blocks on at most 64 cores: some have two.
import tilelang.language as T

dtype = "float32"


@T.prim_func
def many_blocks(A: T.Tensor((288, 64), dtype), B: T.Tensor((64, 288), dtype), C: T.Tensor((288, 288), dtype)):
    with T.Kernel(9, 9, threads=128) as (bx, by):
        a = T.alloc_shared((32, 32), dtype)
        b = T.alloc_shared((32, 32), dtype)
        c = T.alloc_fragment((32, 32), "float32")
        T.clear(c)
        for k in T.Pipelined(2, num_stages=2):
            T.copy(A[by * 32, k * 32], a)
            T.copy(B[k * 32, bx * 32], b)
            T.gemm(a, b, c)
        T.copy(c, C[by * 32, bx * 32])
