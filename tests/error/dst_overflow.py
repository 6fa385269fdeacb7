# RUN: plan %s
# EXPECT: T0410
@T.prim_func
def f(A: T.Tensor((256, 256), "float16"), B: T.Tensor((256, 256), "float16"), C: T.Tensor((256, 256), "float32")):
    with T.Kernel(8, 8, threads=128) as (bx, by):
        x = T.alloc_fragment((32, 32), "float32")
        y = T.alloc_fragment((32, 32), "float32")
        T.copy(C[by * 32, bx * 32], x)
        T.copy(C[by * 32, bx * 32], y)
        for i, j in T.Parallel(32, 32):
            x[i, j] = (((((x[i, j] * y[i, j]) + (x[i, j] * y[i, j])) * ((x[i, j] * y[i, j]) + (x[i, j] * y[i, j]))) + (((x[i, j] * y[i, j]) + (x[i, j] * y[i, j])) * ((x[i, j] * y[i, j]) + (x[i, j] * y[i, j])))) * ((((x[i, j] * y[i, j]) + (x[i, j] * y[i, j])) * ((x[i, j] * y[i, j]) + (x[i, j] * y[i, j]))) + (((x[i, j] * y[i, j]) + (x[i, j] * y[i, j])) * ((x[i, j] * y[i, j]) + (x[i, j] * y[i, j])))))
        T.copy(x, C[by * 32, bx * 32])
