// Modules and functions: what stands around the statements. The lines in front of the first definition and those
// behind the last one are kept as they are.
#include <fmt/format.h>

#include <algorithm>

#include "tvm/script_reader.h"

namespace tir2tt::tvm {

using namespace tir;

namespace {

constexpr std::string_view kGlobalSymbol = "global_symbol";

bool is_tir_module(std::string_view m) {
  return m == "tvm.script.tir" || m == "tvm.script.tirx" || m == "tvm.tir" || m == "tilelang.language";
}
bool is_ir_module(std::string_view m) { return m == "tvm.script.ir" || m == "tvm.ir"; }

Symbol namespace_symbol(std::string_view module, std::string_view name) {
  std::string whole = name.empty() || name == "*" ? std::string(module) : fmt::format("{}.{}", module, name);
  Symbol s;
  s.kind = is_tir_module(whole) ? Symbol::Kind::Tir : is_ir_module(whole) ? Symbol::Kind::Ir : Symbol::Kind::Foreign;
  return s;
}

/// The newer dialect says so in its first lines, or by the name of its blocks.
Dialect dialect_of(std::string_view text) {
  std::string_view head = text.substr(0, std::min(text.find("\nclass "), size_t{4096}));
  bool tirx = head.find("tirx as T") != std::string_view::npos || text.find("T.sblock(") != std::string_view::npos;
  return tirx ? Dialect::Tirx : Dialect::Tir;
}

}  // namespace

Script read_script(const SourceFile& file, const ReadOptions& options, Diagnostics& diags) {
  return ScriptReader(file, options, diags).read();
}

ScriptReader::ScriptReader(const SourceFile& file, const ReadOptions& options, Diagnostics& diags)
    : file_(file),
      text_(file.text()),
      options_(options),
      diags_(diags),
      parser_(file.text(), options.max_nesting, diags) {
  module_.dialect = dialect_of(text_);
  symbols_["T"] = Symbol{Symbol::Kind::Tir, {}, {}};
  symbols_["I"] = Symbol{Symbol::Kind::Ir, {}, {}};
}

void ScriptReader::check_text() {
  if (text_.find_first_not_of(" \t\r\n\f") == std::string_view::npos) {
    fail(DiagId::EmptyInput, {}, "there is nothing in this file");
  }
  size_t zero = text_.find('\0');
  if (zero != std::string_view::npos) {
    uint32_t at = static_cast<uint32_t>(zero);
    fail(DiagId::BinaryInput, {at, at + 1}, "this is not a text: it holds a zero byte");
  }
}

Script ScriptReader::read() {
  try {
    check_text();
    for (;;) {
      const PyStmt& s = parser_.next();
      if (s.kind == PyStmt::Kind::End || diags_.error_count() > Diagnostics::kMaxDiagnostics) break;
      try {
        top_level(s);
      } catch (const Abandoned&) {
        poison(s.target);
      }
    }
    if (module_.functions.empty() && !diags_.has_errors()) {
      fail(DiagId::NoFunction, {}, "there is no function with `@T.prim_func` in this file");
    }
  } catch (const Abandoned&) {
  }
  info_.lone_function = !seen_class_ && module_.functions.size() <= 1;
  return Script{std::move(module_), std::move(info_)};
}

void ScriptReader::top_level(const PyStmt& s) {
  using Kind = PyStmt::Kind;
  if ((s.kind == Kind::Decorator || s.kind == Kind::Class || s.kind == Kind::Def) && !first_definition_) {
    first_definition_ = s.span.begin;
    info_.header = std::string(text_.substr(0, s.span.begin));
  }
  switch (s.kind) {
    case Kind::SuiteEnd:
    case Kind::Pass:
    case Kind::RootComment: return;
    case Kind::Import: return imports(s);
    case Kind::Assign: return constant(s);
    case Kind::AnnAssign: return constant(s);
    case Kind::Decorator: return decorator(s);
    case Kind::Class: return class_line(s);
    case Kind::Def: return function(s), trailer(parser_.last_line_end());
    case Kind::Expr:
      if (s.value->kind == PyKind::String) return;  // a docstring
      break;
    case Kind::For:
    case Kind::While:
    case Kind::If:
    case Kind::With: {
      SourceSpan at = s.span;
      parser_.skip_suite();
      while (parser_.next_branch() != PythonParser::Branch::None) parser_.skip_suite();
      fail(DiagId::UnsupportedPython, at, "only imports, constants, functions and one module may stand here");
    }
    default: break;
  }
  fail(DiagId::UnsupportedPython, s.span, "only imports, constants, functions and one module may stand here",
       "statements belong into a function with `@T.prim_func`");
}

/// Decorators wait for the definition that they stand in front of.
void ScriptReader::decorator(const PyStmt& s) {
  DecoratorLine d;
  d.span = s.span;
  const PyExpr& e = *s.value;
  const PyExpr& callee = e.kind == PyKind::Call ? *e.a : e;
  d.name = std::string(text_.substr(callee.span.begin, callee.span.end - callee.span.begin));
  const Symbol* base =
      callee.kind == PyKind::Attribute && callee.a->kind == PyKind::Name ? find(callee.a->text) : nullptr;
  d.is_prim_func = base && base->kind == Symbol::Kind::Tir && callee.text == "prim_func";
  d.is_ir_module = base && base->kind == Symbol::Kind::Ir && callee.text == "ir_module";
  if (d.is_prim_func && e.kind == PyKind::Call) {
    Args a = bind(e, {"func", "private", "check_well_formed"}, 0, "T.prim_func");
    d.is_private = a[1] && truth(*a[1], "private");
  }
  decorators_.push_back(std::move(d));
}

void ScriptReader::class_line(const PyStmt& s) {
  info_.class_name = std::string(s.name);
  bool module =
      std::any_of(decorators_.begin(), decorators_.end(), [](const DecoratorLine& d) { return d.is_ir_module; });
  decorators_.clear();
  if (!module) {
    SourceSpan at = s.span;
    parser_.skip_suite();
    fail(DiagId::UnsupportedPython, at, "a class here must be a module of functions",
         "put `@I.ir_module` in front of it");
  }
  if (seen_class_) warn(DiagId::UnsupportedPython, s.span, "a second module in one file");
  seen_class_ = true;
  symbols_[s.name] = Symbol{Symbol::Kind::Module, {}, {}};
  symbols_["cls"] = Symbol{Symbol::Kind::Module, {}, {}};
  class_body();
  return trailer(parser_.last_line_end());
}

void ScriptReader::trailer(uint32_t from) {
  std::string_view rest = text_.substr(std::min<size_t>(from, text_.size()));
  info_.final_newline = text_.ends_with('\n');
  if (!rest.empty() && info_.final_newline) rest.remove_suffix(1);
  info_.trailer = std::string(rest);
}

/// `BLOCK = 64`, `M, N = 1024, 1024`, and the metadata that TVM prints in front of a module.
void ScriptReader::constant(const PyStmt& s) {
  if (s.kind == PyStmt::Kind::Assign && s.target->kind == PyKind::Name && s.target->text == "metadata") return;
  if (!s.value) fail(DiagId::BadSyntax, s.span, "a constant needs a value");
  assign_value(*s.target, *s.value, s.span);
  for (const PyExpr* t : s.more_targets) assign_value(*t, *s.value, s.span);
}

void ScriptReader::imports(const PyStmt& s) {
  for (const PyImport& i : s.imports) {
    Symbol symbol = namespace_symbol(i.module, i.name);
    std::string_view alias = i.alias.empty() ? i.module.substr(0, i.module.find('.')) : i.alias;
    if (i.alias.empty() && i.name.empty()) symbol.kind = Symbol::Kind::Foreign;
    symbols_[alias] = symbol;
  }
}

void ScriptReader::class_body() {
  for (;;) {
    const PyStmt& s = parser_.next();
    if (s.kind == PyStmt::Kind::SuiteEnd || s.kind == PyStmt::Kind::End) return;
    if (diags_.error_count() > Diagnostics::kMaxDiagnostics) continue;
    try {
      using Kind = PyStmt::Kind;
      bool is_docstring = s.kind == Kind::Expr && s.value->kind == PyKind::String;
      if (s.kind == Kind::Decorator || s.kind == Kind::Assign || s.kind == Kind::AnnAssign) {
        top_level(s);
      } else if (s.kind == Kind::Def) {
        function(s);
      } else if (s.kind == Kind::Expr && s.value->kind == PyKind::Call) {
        module_attrs(*s.value);
      } else if (s.kind == Kind::For || s.kind == Kind::If || s.kind == Kind::With || s.kind == Kind::While ||
                 s.kind == Kind::Class) {
        SourceSpan at = s.span;
        parser_.skip_suite();
        fail(DiagId::UnsupportedPython, at, "a module holds functions and `I.module_attrs` only");
      } else if (s.kind != Kind::Pass && s.kind != Kind::RootComment && !is_docstring) {
        fail(DiagId::UnsupportedPython, s.span, "a module holds functions and `I.module_attrs` only");
      }
    } catch (const Abandoned&) {
    }
  }
}

void ScriptReader::module_attrs(const PyExpr& call) {
  const PyExpr& callee = *call.a;
  const Symbol* base =
      callee.kind == PyKind::Attribute && callee.a->kind == PyKind::Name ? find(callee.a->text) : nullptr;
  if (!base || base->kind != Symbol::Kind::Ir || callee.text != "module_attrs") {
    fail(DiagId::UnsupportedPython, call.span, "a module holds functions and `I.module_attrs` only");
  }
  module_.attrs = attr_dict(*bind(call, {"attrs", "allow_overwrite"}, 1, "I.module_attrs")[0]);
}

/// Only `@T.prim_func` makes a function; anything else would change what it means.
bool ScriptReader::decorators(SourceSpan def, bool* is_private) {
  std::vector<DecoratorLine> lines = std::move(decorators_);
  decorators_.clear();
  bool found = false;
  for (const DecoratorLine& d : lines) {
    if (d.is_prim_func) {
      found = true;
      *is_private = d.is_private;
      continue;
    }
    diags_.add(DiagId::UnsupportedPython, d.span, fmt::format("the decorator `{}` is not known here", d.name),
               "a kernel has `@T.prim_func` and nothing else");
  }
  if (!found && lines.empty()) {
    diags_.add(DiagId::UnsupportedPython, def, "a function without `@T.prim_func`",
               "put `@T.prim_func` in front of it");
  }
  return found;
}

void ScriptReader::function(const PyStmt& s) {
  std::string_view name = s.name;
  SourceSpan span = s.span;
  bool is_private = false;
  if (!decorators(span, &is_private)) return parser_.skip_suite();
  bool twice =
      std::any_of(module_.functions.begin(), module_.functions.end(), [&](const auto& f) { return f.first == name; });
  if (twice)
    diags_.add(DiagId::DuplicateFunction, span, fmt::format("a second function is called `{}`", name),
               "functions of one module have different names");
  function_name_ = std::string(name);
  function_.emplace();
  function_->func = std::make_shared<PrimFuncNode>();
  function_->func->span = span;
  size_t scope = undo_.size();
  for (const PyParam& p : s.params) {
    try {
      parameter(p);
    } catch (const Abandoned&) {
      define(p.name, Symbol{});
    }
  }
  try {
    return_type(s.annotation);
  } catch (const Abandoned&) {
  }
  Stmt body = suite();
  finish_function(name, is_private, std::move(body));
  leave_scope(scope);
  function_.reset();
  too_deep_ = false;
  function_name_.clear();
  blocks_.clear();
  loops_.clear();
  env_threads_.clear();
  thread_tags_.clear();
}

void ScriptReader::parameter(const PyParam& p) {
  if (!p.annotation)
    fail(DiagId::UnsupportedPython, p.span, fmt::format("the parameter `{}` has no type", p.name),
         "write `A: T.Buffer((…), \"float32\")`, `A: T.handle` or `n: T.int32`");
  if (p.fallback) fail(DiagId::UnsupportedPython, p.fallback->span, "a kernel's parameters have no default values");
  std::string_view call = tir_call(*p.annotation);
  if (p.annotation->kind == PyKind::Subscript) {
    std::string_view base = tir_name(*p.annotation->a);
    if (base == "Buffer" || base == "Tensor") return subscript_parameter(p, base == "Tensor");
  }
  if (call == "Buffer") return buffer_parameter(p, false);
  if (call == "Tensor" || call == "StridedTensor") return buffer_parameter(p, true);
  PyExpr target;
  target.kind = PyKind::Name;
  target.text = p.name;
  target.span = p.span;
  if (call == "handle") {
    function_->func->params.push_back(declared_var(target, *p.annotation));
    return;
  }
  DataType t = dtype(*p.annotation);
  function_->func->params.push_back(new_var(target, Type{Type::Kind::Prim, t, {}}, t));
}

/// `A: T.Buffer((16, 64), "float32")`; TileLang's `T.Tensor` is the same with its row-major strides written out.
void ScriptReader::buffer_parameter(const PyParam& p, bool with_strides) {
  PyExpr target;
  target.kind = PyKind::Name;
  target.text = p.name;
  target.span = p.span;
  Buffer b;
  if (with_strides) {
    Args a = bind(*p.annotation, {"shape", "dtype"}, 1, "T.Tensor");
    b = define_new_buffer(target, shape(*a[0]), a[1] ? dtype(*a[1]) : DataType::Float(32), "global", nullptr, true);
  } else {
    Args a = bind(*p.annotation,
                  {"shape", "dtype", "data", "strides", "elem_offset", "scope", "align", "offset_factor", "buffer_type",
                   "axis_separators", "layout"},
                  1, "T.Buffer");
    b = define_buffer(target, a, 0);
  }
  Var handle = make_var(b->name + "_handle", DataType::Handle());
  function_->func->params.push_back(handle);
  function_->buffer_map.push_back({handle, b, {}});
}

/// `A: T.Tensor[(M, K), "float16"]`.
void ScriptReader::subscript_parameter(const PyParam& p, bool with_strides) {
  PyExpr call;
  call.kind = PyKind::Call;
  call.a = p.annotation->a;
  call.span = p.annotation->span;
  call.items = p.annotation->items;
  PyParam same = p;
  same.annotation = &call;
  buffer_parameter(same, with_strides);
}

void ScriptReader::return_type(const PyExpr* annotation) {
  if (!annotation || annotation->kind == PyKind::None) return;
  if (tir_call(*annotation) == "handle") {
    Args a = bind(*annotation, {"dtype", "storage_scope"}, 1, "T.handle");
    function_->func->ret_type = {Type::Kind::Pointer, dtype(*a[0]), a[1] ? string(*a[1], "storage_scope") : ""};
    return;
  }
  function_->func->ret_type = {Type::Kind::Prim, dtype(*annotation), {}};
}

void ScriptReader::finish_function(std::string_view name, bool is_private, Stmt body) {
  FunctionContext& f = *function_;
  if (f.late_root.block) {
    f.late_root.block->body = std::move(body);
    auto realize = std::make_shared<BlockRealizeNode>();
    realize->span = f.func->span;
    realize->block = f.late_root.block;
    body = realize;
  }
  f.func->body = std::move(body);
  if (!is_private && !f.func->attrs.find(kGlobalSymbol)) {
    f.func->attrs.append(std::string(kGlobalSymbol), Attr::string(std::string(name)));
  }
  // In parameter order, whatever the order of the lines.
  auto position = [&](const BufferMapEntry& e) {
    return std::find(f.func->params.begin(), f.func->params.end(), e.param) - f.func->params.begin();
  };
  std::stable_sort(f.buffer_map.begin(), f.buffer_map.end(),
                   [&](const BufferMapEntry& a, const BufferMapEntry& b) { return position(a) < position(b); });
  for (BufferMapEntry& e : f.buffer_map) {
    if (!e.declared.empty()) {
      Anchor at{f.func.get(), slot::kBufferMap + static_cast<uint32_t>(f.func->buffer_map.size())};
      info_.declarations[at] = std::move(e.declared);
    }
    f.func->buffer_map.emplace_back(e.param, e.buffer);
  }
  module_.functions.emplace_back(std::string(name), f.func);
}

}  // namespace tir2tt::tvm
