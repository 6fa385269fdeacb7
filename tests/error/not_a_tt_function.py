# RUN: opt --passes=memory-space-lower-tt %s
# EXPECT: T0400
# EXIT: 0
# EXPECT-TEXT: tt_schedule_policy
@T.prim_func
def f(A: T.Tensor((256, 256), "float16"), B: T.Tensor((256, 256), "float16"), C: T.Tensor((256, 256), "float32")):
    with T.Kernel(8, 8, threads=128) as (bx, by):
        x = T.alloc_shared((32, 32), "float16")
        T.copy(A[by * 32, bx * 32], x)
