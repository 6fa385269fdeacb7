# RUN: opt %s
# EXPECT: T0109
@T.prim_func
def f(A: T.Buffer((4,), "float32")):
    tile = T.alloc_buffer()
