# Cross entropy: the logit of the target is read from DRAM.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, target_handle: T.handle, loss_handle: T.handle):
        X = T.match_buffer(X_handle, (64, 96), strides=(96, 1))
        target = T.match_buffer(target_handle, (64,), "int32", strides=(1,))
        loss = T.match_buffer(loss_handle, (64,), strides=(1,))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            x = T.alloc_buffer((32, 96), scope="local.fragment")
            e = T.alloc_buffer((32, 96), scope="local.fragment")
            mx = T.alloc_buffer((32,), scope="local.fragment")
            s = T.alloc_buffer((32,), scope="local.fragment")
            T.copy(T.region(X[bx * 32, 0], 1, 32, 96), T.region(x[0, 0], 2, 32, 96), -1, T.bool(False), 0)
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), x.data, 0, 3072, 1), T.tvm_access_ptr(T.type_annotation("float32"), mx.data, 0, 32, 2), "max", 1, T.bool(True))
            for i in T.parallel(32):
                for j in T.parallel(96):
                    e[i, j] = T.exp(x[i, j] - mx[i])
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), e.data, 0, 3072, 1), T.tvm_access_ptr(T.type_annotation("float32"), s.data, 0, 32, 2), "sum", 1, T.bool(True))
            for i in T.parallel(32):
                loss[bx * 32 + i] = T.log(s[i]) + mx[i] - X[bx * 32 + i, target[bx * 32 + i]]
