# C = A @ B^T with TileLang, in bfloat16, for any number of rows m: a linear layer, whose weights are stored as
# (outputs, inputs).
#
#   tir2tt run examples/gemm_transposed_b.py --shape m=384
#
# `m` is known only when the kernel runs. The kernels are compiled once; the host passes m as a runtime argument and deals
# the ceil(m / 64) * 8 blocks out to the cores.
import tilelang.language as T

m = T.symbolic("m")
N, K = 512, 512
block_M, block_N, block_K = 64, 64, 64


@T.prim_func
def gemm_transposed_b(
    A: T.Tensor((m, K), "bfloat16"),
    B: T.Tensor((N, K), "bfloat16"),
    C: T.Tensor((m, N), "bfloat16"),
):
    with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(m, block_M), threads=128) as (bx, by):
        A_shared = T.alloc_shared((block_M, block_K), "bfloat16")
        B_shared = T.alloc_shared((block_N, block_K), "bfloat16")
        C_local = T.alloc_fragment((block_M, block_N), "float32")

        T.clear(C_local)
        for k in T.Pipelined(T.ceildiv(K, block_K), num_stages=2):
            T.copy(A[by * block_M, k * block_K], A_shared)
            T.copy(B[bx * block_N, k * block_K], B_shared)
            # Each 32 x 32 tile of B is transposed on its way into the matrix unit; no copy is made.
            T.gemm(A_shared, B_shared, C_local, transpose_B=True)

        # If m is no multiple of 64, the last row of blocks has rows beyond the end of A. They are read as 0 and not stored.
        T.copy(C_local, C[by * block_M, bx * block_N])
