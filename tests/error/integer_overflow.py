# RUN: opt %s
# EXPECT: T0112
@T.prim_func
def f(A: T.Buffer((4,), "float32")):
    for i in range(99999999999999999999):
        A[0] = T.float32(1.0)
