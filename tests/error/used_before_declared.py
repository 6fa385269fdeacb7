# RUN: opt %s
# EXPECT: T0107
# EXPECT-TEXT: `late`
@T.prim_func
def f(A: T.Buffer((4,), "float32")):
    late[0] = A[0]
    late = T.alloc_buffer((4,), "float32")
    A[1] = late[0]
