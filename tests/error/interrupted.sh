# T0610: Ctrl-C while a kernel loops for ever.
# shellcheck shell=sh
cat >k.py <<'END'
import tilelang.language as T


@T.prim_func
def f(A: T.Tensor((32, 64), "float32"), C: T.Tensor((32, 64), "float32")):
    with T.Kernel(2, threads=128) as bx:
        x = T.alloc_shared((32, 32), "float32")
        y = T.alloc_fragment((32, 32), "float32")
        T.copy(A[0, bx * 32], x)
        for i, j in T.Parallel(32, 32):
            y[i, j] = x[i, j] * 2.0
        T.copy(y, C[0, bx * 32])
END
"$TIR2TT" compile k.py -o out
sed "s/^void kernel_main() {/&\n    for (volatile bool on = true; on;) {}/" out/kernels/reader.cpp >edited
mv edited out/kernels/reader.cpp
code=0
timeout --foreground -s INT 2 "$TIR2TT" run out 2>err || code=$?
[ "$code" -eq 124 ] # of timeout
grep -F "the run was interrupted; nothing is known about its results [T0610]" err
