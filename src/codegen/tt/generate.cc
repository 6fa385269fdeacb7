// The program of a function, piece by piece: how each tensor lies in DRAM (read off the transfers of the core's
// program), the circular buffers as planned, the names of symbolic extents, the grid, then the kernels.
#include "codegen/tt/generate.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "codegen/tt/codegen_tt_compute_visitor.h"
#include "codegen/tt/codegen_tt_reader_visitor.h"
#include "codegen/tt/codegen_tt_writer_visitor.h"
#include "codegen/tt/host_tensors.h"
#include "codegen/tt/identifiers.h"
#include "codegen/tt/shared_reads.h"
#include "codegen/tt/slice.h"
#include "support/text.h"
#include "tir/equal.h"
#include "tir/visitor.h"
#include "transform/tt/tt_attrs.h"
#include "tvm/script.h"

namespace tir2tt::codegen {
namespace {

using transform::Lowered;
using transform::Node;
using transform::Nodes;
using transform::Transfer;

/// An access to a tensor, or to a view of one, in tiles or element by element.
struct Placed {
  const tir::BufferNode* buffer;
  const Transfer* transfer;  // null: element by element
  SourceSpan span;
  bool reads;
  int cb = -1;  // in tiles: from or to which they go
};

/// The single elements that expressions load.
class ElementLoads : public tir::Visitor {
 public:
  ElementLoads(SourceSpan span, std::vector<Placed>* out) : span_(span), out_(out) {}
  void visit_expr(const tir::Expr& e) override {
    if (auto* load = tir::as<tir::BufferLoadNode>(e)) out_->push_back({load->buffer.get(), nullptr, span_, true});
    visit_children(e);
  }

 private:
  SourceSpan span_;
  std::vector<Placed>* out_;
};

void find_accesses(const Nodes& nodes, std::vector<Placed>* out) {
  for (const Node& n : nodes) {
    if (n.transfer && n.transfer->tensor) {
      const bool by_element = n.transfer->elements != nullptr;
      out->push_back(
          {n.transfer->tensor, by_element ? nullptr : n.transfer.get(), n.span, n.kind == Node::Kind::Read, n.cb});
    }
    ElementLoads loads(n.span, out);
    Node alone = n;
    alone.body = alone.otherwise = {};
    for (const tir::Expr& e : expressions({alone})) loads.visit_expr(e);
    find_accesses(n.body, out);
    find_accesses(n.otherwise, out);
  }
}

Tiling tiling_of(const Transfer* t) {
  if (!t) return Tiling::Rows;
  if (t->dense) return Tiling::Dense;
  return t->row_axis < 0 ? Tiling::Row : t->col_axis < 0 ? Tiling::Column : Tiling::Matrix;
}

bool same_shape(const tir::Exprs& a, const tir::Exprs& b) {
  return std::ranges::equal(a, b, [](const tir::Expr& x, const tir::Expr& y) { return tir::structural_equal(x, y); });
}

/// Whether the shape of a tensor's array says how long the extent is.
bool is_known(const tir::Expr& extent, const tir::Exprs& shape) {
  std::vector<std::pair<const tir::VarNode*, int64_t>> bound;
  for (const tir::Expr& e : shape) {
    if (auto* var = tir::as<tir::VarNode>(e)) bound.emplace_back(var, 1);
  }
  return evaluate(extent, bound).has_value();
}

class Generator {
 public:
  Generator(const std::string& name, const tir::PrimFunc& func, Lowered lowered, const GenerateOptions& options,
            Diagnostics& diags)
      : name_(name), func_(func), l_(std::move(lowered)), options_(options), diags_(diags) {}

  std::optional<ProgramSpec> run() {
    const size_t errors = diags_.error_count();
    spec_.chip = l_.plan.problem.chip;
    spec_.function = new_identifier(name_, &taken_);
    spec_.fp32_dest_acc = l_.plan.problem.fp32_dest_acc;
    tensors();
    circular_buffers();
    shape_vars();
    grid();
    if (diags_.error_count() > errors) return std::nullopt;
    operations();
    spec_.maxima_in_tf32 = has_truncated_maximum(l_.core.nodes);
    spec_.shared_reads = find_shared_reads(l_, spec_);
    kernels();
    return std::move(spec_);
  }

 private:
  // ---- tensors ------------------------------------------------------------------------------------------------
  void tensors() {
    for (const tir::Buffer& b : l_.program.tensors) {
      TensorSpec& t = spec_.tensors.emplace_back();
      t.tir_name = b->name;
      t.name = new_identifier(b->name, &taken_);
      t.dtype = to_string(b->dtype);
      t.shape = b->shape;
      t.col_axis = static_cast<int>(b->shape.size()) - 1;
      t.row_axis = t.col_axis - 1;
      t.tiling = t.row_axis < 0 ? Tiling::Row : Tiling::Matrix;
      const auto format = target::format_of_dtype(t.dtype);
      if (format) t.format = *format;
      if (!format || b->shape.empty() || !has_host_types(t)) {
        diags_.add({DiagId::CannotGenerate, b->span,
                    fmt::format("tensor `{}` of {} has no place in DRAM", b->name, t.dtype),
                    "pass tensors of one axis or more, of a data format that the chip has", name_});
      }
    }
    std::vector<Placed> all;
    find_accesses(l_.core.nodes, &all);
    std::vector<bool> seen(spec_.tensors.size());
    for (const Placed& p : all) place(p, &seen);
  }

  void place(const Placed& p, std::vector<bool>* seen) {
    const int i = tensor_of(p.buffer);
    if (i < 0) return;
    TensorSpec& t = spec_.tensors[static_cast<size_t>(i)];
    (p.reads ? t.read : t.written) = true;
    const TensorSpec wanted = laid_out(t, p);
    const bool same = t.tiling == wanted.tiling && t.format == wanted.format && t.row_axis == wanted.row_axis &&
                      t.col_axis == wanted.col_axis && same_shape(t.dram_shape(), wanted.dram_shape());
    if ((*seen)[static_cast<size_t>(i)] && !same) disagree(t, wanted, p.span);
    if (!(*seen)[static_cast<size_t>(i)]) t = wanted;
    (*seen)[static_cast<size_t>(i)] = true;
  }

  /// As one access wants the tensor to lie. Element by element any view of it will do.
  TensorSpec laid_out(TensorSpec t, const Placed& p) {
    t.tiling = tiling_of(p.transfer);
    t.format = target::format_of_dtype(t.dtype).value_or(t.format);
    t.row_axis = -1;
    t.col_axis = static_cast<int>(t.shape.size()) - 1;
    if (!p.transfer) return t;
    if (!p.buffer->dtype.is_floating()) t.format = format_of(p.cb);
    t.view = same_shape(t.shape, p.buffer->shape) ? tir::Exprs() : p.buffer->shape;
    t.row_axis = p.transfer->row_axis;
    t.col_axis = p.transfer->col_axis;
    for (const tir::Expr& extent : t.view) {
      if (is_known(extent, t.shape)) continue;
      diags_.add({DiagId::CannotGenerate, p.span,
                  fmt::format("`{}` is a view of `{}` whose extents do not follow from that tensor's", p.buffer->name,
                              t.tir_name),
                  "use a view whose shape has the extents of the tensor", name_});
      return t;
    }
    return t;
  }

  target::DataFormat format_of(int cb) const { return l_.plan.problem.cbs[static_cast<size_t>(cb)].format; }

  void disagree(const TensorSpec& t, const TensorSpec& wanted, SourceSpan span) {
    diags_.add({DiagId::CannotGenerate, span,
                fmt::format("`{}` is accessed as {} here, as {} before; in DRAM it lies in one way only", t.tir_name,
                            layout_text(wanted), layout_text(t)),
                "access it alike everywhere, or pass it twice", name_});
  }

  static std::string layout_text(const TensorSpec& t) {
    std::string text = tiling_text(t.tiling, t.row_axis, t.col_axis);
    if (t.in_tiles() && target::format_of_dtype(t.dtype) != t.format)
      text += fmt::format(" of {}", target::format_info(t.format).name);
    if (!t.view.empty()) text += fmt::format(" of a view of {} axes", t.view.size());
    return text;
  }

  static std::string tiling_text(Tiling tiling, int row, int col) {
    switch (tiling) {
      case Tiling::Matrix: return fmt::format("tiles over axes {} and {}", row, col);
      case Tiling::Row: return fmt::format("rows along axis {}", col);
      case Tiling::Column: return fmt::format("columns along axis {}", row);
      case Tiling::Dense: return fmt::format("tiles of 1024 elements along axis {}", col);
      case Tiling::Rows: return "rows of the last axis, element by element";
    }
    return {};
  }

  /// The parameter that a buffer is, or is a view of.
  int tensor_of(const tir::BufferNode* b) const {
    const auto& tensors = l_.program.tensors;
    const auto it = std::ranges::find(tensors, b->data, [](const tir::Buffer& t) { return t->data; });
    return it == tensors.end() ? -1 : static_cast<int>(it - tensors.begin());
  }

  // ---- circular buffers ---------------------------------------------------------------------------------------
  void circular_buffers() {
    for (const plan::BufferDecision& d : l_.plan.buffers) {
      if (d.placement != plan::Placement::CircularBuffer) continue;
      const plan::CbRequest& r = l_.plan.problem.cbs[static_cast<size_t>(d.cb)];
      const plan::CbPlan& p = l_.plan.plan.cbs[static_cast<size_t>(d.cb)];
      CbSpec c;
      c.id = p.id;
      c.name = r.name;
      c.identifier = new_identifier("cb_" + r.name, &taken_);
      c.format = r.format;
      c.tile = r.tile;
      c.page_bytes = r.device_page_bytes();
      c.pages = p.device_pages;
      c.unpack_to_dest_fp32 = d.unpack_mode == "to_dest_fp32";
      c.what = fmt::format("{}, {} -> {}: {} × {} tile{}", plan::to_string(r.role), plan::to_string(r.producer),
                           plan::to_string(r.consumer), p.blocks, r.block_tiles, r.block_tiles == 1 ? "" : "s");
      spec_.cbs.push_back(std::move(c));
    }
    std::sort(spec_.cbs.begin(), spec_.cbs.end(), [](const CbSpec& a, const CbSpec& b) { return a.id < b.id; });
  }

  // ---- extents and grid ---------------------------------------------------------------------------------------
  void shape_vars() {
    for (size_t i = 0; i < l_.program.tensors.size(); ++i) {
      const tir::Exprs& shape = l_.program.tensors[i]->shape;
      for (size_t k = 0; k < shape.size(); ++k) {
        if (shape[k]->kind != tir::ExprKind::Var) continue;
        const auto var = std::static_pointer_cast<const tir::VarNode>(shape[k]);
        const bool known = std::any_of(spec_.shape_vars.begin(), spec_.shape_vars.end(),
                                       [&](const ShapeVar& s) { return s.var == var; });
        if (known) continue;
        spec_.shape_vars.push_back({var, new_identifier(var->name, &taken_), static_cast<int>(i), static_cast<int>(k)});
      }
    }
  }

  void grid() {
    const tir::Attr* text = func_->attrs.find(transform::key::kGridExpr);
    const tir::AttrArray* list = text ? text->as_array() : nullptr;
    for (size_t axis = 0; axis < 3; ++axis) {
      const auto n = transform::integer_attr(func_->attrs, transform::key::kGrid[axis]);
      spec_.grid[axis] = n ? tir::make_int(*n) : list && axis < list->size() ? extent((*list)[axis]) : nullptr;
      if (spec_.grid[axis]) continue;
      diags_.add({DiagId::NoPlan, func_->span, fmt::format("`{}` does not say how many blocks its grid has", name_),
                  "run the pipeline: tir2tt opt --passes=default", name_});
      spec_.grid[axis] = tir::make_int(1);
    }
  }

  /// A symbolic extent stands in the metadata as text: read as the body of a function of the symbolic extents.
  tir::Expr extent(const tir::Attr& text) const {
    if (!text.as_string()) return nullptr;
    std::string params;
    for (const ShapeVar& s : spec_.shape_vars) {
      params += fmt::format("{}{}: T.{}", params.empty() ? "" : ", ", s.var->name, to_string(s.var->dtype));
    }
    const SourceFile file("extent", fmt::format("from tvm.script import tir as T\n@T.prim_func\ndef f({}):\n"
                                                "    T.evaluate({})\n",
                                                params, *text.as_string()));
    Diagnostics ignored;
    const tvm::Script script = tvm::read_script(file, {}, ignored);
    if (ignored.has_errors() || script.module.functions.empty()) return nullptr;
    const tir::PrimFunc& f = script.module.functions.front().second;
    auto* body = tir::as<tir::EvaluateNode>(f->body);
    if (!body) return nullptr;
    std::vector<std::pair<tir::Var, tir::Expr>> vars;
    for (size_t i = 0; i < f->params.size(); ++i) vars.emplace_back(f->params[i], spec_.shape_vars[i].var);
    return tir::substitute(body->value, vars);
  }

  /// Whether the matrix unit takes a maximum of a float32 buffer.
  bool has_truncated_maximum(const Nodes& nodes) const {
    return std::ranges::any_of(nodes, [&](const Node& n) {
      const bool maximum = n.step && n.step->kind == transform::MathStep::Kind::Reduce && n.step->maximum;
      return (maximum && target::format_info(format_of(n.step->cb)).bits == 32) || has_truncated_maximum(n.body) ||
             has_truncated_maximum(n.otherwise);
    });
  }

  // ---- what compute does --------------------------------------------------------------------------------------
  void operations() {
    for (size_t i = 0; i < l_.drafts.ops.size(); ++i) {
      const analysis::TileOp& op = l_.drafts.ops[i];
      if (l_.drafts.vanished[i]) continue;
      if (op.kind == analysis::OpKind::Gemm) spec_.operations.emplace_back("matmul: FPU, HiFi4");
      if (op.kind == analysis::OpKind::Reduce) {
        spec_.operations.emplace_back(l_.drafts.in_vector_unit(op) ? "reduce: SFPU, float32" : "reduce: FPU, HiFi4");
      }
      if (op.kind != analysis::OpKind::Elementwise || !l_.drafts.programs[i]) continue;
      std::string text = "element-wise: SFPU,";
      for (const transform::DstStep& s : l_.drafts.programs[i]->steps) text += fmt::format(" {}", to_string(s.op));
      spec_.operations.push_back(std::move(text));
    }
  }

  // ---- kernels ------------------------------------------------------------------------------------------------
  void kernels() {
    const KernelContext context{spec_, l_, options_.dialect ? *options_.dialect : classic_dialect(), options_.source};
    std::vector<KernelSpec> all{write_reader(context), write_compute(context), write_writer(context)};
    std::erase_if(all, [](const KernelSpec& k) { return k.empty(); });
    spec_.kernels = std::move(all);
    warn_if_large();
  }

  /// A line of a kernel makes some 40 bytes of code. Compute is compiled three times, for a part of its lines each.
  void warn_if_large() {
    constexpr int64_t kBytesPerLine = 40, kAllBytes = 69 * 1024, kNcriscBytes = 16 * 1024;
    int64_t all = 0;
    for (const KernelSpec& k : spec_.kernels) {
      const int64_t bytes = std::count(k.text.begin(), k.text.end(), '\n') * kBytesPerLine;
      all += k.role == Role::Compute ? bytes * 3 / 2 : bytes;
      if (k.role == Role::Reader && spec_.chip->name == "wormhole_b0" && bytes > kNcriscBytes) {
        too_large(k.file, bytes, kNcriscBytes, "the memory that NCRISC has for it on wormhole_b0");
      }
    }
    if (all > kAllBytes) too_large("the program", all, kAllBytes, "the ring that holds all binaries of a core");
  }

  void too_large(const std::string& what, int64_t bytes, int64_t room, const char* where) {
    diags_.add(
        {DiagId::CodeTooLarge, func_->span,
         fmt::format("{} is some {} B of code; {} is {} B", what, with_thousands(bytes), where, with_thousands(room)),
         "split the kernel, or put repeated statements into a loop", name_});
  }

  const std::string& name_;
  const tir::PrimFunc& func_;
  Lowered l_;
  const GenerateOptions& options_;
  Diagnostics& diags_;
  ProgramSpec spec_;
  std::set<std::string> taken_;
};

}  // namespace

std::optional<ProgramSpec> generate(const std::string& name, const tir::PrimFunc& func, const GenerateOptions& options,
                                    Diagnostics& diags) {
  std::optional<Lowered> lowered = transform::lower_annotated(name, func, diags);
  if (!lowered) return std::nullopt;
  for (Diagnostic d : lowered->refused.all()) {
    d.function = name;
    diags.add(std::move(d));
  }
  if (lowered->refused.error_count() > 0) return std::nullopt;
  return Generator(name, func, std::move(*lowered), options, diags).run();
}

}  // namespace tir2tt::codegen
