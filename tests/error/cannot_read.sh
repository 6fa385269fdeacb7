# T0001: a path that is not there, and one that is a directory.
# shellcheck shell=sh
for path in absent.py .; do
  code=0
  "$TIR2TT" plan "$path" 2>err || code=$?
  [ "$code" -eq 1 ]
  grep -F "cannot read \`$path\`" err | grep -F '[T0001]'
done
