# Y = X * scale + bias with TileLang: one factor and one summand per column, in float16.
#
# An element-wise kernel with operands of two shapes. `T.Parallel` says that the elements of a block do not depend on
# each other; tir2tt reads from the indices that scale and bias are the same for every row.
import tilelang.language as T

rows, columns = 2048, 1024
block_M, block_N = 64, 128


@T.prim_func
def scale_bias(
    X: T.Tensor((rows, columns), "float16"),
    scale: T.Tensor((columns,), "float16"),
    bias: T.Tensor((columns,), "float16"),
    Y: T.Tensor((rows, columns), "float16"),
):
    with T.Kernel(columns // block_N, rows // block_M, threads=128) as (bx, by):
        x = T.alloc_shared((block_M, block_N), "float16")
        # Vectors lie in DRAM as one row of tiles; in L1 they are 1 x 4 tiles of which the first row counts.
        scale_shared = T.alloc_shared((block_N,), "float16")
        bias_shared = T.alloc_shared((block_N,), "float16")
        y = T.alloc_fragment((block_M, block_N), "float16")

        T.copy(X[by * block_M, bx * block_N], x)
        T.copy(scale[bx * block_N], scale_shared)
        T.copy(bias[bx * block_N], bias_shared)

        # One expression is one pass through the registers: product and sum are not stored in between.
        for i, j in T.Parallel(block_M, block_N):
            y[i, j] = x[i, j] * scale_shared[j] + bias_shared[j]

        T.copy(y, Y[by * block_M, bx * block_N])
