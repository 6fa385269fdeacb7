# RUN: run %s
# EXPECT: T0609
# EXPECT-TEXT: give --shape m=1024, or --in
import tilelang.language as T

m = T.symbolic("m")


@T.prim_func
def f(A: T.Tensor((m, 64), "float32"), C: T.Tensor((m, 64), "float32")):
    with T.Kernel(T.ceildiv(m, 64), threads=128) as bx:
        x = T.alloc_shared((64, 64), "float32")
        T.copy(A[bx * 64, 0], x)
        T.copy(x, C[bx * 64, 0])
