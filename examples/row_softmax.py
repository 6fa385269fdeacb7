# Softmax of rows with TileLang, in bfloat16: each block has one row of tiles, 32 rows of the matrix, whole.
#
#   Y[i, j] = exp(X[i, j] - largest[i]) / sum over j of exp(X[i, j] - largest[i])
#
# exp(x) is computed as 2^(x * log2(e)), as attention kernels do. softmax.py is the same in float32.
import tilelang.language as T

rows, columns = 2048, 1024
block_M = 32
log2_e = 1.44269504


@T.prim_func
def row_softmax(X: T.Tensor((rows, columns), "bfloat16"), Y: T.Tensor((rows, columns), "bfloat16")):
    with T.Kernel(rows // block_M, threads=128) as bx:
        x = T.alloc_shared((block_M, columns), "bfloat16")
        # Everything between load and store is float32.
        y = T.alloc_fragment((block_M, columns), "float32")
        largest = T.alloc_fragment((block_M,), "float32")
        total = T.alloc_fragment((block_M,), "float32")

        T.copy(X[bx * block_M, 0], x)
        T.copy(x, y)

        # Two reductions along the row; each leaves one number per row, which the loops after it read as y[i, j] op v[i].
        T.reduce_max(y, largest, dim=1)
        for i, j in T.Parallel(block_M, columns):
            y[i, j] = T.exp2((y[i, j] - largest[i]) * log2_e)
        T.reduce_sum(y, total, dim=1)
        for i, j in T.Parallel(block_M, columns):
            y[i, j] = y[i, j] / total[i]

        # float32 to bfloat16, rounded when it is packed.
        T.copy(y, Y[bx * block_M, 0])
