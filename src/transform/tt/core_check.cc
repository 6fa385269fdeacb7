// What no kernel is generated for, operation by operation, named before anything is emitted: wrong code is worse than
// none. Blocks of tensors are checked where they become transfers (core_transfer.cc), expressions where they are
// compiled.
#include <fmt/format.h>

#include <algorithm>

#include "transform/tt/cb_draft.h"
#include "transform/tt/core_hazards.h"
#include "transform/tt/tile_part.h"

namespace tir2tt::transform {
namespace {

using analysis::ElementRead;
using analysis::Operand;
using analysis::OpKind;
using analysis::Pattern;
using analysis::TileOp;
using analysis::TileProgram;
using plan::CbRequest;

constexpr const char* kWholeBuffers = "work on whole buffers; declare one of the part's size";

class Checker {
 public:
  Checker(const TileProgram& p, const Drafts& d, const CbMap& map, const plan::Problem& problem, Diagnostics& refused)
      : p_(p), d_(d), map_(map), problem_(problem), refused_(refused) {}

  void run() {
    for (const auto& [span, what] : p_.unsaid) {
      refuse(span, what + "; kernels cannot follow that yet", "let the loop's bounds and T.if say what is done");
    }
    for (size_t i = 0; i < d_.ops.size(); ++i) {
      if (!d_.vanished[i]) check(i, d_.ops[i]);
    }
    exponent_families();
    formats_of_the_chip();
    check_tensors_in_and_out(p_, d_, refused_);
  }

 private:
  void refuse(SourceSpan span, std::string message, std::string hint) {
    refused_.add(DiagId::CannotGenerate, span, std::move(message), std::move(hint));
  }
  const std::string& name(int buffer) const { return p_.buffers[static_cast<size_t>(buffer)].name; }
  const CbRequest* cb(int buffer) const {
    const int c = buffer < 0 ? -1 : map_.buffers[static_cast<size_t>(buffer)].cb;
    return c < 0 ? nullptr : &problem_.cbs[static_cast<size_t>(c)];
  }
  Layout layout(int buffer) const { return d_.buffers[static_cast<size_t>(buffer)].layout; }
  bool is_integer(int buffer) const {
    return buffer >= 0 && !p_.buffers[static_cast<size_t>(buffer)].dtype.is_floating();
  }

  void check(size_t i, const TileOp& op) {
    if (!op.unsaid.empty()) {
      return refuse(op.span, op.unsaid + " has no kernel yet", kWholeBuffers);
    }
    if (op.dst >= 0 && !op.covers_dst) {
      return refuse(op.span, fmt::format("only a part of `{}` is written", name(op.dst)), kWholeBuffers);
    }
    if (!in_tiles(op)) return;
    switch (op.kind) {
      case OpKind::Gemm: return gemm(op);
      case OpKind::Reduce: return reduce(op);
      case OpKind::Load: return load(op);
      case OpKind::Store: return op.stores[0].elements ? void() : convert(op, op.srcs[0].buffer, -1);
      case OpKind::Copy: return copy(op);
      case OpKind::Elementwise: return elementwise(i, op);
      case OpKind::Fill: return;
    }
  }

  /// Every block that compute or a transfer touches consists of 32x32 tiles.
  bool in_tiles(const TileOp& op) {
    std::vector<int> all{op.dst};
    for (const Operand& o : op.srcs) all.push_back(o.buffer);
    for (int b : all) {
      const CbRequest* c = cb(b);
      if (!c || c->tile == target::TileShape{}) continue;
      refuse(op.span, fmt::format("`{}` lies in tiles of {}×{}", name(b), c->tile.height, c->tile.width),
             "make blocks multiples of 32");
      return false;
    }
    return true;
  }

  void no_pads(const TileOp& op) {
    for (const Operand& o : op.srcs) {
      if (map_.buffers[static_cast<size_t>(o.buffer)].mask < 0) continue;
      if (layout(o.buffer) != Layout::Matrix) {
        refuse(op.span,
               fmt::format("`{}` is a vector that compute has made: one row or column of each tile, and what stands "
                           "beside it is not known to be zero",
                           name(o.buffer)),
               "reduce the matrix that it comes from, along both axes if need be");
        continue;
      }
      refuse(
          op.span,
          fmt::format("`{}` is no whole number of tiles along the axis that is summed up, and what stands beyond its "
                      "end is not known to be zero",
                      name(o.buffer)),
          "make the block a multiple of 32 along that axis");
    }
  }

  void gemm(const TileOp& op) {
    no_pads(op);
    if (is_integer(op.dst) && (!fits_matrix_unit(op) || !has_whole_numbers(op, op.dst))) return;
    for (int b : {op.srcs[0].buffer, op.srcs[1].buffer, op.dst}) {
      if (b >= 0 && cb(b) && cb(b)->leading != 1) {
        return refuse(op.span, fmt::format("`{}` has more than two axes", name(b)), "multiply one matrix at a time");
      }
    }
    if (op.dst == op.srcs[0].buffer || op.dst == op.srcs[1].buffer) {
      refuse(op.span, fmt::format("`{}` is both an operand and the result of a matmul", name(op.dst)),
             "multiply into another buffer");
    }
  }

  void reduce(const TileOp& op) {
    for (size_t k = 1; k < op.srcs.size(); ++k) operand(op, op.srcs[k]);
    if (!d_.in_vector_unit(op)) no_pads(op);
    const int from = op.srcs[0].buffer;
    if (is_integer(op.dst) && (!has_whole_numbers(op, from) || !has_whole_numbers(op, op.dst))) return;
    const CbRequest *source = cb(from), *target = cb(op.dst);
    if (!source || !target) return;
    const int64_t rows = (source->rows + 31) / 32, cols = (source->cols + 31) / 32;
    const int64_t tiles = op.reduce_axis == 1 ? rows : op.reduce_axis == 0 ? cols : 1;
    const Layout wanted = op.reduce_axis == 1 ? Layout::Column : Layout::Row;
    const bool lies = op.reduce_axis == 2 || layout(op.dst) == wanted;
    if (source->leading == 1 && target->block_tiles == tiles && lies) return;
    refuse(op.span,
           fmt::format("the result of the reduction does not lie in `{}` as the reduction leaves it", name(op.dst)),
           "reduce a matrix along its rows or columns into a buffer of one axis, used along that axis only");
  }

  /// What goes element by element is converted and put in order on the way.
  void load(const TileOp& op) {
    if (op.converts && !op.loads[0].elements) convert(op, -1, op.dst);
  }

  /// Compute keeps integers as floats: each of the buffer's is one.
  bool has_whole_numbers(const TileOp& op, int buffer) {
    return are_whole_numbers(op, d_.values.of_buffer(buffer), name(buffer));
  }
  bool are_whole_numbers(const TileOp& op, const ValueRange& v, const std::string& what) {
    if (v.exact) return true;
    refuse(op.span,
           fmt::format("`{}` may hold whole numbers between {:.0f} and {:.0f}; compute keeps integers as floats, which "
                       "hold each of them up to {:.0f} only",
                       what, v.low, v.high, kExactInFloat32),
           "sum up fewer or smaller values, bound them with T.min and T.max, or compute with floats");
    return false;
  }
  /// Operands that are kept as float32 reach the matrix unit as TF32.
  bool fits_matrix_unit(const TileOp& op) {
    for (const Operand& o : op.srcs) {
      const ValueRange v = d_.values.of_buffer(o.buffer);
      const tir::DataType t = p_.buffers[static_cast<size_t>(o.buffer)].dtype;
      if (t.is_floating()) {
        refuse(op.span, fmt::format("a matmul of floats (`{}`) into integers", name(o.buffer)),
               "multiply into a float32 buffer and convert that");
        return false;
      }
      if (kept_as(t, d_.half).bits == 16 || (v.low >= -kExactInTf32 && v.high <= kExactInTf32)) continue;
      refuse(op.span,
             fmt::format("`{}` may hold whole numbers between {:.0f} and {:.0f}; the matrix unit takes each of them up "
                         "to {:.0f} only",
                         name(o.buffer), v.low, v.high, kExactInTf32),
             "multiply int8 or uint8 values");
      return false;
    }
    return true;
  }

  /// What leaves or changes its type as an integer is one that compute's floats hold.
  void convert(const TileOp& op, int from, int to) {
    const tir::DataType a = from >= 0 ? p_.buffers[static_cast<size_t>(from)].dtype : op.loads[0].tensor->dtype;
    const tir::DataType b = to >= 0 ? p_.buffers[static_cast<size_t>(to)].dtype : op.stores[0].tensor->dtype;
    const bool moves = !op.converts && (to >= 0 || !d_.half);
    if (moves || (a.is_floating() && b.is_floating())) return;
    const ValueRange v = from >= 0 ? d_.values.of_buffer(from) : range_of_type(a);
    if (b.is_floating() && b.bits == 32) return;  // rounds as a cast does
    are_whole_numbers(op, b.is_floating() ? v : range_of_cast(v, a, b),
                      from >= 0 ? name(from) : op.loads[0].tensor->name);
  }

  void copy(const TileOp& op) {
    const Operand& from = op.srcs[0];
    convert(op, from.buffer, op.dst);
    if (from.pattern == Pattern::Same && !from.whole) return part(op, from);
    if (from.pattern == Pattern::Same && same_tiles(from.buffer, op.dst)) return;
    refuse(op.span, fmt::format("`{}` is copied in another order or into another shape", name(from.buffer)),
           kWholeBuffers);
  }

  /// A part of a buffer that is used as the operation's block: whole tiles of both.
  void part(const TileOp& op, const Operand& o) {
    const size_t b = static_cast<size_t>(o.buffer);
    const TilePart p = part_in_tiles(o, p_.buffers[b].shape, layout(o.buffer), p_.lets);
    const SourceSpan span = o.span.known() ? o.span : op.span;
    if (!p.off_tile.empty()) {
      refused_.add(
          DiagId::OffTileBoundary, span,
          fmt::format("a part of `{}` is used that {}; compute works on whole tiles", name(o.buffer), p.off_tile),
          "cut buffers at multiples of 32");
      return;
    }
    const CbMap::OfBuffer& y = block(op.shape_of());
    if (layout(o.buffer) == layout(op.shape_of()) && p.rows == y.rows && p.cols == y.cols) return;
    refuse(span,
           fmt::format("a part of `{}` of {}×{} tiles is used as a block of {}×{}", name(o.buffer), p.rows, p.cols,
                       y.rows, y.cols),
           "give both the same shape");
  }

  bool same_tiles(int a, int b) const {
    const CbRequest *x = cb(a), *y = cb(b);
    return !x || !y || (x->block_tiles == y->block_tiles && layout(a) == layout(b) && x->cols == y->cols);
  }

  void elementwise(size_t i, const TileOp& op) {
    if (!op.in_place) {
      return refuse(op.span, fmt::format("`{}` is read at another element than the one that is written", name(op.dst)),
                    "write into another buffer");
    }
    if (!d_.programs[i] || !has_shape(op)) return;
    for (const Operand& o : op.srcs) operand(op, o);
  }

  /// What is stored without a buffer of its own has the shape of something that it is computed from.
  bool has_shape(const TileOp& op) {
    if (op.dst >= 0 || op.stores.empty() || op.stores[0].elements) return true;
    int64_t elements = 1;
    for (int64_t e : op.stores[0].extents) elements *= e;
    if (op.like >= 0 && p_.buffers[static_cast<size_t>(op.like)].elements() == elements) return true;
    refuse(op.span,
           fmt::format("nothing that is stored to `{}` here has the shape of its block", op.stores[0].tensor->name),
           "compute the block in a T.alloc_fragment buffer and copy that");
    return false;
  }

  void operand(const TileOp& op, const Operand& o) {
    if (o.pattern == Pattern::Same && !o.whole) return part(op, o);
    const CbMap::OfBuffer &x = block(o.buffer), &y = block(op.shape_of());
    const CbRequest* c = cb(op.shape_of());
    const int64_t tiles = x.rows * x.cols;
    const bool flat = !c || c->leading == 1;
    bool fits = true;
    if (o.pattern == Pattern::Same) {
      fits = o.whole && layout(o.buffer) == layout(op.shape_of()) && x.rows == y.rows && x.cols == y.cols;
    }
    if (o.pattern == Pattern::Row) fits = o.whole && tiles == y.cols && flat;
    if (o.pattern == Pattern::Column) fits = o.whole && tiles == y.rows && flat;
    if (o.pattern == Pattern::Transposed) fits = o.whole && x.rows == y.cols && x.cols == y.rows && flat;
    if (o.pattern == Pattern::Scalar) fits = layout(o.buffer) != Layout::Matrix || tiles == 1;
    if (fits) return;
    refuse(o.span.known() ? o.span : op.span,
           fmt::format("`{}` does not lie in tiles as `{}` does", name(o.buffer), name(op.shape_of())),
           "give both the same shape, or let one be a vector along a row or a column of the other");
  }
  const CbMap::OfBuffer& block(int buffer) const { return map_.buffers[static_cast<size_t>(buffer)]; }

  void formats_of_the_chip() {
    if (problem_.chip->fp8_e4m3) return;
    const auto is_e4m3 = [](tir::DataType t) {
      return target::format_of_dtype(to_string(t)) == target::DataFormat::Fp8_e4m3;
    };
    for (size_t i = 0; i < p_.buffers.size(); ++i) {
      if (!p_.buffers[i].touched || !is_e4m3(p_.buffers[i].dtype)) continue;
      return no_float8(p_.buffers[i].span, p_.buffers[i].name, p_.buffers[i].dtype);
    }
    for (const tir::Buffer& t : p_.tensors) {
      if (is_e4m3(t->dtype)) return no_float8(t->span, t->name, t->dtype);
    }
  }
  void no_float8(SourceSpan span, const std::string& name, tir::DataType t) {
    refused_.add(
        DiagId::NoDataFormat, span,
        fmt::format("{} has no Fp8_e4m3, the data format of `{}` ({})", problem_.chip->name, name, to_string(t)),
        "use --arch=blackhole, or bfloat16 in the place of float8");
  }

  /// One compute kernel works with one family of exponents.
  void exponent_families() {
    const CbRequest *five = nullptr, *eight = nullptr;
    for (const CbRequest& c : problem_.cbs) {
      const bool compute = c.producer == plan::Kernel::Compute || c.consumer == plan::Kernel::Compute;
      if (!compute) continue;
      const bool float8 = c.format == target::DataFormat::Fp8_e4m3 || c.format == target::DataFormat::Lf8;
      if (c.format == target::DataFormat::Float16 || float8) five = &c;
      if (c.format == target::DataFormat::Float16_b) eight = &c;
    }
    if (!five || !eight) return;
    refuse(eight->span.known() ? eight->span : five->span,
           fmt::format("`{}` is {} and `{}` bfloat16; one compute kernel has one family of exponents", five->name,
                       five->format == target::DataFormat::Float16 ? "float16" : "float8", eight->name),
           "use one of the two, or float32, throughout the kernel");
  }

  const TileProgram& p_;
  const Drafts& d_;
  const CbMap& map_;
  const plan::Problem& problem_;
  Diagnostics& refused_;
};

}  // namespace

void check_for_kernels(const TileProgram& program, const Drafts& drafts, const CbMap& map, const plan::Problem& problem,
                       Diagnostics& refused) {
  Checker(program, drafts, map, problem, refused).run();
}

}  // namespace tir2tt::transform
