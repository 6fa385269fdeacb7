# RUN: plan %s
# EXPECT: T0401
# EXPECT-TEXT: the loop over `j` overwrites `x` in every iteration
@T.prim_func
def f(A: T.Tensor((256, 256), "float16"), B: T.Tensor((256, 256), "float16"), C: T.Tensor((256, 256), "float32")):
    with T.Kernel(8, 8, threads=128) as (bx, by):
        x = T.alloc_shared((32, 32), "float16")
        T.copy(A[by * 32, bx * 32], x)
        for i, j in T.grid(32, 32):
            x[i, 0] = A[by * 32 + i, bx * 32 + j]
