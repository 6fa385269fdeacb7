# RUN: opt --passes=memory-space-lower %s
# EXPECT: T0005
# EXPECT-TEXT: did you mean `memory-space-lower-tt`?
# EXIT: 2
@T.prim_func
def f(A: T.Buffer((4,), "float32")):
    A[0] = T.float32(1.0)
