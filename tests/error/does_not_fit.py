# RUN: plan %s
# EXPECT: T0408
# EXPECT-TEXT: would fit: 
@T.prim_func
def f(A: T.Tensor((4096, 4096), "float16"), B: T.Tensor((4096, 4096), "float16"), C: T.Tensor((4096, 4096), "float32")):
    with T.Kernel(8, 8, threads=128) as (bx, by):
        a = T.alloc_shared((512, 512), "float16")
        b = T.alloc_shared((512, 512), "float16")
        c = T.alloc_fragment((512, 512), "float32")
        T.clear(c)
        for k in T.Pipelined(8, num_stages=3):
            T.copy(A[by * 512, k * 512], a)
            T.copy(B[k * 512, bx * 512], b)
            T.gemm(a, b, c)
        T.copy(c, C[by * 512, bx * 512])
