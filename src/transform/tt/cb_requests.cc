// From drafts to circular buffers: format, tiles and wanted pages of every placed buffer, then the CBs that the
// compiler adds because a circular buffer has one producer and one consumer (R1) and a kernel cannot do another's work:
//
//   X.in          the reader fills it, compute turns it into X      (conversion, arithmetic on a DRAM operand, X
//   updated) X.out         compute copies X into it, the writer stores it    (X is also read by compute, or changes
//   type) X.transposed  compute transposes X into it                      (A of a matmul, a column used as a row)
//   X.mask        pad lanes of X                                    reduce.scaler  the ones of a reduction
//   X.token       a word that the reader has read from tensor X and tells another kernel
//   reader.scratch, writer.scratch    elements of row-major tensors on their way
//
// All of them are in the problem before it is fitted.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "transform/tt/cb_draft.h"
#include "transform/tt/cb_words.h"

namespace tir2tt::transform {
namespace {

using analysis::DramAccess;
using analysis::Operand;
using analysis::OpKind;
using analysis::Pattern;
using analysis::Step;
using analysis::StepKind;
using analysis::TileBuffer;
using analysis::TileOp;
using analysis::TileProgram;
using plan::CbRequest;
using plan::Kernel;
using plan::Role;

/// Bytes count: sub-byte types are packed, vector lanes lie side by side.
struct Element {
  target::DataFormat format = target::DataFormat::UInt8;
  int64_t numerator = 1, denominator = 1;  // columns of the format per element
};

bool element_of(tir::DataType t, Element* out) {
  if (t.bits < 8 && !t.is_bool()) {
    *out = {target::DataFormat::UInt8, int64_t{t.bits} * t.lanes, 8};
    return true;
  }
  const auto format = target::format_of_dtype(to_string(t.element()));
  if (!format) return false;
  *out = {*format, t.lanes, 1};
  return true;
}

std::string shape_text(const std::vector<int64_t>& shape) {
  std::string out;
  for (int64_t extent : shape) {
    if (!out.empty()) out += "×";
    out += fmt::format_int(extent).str();
  }
  return out;
}

int64_t scale(int64_t cols, const Element& e) { return (cols * e.numerator + e.denominator - 1) / e.denominator; }

class Builder {
 public:
  Builder(const TileProgram& p, Drafts& d, const PassOptions& options, CbMap* map,
          std::vector<plan::BufferDecision>* decisions, Diagnostics& diags)
      : p_(p), d_(d), options_(options), map_(*map), decisions_(*decisions), diags_(diags) {
    problem_.chip = options.chip;
    problem_.l1_reserve = options.l1_reserve;
  }

  plan::Problem run() {
    map_.buffers.resize(p_.buffers.size());
    map_.ops.resize(d_.ops.size());
    map_.token_of_step.assign(p_.steps.size(), -1);
    count_times();
    declared();
    problem_.fp32_dest_acc = d_.fp32_dest_acc;
    if (options_.cb_rule == CbRule::Dataflow) added();
    return std::move(problem_);
  }

 private:
  // ---- declared buffers ---------------------------------------------------------------------------------------
  void declared() {
    decisions_.reserve(p_.buffers.size() + 8);
    problem_.cbs.reserve(p_.buffers.size() + 8);
    hashes_.reserve(p_.buffers.size());
    for (size_t i = 0; i < p_.buffers.size(); ++i) {
      BufferDraft& b = d_.buffers[i];
      plan::BufferDecision& decision = decisions_.emplace_back();
      decision.name = unique_name(p_.buffers[i].name);
      decision.shape = shape_text(p_.buffers[i].shape);
      decision.dtype = to_string(p_.buffers[i].dtype);
      decision.reasons = std::move(b.reasons);
      decision.span = p_.buffers[i].span;
      if (b.in_dst) decision.placement = plan::Placement::Dst;
      in_tiles(i);
      if (!b.placed) continue;
      CbRequest r;
      if (!geometry(i, b.stored_as, &r)) continue;
      r.name = decision.name;
      role_and_pages(b, &r, &decision);
      decision.placement = plan::Placement::CircularBuffer;
      decision.cb = map_.buffers[i].cb = push(std::move(r));
    }
    for (size_t i = 0; i < p_.buffers.size(); ++i) {
      if (d_.buffers[i].merged_into < 0) continue;
      const int into = d_.target(static_cast<int>(i));
      map_.buffers[i] = map_.buffers[static_cast<size_t>(into)];
      decisions_[i].placement = plan::Placement::Merged;
      decisions_[i].cb = map_.buffers[i].cb;
    }
  }

  /// The block in tiles, also where the buffer itself needs no circular buffer.
  void in_tiles(size_t i) {
    CbRequest r;
    if (!p_.buffers[i].touched || p_.buffers[i].elements() <= 0 || !lie(i, p_.buffers[i].dtype, &r)) return;
    map_.buffers[i].rows = (r.rows + r.tile.height - 1) / r.tile.height * r.leading;
    map_.buffers[i].cols = (r.cols + r.tile.width - 1) / r.tile.width;
  }

  /// A second buffer of a name becomes name_1.
  std::string unique_name(const std::string& name) {
    std::string out = name;
    for (int n = 1; !take(out); ++n) out = fmt::format("{}_{}", name, n);
    return out;
  }

  /// False if the name is taken. Compares hashes first: there are many names and hardly a double one.
  bool take(const std::string& name) {
    const size_t hash = std::hash<std::string_view>()(name);
    for (size_t i = 0; i < hashes_.size(); ++i) {
      if (hashes_[i] == hash && decisions_[i].name == name) return false;
    }
    hashes_.push_back(hash);
    return true;
  }

  bool geometry(size_t i, tir::DataType stored_as, CbRequest* r) {
    const TileBuffer& b = p_.buffers[i];
    Element element;
    if (b.elements() <= 0) {
      diags_.add(
          DiagId::DynamicTileShape, b.span,
          fmt::format("the shape of tile buffer `{}` is not constant; a circular buffer has a fixed size", b.name),
          "give the block a constant shape and let the grid or a loop carry the symbolic extent");
      return false;
    }
    if (!element_of(kept_as(stored_as, d_.half), &element)) {
      diags_.add(DiagId::NoDataFormat, b.span,
                 fmt::format("no data format of a Tensix core holds `{}` (buffer `{}`)", to_string(stored_as), b.name),
                 "use float32, float16, bfloat16, an 8-, 16- or 32-bit integer, or a float8 type");
      return false;
    }
    return lie(i, stored_as, r);
  }

  /// How buffer `i` lies in tiles of the format of `stored_as`.
  bool lie(size_t i, tir::DataType stored_as, CbRequest* r) {
    const TileBuffer& b = p_.buffers[i];
    Element element;
    if (!element_of(kept_as(stored_as, d_.half), &element)) return false;
    r->format = element.format;
    r->span = b.span;
    const BufferDraft& draft = d_.buffers[i];
    r->force_32x32 = draft.needs_32x32;
    const int64_t n = b.elements();
    const int64_t cols = b.shape.back(), rows = b.shape.size() >= 2 ? b.shape[b.shape.size() - 2] : 1;
    switch (draft.layout) {
      case Layout::Matrix: r->rows = rows, r->cols = scale(cols, element), r->leading = n / (rows * cols); break;
      case Layout::Dense: r->rows = 32, r->cols = std::max<int64_t>(1, (scale(n, element) + 1023) / 1024) * 32; break;
      case Layout::Column: r->rows = n, r->cols = scale(1, element); break;
      case Layout::Row: r->rows = 1, r->cols = scale(n, element); break;
    }
    if (draft.layout == Layout::Column || draft.layout == Layout::Row) r->force_32x32 = true;
    tile(r);
    return true;
  }

  static void tile(CbRequest* r) {
    const target::Tiling t = target::choose_tiling(r->rows, r->cols, r->force_32x32);
    r->tile = t.tile;
    r->block_tiles = t.tiles() * r->leading;
  }

  void role_and_pages(const BufferDraft& b, CbRequest* r, plan::BufferDecision* decision) {
    r->role = b.role;
    r->producer = b.role == Role::Input || b.role == Role::Stream ? Kernel::Reader : Kernel::Compute;
    r->consumer = b.role == Role::Output || b.role == Role::Stream ? Kernel::Writer : Kernel::Compute;
    r->single_fill = !b.unused && d_.blocks_per_core == 1 && b.fills_per_block == 1;
    if (b.role == Role::Input || b.role == Role::Output || b.role == Role::Stream)
      r->dram_bytes_per_block = r->block_bytes();
    std::string why;
    if (options_.cb_rule == CbRule::Seed) {
      r->wanted_blocks = b.role == Role::Accumulator || b.updated_in_place ? 1 : 2;
      why = r->wanted_blocks == 1 ? "1 page: an accumulator (seed rule)" : "2 pages: no accumulator (seed rule)";
    } else {
      r->wanted_blocks = wanted(b.role, r->single_fill, b.num_stages, &why);
    }
    decision->reasons.push_back(std::move(why));
  }

  static int64_t wanted(Role role, bool single_fill, int64_t num_stages, std::string* why) {
    const bool moves = role == Role::Input || role == Role::Output || role == Role::Stream;
    if (!moves) {
      *why = "1 page: stays in compute";
      return 1;
    }
    if (single_fill) {
      *why = "1 page: a core fills it exactly once";
      return 1;
    }
    if (role != Role::Output && num_stages >= 2) {
      *why = fmt::format("{} pages: num_stages = {}", num_stages, num_stages);
      return std::min<int64_t>(num_stages, 65'535);  // R13
    }
    *why = "2 pages: double buffering";
    return 2;
  }

  int push(CbRequest r) {
    problem_.cbs.push_back(std::move(r));
    return static_cast<int>(problem_.cbs.size()) - 1;
  }

  // ---- CBs of the compiler's own ------------------------------------------------------------------------------
  void count_times() {
    times_.assign(d_.ops.size(), 1);
    std::vector<int64_t> stack{1};
    std::vector<int64_t> stages{0};
    stages_.assign(d_.ops.size(), 0);
    for (const Step& s : p_.steps) {
      if (s.kind == StepKind::LoopBegin) {
        const int64_t t = s.grid ? 1 : s.trips;
        stack.push_back(t < 0 || stack.back() < 0 || t > 1'000'000 ? -1
                                                                   : std::min<int64_t>(stack.back() * t, 1'000'000));
        stages.push_back(s.num_stages > 0 ? s.num_stages : stages.back());
      } else if (s.kind == StepKind::LoopEnd) {
        stack.pop_back();
        stages.pop_back();
      } else if (s.kind == StepKind::Op) {
        times_[static_cast<size_t>(s.op)] = stack.back();
        stages_[static_cast<size_t>(s.op)] = stages.back();
      }
    }
  }

  /// `name` for a CB of the compiler's, of `like`'s geometry.
  int add(std::string name, Role role, Kernel from, Kernel to, CbRequest like, std::string reason,
          size_t op = SIZE_MAX) {
    like.name = std::move(name);
    like.declared = false;
    like.role = role;
    like.producer = from;
    like.consumer = to;
    std::string why;
    if (op != SIZE_MAX) {
      like.single_fill =
          d_.blocks_per_core == 1 && times_[op] == 1 && (d_.closes[op] >= 0 || like.block_tiles == whole_block(op));
      like.wanted_blocks = wanted(role, like.single_fill, stages_[op], &why);
      like.dram_bytes_per_block = role == Role::Input || role == Role::Output ? like.block_bytes() : 0;
    } else {
      like.single_fill = false;
      like.wanted_blocks = 1;
      like.dram_bytes_per_block = 0;
    }
    plan::BufferDecision& d = decisions_.emplace_back();
    d.name = like.name;
    d.shape = fmt::format("{}×{}", like.rows * like.leading, like.cols);
    d.dtype = std::string(target::format_info(like.format).name);
    d.placement = plan::Placement::CircularBuffer;
    d.declared = false;
    d.span = like.span;
    d.reasons.push_back(std::move(reason));
    if (!why.empty()) d.reasons.push_back(std::move(why));
    return d.cb = push(std::move(like));
  }

  /// Tiles that operation `op` works on in one go.
  int64_t whole_block(size_t op) const {
    const int b = d_.ops[op].shape_of();
    if (b < 0) return 0;
    const CbMap::OfBuffer& m = map_.buffers[static_cast<size_t>(b)];
    return m.rows * m.cols;
  }

  /// float32 goes to DST whole, or through SrcA and SrcB as TF32: a circular buffer is set up for one of the two. A
  /// buffer that is read both ways gets a copy for the matrix unit.
  void copies_for_matrix_unit() {
    for (size_t b = 0; b < p_.buffers.size(); ++b) {
      CbMap::OfBuffer& m = map_.buffers[b];
      if (d_.buffers[b].merged_into >= 0 || m.cb < 0) continue;
      const CbRequest& r = problem_.cbs[static_cast<size_t>(m.cb)];
      if (r.format != target::DataFormat::Float32 || r.consumer != Kernel::Compute) continue;
      bool matrix = false, direct = false;
      for (size_t i = 0; i < d_.ops.size(); ++i) {
        if (!d_.vanished[i]) reads_of(d_.ops[i], static_cast<int>(b), &matrix, &direct);
      }
      if (!matrix || !direct) continue;
      m.fpu = add(p_.buffers[b].name + ".fpu", Role::Intermediate, Kernel::Compute, Kernel::Compute, r,
                  "a copy for the matrix unit, which reads float32 as TF32; elsewhere all of it counts");
    }
  }

  void reads_of(const TileOp& op, int b, bool* matrix, bool* direct) const {
    const bool product = op.kind == OpKind::Gemm ||
                         (op.kind == OpKind::Reduce && !is_for_vector_unit(op.reduce) && !d_.in_vector_unit(op));
    for (size_t k = 0; k < op.srcs.size(); ++k) {
      if (op.srcs[k].buffer != b) continue;
      const bool turned = op.kind == OpKind::Gemm && k == 0 && op.transpose_a;  // a copy of its own
      (product && !turned ? *matrix : *direct) = true;
    }
    *direct = *direct || (op.dst == b && op.reads_dst);
  }

  void added() {
    copies_for_matrix_unit();
    for (size_t i = 0; i < d_.ops.size(); ++i) {
      if (!d_.vanished[i]) added_by(i, d_.ops[i]);
    }
    for (size_t i = 0; i < p_.buffers.size(); ++i) {
      if (d_.buffers[i].needs_mask && map_.buffers[i].cb >= 0) {
        map_.buffers[i].mask = add(p_.buffers[i].name + ".mask", Role::Constant, Kernel::Reader, Kernel::Compute,
                                   one_tile(), "pad lanes must not reach a reduction or a matmul");
      }
    }
    for (size_t i = 0; i < p_.steps.size(); ++i) tokens_of_step(i);
    for (size_t i = 0; i < d_.ops.size(); ++i) {
      const std::string tensor = d_.vanished[i] ? "" : words_for_writer(p_, d_.ops[i]);
      if (!tensor.empty()) map_.ops[i].words = token(tensor, Kernel::Writer);
    }
    scratch();
  }

  void added_by(size_t i, const TileOp& op) {
    if (op.kind == OpKind::Gemm && op.transpose_a)
      transposed(op.srcs[0].buffer, "a matmul transposes its second operand only");
    if (d_.in_vector_unit(op)) masks(op);
    if (op.kind == OpKind::Reduce && map_.scaler < 0 && !d_.in_vector_unit(op)) {
      map_.scaler = add("reduce.scaler", Role::Constant, Kernel::Reader, Kernel::Compute, one_tile(),
                        "the ones that a reduction multiplies by");
    }
    if (d_.is_folded(op)) partial(i, op);
    for (const Operand& o : op.srcs) {
      const BufferDraft& b = d_.buffers[static_cast<size_t>(o.buffer)];
      const bool turned = (o.pattern == Pattern::Row && b.layout == Layout::Column) ||
                          (o.pattern == Pattern::Column && b.layout == Layout::Row) || o.pattern == Pattern::Transposed;
      if (turned && op.kind != OpKind::Gemm) transposed(o.buffer, "used both as a column and as a row, or transposed");
    }
    if (op.kind == OpKind::Load) return load(i, op);
    if (op.kind == OpKind::Store) return store(i, op);
    for (size_t k = 0; k < op.loads.size(); ++k) operand_in(i, op, k);
    if (!op.stores.empty()) result_out(i, op);
  }

  void masks(const TileOp& op) {
    const BlockMasks all = masks_of(p_, d_, op);
    for (const TileMask& m : {all.inner, all.last_col, all.last_row, all.corner}) {
      if (m.all() || map_.mask(m) >= 0) continue;
      const std::string name = m.dense ? fmt::format("mask.{}", m.cols) : fmt::format("mask.{}x{}", m.rows, m.cols);
      const int cb = add(fresh(name), Role::Constant, Kernel::Reader, Kernel::Compute, one_tile(),
                         "ones where a tile belongs to its block: pads must not reach a reduction");
      map_.masks.emplace_back(m, cb);
    }
  }

  void partial(size_t i, const TileOp& op) {
    const int from = map_.buffers[static_cast<size_t>(op.srcs[0].buffer)].cb;
    if (from < 0) return;
    CbRequest r = problem_.cbs[static_cast<size_t>(from)];
    r.rows = r.cols = 32;
    r.leading = 1;
    tile(&r);
    map_.ops[i].partial = add(fresh(p_.buffers[static_cast<size_t>(op.dst)].name + ".partial"), Role::Intermediate,
                              Kernel::Compute, Kernel::Compute, std::move(r),
                              "the tiles of a row or column folded into one; the matrix unit has no minimum, and no "
                              "magnitudes");
  }

  void transposed(int buffer, const char* why) {
    CbMap::OfBuffer& m = map_.buffers[static_cast<size_t>(buffer)];
    if (m.transposed >= 0 || m.cb < 0) return;
    CbRequest like = problem_.cbs[static_cast<size_t>(m.cb)];
    std::swap(like.rows, like.cols);
    tile(&like);
    m.transposed = add(p_.buffers[static_cast<size_t>(buffer)].name + ".transposed", Role::Intermediate,
                       Kernel::Compute, Kernel::Compute, std::move(like), why);
  }

  void load(size_t i, const TileOp& op) {
    if (!d_.buffers[static_cast<size_t>(op.dst)].staged_load) return;
    const DramAccess& a = op.loads[0];
    // What the reader computes it writes as the buffer's elements.
    const bool computed = a.elements && a.elements->value;
    const tir::DataType dtype = computed ? p_.buffers[static_cast<size_t>(op.dst)].dtype : dtype_of(a);
    map_.ops[i].in = {in_or_out(op.dst, dtype, ".in", Role::Input, i,
                                "the raw block from DRAM: only compute can turn it into the buffer")};
  }

  /// What arrives on the chip.
  static tir::DataType dtype_of(const DramAccess& a) {
    return a.elements && a.elements->value ? a.elements->value->dtype : a.tensor->dtype;
  }

  void store(size_t i, const TileOp& op) {
    const int src = op.srcs[0].buffer;
    if (d_.buffers[static_cast<size_t>(src)].stored_directly) return;
    map_.ops[i].out = in_or_out(src, packed_as(op.stores[0], src), ".out", Role::Output, i,
                                "output copy: compute reads the buffer as well, or it changes its type");
  }

  /// What compute hands to the writer.
  tir::DataType packed_as(const DramAccess& a, int buffer) const {
    if (!d_.widens_float8 || !is_float8(a.tensor->dtype)) return a.tensor->dtype;
    const tir::DataType own = p_.buffers[static_cast<size_t>(buffer)].dtype;
    return problem_.fp32_dest_acc || is_float8(own) ? tir::DataType::Float(32) : own;
  }

  /// One for all loads (stores) of a buffer that have one type.
  int in_or_out(int buffer, tir::DataType dtype, const char* suffix, Role role, size_t op, const char* why) {
    CbRequest like;
    if (!strip_of(buffer, dtype, op, &like)) return -1;
    for (const Staging& s : staging_) {
      if (s.buffer == buffer && s.role == role && s.dtype == dtype) return s.cb;
    }
    const bool in = role == Role::Input;
    const int cb =
        add(fresh(p_.buffers[static_cast<size_t>(buffer)].name + suffix), role, in ? Kernel::Reader : Kernel::Compute,
            in ? Kernel::Compute : Kernel::Writer, std::move(like), why, op);
    staging_.push_back({buffer, role, dtype, cb});
    return cb;
  }

  /// What passes between DRAM and compute element by element goes in strips of as many tiles as DST takes at once:
  /// nobody needs the whole block there. An operation that updates its destination, or reduces, takes whole blocks.
  bool strip_of(int buffer, tir::DataType dtype, size_t op, CbRequest* r) {
    if (buffer < 0 || !geometry(static_cast<size_t>(buffer), p_.buffers[static_cast<size_t>(buffer)].dtype, r))
      return false;
    if (!reformat(dtype, d_.ops[op].span, r)) return false;
    const TileOp& o = d_.ops[op];
    if ((o.reads_dst && o.dst >= 0) || o.kind == OpKind::Reduce || d_.closes[op] >= 0) return true;
    r->block_tiles = largest_divisor(r->block_tiles, target::dst_tiles(problem_.fp32_dest_acc) / o.dst_registers);
    r->rows = r->tile.height, r->cols = r->tile.width * r->block_tiles, r->leading = 1;
    return true;
  }

  bool reformat(tir::DataType dtype, SourceSpan span, CbRequest* r) {
    Element e;
    if (!element_of(kept_as(dtype, d_.half), &e)) {
      diags_.add(DiagId::NoDataFormat, span,
                 fmt::format("no data format of a Tensix core holds `{}`", to_string(dtype)),
                 "convert the tensor before the kernel");
      return false;
    }
    r->format = e.format;
    return true;
  }

  void operand_in(size_t i, const TileOp& op, size_t k) {
    const int like = op.shape_of();
    const DramAccess& a = op.loads[k];
    if (!a.tensor) return index_in(i, op, a);
    const std::string base = op.dst >= 0 ? p_.buffers[static_cast<size_t>(op.dst)].name : a.tensor->name;
    CbRequest r;
    map_.ops[i].in.push_back(-1);
    if (!strip_of(like, dtype_of(a), i, &r)) return;
    map_.ops[i].in.back() =
        add(fresh(base + ".in"), Role::Input, Kernel::Reader, Kernel::Compute, std::move(r),
            fmt::format("operand of a tile operation straight from tensor `{}`", a.tensor->name), i);
  }

  /// Index values that the reader writes: conditions in the kernel's own 16 bits, numbers as float32.
  void index_in(size_t i, const TileOp& op, const DramAccess& a) {
    const int like = op.shape_of();
    CbRequest r;
    map_.ops[i].in.push_back(-1);
    if (!a.elements) return;  // of a statement that is refused
    if (like < 0 || !strip_of(like, p_.buffers[static_cast<size_t>(like)].dtype, i, &r)) return;
    r.format = a.elements->value->dtype.is_bool() ? one_tile().format : target::DataFormat::Float32;
    tile(&r);
    map_.ops[i].in.back() = add(
        fresh(p_.buffers[static_cast<size_t>(like)].name + ".index"), Role::Input, Kernel::Reader, Kernel::Compute,
        std::move(r), "values that the reader computes element by element: compute has no indices and no gathers", i);
  }

  void result_out(size_t i, const TileOp& op) {
    const int like = op.shape_of();
    CbRequest r;
    if (!strip_of(like, packed_as(op.stores[0], like), i, &r)) return;
    map_.ops[i].out =
        add(fresh(op.stores[0].tensor->name + ".out"), Role::Output, Kernel::Compute, Kernel::Writer, std::move(r),
            fmt::format("result of a tile operation on its way to tensor `{}`", op.stores[0].tensor->name), i);
  }

  std::string fresh(const std::string& name) const {
    std::string out = name;
    for (int n = 1; std::any_of(decisions_.begin(), decisions_.end(), [&](const auto& d) { return d.name == out; });
         ++n) {
      out = fmt::format("{}{}", name, n);
    }
    return out;
  }

  // ---- elements and words -------------------------------------------------------------------------------------
  void scratch() {
    const ScratchNeed need = scratch_need(p_, d_);
    if (need.reader_rows > 0) {
      map_.reader_scratch =
          scratch_of(Kernel::Reader, need.reader_tiles(),
                     fmt::format("where the reader puts elements of row-major tensors: {} row{} of a tile at once",
                                 need.reader_rows, need.reader_rows == 1 ? "" : "s"));
    }
    if (need.writer_rows > 0) {
      map_.writer_scratch =
          scratch_of(Kernel::Writer, need.writer_tiles(), "where the writer gathers elements of row-major tensors");
    }
  }

  int scratch_of(Kernel who, int64_t tiles, std::string why) {
    CbRequest r;
    r.format = target::DataFormat::UInt32;
    r.rows = 32;
    r.cols = 32 * tiles;
    r.force_32x32 = true;
    tile(&r);
    return add(fresh(who == Kernel::Reader ? "reader.scratch" : "writer.scratch"), Role::Intermediate, who, who,
               std::move(r), std::move(why));
  }

  void tokens_of_step(size_t step) {
    const WordsNeed need = words_of_step(p_, d_, map_, step);
    if (need.tensor.empty()) return;
    map_.token_of_step[step] = static_cast<int>(map_.tokens.size());
    const int to_compute = need.compute ? token(need.tensor, Kernel::Compute) : -1;
    map_.tokens.emplace_back(to_compute, need.writer ? token(need.tensor, Kernel::Writer) : -1);
  }

  int token(const std::string& tensor, Kernel to) {
    CbRequest r = one_tile();
    r.format = target::DataFormat::UInt32;
    r.tile = {16, 16};
    r.rows = r.cols = 16;
    return add(fresh(tensor + ".token"), to == Kernel::Compute ? Role::Input : Role::Stream, Kernel::Reader, to, r,
               fmt::format("control token: the reader tells {} what it has read from `{}`",
                           to == Kernel::Compute ? "compute" : "the writer", tensor));
  }

  /// One full tile in the kernel's own 16-bit exponent family, or float32.
  CbRequest one_tile() const {
    CbRequest r;
    r.rows = r.cols = 32;
    r.format = target::DataFormat::Float32;
    for (const CbRequest& c : problem_.cbs) {
      if (c.format == target::DataFormat::Float16 || c.format == target::DataFormat::Float16_b) r.format = c.format;
      if (c.format == target::DataFormat::Float16) break;
    }
    return r;
  }

  const TileProgram& p_;
  Drafts& d_;
  const PassOptions& options_;
  CbMap& map_;
  std::vector<plan::BufferDecision>& decisions_;
  Diagnostics& diags_;
  plan::Problem problem_;
  struct Staging {
    int buffer;
    Role role;
    tir::DataType dtype;
    int cb;
  };
  std::vector<Staging> staging_;
  std::vector<size_t> hashes_;           // of the names in decisions_
  std::vector<int64_t> times_, stages_;  // per op: how often a block runs it, num_stages around it
};

}  // namespace

plan::Problem make_requests(const TileProgram& program, Drafts& drafts, const PassOptions& options, CbMap* map,
                            std::vector<plan::BufferDecision>* decisions, Diagnostics& diags) {
  return Builder(program, drafts, options, map, decisions, diags).run();
}

}  // namespace tir2tt::transform
