# RUN: plan %s
# EXPECT: T0401
# EXPECT-TEXT: nothing in the statement follows the loop over `k`, which runs it several times
@T.prim_func
def f(A: T.Tensor((64, 64), "float32"), C: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as bx:
        x = T.alloc_fragment((64, 64), "float32")
        y = T.alloc_fragment((64, 64), "float32")
        T.copy(A, x)
        for i, j in T.Parallel(64, 64):
            for k in T.serial(5):
                x[i, j] = x[i, j] + T.float32(1)
        T.copy(x, C)
