# RUN: opt --cb-rule=dataflwo %s
# EXPECT: T0009
# EXPECT-TEXT: did you mean `dataflow`?
# EXIT: 2
from tvm.script import tir as T

@T.prim_func
def f(A: T.Buffer((32, 32), "float16")):
    T.evaluate(0)
