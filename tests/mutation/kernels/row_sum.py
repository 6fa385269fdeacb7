# The sum of every row, in four steps of two tiles.
import tilelang.language as T


@T.prim_func
def row_sum(X: T.Tensor((160, 256), "bfloat16"), S: T.Tensor((160,), "float32")):
    with T.Kernel(160 // 32, threads=128) as by:
        x = T.alloc_shared((32, 64), "bfloat16")
        s = T.alloc_fragment((32,), "float32")
        T.clear(s)
        for k in T.Pipelined(4, num_stages=2):
            T.copy(X[by * 32, k * 64], x)
            T.reduce_sum(x, s, dim=1, clear=False)
        T.copy(s, S[by * 32])
