# RUN: opt %s
# EXPECT: T0111
@T.prim_func
def f(A: T.Buffer((4, -1), "float32")):
    T.evaluate(0)
