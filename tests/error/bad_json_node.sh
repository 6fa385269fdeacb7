# T0119: a node without a field that it must have, here the body of a function; the message names both.
# shellcheck shell=sh
cat >m.json <<'JSON'
{"root": 1, "nodes": [{"type_key": ""},
  {"type_key": "tir.PrimFunc", "attrs": {"params": "2", "buffer_map": "3", "ret_type": "4", "attrs": "null"}},
  {"type_key": "ffi.Array"}, {"type_key": "ffi.Map"}, {"type_key": "ir.TupleType", "attrs": {"fields": "2"}}]}
JSON
code=0
"$TIR2TT" opt m.json 2>err || code=$?
[ "$code" -eq 1 ]
grep -F 'node 1 (tir.PrimFunc): it has no field' err
grep -F '[T0119]' err
