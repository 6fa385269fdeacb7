# RUN: run %s
# EXPECT: T0503
# EXPECT-TEXT: in DRAM it lies in one way only
import tilelang.language as T


@T.prim_func
def f(A: T.Tensor((64, 64, 64), "float32"), C: T.Tensor((64, 64, 64), "float32")):
    with T.Kernel(64, threads=128) as bx:
        x = T.alloc_shared((64, 64), "float32")
        y = T.alloc_shared((64, 64), "float32")
        T.copy(A[bx, 0:64, 0:64], x)
        T.copy(A[0:64, bx, 0:64], y)
        for i, j in T.Parallel(64, 64):
            x[i, j] = x[i, j] + y[i, j]
        T.copy(x, C[bx, 0:64, 0:64])
