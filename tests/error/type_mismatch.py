# RUN: opt %s
# EXPECT: T0116
@T.prim_func
def f(A: T.Buffer((4,), "float32")):
    for i in range("four"):
        A[0] = T.float32(1.0)
