// Small kernels made by hand, and attributes as text, for the tests of the passes.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "support/diagnostic.h"
#include "target/chip.h"
#include "tir/module.h"
#include "tir/visitor.h"
#include "transform/tt/options.h"

namespace tir2tt::transform::test {

using tir::Attr;
using tir::AttrDict;
using tir::Expr;
using tir::ExprKind;
using tir::PrimFunc;

inline PassOptions options_for(std::string_view chip = "wormhole_b0") {
  PassOptions o;
  o.chip = target::find_chip(chip);
  return o;
}

/// An attribute as text: dicts by key, boxed numbers marked, so that a test compares with one literal.
inline std::string text(const Attr& a) {
  if (const auto* b = a.get_if<tir::BoxedInt>()) return fmt::format("boxed {}", b->value);
  if (const auto* i = a.get_if<tir::IntValue>()) {
    if (i->dtype.is_bool()) return i->value ? "true" : "false";
    return fmt::format("{}{}", i->value, i->dtype == tir::DataType::Int(32) ? "" : ":" + tir::to_string(i->dtype));
  }
  if (const std::string* s = a.as_string()) return fmt::format("'{}'", *s);
  std::string out;
  if (const tir::AttrArray* list = a.as_array()) {
    for (const Attr& e : *list) out += (out.empty() ? "" : ", ") + text(e);
    return "[" + out + "]";
  }
  if (const AttrDict* d = a.as_dict()) {
    auto entries = d->entries();
    std::ranges::sort(entries, {}, &AttrDict::Entry::first);
    for (const auto& [k, v] : entries) out += (out.empty() ? "" : ", ") + k + ": " + text(v);
    return "{" + out + "}";
  }
  return a.is_none() ? "None" : "?";
}
inline std::string text(const AttrDict& attrs) { return text(Attr::dict(attrs)); }
inline std::string text(const PrimFunc& f, std::string_view attr) {
  const Attr* a = f->attrs.find(attr);
  return a ? text(*a) : "absent";
}

/// An expression as text, with as many parentheses as there are operators.
inline std::string text(const Expr& e) {
  if (!e) return "null";
  if (const int64_t* v = tir::as_int(e)) {
    return e->dtype == tir::DataType::Int(32) ? std::to_string(*v) : fmt::format("{}:{}", *v, tir::to_string(e->dtype));
  }
  if (const auto* v = tir::as<tir::VarNode>(e)) return v->name;
  if (const auto* c = tir::as<tir::CastNode>(e)) return fmt::format("{}({})", tir::to_string(c->dtype), text(c->value));
  if (const auto* l = tir::as<tir::BufferLoadNode>(e)) {
    std::string out;
    for (const Expr& i : l->indices) out += (out.empty() ? "" : ", ") + text(i);
    return fmt::format("{}[{}]", l->buffer->name, out);
  }
  if (const auto* b = tir::as<tir::BinaryNode>(e)) {
    const std::string_view op = b->kind == ExprKind::Add        ? "+"
                                : b->kind == ExprKind::Sub      ? "-"
                                : b->kind == ExprKind::Mul      ? "*"
                                : b->kind == ExprKind::FloorDiv ? "//"
                                : b->kind == ExprKind::FloorMod ? "%"
                                                                : "?";
    return fmt::format("({} {} {})", text(b->a), op, text(b->b));
  }
  return "?";
}

inline tir::Buffer make_buffer(std::string name, std::vector<Expr> shape, std::string scope = "",
                               tir::DataType dtype = tir::DataType::Float(16)) {
  auto b = std::make_shared<tir::BufferNode>();
  b->data = tir::make_pointer(name, dtype, std::move(scope));
  b->name = std::move(name);
  b->dtype = dtype;
  b->shape = std::move(shape);
  return b;
}
inline tir::Buffer make_buffer(std::string name, std::vector<int64_t> shape, std::string scope = "") {
  std::vector<Expr> extents;
  for (int64_t s : shape) extents.push_back(tir::make_int(s));
  return make_buffer(std::move(name), std::move(extents), std::move(scope));
}

inline Expr mul(Expr a, Expr b) { return tir::make_binary(ExprKind::Mul, std::move(a), std::move(b)); }
inline Expr add(Expr a, Expr b) { return tir::make_binary(ExprKind::Add, std::move(a), std::move(b)); }

/// `buffer[indices] = value`.
inline tir::Stmt store(const tir::Buffer& b, std::vector<Expr> indices, Expr value) {
  auto s = std::make_shared<tir::BufferStoreNode>();
  s->buffer = b;
  s->indices = std::move(indices);
  s->value = std::move(value);
  s->span = {100, 110};
  return s;
}

/// `T.region(buffer[mins], 1, extents…)` as a statement.
inline tir::Stmt region(const tir::Buffer& b, std::vector<Expr> mins, std::vector<int64_t> extents) {
  std::vector<Expr> args = {tir::make_load(b, std::move(mins)), tir::make_int(1)};
  for (int64_t e : extents) args.push_back(tir::make_int(e));
  return tir::make_evaluate(tir::make_call(tir::DataType::Handle(), tir::Op::named("tl.region"), std::move(args)));
}

inline tir::Stmt loop(const tir::Var& var, Expr extent, tir::Stmt body, tir::ForKind kind = tir::ForKind::Serial,
                      std::string thread_tag = "", Expr min = tir::make_int(0)) {
  auto f = std::make_shared<tir::ForNode>();
  f->loop_var = var;
  f->min = std::move(min);
  f->extent = std::move(extent);
  f->for_kind = kind;
  f->body = std::move(body);
  f->span = {40, 50};
  if (!thread_tag.empty()) {
    auto iter = std::make_shared<tir::IterVarNode>();
    iter->var = tir::make_var("", tir::DataType::Int(32));
    iter->type = tir::IterType::ThreadIndex;
    iter->thread_tag = std::move(thread_tag);
    f->thread_binding = std::move(iter);
  }
  return f;
}

/// `var = T.launch_thread(tag, extent)`.
inline tir::Stmt launch(const tir::Var& var, std::string tag, Expr extent, tir::Stmt body) {
  auto iter = std::make_shared<tir::IterVarNode>();
  iter->var = var;
  iter->dom = {tir::make_int(0), extent};
  iter->type = tir::IterType::ThreadIndex;
  iter->thread_tag = std::move(tag);
  auto a = std::make_shared<tir::AttrStmtNode>();
  a->node = Attr(Attr::Value(tir::IterVar(iter)));
  a->attr_key = "thread_extent";
  a->value = std::move(extent);
  a->body = std::move(body);
  a->span = {20, 30};
  return a;
}

inline tir::Stmt block(std::string name, tir::Stmt body, AttrDict annotations = {}) {
  auto b = std::make_shared<tir::BlockNode>();
  b->name = std::move(name);
  b->annotations = std::move(annotations);
  b->body = std::move(body);
  auto r = std::make_shared<tir::BlockRealizeNode>();
  r->block = std::move(b);
  return r;
}

inline PrimFunc make_func(const std::vector<tir::Buffer>& tensors, tir::Stmt body, AttrDict attrs = {}) {
  auto f = std::make_shared<tir::PrimFuncNode>();
  for (const tir::Buffer& b : tensors) {
    const tir::Var p = tir::make_var(b->name + "_handle", tir::DataType::Handle());
    f->params.push_back(p);
    f->buffer_map.emplace_back(p, b);
  }
  f->attrs = std::move(attrs);
  f->body = std::move(body);
  f->span = {1, 10};
  return f;
}

inline AttrDict tt_attrs() {
  AttrDict a;
  a.set("tt_schedule_policy", Attr::string("contiguous"));
  a.set("tt_schedule_order", Attr::string("row_major"));
  a.set("tt_layout_type", Attr::string("dram_interleaved"));
  a.set("tt_tile_height", Attr(Attr::Value(tir::BoxedInt{32})));
  a.set("tt_tile_width", Attr(Attr::Value(tir::BoxedInt{32})));
  return a;
}

inline tir::IRModule module_of(PrimFunc f) {
  tir::IRModule m;
  m.functions.emplace_back("main", std::move(f));
  return m;
}

/// A kernel whose grid has these extents and that stores `out[bx*32, by*32] = bz`, in a root block as TileLang makes
/// it.
struct GridKernel {
  tir::Var bx = tir::make_var("bx", tir::DataType::Int(32)), by = tir::make_var("by", tir::DataType::Int(32)),
           bz = tir::make_var("bz", tir::DataType::Int(32));
  tir::Buffer out = make_buffer("Out", std::vector<int64_t>{256, 256});
  tir::Stmt inner = store(out, {mul(bx, tir::make_int(32)), mul(by, tir::make_int(32))}, bz);

  tir::Stmt launched(Expr x, Expr y, Expr z) const {
    return block("root", launch(bx, "blockIdx.x", x, launch(by, "blockIdx.y", y, launch(bz, "blockIdx.z", z, inner))));
  }
  PrimFunc func(Expr x, Expr y, Expr z, AttrDict attrs = tt_attrs()) const {
    return make_func({out}, launched(std::move(x), std::move(y), std::move(z)), std::move(attrs));
  }
  PrimFunc func(int64_t x, int64_t y, int64_t z, AttrDict attrs = tt_attrs()) const {
    return func(tir::make_int(x), tir::make_int(y), tir::make_int(z), std::move(attrs));
  }
};

/// Runs a pass on one function that must go through without errors, twice: the second run must change nothing.
template <class Pass>
PrimFunc run_pass(Pass pass, const PrimFunc& f, const PassOptions& options = options_for()) {
  Diagnostics diags;
  const tir::IRModule once = pass(module_of(f), options, diags);
  EXPECT_FALSE(diags.has_errors()) << render(diags, nullptr, false);
  const tir::IRModule twice = pass(once, options, diags);
  EXPECT_EQ(text(once.functions[0].second->attrs), text(twice.functions[0].second->attrs));
  EXPECT_EQ(once.functions[0].second->body, twice.functions[0].second->body);
  return once.functions[0].second;
}

/// The ids that a pass reports, in order.
template <class Pass>
std::vector<std::string> ids_of(Pass pass, const PrimFunc& f, const PassOptions& options = options_for()) {
  Diagnostics diags;
  pass(module_of(f), options, diags);
  std::vector<std::string> out;
  for (const Diagnostic& d : diags.sorted()) {
    out.emplace_back(diag_info(d.id).id);
    EXPECT_FALSE(d.message.empty());
    EXPECT_FALSE(d.hint.empty()) << d.message;
    EXPECT_EQ(d.function, "main") << d.message;
  }
  return out;
}

}  // namespace tir2tt::transform::test
