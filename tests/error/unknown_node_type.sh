# T0123: a statement of a type that is not known is kept, with a warning; the text comes back as it was.
# shellcheck shell=sh
cat >m.json <<'JSON'
{"root": 1, "nodes": [{"type_key": ""},
  {"type_key": "tir.PrimFunc",
   "attrs": {"params": "2", "buffer_map": "3", "ret_type": "4", "attrs": "null", "body": "5"}},
  {"type_key": "ffi.Array"}, {"type_key": "ffi.Map"}, {"type_key": "ir.TupleType", "attrs": {"fields": "2"}},
  {"type_key": "my.Statement", "attrs": {"anything": "1"}}]}
JSON
"$TIR2TT" opt m.json -o out.json 2>err
grep -F 'node 5 (my.Statement)' err
grep -F '[T0123]' err
cmp m.json out.json
