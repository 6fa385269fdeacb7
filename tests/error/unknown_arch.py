# RUN: plan --arch=wormhole_b1 %s
# EXPECT: T0006
# EXPECT-TEXT: did you mean `wormhole_b0`?
# EXIT: 2
@T.prim_func
def f(A: T.Buffer((4,), "float32")):
    A[0] = T.float32(1.0)
