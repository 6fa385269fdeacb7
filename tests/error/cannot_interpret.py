# RUN: run %s
# EXPECT: T0601
# EXPECT-TEXT: 268 million are run at most
import tilelang.language as T


@T.prim_func
def f(A: T.Tensor((32768, 32768), "float32"), C: T.Tensor((32768, 32768), "float32")):
    with T.Kernel(1024, 1024, threads=128) as (bx, by):
        x = T.alloc_shared((32, 32), "float32")
        T.copy(A[by * 32, bx * 32], x)
        T.copy(x, C[by * 32, bx * 32])
