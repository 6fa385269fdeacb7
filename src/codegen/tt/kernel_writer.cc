#include "codegen/tt/kernel_writer.h"

#include <fmt/format.h>

#include <algorithm>

#include "codegen/tt/broken_lines.h"
#include "codegen/tt/element_helpers.h"
#include "codegen/tt/identifiers.h"
#include "codegen/tt/slice.h"
#include "support/text.h"
#include "tir/equal.h"
#include "tir/visitor.h"
#include "transform/tt/index_math.h"

namespace tir2tt::codegen {

using tir::as;
using tir::Expr;
using tir::ExprKind;
using transform::Node;
using transform::Nodes;

namespace {

constexpr size_t kCommentLength = 90;
// What the two parameters of a persistent function, its loop and the number of the block are called.
constexpr const char *kFirstBlock = "first_block", *kNumBlocks = "num_blocks", *kIteration = "iteration",
                     *kBlock = "block";

/// Names as they are in the kernel; block indices and lets by their constants, other lets by their values.
class Substituter : public tir::Mutator {
 public:
  using Names = std::unordered_map<const tir::VarNode*, std::string>;
  using Indices = std::vector<std::pair<Expr, std::string>>;
  Substituter(const Names& names, const Indices& indices, const transform::Lets& lets)
      : names_(names), indices_(indices), lets_(lets) {}

  Expr rewrite_expr(const Expr& e) override {
    for (const auto& [index, name] : indices_) {
      if (tir::structural_equal(e, index)) return tir::make_var(name, tir::DataType::Int(32));
    }
    auto* v = as<tir::VarNode>(e);
    if (!v) return rewrite_children(e);
    if (auto it = names_.find(v); it != names_.end()) return tir::make_var(it->second, v->dtype);
    const Expr value = transform::let_value(v, lets_);
    return value ? rewrite_expr(value) : e;
  }

 private:
  const Names& names_;
  const Indices& indices_;
  const transform::Lets& lets_;
};

class FreeVars : public tir::Visitor {
 public:
  std::set<const tir::VarNode*> found;
  bool loads = false;  // elements of buffers, too
  void visit_expr(const Expr& e) override {
    if (auto* v = as<tir::VarNode>(e)) found.insert(v);
    loads = loads || e->kind == ExprKind::BufferLoad;
    visit_children(e);
  }
};

/// The largest parts of expressions that compute a block index: `//` and `%` of the block's number by constants or
/// extents.
class BlockIndices : public tir::Visitor {
 public:
  BlockIndices(const tir::VarNode* id, const std::set<const tir::VarNode*>& constants, const transform::Lets& lets)
      : id_(id), constants_(constants), lets_(lets) {}
  std::vector<Expr> found;

  void visit_expr(const Expr& e) override {
    auto* n = as<tir::BinaryNode>(e);
    const bool divides = n && (n->kind == ExprKind::FloorMod || n->kind == ExprKind::FloorDiv);
    if (divides && is_index(e)) {
      for (const Expr& known : found) {
        if (tir::structural_equal(known, e)) return;
      }
      return found.push_back(e);
    }
    if (auto* v = as<tir::VarNode>(e); v && v != id_) {
      if (const Expr value = transform::let_value(v, lets_)) visit_expr(value);
    }
    visit_children(e);
  }

 private:
  bool is_index(const Expr& e) const {
    auto* n = as<tir::BinaryNode>(e);
    if (!n || (n->kind != ExprKind::FloorMod && n->kind != ExprKind::FloorDiv)) return e.get() == id_;
    FreeVars divisor;
    divisor.visit_expr(n->b);
    return is_index(n->a) &&
           std::includes(constants_.begin(), constants_.end(), divisor.found.begin(), divisor.found.end());
  }
  const tir::VarNode* id_;
  const std::set<const tir::VarNode*>& constants_;
  const transform::Lets& lets_;
};

/// Anything that can be negative on the way: differences, and what truncates.
class SignProbe : public tir::Visitor {
 public:
  explicit SignProbe(const transform::Lets& lets) : lets_(lets) {}
  bool found = false;
  void visit_expr(const Expr& e) override {
    if (const int64_t* v = tir::as_int(e)) found = found || *v < 0;
    auto* n = as<tir::BinaryNode>(e);
    found = found || (n && n->kind == ExprKind::Sub);
    if (auto* v = as<tir::VarNode>(e); v && !found) {
      if (const Expr value = transform::let_value(v, lets_)) visit_expr(value);
    }
    visit_children(e);
  }

 private:
  const transform::Lets& lets_;
};

/// Whether indices come from elements of tensors: those may be negative.
bool follows_data(const Nodes& nodes) {
  return std::any_of(nodes.begin(), nodes.end(), [](const Node& n) {
    const bool elements = n.transfer && n.transfer->elements;
    return elements || n.kind == Node::Kind::Define || n.kind == Node::Kind::Receive || follows_data(n.body) ||
           follows_data(n.otherwise);
  });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front()))) text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.remove_suffix(1);
  return text;
}

std::string_view what_it_is(Role r) {
  constexpr std::string_view kWhat[] = {"DRAM -> circular buffers, on NoC 0",
                                        "circular buffers -> DST -> circular buffers",
                                        "circular buffers -> DRAM, on NoC 1"};
  return kWhat[static_cast<size_t>(r)];
}

}  // namespace

int KernelContext::tensor_of(const tir::BufferNode* b) const {
  const auto& tensors = lowered.program.tensors;
  const auto it =
      std::find_if(tensors.begin(), tensors.end(), [&](const tir::Buffer& t) { return t->data == b->data; });
  return it == tensors.end() ? -1 : static_cast<int>(it - tensors.begin());
}

// ---- text -------------------------------------------------------------------------------------------------------

void KernelWriter::line(const std::string& text) {
  body_ += fitted(text, std::string(static_cast<size_t>(indent_) * 4, ' '));
}
void KernelWriter::open(const std::string& text) {
  line(text + " {");
  ++indent_;
}
void KernelWriter::otherwise() {
  --indent_;
  open("} else");
}
void KernelWriter::close() {
  --indent_;
  line("}");
}

void KernelWriter::call(Api api, const std::vector<std::string>& arguments) {
  use_header(std::string(header(c_.dialect, api, role_)));
  for (const std::string& statement : statements(c_.dialect, api, arguments)) line(statement);
}

std::string KernelWriter::unique(const std::string& name) { return new_identifier(name, &taken_); }

std::string KernelWriter::cb(int id) {
  cbs_.insert(id);
  return cb_spec(id).identifier;
}
std::string KernelWriter::tile_bytes(int id) {
  cb_bytes_.insert(id);
  return cb_spec(id).identifier + "_tile_bytes";
}

// ---- names ------------------------------------------------------------------------------------------------------

std::string KernelWriter::expr(const Expr& e) {
  FreeVars vars;
  const Expr renamed = Substituter(names_, block_indices_, c_.lowered.program.lets).rewrite_expr(e);
  vars.visit_expr(renamed);
  std::vector<std::pair<tir::Var, Expr>> arguments;
  for (const tir::VarNode* v : vars.found) {
    const std::string name = argument_of(v);
    const tir::Var var(std::shared_ptr<const void>(), v);
    if (!name.empty()) arguments.emplace_back(var, tir::make_var(name, v->dtype));
  }
  return cpp_expression(arguments.empty() ? renamed : tir::substitute(renamed, arguments));
}

/// The runtime argument that holds the variable; empty: none does.
std::string KernelWriter::argument_of(const tir::VarNode* v) {
  if (c_.lowered.start_tile && v == c_.lowered.start_tile.get()) {
    argument(RuntimeArgument::Kind::StartTile, -1, kFirstBlock);
    return kFirstBlock;
  }
  if (c_.lowered.tile_count && v == c_.lowered.tile_count.get()) {
    argument(RuntimeArgument::Kind::TileCount, -1, kNumBlocks);
    return kNumBlocks;
  }
  for (size_t i = 0; i < c_.spec.shape_vars.size(); ++i) {
    const ShapeVar& s = c_.spec.shape_vars[i];
    if (s.var.get() != v) continue;
    argument(RuntimeArgument::Kind::Shape, static_cast<int>(i), s.name);
    return s.name;
  }
  return {};
}

std::string KernelWriter::known_name(const Expr& e) {
  for (const auto& [index, name] : block_indices_) {
    if (tir::structural_equal(e, index)) return name;
  }
  auto* v = as<tir::VarNode>(e);
  if (!v) return {};
  const auto it = names_.find(v);
  return it != names_.end() ? it->second : argument_of(v);
}

int KernelWriter::argument(RuntimeArgument::Kind kind, int index, const std::string& name) {
  for (size_t i = 0; i < arguments_.size(); ++i) {
    if (arguments_[i].kind == kind && arguments_[i].index == index) return static_cast<int>(i);
  }
  arguments_.push_back({kind, index, name});
  return static_cast<int>(arguments_.size()) - 1;
}

std::string KernelWriter::accessor(int tensor) {
  const std::string& name = c_.spec.tensors[static_cast<size_t>(tensor)].name;
  if (std::find(accessors_.begin(), accessors_.end(), tensor) == accessors_.end()) {
    accessors_.push_back(tensor);
    argument(RuntimeArgument::Kind::TensorAddress, tensor, name + "_address");
  }
  return name;
}

/// Tiles along an axis as text: a number, or a constant of the kernel.
std::string KernelWriter::extent(const Expr& e, const std::string& name) {
  if (const int64_t* v = tir::as_int(e)) return std::to_string(*v);
  constants_.emplace(name, expr(e));
  return name;
}
const tir::Exprs& KernelWriter::shape_of(int tensor) const {
  const TensorSpec& t = c_.spec.tensors[static_cast<size_t>(tensor)];
  return t.view.empty() ? t.shape : t.view;
}
std::string KernelWriter::tiles_high(int tensor) {
  const TensorSpec& t = c_.spec.tensors[static_cast<size_t>(tensor)];
  if (t.row_axis < 0) return "1";
  return extent(transform::ceil_div(shape_of(tensor)[static_cast<size_t>(t.row_axis)], 32), t.name + "_tiles_high");
}
std::string KernelWriter::tiles_wide(int tensor) {
  const TensorSpec& t = c_.spec.tensors[static_cast<size_t>(tensor)];
  if (t.col_axis < 0) return "1";
  const int64_t edge = t.tiling == Tiling::Dense ? 1024 : 32;
  return extent(transform::ceil_div(shape_of(tensor)[static_cast<size_t>(t.col_axis)], edge), t.name + "_tiles_wide");
}

bool KernelWriter::resolvable(const Expr& e) const {
  const Expr renamed = Substituter(names_, block_indices_, c_.lowered.program.lets).rewrite_expr(e);
  FreeVars vars;  // of nodes that `renamed` keeps
  vars.visit_expr(renamed);
  return !vars.loads && std::all_of(vars.found.begin(), vars.found.end(), [&](const tir::VarNode* v) {
    if (v == c_.lowered.start_tile.get() || v == c_.lowered.tile_count.get()) return true;
    const bool shape = std::any_of(c_.spec.shape_vars.begin(), c_.spec.shape_vars.end(),
                                   [&](const ShapeVar& s) { return s.var.get() == v; });
    return shape || std::any_of(names_.begin(), names_.end(), [&](const auto& n) { return n.second == v->name; }) ||
           std::any_of(block_indices_.begin(), block_indices_.end(),
                       [&](const auto& b) { return b.second == v->name; });
  });
}

void KernelWriter::define(const tir::VarNode* var, const std::string& type, const std::string& value) {
  const std::string name = unique(var->name);
  line(fmt::format("const {} {} = {};", type, name, value));
  names_[var] = name;
}

/// Lets that the body uses and whose variables are known here become constants.
void KernelWriter::define_lets(const Nodes& body) {
  const std::vector<Expr> used = expressions(body);
  for (const analysis::LetBinding& let : c_.lowered.program.lets) {
    if (names_.contains(let.var) || !let.value->dtype.is_integral()) continue;
    const bool is_used = std::any_of(used.begin(), used.end(), [&](const Expr& e) {
      return transform::mentions(e, let.var, c_.lowered.program.lets);
    });
    if (!is_used || !resolvable(let.value)) continue;
    const std::string value = expr(let.value);
    const bool block = c_.lowered.start_tile && transform::mentions(let.value, c_.lowered.start_tile.get(), {});
    const std::string name = unique(block ? kBlock : let.var->name);
    line(fmt::format("const {} {} = {};", index_type(), name, value));
    names_[let.var] = name;
    define_block_indices(body);
  }
}

/// `block / 8 % 8` is `block / 8` where that is the last axis of a grid whose size is known.
Expr KernelWriter::without_last_modulo(const Expr& e) const {
  auto* n = as<tir::BinaryNode>(e);
  if (n->kind != ExprKind::FloorMod) return e;
  int64_t blocks = 1;
  for (const Expr& extent : c_.spec.grid) {
    const int64_t* v = tir::as_int(extent);
    if (!v) return e;
    blocks *= *v;
  }
  auto* quotient = as<tir::BinaryNode>(n->a);
  if (quotient && (quotient->kind != ExprKind::FloorDiv || !as<tir::VarNode>(quotient->a))) return e;
  const int64_t* by = quotient ? tir::as_int(quotient->b) : nullptr;
  const int64_t* extent = tir::as_int(n->b);
  const bool last = extent && *extent * (by ? *by : 1) == blocks && (!quotient || by);
  return last ? n->a : e;
}

void KernelWriter::define_block_indices(const Nodes& body) {
  std::set<const tir::VarNode*> constants;
  for (const ShapeVar& s : c_.spec.shape_vars) constants.insert(s.var.get());
  for (const analysis::LetBinding& let : c_.lowered.program.lets) {
    if (!names_.contains(let.var) || !transform::mentions(let.value, c_.lowered.start_tile.get(), {})) continue;
    BlockIndices probe(let.var, constants, c_.lowered.program.lets);
    for (const Expr& e : expressions(body)) probe.visit_expr(e);
    for (const Expr& e : probe.found) {
      const bool known = std::any_of(block_indices_.begin(), block_indices_.end(),
                                     [&](const auto& b) { return tir::structural_equal(b.first, e); });
      if (known) continue;
      auto* n = as<tir::BinaryNode>(e);
      const std::string value = expr(without_last_modulo(e));
      const std::string name = unique(n->kind == ExprKind::FloorDiv ? "bz" : n->a.get() == let.var ? "bx" : "by");
      line(fmt::format("const {} {} = {};", index_type(), name, value));
      block_indices_.emplace_back(e, name);
    }
  }
}

transform::Bounds KernelWriter::loop_range(const Node& n) const {
  transform::Bounds range = transform::bounds_of(n.min, ranges_, c_.lowered.program.lets);
  range.high = range.high && n.trips > 0 ? std::optional(*range.high + n.trips - 1) : std::nullopt;
  return range;
}

void KernelWriter::helper(const std::string& text) {
  if (std::find(helpers_.begin(), helpers_.end(), text) == helpers_.end()) helpers_.push_back(text);
}

// ---- structure --------------------------------------------------------------------------------------------------

void KernelWriter::nodes(const Nodes& nodes) {
  for (const Node& n : nodes) {
    switch (n.kind) {
      case Node::Kind::Loop: loop(n); break;
      case Node::Kind::If: condition(n); break;
      case Node::Kind::Statement: statement(n); break;
      case Node::Kind::Reserve: call(Api::CbReserveBack, {cb(n.cb), std::to_string(n.count)}); break;
      case Node::Kind::Push: call(Api::CbPushBack, {cb(n.cb), std::to_string(n.count)}); break;
      case Node::Kind::Wait:
        call(Api::CbWaitFront, {cb(n.cb), std::to_string(n.count)});
        after_wait(n);
        break;
      case Node::Kind::Pop: call(Api::CbPopFront, {cb(n.cb), std::to_string(n.count)}); break;
      case Node::Kind::Receive: receive(n); break;
      default: leaf(n);
    }
  }
}

/// The word that the reader sent.
void KernelWriter::receive(const Node& n) {
  const std::string word = role_ == Role::Compute ? codegen::call(c_.dialect, Api::ReadTileValue, {cb(n.cb), "0", "0"})
                                                  : fmt::format("*reinterpret_cast<volatile tt_l1_ptr uint32_t*>({})",
                                                                codegen::call(c_.dialect, Api::GetReadPtr, {cb(n.cb)}));
  use_header(std::string(header(c_.dialect, role_ == Role::Compute ? Api::ReadTileValue : Api::GetReadPtr, role_)));
  if (n.var->dtype.is_bool()) return define(n.var.get(), "bool", word + " != 0");
  define(n.var.get(), index_type(), word);
}

void KernelWriter::loop(const Node& n) {
  before_loop(n);
  ranges_[n.var.get()] = loop_range(n);
  const std::string first = expr(n.min), last = expr(transform::plus(n.min, n.extent));
  for_loop(n.var, n.blocks ? kIteration : n.var->name, first, last, [&] {
    define_lets(n.body);
    nodes(n.body);
    end_of_body();
  });
  after_loop(n);
}

void KernelWriter::condition(const Node& n) {
  before_loop(n);
  const bool only_else = n.body.empty();
  const std::string text = expr(n.condition);
  open(fmt::format("if ({})", only_else ? "!(" + text + ")" : text));
  nodes(only_else ? n.otherwise : n.body);
  end_of_body();
  if (!only_else && !n.otherwise.empty()) {
    otherwise();
    before_else();
    nodes(n.otherwise);
    end_of_body();
  }
  close();
  after_loop(n);
}

void KernelWriter::comment(SourceSpan span) {
  if (!c_.source || !span.known() || span == last_comment_) return;
  std::string text(trimmed(c_.source->line(c_.source->locate(span.begin).line)));
  if (text.size() > kCommentLength) text = text.substr(0, kCommentLength - 3) + "...";
  line("// " + text);
  last_comment_ = span;
}

void KernelWriter::statement(const Node& n) {
  for (SourceSpan span : n.with) comment(span);
  comment(n.span);
  nodes(n.body);
}

// ---- the file ---------------------------------------------------------------------------------------------------

void KernelWriter::find_sign(const Nodes& slice) {
  SignProbe probe(c_.lowered.program.lets);
  for (const Expr& e : expressions(slice)) probe.visit_expr(e);
  signed_ = probe.found || follows_data(slice);
}

std::string KernelWriter::arguments_text() {
  std::string out;
  for (size_t i = 0; i < arguments_.size(); ++i) {
    const bool address = arguments_[i].kind == RuntimeArgument::Kind::TensorAddress;
    const std::string type = address ? "uint32_t" : index_type();
    out += fmt::format("    const {0} {1} = get_arg_val<{0}>({2});\n", type, arguments_[i].name, i);
  }
  return out;
}

std::string KernelWriter::tensors_text() {
  std::string out, offset = "0";
  for (int tensor : accessors_) {
    const std::string& name = c_.spec.tensors[static_cast<size_t>(tensor)].name;
    out += fmt::format("    constexpr auto {0}_args = TensorAccessorArgs<{1}>();\n", name, offset);
    out += fmt::format("    const auto {0} = TensorAccessor({0}_args, {0}_address);\n", name);
    offset = name + "_args.next_compile_time_args_offset()";
  }
  for (const auto& [name, value] : constants_) out += fmt::format("    const {} {} = {};\n", index_type(), name, value);
  return out;
}

std::string KernelWriter::file_head() const {
  std::string out = fmt::format("// The {}{} of `{}`: {}. Made by tir2tt.\n#include <cstdint>\n\n", to_string(role_),
                                role_ == Role::Compute ? " kernel" : "", c_.spec.function, what_it_is(role_));
  for (const std::string& h : headers_) {
    if (h.starts_with('<')) out.insert(out.find("#include <cstdint>"), fmt::format("#include {}\n", h));
  }
  for (const std::string& h : headers_) {
    if (!h.starts_with('<')) out += fmt::format("#include \"{}\"\n", h);
  }
  out += '\n';
  for (int id : cbs_) out += fmt::format("constexpr uint32_t {} = {};\n", cb_spec(id).identifier, id);
  for (int id : cb_bytes_) {
    out += fmt::format("constexpr uint32_t {}_tile_bytes = {};\n", cb_spec(id).identifier, cb_spec(id).page_bytes);
  }
  for (const std::string& h : helpers_) out += "\n" + h;
  return out + "\nvoid kernel_main() {\n";
}

KernelSpec KernelWriter::write(const Nodes& slice) {
  KernelSpec k;
  k.role = role_;
  k.file = std::string(to_string(role_)) + ".cpp";
  if (slice.empty()) return k;
  for (const TensorSpec& t : c_.spec.tensors) taken_.insert({t.name, t.name + "_address", t.name + "_args"});
  for (const CbSpec& s : c_.spec.cbs) taken_.insert(s.identifier);
  for (const ShapeVar& s : c_.spec.shape_vars) taken_.insert(s.name);
  taken_.insert({kFirstBlock, kNumBlocks});
  taken_.insert(helper_names().begin(), helper_names().end());
  if (c_.lowered.start_tile) ranges_[c_.lowered.start_tile.get()] = {0, std::nullopt};
  for (const ShapeVar& s : c_.spec.shape_vars) ranges_[s.var.get()] = {1, std::nullopt};
  find_sign(slice);
  prologue();
  define_lets(slice);
  nodes(slice);
  epilogue();
  use_header(role_ == Role::Compute ? "api/compute/common.h" : "api/dataflow/dataflow_api.h");
  std::stable_sort(arguments_.begin(), arguments_.end(), [](const auto& a, const auto& b) { return a.kind < b.kind; });
  const std::string tensors = tensors_text(), head = file_head(), arguments = arguments_text();
  k.text = head + arguments + tensors + (arguments.empty() ? "" : "\n") + body_ + "}\n";
  k.accessors = accessors_;
  k.arguments = arguments_;
  return k;
}

}  // namespace tir2tt::codegen
