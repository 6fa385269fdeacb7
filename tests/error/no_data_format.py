# RUN: plan %s
# EXPECT: T0407
# EXPECT-TEXT: `float64`
@T.prim_func
def f(A: T.Buffer((256, 256), "float64")):
    with T.block("root"):
        T.reads()
        T.writes()
        x = T.alloc_buffer((32, 32), "float64", scope="shared")
        bx = T.launch_thread("blockIdx.x", 8)
        for i, j in T.grid(32, 32):
            x[i, j] = A[i, bx * 32 + j]
