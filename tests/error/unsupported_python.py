# RUN: opt %s
# EXPECT: T0105
@T.prim_func
def f(A: T.Buffer((4,), "float32")):
    A[0] = (lambda x: x)(T.float32(1.0))
