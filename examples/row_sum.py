# S[i] = sum of X[i, :] with TileLang: float16 in, float32 out.
#
# Rows are longer than what one block holds, so a loop walks along them and adds up partial sums.
import tilelang.language as T

rows, columns = 2048, 4096
block_M, block_N = 32, 512


@T.prim_func
def row_sum(X: T.Tensor((rows, columns), "float16"), S: T.Tensor((rows,), "float32")):
    with T.Kernel(rows // block_M, threads=128) as bx:
        x = T.alloc_shared((block_M, block_N), "float16")
        # One number per row: a column of one tile.
        total = T.alloc_fragment((block_M,), "float32")

        T.clear(total)
        for k in T.Pipelined(columns // block_N, num_stages=2):
            T.copy(X[bx * block_M, k * block_N], x)
            # clear=False: what is there already is added to, not replaced.
            T.reduce_sum(x, total, dim=1, clear=False)

        T.copy(total, S[bx * block_M])
