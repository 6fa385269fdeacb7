# RUN: opt %s
# EXPECT: T0110
# EXPECT-TEXT: float17
@T.prim_func
def f(A: T.Buffer((4,), "float17")):
    T.evaluate(0)
