# RUN: plan %s
# EXPECT: T0404
# EXPECT-TEXT: threadIdx
@T.prim_func
def f(A: T.Buffer((256, 128), "float32"), C: T.Buffer((256,), "float32")):
    with T.block("root"):
        T.reads()
        T.writes()
        r = T.alloc_buffer((1,), scope="local")
        bx = T.launch_thread("blockIdx.x", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        r[0] = T.float32(0.0)
        for k in range(tx):
            r[0] = r[0] + A[bx * 128 + tx, k]
        C[bx * 128 + tx] = r[0]
