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
            x[i, j] = ((((T.exp(x[i, j] * T.float32(2.0)) * T.exp(y[i, j] * T.float32(3.0))) + (T.exp(x[i, j] * T.float32(4.0)) * T.exp(y[i, j] * T.float32(5.0)))) * ((T.exp(x[i, j] * T.float32(6.0)) * T.exp(y[i, j] * T.float32(7.0))) + (T.exp(x[i, j] * T.float32(8.0)) * T.exp(y[i, j] * T.float32(9.0))))) + (((T.exp(x[i, j] * T.float32(10.0)) * T.exp(y[i, j] * T.float32(11.0))) + (T.exp(x[i, j] * T.float32(12.0)) * T.exp(y[i, j] * T.float32(13.0)))) * ((T.exp(x[i, j] * T.float32(14.0)) * T.exp(y[i, j] * T.float32(15.0))) + (T.exp(x[i, j] * T.float32(16.0)) * T.exp(y[i, j] * T.float32(17.0))))))
        T.copy(x, C[by * 32, bx * 32])
