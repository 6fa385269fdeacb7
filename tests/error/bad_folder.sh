# T0611: a folder that nothing was compiled into, two modules in one, and a kernel file that is gone.
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
fails_with() {
  code=0
  "$TIR2TT" run out 2>err || code=$?
  [ "$code" -eq 1 ]
  grep -F "[T0611]" err | grep -F "$1"
}
mkdir out
fails_with "neither module.py nor module.json"
"$TIR2TT" compile k.py -o out
cp out/module.py out/module.json
fails_with "both module.py and module.json"
rm out/module.json out/kernels/reader.cpp
fails_with "out/kernels/reader.cpp"
"$TIR2TT" compile k.py -o out
mv out/input.py .
fails_with "neither input.py nor input.json"
cp out/module.py out/input.py
fails_with "is lowered already"
sed "s/def f/def g/" k.py >out/input.py
fails_with "has no function"
sed "s/(32, 64)/(64, 64)/g" k.py >out/input.py
fails_with "has other tensors"
