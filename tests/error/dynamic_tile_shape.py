# RUN: plan %s
# EXPECT: T0406
# EXPECT-TEXT: tile buffer `x`
@T.prim_func
def f(a: T.handle, n: T.int32):
    A = T.match_buffer(a, (n, 256), "float16")
    with T.block("root"):
        T.reads()
        T.writes()
        x = T.alloc_buffer((n, 32), "float16", scope="shared")
        bx = T.launch_thread("blockIdx.x", 8)
        for i, j in T.grid(n, 32):
            x[i, j] = A[i, bx * 32 + j]
