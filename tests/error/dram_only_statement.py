# RUN: plan %s
# EXPECT: T0405
# EXPECT-TEXT: no tile buffer takes part
@T.prim_func
def f(A: T.Tensor((256, 256), "float16"), B: T.Tensor((256, 256), "float16"), C: T.Tensor((256, 256), "float32")):
    with T.Kernel(8, 8, threads=128) as (bx, by):
        for i, j in T.grid(32, 32):
            B[by * 32 + i, bx] = A[by * 32 + i, bx * 32 + j]
