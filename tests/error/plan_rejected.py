# RUN: plan --verify %s
# EXPECT: T0416
@T.prim_func
def f(A: T.Tensor((256, 256), "float16"), B: T.Tensor((256, 256), "float16"), C: T.Tensor((256, 256), "float32")):
    T.func_attr({"tt_cb_plan": {"arch": "wormhole_b0", "rule": "dataflow"}, "tt_schedule_policy": "contiguous"})
    T.evaluate(0)
