# T0125: a script that refers to metadata which only the text it came from had.
# shellcheck shell=sh
cat >m.py <<'PY'
# from tvm.script import tir as T

@T.prim_func
def main(A: T.Buffer((32,), "float32")):
    T.func_attr({"layout": metadata["tl.Layout"][0]})
    A[0] = T.float32(1)
PY
code=0
"$TIR2TT" opt m.py --to json 2>err || code=$?
[ "$code" -eq 1 ]
grep -F 'metadata["tl.Layout"][0]' err | grep -F 'cannot be written as JSON'
grep -F '[T0125]' err
