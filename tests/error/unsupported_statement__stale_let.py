# RUN: plan %s
# EXPECT: T0401
# EXPECT-TEXT: keep the value in a T.alloc_fragment buffer
@T.prim_func
def f(A: T.Tensor((64, 64), "float32"), C: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as bx:
        x = T.alloc_fragment((64, 64), "float32")
        y = T.alloc_fragment((64, 64), "float32")
        T.copy(A, x)
        for i, j in T.Parallel(64, 64):
            v: T.float32 = x[i, j]
            x[i, j] = T.float32(7)
            y[i, j] = v
        T.copy(y, C)
