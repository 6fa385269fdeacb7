# RUN: plan %s
# EXPECT: T0403
# EXPECT-TEXT: different values of `by` may add to the same elements
@T.prim_func
def f(A: T.Tensor((256, 256), "float16"), B: T.Tensor((256, 256), "float16"), C: T.Tensor((256, 256), "float32")):
    with T.Kernel(8, 8, threads=128) as (bx, by):
        x = T.alloc_shared((32, 32), "float32")
        T.clear(x)
        for i, j in T.Parallel(32, 32):
            T.call_extern("handle", "AtomicAdd", C[by * 16 + i, bx * 32 + j], x[i, j])
