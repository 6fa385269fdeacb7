# RUN: run %s
# EXPECT: T0502
# EXPECT-TEXT: a part of `x` is used that does not start on a multiple of 32 along axis 1
import tilelang.language as T


@T.prim_func
def f(A: T.Tensor((64, 64), "float32"), C: T.Tensor((64, 32), "float32")):
    with T.Kernel(1, threads=128) as bx:
        x = T.alloc_shared((64, 64), "float32")
        y = T.alloc_fragment((64, 32), "float32")
        T.copy(A, x)
        T.copy(x[0:64, 8:40], y)
        T.copy(y, C)
