# RUN: plan %s
# EXPECT: T0401
# EXPECT-TEXT: which a statement under it has changed by then
@T.prim_func
def f(A: T.Tensor((64, 64), "float32"), C: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as bx:
        x = T.alloc_fragment((64, 64), "float32")
        y = T.alloc_fragment((64, 64), "float32")
        T.copy(A, x)
        for i, j in T.Parallel(64, 64):
            if x[i, j] > T.float32(0.5):
                x[i, j] = T.float32(0.25)
            else:
                x[i, j] = x[i, j] * T.float32(2)
        T.copy(x, C)
