# RUN: run %s
# EXPECT: T0504
# EXPECT-TEXT: no operation on tiles computes
import tilelang.language as T


@T.prim_func
def f(A: T.Tensor((64, 64), "float32"), C: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as bx:
        x = T.alloc_shared((64, 64), "float32")
        y = T.alloc_fragment((64, 64), "float32")
        T.copy(A, x)
        for i, j in T.Parallel(64, 64):
            y[i, j] = T.nextafter(x[i, j], T.float32(1.0))
        T.copy(y, C)
