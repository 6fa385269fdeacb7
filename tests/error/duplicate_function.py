# RUN: opt %s
# EXPECT: T0108
# EXPECT-TEXT: `f`
@I.ir_module
class Module:
    @T.prim_func
    def f(A: T.Buffer((4,), "float32")):
        A[0] = T.float32(1.0)

    @T.prim_func
    def f(A: T.Buffer((4,), "float32")):
        A[0] = T.float32(2.0)
