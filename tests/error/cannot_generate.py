# RUN: run %s
# EXPECT: T0501
# EXPECT-TEXT: only a part of `x` is loaded
import tilelang.language as T


@T.prim_func
def f(A: T.Tensor((32, 64), "float32"), C: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as bx:
        x = T.alloc_shared((64, 64), "float32")
        T.clear(x)
        T.copy(A[0:32, 0:64], x[32:64, 0:64])
        T.copy(x, C)
