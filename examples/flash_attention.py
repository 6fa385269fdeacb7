# Attention with TileLang, in one pass over keys and values (Dao et al.: FlashAttention, 2022).
#
#   O = softmax(Q K^T / sqrt(dim)) V            for every head of every sequence
#
# A block has 64 queries. It goes over the keys in blocks of 64 and keeps, per query, the largest score so far and the sum of
# exponentials relative to it. When a larger score appears, what was summed up is scaled down. So the matrix of scores never exists as a
# whole, neither in DRAM nor in L1: `tir2tt plan` shows what does.
import tilelang.language as T

batch, heads, sequence, dim = 1, 4, 256, 64
block_M, block_N = 64, 64
scale = 0.18033688  # log2(e) / sqrt(dim): exp(x) is computed as 2^(x * log2(e))


@T.prim_func
def flash_attention(
    Q: T.Tensor((batch, sequence, heads, dim), "bfloat16"),
    K: T.Tensor((batch, sequence, heads, dim), "bfloat16"),
    V: T.Tensor((batch, sequence, heads, dim), "bfloat16"),
    O: T.Tensor((batch, sequence, heads, dim), "bfloat16"),
):
    with T.Kernel(sequence // block_M, heads, batch, threads=128) as (bx, by, bz):
        q = T.alloc_shared((block_M, dim), "bfloat16")
        k = T.alloc_shared((block_N, dim), "bfloat16")
        v = T.alloc_shared((block_N, dim), "bfloat16")
        scores = T.alloc_fragment((block_M, block_N), "float32")
        weights = T.alloc_fragment((block_M, block_N), "bfloat16")
        out = T.alloc_fragment((block_M, dim), "float32")
        largest = T.alloc_fragment((block_M,), "float32")
        before = T.alloc_fragment((block_M,), "float32")
        shrink = T.alloc_fragment((block_M,), "float32")
        part = T.alloc_fragment((block_M,), "float32")
        total = T.alloc_fragment((block_M,), "float32")

        T.copy(Q[bz, bx * block_M : (bx + 1) * block_M, by, :], q)
        T.clear(out)
        T.clear(total)
        T.fill(largest, T.float32("-inf"))

        for step in T.Pipelined(sequence // block_N, num_stages=2):
            T.copy(K[bz, step * block_N : (step + 1) * block_N, by, :], k)
            T.clear(scores)
            T.gemm(q, k, scores, transpose_B=True)

            # The largest score of each row so far; without clear the old one counts.
            T.copy(largest, before)
            T.reduce_max(scores, largest, dim=1, clear=False)
            for i in T.Parallel(block_M):
                shrink[i] = T.exp2((before[i] - largest[i]) * scale)
            for i, j in T.Parallel(block_M, block_N):
                scores[i, j] = T.exp2((scores[i, j] - largest[i]) * scale)
            T.reduce_sum(scores, part, dim=1)
            for i in T.Parallel(block_M):
                total[i] = total[i] * shrink[i] + part[i]

            # What was summed up so far, relative to the new largest, and this block's part.
            for i, j in T.Parallel(block_M, dim):
                out[i, j] = out[i, j] * shrink[i]
            T.copy(scores, weights)
            T.copy(V[bz, step * block_N : (step + 1) * block_N, by, :], v)
            T.gemm(weights, v, out)

        for i, j in T.Parallel(block_M, dim):
            out[i, j] = out[i, j] / total[i]
        T.copy(out, O[bz, bx * block_M : (bx + 1) * block_M, by, :])
