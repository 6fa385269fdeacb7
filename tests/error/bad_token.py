# RUN: opt %s
# EXPECT: T0101
@T.prim_func
def f(A: T.Buffer((4,), "float32")):
    A[0] = 1 ? 2
