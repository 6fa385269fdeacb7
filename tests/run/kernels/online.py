# The greatest element and the sum of exponentials of rows, block after block, rescaled on the way.
import tilelang.language as T

dtype = "float32"


@T.prim_func
def online(X: T.Tensor((64, 256), dtype), Y: T.Tensor((64,), "float32")):
    with T.Kernel(2, threads=128) as by:
        x = T.alloc_shared((32, 64), dtype)
        e = T.alloc_fragment((32, 64), "float32")
        largest = T.alloc_fragment((32,), "float32")
        before = T.alloc_fragment((32,), "float32")
        part = T.alloc_fragment((32,), "float32")
        total = T.alloc_fragment((32,), "float32")
        T.clear(total)
        T.fill(largest, -100)
        for k in T.Pipelined(4, num_stages=2):
            T.copy(X[by * 32, k * 64], x)
            T.copy(largest, before)
            T.reduce_max(x, largest, dim=1, clear=False)
            for i, j in T.Parallel(32, 64):
                e[i, j] = T.exp(x[i, j] - largest[i])
            T.reduce_sum(e, part, dim=1)
            for i in T.Parallel(32):
                total[i] = total[i] * T.exp(before[i] - largest[i]) + part[i]
        for i in T.Parallel(32):
            total[i] = T.log(total[i]) + largest[i]
        T.copy(total, Y[by * 32])
