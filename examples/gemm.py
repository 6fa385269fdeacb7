# C = A @ B with TileLang, in bfloat16, with sums in float32.
#
#   tir2tt plan    examples/gemm.py             what becomes a circular buffer, and where it lies in L1
#   tir2tt compile examples/gemm.py -o out      reader.cpp, compute.cpp, writer.cpp, main.cpp, plan.json
#   tir2tt run     examples/gemm.py             runs the three kernels and compares C with the reference
import tilelang.language as T

# Numbers at the top of the file are constants of Python. What tir2tt reads is this text; TileLang itself is not needed.
M, N, K = 1024, 1024, 1024
block_M, block_N, block_K = 128, 128, 64


@T.prim_func
def gemm(
    A: T.Tensor((M, K), "bfloat16"),
    B: T.Tensor((K, N), "bfloat16"),
    C: T.Tensor((M, N), "bfloat16"),
):
    # The grid: 8 x 8 blocks, each of which computes 128 x 128 elements of C. The blocks are dealt out to the cores of the
    # chip, here one to each of 64. `threads` means nothing on Tensix and is ignored.
    with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
        # Shared buffers that are loaded become circular buffers: the reader kernel fills them, the compute kernel empties
        # them. In L1 a buffer is a row of 32 x 32 tiles: A_shared has 4 x 2 of them.
        A_shared = T.alloc_shared((block_M, block_K), "bfloat16")
        B_shared = T.alloc_shared((block_K, block_N), "bfloat16")
        # The sum over K is kept in float32; it is rounded once, when C is stored.
        C_local = T.alloc_fragment((block_M, block_N), "float32")

        T.clear(C_local)
        # num_stages=2: two blocks of A and of B fit into their circular buffers, so that the reader fetches the next ones
        # while the compute kernel multiplies.
        for k in T.Pipelined(T.ceildiv(K, block_K), num_stages=2):
            T.copy(A[by * block_M, k * block_K], A_shared)
            T.copy(B[k * block_K, bx * block_N], B_shared)
            T.gemm(A_shared, B_shared, C_local)

        # Compute hands the block over to the writer kernel, which stores it tile by tile.
        T.copy(C_local, C[by * block_M, bx * block_N])
