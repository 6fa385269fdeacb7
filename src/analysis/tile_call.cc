// Tile operations written as calls. Source of their arguments: tilelang src/op/{copy,fill,
// gemm,reduce,operator}.cc. An operand is a region `T.region(B[m…], mask, e…)`, an access pointer (which means the
// whole buffer behind the data variable), or a load (a start, or a slice written with ramps).
#include <algorithm>
#include <numeric>

#include "analysis/collector.h"

namespace tir2tt::analysis {

using tir::as;
using tir::Buffer;
using tir::Expr;

/// A box of a buffer: per axis a start and an extent in elements (-1: not constant).
struct Collector::RegionArg {
  Buffer buffer;
  Memory memory;
  tir::Exprs indices;  // where it starts
  std::vector<LinearForm> starts;
  std::vector<int64_t> extents;
  bool whole = false;
  bool reshaped = false;  // a view with another shape than the memory's
};

namespace {

bool truth(const Expr& e) {
  const int64_t* v = tir::as_int(e);
  return v && *v != 0;
}

bool covers(const Buffer& b, const std::vector<LinearForm>& starts, const std::vector<int64_t>& extents) {
  for (size_t k = 0; k < b->shape.size(); ++k) {
    const int64_t* dim = tir::as_int(b->shape[k]);
    const LinearForm& s = starts[k];
    if (!dim || *dim != extents[k] || !s.linear || s.size || s.rest_divisor || s.constant) return false;
  }
  return true;
}

/// A copy pairs the axes of extent greater than 1 in order.
std::vector<int64_t> long_axes(const std::vector<int64_t>& extents) {
  std::vector<int64_t> out;
  for (int64_t e : extents) {
    if (e != 1) out.push_back(e);
  }
  return out;
}

/// Whether an expression mentions any memory that the program works on.
class MemoryProbe : public Reads {
 public:
  MemoryProbe(const std::vector<LetBinding>& lets, const std::unordered_map<const tir::VarNode*, Memory>& memory)
      : Reads(lets), memory_(memory) {}
  bool pointer = false;
  void visit_expr(const Expr& e) override {
    if (auto* v = as<tir::VarNode>(e)) pointer = pointer || memory_.contains(v);
    Reads::visit_expr(e);
  }

 private:
  const std::unordered_map<const tir::VarNode*, Memory>& memory_;
};

/// All of a buffer needs no words.
template <class Arg>
TileRegion region_of(const Arg& arg) {
  return arg.whole ? TileRegion{} : TileRegion{arg.indices, arg.extents};
}

bool multiple_of(int64_t divisor, int64_t n) { return divisor % n == 0; }  // 0 is a multiple of everything

}  // namespace

DramAccess describe_dram_block(const Buffer& tensor, const std::vector<LinearForm>& starts,
                               const std::vector<int64_t>& extents) {
  DramAccess a;
  a.tensor = tensor;
  const int rank = static_cast<int>(extents.size());
  for (int k = rank - 1; k >= 0; --k) {
    if (extents[static_cast<size_t>(k)] == 1) continue;
    (a.col_axis < 0 ? a.col_axis : a.row_axis) = k;
    if (a.row_axis >= 0) break;
  }
  if (a.col_axis < 0) a.col_axis = rank - 1;
  int64_t stride = 1, divisor = 0;
  for (int k = rank - 1; k >= 0; --k) {
    const size_t i = static_cast<size_t>(k);
    int64_t step = 0;
    if (__builtin_mul_overflow(starts[i].divisor(), stride, &step)) step = 1;
    divisor = std::gcd(divisor, step);
    if (k != a.col_axis && extents[i] != 1) divisor = std::gcd(divisor, stride);
    const int64_t* dim = tir::as_int(tensor->shape[i]);
    if (!dim || __builtin_mul_overflow(stride, *dim, &stride)) stride = 1;
  }
  a.offset_divisor = divisor;
  const int row = a.row_axis >= 0 ? a.row_axis : a.col_axis - 1;
  a.tile_aligned = multiple_of(starts[static_cast<size_t>(a.col_axis)].divisor(), 32) &&
                   (row < 0 || (multiple_of(starts[static_cast<size_t>(row)].divisor(), 32) && a.row_axis >= 0));
  return a;
}

DramAccess Collector::dram_access(const RegionArg& r) const {
  DramAccess a = describe_dram_block(r.buffer, r.starts, r.extents);
  a.starts = r.indices;
  a.extents = r.extents;
  return a;
}

bool Collector::read_region(const Expr& e, RegionArg* out) {
  if (auto* load = as<tir::BufferLoadNode>(e)) {
    out->buffer = load->buffer;
    for (const Expr& index : load->indices) {
      auto* ramp = as<tir::RampNode>(index);
      out->indices.push_back(ramp ? ramp->base : index);
      out->starts.push_back(linear_form(out->indices.back(), scope({})));
      const int64_t* lanes = ramp ? tir::as_int(ramp->lanes) : nullptr;
      out->extents.push_back(ramp ? (lanes ? *lanes : kUnknown) : 1);
    }
  } else if (auto* call = as<tir::CallNode>(e); call && short_name(call->op) == "region" && call->args.size() >= 2) {
    auto* start = as<tir::BufferLoadNode>(call->args[0]);
    if (!start || call->args.size() != start->indices.size() + 2) return false;
    out->buffer = start->buffer;
    for (size_t k = 0; k < start->indices.size(); ++k) {
      out->indices.push_back(start->indices[k]);
      out->starts.push_back(linear_form(start->indices[k], scope({})));
      const int64_t* extent = tir::as_int(call->args[k + 2]);
      out->extents.push_back(extent ? *extent : kUnknown);
    }
  } else if (call && short_name(call->op) == "tvm_access_ptr" && call->args.size() >= 2) {
    auto* data = as<tir::VarNode>(call->args[1]);
    const Memory m = data ? memory_of(data) : Memory{};
    if (m.kind != Memory::Kind::Tile) return false;
    out->buffer = out_.buffers[static_cast<size_t>(m.index)].buffer;
    out->memory = m;
    out->whole = true;
    out_.buffers[static_cast<size_t>(m.index)].touched = true;
    return true;
  } else {
    return false;
  }
  out->memory = memory_of(out->buffer);
  out->whole = covers(out->buffer, out->starts, out->extents);
  out->reshaped = out->memory.kind == Memory::Kind::Tile && is_reshaped(*out->buffer, out->memory);
  if (out->memory.kind == Memory::Kind::Tile) touch(out->buffer);
  return out->memory.kind != Memory::Kind::None;
}

void Collector::visit_call(const tir::CallNode& call, const tir::Stmt& stmt) {
  const SourceSpan span = stmt->span;
  const std::string_view name = short_name(call.op);
  MemoryProbe probe(lets_, memory_);
  for (const Expr& a : call.args) probe.visit_expr(a);
  if (probe.unknown) return refuse_unknown(*probe.unknown, span);
  if (name == "copy" && call.args.size() >= 2) return copy_call(call, stmt);
  if (name == "fill" && call.args.size() >= 2) return fill_call(call, stmt);
  if (name == "gemm" && call.args.size() >= 3) return gemm_call(call, stmt);
  if (name == "reduce" && call.args.size() >= 4) return reduce_call(call, stmt);
  if (!probe.pointer && probe.loads.empty()) return;
  auto* extern_name = call.args.empty() ? nullptr : as<tir::StringImmNode>(call.args[0]);
  const std::string what = extern_name ? extern_name->value : std::string(name);
  if (what.find("tomic") != std::string::npos) {
    return refuse(DiagId::FloatAtomic, span,
                  "`" + what +
                      "` adds to a DRAM tensor from several cores; the NoC has atomic increments of 32-bit "
                      "integers in L1 only, so the sum would depend on a race",
                  "give every block its own part of the tensor and add the parts in a second kernel, or let one block "
                  "do the whole reduction");
  }
  refuse(DiagId::UnsupportedStatement, span, "`" + what + "` works on tile buffers but is no tile operation known here",
         "known are T.copy, T.fill, T.clear, T.gemm, T.reduce and element-wise loop nests");
}

void Collector::copy_call(const tir::CallNode& call, const tir::Stmt& stmt) {
  const SourceSpan span = stmt->span;
  RegionArg src, dst;
  if (!read_region(call.args[0], &src) || !read_region(call.args[1], &dst)) {
    return refuse(DiagId::UnsupportedStatement, span, "an operand of T.copy is neither a region nor a buffer element");
  }
  TileOp op;
  op.span = span;
  op.stmt = stmt;
  op.converts = src.buffer->dtype != dst.buffer->dtype;
  if (src.reshaped || dst.reshaped) op.unsaid = "a view of a buffer in another shape";
  const bool from_dram = src.memory.kind == Memory::Kind::Dram, to_dram = dst.memory.kind == Memory::Kind::Dram;
  if (from_dram && to_dram) {
    return refuse(DiagId::DramOnlyStatement, span, "T.copy from DRAM to DRAM has no tile buffer to pass through",
                  "copy into a T.alloc_shared buffer first");
  }
  op.kind = from_dram ? OpKind::Load : to_dram ? OpKind::Store : OpKind::Copy;
  if (from_dram) op.loads.push_back(dram_access(src));
  if (to_dram) op.stores.push_back(dram_access(dst));
  const bool same_order = long_axes(src.extents) == long_axes(dst.extents);
  if (!from_dram) {
    const Pattern p =
        to_dram || same_order || src.extents.empty() || dst.extents.empty() ? Pattern::Same : Pattern::Other;
    op.srcs.push_back({src.memory.index, p, src.whole, span, region_of(src)});
    op.like = src.memory.index;
  }
  if (!to_dram) {
    op.dst = dst.memory.index;
    op.dst_whole = op.covers_dst = dst.whole;
    op.reads_dst = !dst.whole;
    op.dst_region = region_of(dst);
  }
  emit(std::move(op));
}

void Collector::fill_call(const tir::CallNode& call, const tir::Stmt& stmt) {
  const SourceSpan span = stmt->span;
  RegionArg dst;
  if (!read_region(call.args[0], &dst)) {
    return refuse(DiagId::UnsupportedStatement, span, "the operand of T.fill is not a buffer");
  }
  if (dst.memory.kind == Memory::Kind::Dram) {
    return refuse(DiagId::DramOnlyStatement, span, "T.fill of a DRAM tensor has no tile buffer to pass through",
                  "fill a tile buffer and copy it");
  }
  TileOp op;
  op.kind = OpKind::Fill;
  op.span = span;
  op.stmt = stmt;
  op.dst = dst.memory.index;
  op.dst_whole = op.covers_dst = dst.whole;
  op.reads_dst = !dst.whole;
  op.dst_region = region_of(dst);
  if (dst.reshaped) op.unsaid = "a view of a buffer in another shape";
  emit(std::move(op));
}

/// Sizes and offsets that do not name all of the three buffers.
std::string Collector::part_of_operand(const tir::CallNode& call, const RegionArg& a, const RegionArg& b,
                                       const RegionArg& c, const TileOp& op) const {
  const auto edge = [&](const RegionArg& r, size_t from_end) {
    const std::vector<int64_t>& shape = out_.buffers[static_cast<size_t>(r.memory.index)].shape;
    return shape.size() > from_end ? shape[shape.size() - 1 - from_end] : int64_t{1};
  };
  const int64_t m = edge(a, op.transpose_a ? 0 : 1), k = edge(a, op.transpose_a ? 1 : 0);
  const int64_t n = edge(b, op.transpose_b ? 1 : 0), inner = edge(b, op.transpose_b ? 0 : 1);
  if (k != inner || edge(c, 1) != m || edge(c, 0) != n) return "a matmul whose operands do not match in size";
  const int64_t sizes[] = {m, n, k};
  for (size_t i = 0; i < 3 && call.args.size() > 5 + i; ++i) {
    if (!tir::is_int(call.args[5 + i], sizes[i])) return "a matmul of a part of a buffer";
  }
  for (size_t i = 12; i < 14 && call.args.size() > i; ++i) {
    if (!tir::is_int(call.args[i], 0)) return "a matmul of a part of a buffer";
  }
  return a.whole && b.whole && c.whole ? "" : "a matmul of a part of a buffer";
}

void Collector::gemm_call(const tir::CallNode& call, const tir::Stmt& stmt) {
  const SourceSpan span = stmt->span;
  RegionArg a, b, c;
  if (!read_region(call.args[0], &a) || !read_region(call.args[1], &b) || !read_region(call.args[2], &c) ||
      a.memory.kind != Memory::Kind::Tile || b.memory.kind != Memory::Kind::Tile ||
      c.memory.kind != Memory::Kind::Tile) {
    return refuse(DiagId::UnsupportedStatement, span, "the operands of T.gemm must be tile buffers",
                  "copy DRAM blocks into T.alloc_shared buffers first");
  }
  TileOp op;
  op.kind = OpKind::Gemm;
  op.span = span;
  op.stmt = stmt;
  op.transpose_a = call.args.size() > 3 && truth(call.args[3]);
  op.transpose_b = call.args.size() > 4 && truth(call.args[4]);
  op.reads_dst = !(call.args.size() > 9 && truth(call.args[9]));
  op.dst = c.memory.index;
  op.srcs = {{a.memory.index, Pattern::Other, a.whole, span, region_of(a)},
             {b.memory.index, Pattern::Other, b.whole, span, region_of(b)}};
  op.unsaid = part_of_operand(call, a, b, c, op);
  emit(std::move(op));
}

void Collector::reduce_call(const tir::CallNode& call, const tir::Stmt& stmt) {
  const SourceSpan span = stmt->span;
  RegionArg src, dst;
  auto* kind = as<tir::StringImmNode>(call.args[2]);
  const int64_t* axis = tir::as_int(call.args[3]);
  if (!read_region(call.args[0], &src) || !read_region(call.args[1], &dst) || !kind || !axis ||
      src.memory.kind != Memory::Kind::Tile || dst.memory.kind != Memory::Kind::Tile) {
    return refuse(DiagId::UnsupportedStatement, span,
                  "the operands of T.reduce must be tile buffers, its axis a constant");
  }
  TileOp op;
  op.kind = OpKind::Reduce;
  op.span = span;
  op.stmt = stmt;
  op.reduce_sum = kind->value == "sum" || kind->value == "abssum";
  constexpr std::string_view kKinds[] = {"sum", "max", "min", "abssum", "absmax"};
  const auto known = std::find(std::begin(kKinds), std::end(kKinds), kind->value);
  if (known == std::end(kKinds)) op.unsaid = "a reduction of kind `" + kind->value + "`";
  if (known != std::end(kKinds)) op.reduce = static_cast<ReduceKind>(known - std::begin(kKinds));
  if (!src.whole || !dst.whole) op.unsaid = "a reduction of a part of a buffer";
  op.reads_dst = !(call.args.size() > 4 && truth(call.args[4])) && kind->value != "abssum";
  op.dst = dst.memory.index;
  const TileBuffer& s = out_.buffers[static_cast<size_t>(src.memory.index)];
  const int64_t rank = static_cast<int64_t>(s.shape.size());
  const int64_t longer = std::count_if(s.shape.begin(), s.shape.end(), [](int64_t e) { return e != 1; });
  op.reduce_axis = rank <= 1 || (longer <= 1 && *axis == rank - 1) ? 2 : *axis == rank - 1 ? 1 : 0;
  if (*axis >= 0 && *axis < rank && s.shape[static_cast<size_t>(*axis)] == 1)
    op.unsaid = "a reduction along an axis of extent 1";
  op.srcs.push_back({src.memory.index, Pattern::Other, src.whole, span, region_of(src)});
  emit(std::move(op));
}

}  // namespace tir2tt::analysis
