# T0608: a reader that hands nothing over.
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
grep -v cb_push_back out/kernels/reader.cpp >edited
mv edited out/kernels/reader.cpp
code=0
"$TIR2TT" run out >said 2>err || code=$?
[ "$code" -eq 1 ]
grep "D0701.*\[T0608\]" err
grep -F "error[D0701]: deadlock" said
