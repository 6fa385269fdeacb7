# T0121: a statement that contains itself, by way of another.
# shellcheck shell=sh
cat >m.json <<'JSON'
{"root": 1, "nodes": [{"type_key": ""},
  {"type_key": "tir.PrimFunc",
   "attrs": {"params": "2", "buffer_map": "3", "ret_type": "4", "attrs": "null", "body": "5"}},
  {"type_key": "ffi.Array"}, {"type_key": "ffi.Map"}, {"type_key": "ir.TupleType", "attrs": {"fields": "2"}},
  {"type_key": "tir.While", "attrs": {"condition": "7", "body": "6"}},
  {"type_key": "tir.While", "attrs": {"condition": "7", "body": "5"}},
  {"type_key": "ir.IntImm", "attrs": {"dtype": "bool", "value": "1"}}]}
JSON
code=0
"$TIR2TT" opt m.json 2>err || code=$?
[ "$code" -eq 1 ]
grep -F 'it contains itself: node 5 (tir.While) → node 6 (tir.While) → node 5 (tir.While)' err
grep -F '[T0121]' err
