# RUN: opt %s
# EXPECT: T0106
# EXPECT-TEXT: `A_tlie`
@T.prim_func
def f(A: T.Buffer((4,), "float32")):
    A_tile = T.alloc_buffer((4,), "float32")
    A_tile[0] = A[0]
    A[1] = A_tlie[0]
