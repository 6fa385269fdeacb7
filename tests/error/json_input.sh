# T0008: TVM's JSON where a script is expected.
# shellcheck shell=sh
printf '{"root": 1, "nodes": []}\n' >module.json
code=0
"$TIR2TT" opt module.json 2>err || code=$?
[ "$code" -eq 1 ]
grep -F '[T0008]' err
