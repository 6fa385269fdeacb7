# T0002: a full disk, for a file and for standard output, and a directory that is not there.
# shellcheck shell=sh
printf '@T.prim_func\ndef f(A: T.Buffer((4,), "float32")):\n    A[0] = T.float32(1.0)\n' >k.py
for path in /dev/full absent/o.py; do
  code=0
  "$TIR2TT" opt k.py -o "$path" 2>err || code=$?
  [ "$code" -eq 1 ]
  grep -F "cannot write \`$path\`" err | grep -F '[T0002]'
done
code=0
"$TIR2TT" opt k.py >/dev/full 2>err || code=$?
[ "$code" -eq 1 ]
grep -F 'cannot write standard output: No space left on device [T0002]' err
[ "$(ls)" = "$(printf 'err\nk.py\nlog')" ] # nothing half-written
