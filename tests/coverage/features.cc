#include "coverage/features.h"

#include <algorithm>
#include <map>

#include "tir/visitor.h"

namespace tir2tt::coverage {
namespace {

using tir::OpId;

/// What a call is called for.
const std::map<OpId, const char*> kCalls = {
    {OpId::tl_copy, "copy"},
    {OpId::tileop_copy, "copy"},
    {OpId::tl_gemm, "gemm"},
    {OpId::tileop_gemm, "gemm"},
    {OpId::tl_reduce, "reduce"},
    {OpId::tileop_reduce, "reduce"},
    {OpId::tl_fill, "fill"},
    {OpId::tileop_fill, "fill"},
    {OpId::tl_cumsum, "cumsum"},
    {OpId::tileop_cumsum, "cumsum"},
    {OpId::tl_atomicadd, "atomic"},
    {OpId::tileop_atomicadd, "atomic"},
    {OpId::call_extern, "atomic"},
    {OpId::tl_c2d_im2col, "im2col"},
    {OpId::tileop_c2d_im2col, "im2col"},
    {OpId::if_then_else, "select"},
    {OpId::shift_right, "bits"},
    {OpId::shift_left, "bits"},
    {OpId::bitwise_and, "bits"},
    {OpId::bitwise_or, "bits"},
    {OpId::reinterpret, "bits"},
    {OpId::exp, "exp"},
    {OpId::exp2, "exp"},
    {OpId::log, "log"},
    {OpId::log2, "log"},
    {OpId::sqrt, "root"},
    {OpId::rsqrt, "root"},
    {OpId::erf, "erf"},
    {OpId::tanh, "tanh"},
    {OpId::sigmoid, "sigmoid"},
};

class FeatureFinder : public tir::Visitor {
 public:
  explicit FeatureFinder(const tir::PrimFuncNode& function) {
    for (const auto& [param, buffer] : function.buffer_map) note_tensor(*buffer);
    visit_stmt(function.body);
  }
  std::set<std::string> found;

  void visit_expr(const tir::Expr& e) override {
    if (const auto* call = tir::as<tir::CallNode>(e)) note_call(*call);
    if (const auto* load = tir::as<tir::BufferLoadNode>(e)) note_load(*load);
    if (const auto* var = tir::as<tir::VarNode>(e); var != nullptr && threads_.count(var) > 0)
      found.insert("thread index");
    visit_children(e);
  }

  void visit_stmt(const tir::Stmt& s) override {
    if (const auto* attr = tir::as<tir::AttrStmtNode>(s)) note_launch(*attr);
    if (const auto* store = tir::as<tir::BufferStoreNode>(s)) note_store(*store);
    if (const auto* branch = tir::as<tir::IfThenElseNode>(s)) return visit_branch(s, *branch);
    if (const auto* loop = tir::as<tir::ForNode>(s)) return visit_loop(s, *loop);
    visit_children(s);
  }

 private:
  void note_tensor(const tir::BufferNode& buffer) {
    tensors_.insert(buffer.data.get());
    if (buffer.dtype.bits == 8 && buffer.dtype.is_floating()) found.insert("float8");
    if (buffer.dtype.is_integral()) found.insert("integers");
    for (const tir::Expr& extent : buffer.shape)
      if (tir::as<tir::IntImmNode>(extent) == nullptr) found.insert("symbolic extents");
  }
  void note_call(const tir::CallNode& call) {
    if (const auto it = kCalls.find(call.op.id()); it != kCalls.end()) found.insert(it->second);
    if (call.op.name().ends_with("loop_break")) found.insert("loop break");
    const bool is_region = call.op.id() == OpId::tl_region || call.op.id() == OpId::tileop_region;
    if (!is_region || call.args.empty()) return;
    const auto* start = tir::as<tir::BufferLoadNode>(call.args[0]);
    if (start == nullptr) return;
    regions_.insert(start);
    if (is_tensor(*start->buffer) && reads_tensor(start->indices)) found.insert("gather");
  }
  void note_load(const tir::BufferLoadNode& load) {
    if (regions_.count(&load) || !is_tensor(*load.buffer)) return;
    if (nests_ > 0) found.insert("element load");
    if (nests_ > 0 && reads_tensor(load.indices)) found.insert("gather");
  }
  void note_store(const tir::BufferStoreNode& store) {
    found.insert(is_tensor(*store.buffer) ? "element store" : "element-wise");
    if (is_tensor(*store.buffer) && reads_tensor(store.indices)) found.insert("scatter");
  }
  void note_launch(const tir::AttrStmtNode& attr) {
    const auto* axis = attr.node.get_if<tir::IterVar>();
    if (axis != nullptr && (*axis)->thread_tag.starts_with("threadIdx")) threads_.insert((*axis)->var.get());
  }
  void visit_branch(const tir::Stmt& s, const tir::IfThenElseNode& branch) {
    found.insert(nests_ > 0 ? "mask" : "condition");
    if (nests_ == 0 && reads_tensor({branch.condition})) found.insert("data-dependent");
    visit_children(s);
  }
  void visit_loop(const tir::Stmt& s, const tir::ForNode& loop) {
    const bool nest = loop.for_kind == tir::ForKind::Parallel;
    if (!nest && reads_tensor({loop.extent})) found.insert("data-dependent");
    if (loop.annotations.find("num_stages") != nullptr) found.insert("pipeline");
    nests_ += nest ? 1 : 0;
    visit_children(s);
    nests_ -= nest ? 1 : 0;
  }

  bool is_tensor(const tir::BufferNode& buffer) const { return tensors_.count(buffer.data.get()) > 0; }
  bool reads_tensor(const tir::Exprs& exprs) const;

  std::set<const tir::VarNode*> tensors_, threads_;
  std::set<const tir::BufferLoadNode*> regions_;  // a region's start is no load
  int nests_ = 0;
};

/// Whether an expression loads from one of these.
class LoadFinder : public tir::Visitor {
 public:
  explicit LoadFinder(const std::set<const tir::VarNode*>& tensors) : tensors_(tensors) {}
  bool found = false;
  void visit_expr(const tir::Expr& e) override {
    const auto* load = tir::as<tir::BufferLoadNode>(e);
    found = found || (load != nullptr && tensors_.count(load->buffer->data.get()) > 0);
    visit_children(e);
  }

 private:
  const std::set<const tir::VarNode*>& tensors_;
};

bool FeatureFinder::reads_tensor(const tir::Exprs& exprs) const {
  LoadFinder finder(tensors_);
  for (const tir::Expr& e : exprs) finder.visit_expr(e);
  return finder.found;
}

}  // namespace

std::set<std::string> features_of(const tir::PrimFuncNode& function) { return FeatureFinder(function).found; }

}  // namespace tir2tt::coverage
