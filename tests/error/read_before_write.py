# RUN: plan %s
# EXPECT: T0402
# EXIT: 0
# EXPECT-TEXT: `x` is read before anything is written to it
@T.prim_func
def f(A: T.Tensor((256, 256), "float16"), B: T.Tensor((256, 256), "float16"), C: T.Tensor((256, 256), "float32")):
    with T.Kernel(8, 8, threads=128) as (bx, by):
        x = T.alloc_shared((32, 32), "float16")
        y = T.alloc_shared((32, 32), "float16")
        for i, j in T.Parallel(32, 32):
            y[i, j] = T.exp(x[i, j])
        T.copy(y, B[by * 32, bx * 32])
