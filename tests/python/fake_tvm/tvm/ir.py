"""Nodes, modules, and JSON of the era of TVM 0.21 ("type_key", "attrs", "data", "keys", "repr_str")."""

import json

#: Fields that hold a value; every other field of a node holds the index of a node, or "null".
_LITERALS = {"buffer_type", "data_alignment", "dtype", "iter_type", "ndim", "offset_factor", "purity"}
#: (type, field): values here, elsewhere nodes.
_LITERALS_OF_ONE_TYPE = {("ir.IntImm", "value"), ("ir.FloatImm", "value"), ("tir.For", "kind")}


def _is_literal(type_key, field):
    return field in _LITERALS or (type_key, field) in _LITERALS_OF_ONE_TYPE


class Node:
    """A node of any type: its fields are str and int (literals of JSON, or names), None, list, dict and nodes."""

    type_key = ""
    repr_str = None  # what a global object (ir.Op) is known by

    def __init__(self, type_key=None, **fields):
        self.type_key = type_key or self.type_key
        self.fields = fields

    def __getattr__(self, name):
        try:
            return self.__dict__["fields"][name]
        except KeyError:
            raise AttributeError(name) from None


class BaseFunc(Node):
    def _with(self, attrs):
        return type(self)(self.type_key, **{**self.fields, "attrs": attrs})

    def with_attr(self, key, value):
        assert isinstance(key, str) and isinstance(value, (str, int, list, dict, Node)), (key, value)
        return self._with({**self.attrs, key: value})

    def without_attr(self, key):
        return self._with({k: v for k, v in self.attrs.items() if k != key})


class RelaxFunction(BaseFunc):
    type_key = "relax.expr.Function"


class GlobalVar(Node):
    type_key = "ir.GlobalVar"


class IRModule:
    def __init__(self, functions, attrs=None, global_infos=None):
        self.functions, self.attrs, self.global_infos = dict(functions), attrs or {}, global_infos or {}

    @staticmethod
    def from_expr(func):
        var = GlobalVar(name_hint=func.attrs.get("global_symbol", "main"), span=None, struct_info_=None)
        return IRModule({var: func})

    def clone(self):
        return IRModule(self.functions, self.attrs, self.global_infos)

    def update_func(self, var, func):
        assert any(var is known for known in self.functions), "a second GlobalVar of this name"
        self.functions[var] = func

    def get_global_vars(self):
        return list(self.functions)

    def get_global_var(self, name):
        (var,) = [var for var in self.functions if var.name_hint == name]
        return var

    def __getitem__(self, var):
        return self.functions[self.get_global_var(var) if isinstance(var, str) else var]


class _Writer:
    """One node per object; strings and numbers each time anew."""

    def __init__(self):
        self.nodes, self.seen, self.keep = [{"type_key": ""}], {}, []

    def add(self, value):
        if value is None:
            return 0
        if isinstance(value, Node) and id(value) in self.seen:
            return self.seen[id(value)]
        index = len(self.nodes)
        self.nodes.append(None)
        self.seen[id(value)] = index
        self.keep.append(value)  # so that no other object gets its id
        self.nodes[index] = self._node(value)
        return index

    def _node(self, value):
        if isinstance(value, str):
            return {"type_key": "ffi.String", **({"repr_str": value} if value else {})}
        if isinstance(value, int):
            return {"type_key": type(value).__name__, "attrs": {"v_int64": str(int(value))}}
        if isinstance(value, list):
            return {"type_key": "ffi.Array", **({"data": [self.add(v) for v in value]} if value else {})}
        if isinstance(value, dict):
            return self._map(value)
        if isinstance(value, IRModule):
            return self._module(value)
        if value.repr_str is not None:
            return {"type_key": value.type_key, "repr_str": value.repr_str}
        return {"type_key": value.type_key, "attrs": {k: self._field(value, k) for k in sorted(value.fields)}}

    def _field(self, node, name):
        value = node.fields[name]
        if _is_literal(node.type_key, name):
            return str(value)
        if name == "attrs" and isinstance(node, BaseFunc):
            value = Node("ir.DictAttrs", __dict__=value)
        return "null" if value is None else str(self.add(value))

    def _map(self, value):
        if value and all(isinstance(key, str) for key in value):
            return {"type_key": "ffi.Map", "keys": list(value), "data": [self.add(v) for v in value.values()]}
        data = [self.add(part) for item in value.items() for part in item]
        return {"type_key": "ffi.Map", **({"data": data} if data else {})}

    def _module(self, mod):
        fields = {
            "attrs": Node("ir.DictAttrs", __dict__=mod.attrs),
            "functions": mod.functions,
            "global_infos": mod.global_infos,
            "global_var_map_": {var.name_hint: var for var in mod.functions},
            "source_map": Node("ir.SourceMap", source_map={}),
        }
        return {"type_key": "ir.IRModule", "attrs": {name: str(self.add(v)) for name, v in fields.items()}}


def save_json(node):
    writer = _Writer()
    root = writer.add(node)
    document = {"root": root, "nodes": writer.nodes, "b64ndarrays": [], "attrs": {"tvm_version": "0.21.dev0"}}
    return json.dumps(document, indent=2)


class _Reader:
    def __init__(self, nodes):
        self.nodes, self.made = nodes, {}

    def get(self, index):
        if index not in self.made:
            self.made[index] = self._make(self.nodes[index])
        return self.made[index]

    def _make(self, node):
        key = node["type_key"]
        make = {
            "": lambda: None,
            "ffi.String": lambda: node.get("repr_str", ""),
            "int": lambda: int(node["attrs"]["v_int64"]),
            "bool": lambda: bool(int(node["attrs"]["v_int64"])),
            "ffi.Array": lambda: [self.get(i) for i in node.get("data", [])],
            "ffi.Map": lambda: self._map(node),
            "ir.DictAttrs": lambda: self._fields(node)["__dict__"],
            "ir.IRModule": lambda: self._module(self._fields(node)),
        }.get(key)
        return make() if make else self._node(key, self._fields(node), node.get("repr_str"))

    def _node(self, key, fields, repr_str):
        cls = {c.type_key: c for c in _all_classes(Node) if c.type_key}.get(key, Node)
        made = cls.__new__(cls)
        Node.__init__(made, key, **fields)
        made.repr_str = repr_str
        return made

    def _fields(self, node):
        return {name: self._field(node["type_key"], name, value) for name, value in node.get("attrs", {}).items()}

    def _field(self, type_key, name, value):
        if _is_literal(type_key, name):
            return value
        return None if value == "null" else self.get(int(value))

    def _map(self, node):
        data = [self.get(i) for i in node.get("data", [])]
        return dict(zip(node["keys"], data)) if "keys" in node else dict(zip(data[::2], data[1::2]))

    def _module(self, fields):
        return IRModule(fields["functions"], fields["attrs"], fields["global_infos"])


def _all_classes(cls):
    return [cls, *(c for sub in cls.__subclasses__() for c in _all_classes(sub))]


def load_json(text):
    document = json.loads(text)
    return _Reader(document["nodes"]).get(document["root"])
