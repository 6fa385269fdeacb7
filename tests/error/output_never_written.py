# RUN: run %s
# EXPECT: T0605
# EXPECT-TEXT: no block writes into `D`
import tilelang.language as T


@T.prim_func
def f(A: T.Tensor((64, 64), "float32"), C: T.Tensor((64, 64), "float32"), D: T.Tensor((64, 64), "float32")):
    with T.Kernel(2, threads=128) as bx:
        x = T.alloc_shared((64, 64), "float32")
        T.copy(A, x)
        T.copy(x, C)
        if bx > 1:
            T.copy(x, D)
