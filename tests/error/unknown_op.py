# RUN: opt %s
# EXPECT: T0115
# EXPECT-TEXT: frobnicate
@T.prim_func
def f(A: T.Buffer((4,), "float32")):
    T.frobnicate(A[0])
