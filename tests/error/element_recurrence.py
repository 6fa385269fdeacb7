# RUN: plan %s
# EXPECT: T0413
@T.prim_func
def f(A: T.Tensor((256, 256), "float16"), B: T.Tensor((256, 256), "float16"), C: T.Tensor((256, 256), "float32")):
    with T.Kernel(8, 8, threads=128) as (bx, by):
        v = T.alloc_fragment((32,), "float16")
        T.clear(v)
        for i in range(1, 32):
            v[i] = v[i - 1] + A[by * 32 + i, bx]
