# T0120: a reference to a node that is not there.
# shellcheck shell=sh
cat >m.json <<'JSON'
{"root": 1, "nodes": [{"type_key": ""},
  {"type_key": "tir.PrimFunc",
   "attrs": {"params": "2", "buffer_map": "3", "ret_type": "4", "attrs": "null", "body": "9000"}},
  {"type_key": "ffi.Array"}, {"type_key": "ffi.Map"}, {"type_key": "ir.TupleType", "attrs": {"fields": "2"}}]}
JSON
code=0
"$TIR2TT" opt m.json 2>err || code=$?
[ "$code" -eq 1 ]
grep -F 'node 1 (tir.PrimFunc): its field' err | grep -F 'refers to node 9000; there are 5 nodes'
grep -F '[T0120]' err
