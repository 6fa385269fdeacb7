# Tensors (batch, sequence, heads, features): the tile is made by the second axis and the last.
import tilelang.language as T

dtype = "float32"


@T.prim_func
def batch_heads(Q: T.Tensor((2, 64, 3, 64), dtype), K: T.Tensor((2, 64, 3, 64), dtype), S: T.Tensor((2, 3, 64, 64), dtype)):
    with T.Kernel(2, 3, 2, threads=128) as (bx, h, b):
        q = T.alloc_shared((32, 64), dtype)
        k = T.alloc_shared((64, 64), dtype)
        s = T.alloc_fragment((32, 64), "float32")
        T.copy(Q[b, bx * 32 : bx * 32 + 32, h, :], q)
        T.copy(K[b, :, h, :], k)
        T.clear(s)
        T.gemm(q, k, s, transpose_B=True)
        T.copy(s, S[b, h, bx * 32, 0])
