# T0124: a function of another dialect beside a PrimFunc is kept untouched, with a note.
# shellcheck shell=sh
cat >m.json <<'JSON'
{"root_index": 12, "nodes": [{"type": "None"},
  {"type": "ffi.Array", "data": []}, {"type": "ffi.Map", "data": []}, {"type": "ir.TupleType", "data": {"fields": 1}},
  {"type": "ir.IntImm", "data": {"dtype": "int32", "value": 0}}, {"type": "tir.Evaluate", "data": {"value": 4}},
  {"type": "tir.PrimFunc", "data": {"params": 1, "buffer_map": 2, "ret_type": 3, "body": 5}},
  {"type": "ffi.String", "data": "kernel"}, {"type": "ir.GlobalVar", "data": {"name_hint": 7}},
  {"type": "ffi.String", "data": "main"}, {"type": "ir.GlobalVar", "data": {"name_hint": 9}},
  {"type": "ffi.Map", "data": [8, 6, 10, 13]},
  {"type": "ir.IRModule", "data": {"functions": 11}},
  {"type": "relax.Function", "data": {"params": [1, {"deep": null}]}}]}
JSON
"$TIR2TT" opt m.json -o out.json 2>err
grep -F 'is node 13 (relax.Function), not a PrimFunc; it is kept untouched' err
grep -F '[T0124]' err
cmp m.json out.json
