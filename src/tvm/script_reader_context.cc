// Names, scopes, arguments and diagnostics of the reader.
#include <fmt/format.h>

#include <algorithm>

#include "support/text.h"
#include "tvm/script_reader.h"

namespace tir2tt::tvm {

using namespace tir;

namespace {

/// What TVM's printer never hands out: the namespaces of a script.
bool always_taken(std::string_view name) { return name == "I" || name == "T" || name == "R" || name == "cls"; }

bool is_digits(std::string_view s) {
  return !s.empty() && s.size() <= 9 && s[0] != '0' &&
         std::all_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Flat declarations may nest deeper than brackets and suites: they take no recursion while they are read.
constexpr size_t kFlatNesting = 4;

}  // namespace

void ScriptReader::fail(DiagId id, SourceSpan span, std::string message, std::string hint) {
  diags_.add(Diagnostic{id, span, std::move(message), std::move(hint), function_name_});
  throw Abandoned{};
}

void ScriptReader::fail(DiagId id, SourceSpan span, const char* message, const char* hint) {
  fail(id, span, std::string(message), std::string(hint));
}

void ScriptReader::warn(DiagId id, SourceSpan span, std::string message, std::string hint) {
  diags_.add(Diagnostic{id, span, std::move(message), std::move(hint), function_name_});
}

Args ScriptReader::bind(const PyExpr& call, Names params, size_t required, std::string_view what) {
  Args out;
  out.call_ = &call;
  if (call.items.size() > params.size()) {
    fail(DiagId::BadArguments, call.items[params.size()]->span,
         fmt::format("`{}` takes at most {} arguments, here are {}", what, params.size(), call.items.size()));
  }
  std::copy(call.items.begin(), call.items.end(), out.values_.begin());
  for (const PyKeyword& k : call.keywords) {
    auto at = std::find(params.begin(), params.end(), k.name);
    if (at == params.end()) {
      std::vector<std::string> known(params.begin(), params.end());
      auto near = did_you_mean(k.name, known);
      fail(DiagId::BadArguments, k.span, fmt::format("`{}` has no parameter `{}`", what, k.name),
           near ? fmt::format("did you mean `{}`?", *near) : "");
    }
    const PyExpr*& slot = out.values_[static_cast<size_t>(at - params.begin())];
    if (slot) fail(DiagId::BadArguments, k.span, fmt::format("`{}` is given twice", k.name));
    slot = k.value;
  }
  for (size_t i = 0; i < required; ++i) {
    if (!out.values_[i]) {
      fail(DiagId::BadArguments, call.span,
           fmt::format("`{}` needs the argument `{}`", what, *(params.begin() + static_cast<std::ptrdiff_t>(i))));
    }
  }
  return out;
}

const Symbol* ScriptReader::find(std::string_view name) const {
  auto it = symbols_.find(name);
  return it == symbols_.end() ? nullptr : &it->second;
}

/// Reports the name; one that a later line defines is told from one that nothing does.
void ScriptReader::unknown_name(const PyExpr& n) {
  constexpr size_t kLookAhead = 1 << 20;  // bytes; a message is not worth more
  std::string_view rest = text_.substr(n.span.end, kLookAhead);
  for (size_t at = rest.find(n.text); at != std::string_view::npos; at = rest.find(n.text, at + 1)) {
    size_t line = rest.rfind('\n', at);
    size_t end = at + n.text.size();
    if (line == std::string_view::npos ||
        rest.substr(line + 1, at - line - 1).find_first_not_of(" \t") != std::string::npos) {
      continue;
    }
    std::string_view behind = rest.substr(end, 3);
    if (!behind.starts_with(" = ") && !behind.starts_with(": ") && !behind.starts_with("=")) continue;
    if (behind.starts_with("==")) continue;
    LineColumn place = file_.locate(static_cast<uint32_t>(n.span.end + at));
    fail(DiagId::UsedBeforeDeclared, n.span, fmt::format("`{}` is used before line {} declares it", n.text, place.line),
         "move the declaration up");
  }
  std::vector<std::string> candidates;
  for (const auto& [name, symbol] : symbols_) {
    if (symbol.kind != Symbol::Kind::Poison) candidates.emplace_back(name);
  }
  std::sort(candidates.begin(), candidates.end());
  auto near = did_you_mean(n.text, candidates);
  fail(DiagId::UnknownName, n.span, fmt::format("nothing here is called `{}`", n.text),
       near ? fmt::format("did you mean `{}`?", *near) : "");
}

void ScriptReader::define(std::string_view name, Symbol symbol) {
  auto [it, fresh] = symbols_.try_emplace(name);
  undo_.push_back({name, fresh ? Symbol{} : std::move(it->second), !fresh});
  it->second = std::move(symbol);
}

void ScriptReader::leave_scope(size_t mark) {
  while (undo_.size() > mark) {
    Undo& u = undo_.back();
    if (u.existed) {
      symbols_[u.name] = std::move(u.previous);
    } else {
      symbols_.erase(u.name);
    }
    undo_.pop_back();
  }
}

void ScriptReader::poison(const PyExpr* target) {
  if (!target) return;
  if (target->kind == PyKind::Name) return define(target->text, Symbol{});
  if (target->kind != PyKind::Tuple && target->kind != PyKind::List) return;
  for (const PyExpr* t : target->items) {
    if (t->kind == PyKind::Name) define(t->text, Symbol{});
  }
}

std::string_view ScriptReader::own_name(std::string_view name) const {
  size_t bar = name.rfind('_');
  if (bar == std::string_view::npos || bar == 0 || !is_digits(name.substr(bar + 1))) return name;
  std::string_view base = name.substr(0, bar);
  if (!always_taken(base)) {
    const Symbol* s = find(base);
    if (!s || (s->kind != Symbol::Kind::Var && s->kind != Symbol::Kind::Buffer)) return name;
  }
  uint64_t n = 0;
  for (char c : name.substr(bar + 1)) n = n * 10 + static_cast<uint64_t>(c - '0');
  if (n == 1) return base;
  // base_1 … base_(n-1) are taken if base_(n-1) is and got its suffix in this way: scopes end in reverse order.
  std::string previous = fmt::format("{}_{}", base, n - 1);
  const Symbol* s = find(previous);
  return s && s->own_name == base ? base : name;
}

void ScriptReader::remember_name(const void* object, std::string_view text, std::string_view own) {
  if (text != own) info_.names[object] = std::string(text);
}

void ScriptReader::define_var(std::string_view name, const Var& v, std::string_view own) {
  define(name, Symbol{Symbol::Kind::Var, Value(Expr(v)), own});
  remember_name(v.get(), name, own);
}

std::string_view ScriptReader::target_name(const PyExpr& target) {
  if (target.kind != PyKind::Name) fail(DiagId::BadSyntax, target.span, "expected a name to the left of `=`");
  return target.text;
}

Var ScriptReader::new_var(const PyExpr& target, const Type& type, DataType t) {
  std::string_view name = target_name(target);
  std::string_view own = own_name(name);
  Var v = make_var(std::string(own), type, t);
  define_var(name, v, own);
  return v;
}

Var ScriptReader::var_for(const PyExpr& target, const Type& type, DataType t) {
  const Symbol* s = find(target_name(target));
  if (s && s->kind == Symbol::Kind::Var) {
    Var v = std::static_pointer_cast<const VarNode>(std::get<Expr>(s->value.v));
    if (v->type == type && v->dtype == t) return v;
  }
  return new_var(target, type, t);
}

void ScriptReader::anchor(const void* node, uint32_t where) {
  if (!suite_ || suite_->pending.empty()) return;
  auto& at = info_.declarations[Anchor{node, where}];
  at.insert(at.end(), suite_->pending.begin(), suite_->pending.end());
  suite_->pending.clear();
}

void ScriptReader::deeper(SourceSpan span) {
  size_t limit = size_t{options_.max_nesting} * kFlatNesting;
  if (depth_ < limit) return;
  if (std::exchange(too_deep_, true)) throw Abandoned{};  // once per function is enough
  fail(DiagId::NestingTooDeep, span, fmt::format("more than {} statements inside one another", limit));
}

}  // namespace tir2tt::tvm
