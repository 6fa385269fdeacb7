// Inside of make_core_program: what its files share. core_builder.cc walks the steps and keeps the FIFOs balanced,
// core_compute.cc fills sections of DST, core_transfer.cc describes blocks in DRAM.
// Tested by tests/transform/core_program_test.cc.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "support/diagnostic.h"
#include "transform/tt/cb_draft.h"
#include "transform/tt/core_program.h"
#include "transform/tt/index_math.h"

namespace tir2tt::transform {

/// Part number `index` of a block of `rows` x `cols` tiles that is cut into parts of `tiles`, by rows.
struct Part {
  tir::Expr index;
  int64_t tiles = 0;
  int64_t rows = 0, cols = 0;
};

/// The tiles of one section of DST: `count` of a part, from tile `first` of the block.
struct SectionTiles {
  int64_t count = 0, cols = 0;  // cols: of the block
  tir::Expr first, row, col;    // row, col: of the first; null: only by division
  tir::Expr offset;             // first, counted from the part's first
};
struct TileAt {
  tir::Expr linear, row, col;  // of the block; `linear` by rows
  tir::Expr slot;              // number within the section
};

class CoreBuilder {
 public:
  CoreBuilder(const analysis::TileProgram& p, const Drafts& d, const CbMap& map, plan::Problem* problem,
              Diagnostics& refused)
      : p_(p), d_(d), map_(map), problem_(*problem), refused_(refused) {}
  CoreProgram run();

 private:
  // core_builder.cc
  void choose_sections();
  /// Ones inside of the mask.
  static std::shared_ptr<const Transfer> values_of(const TileMask& mask);
  void constants(bool begin);
  void discard(analysis::BufferSet dead);
  void fill_missing(analysis::BufferSet missing);
  void step(size_t i);
  void loop_begin(size_t i, const analysis::Step& s);
  void loop_end(size_t i, const analysis::Step& s);
  void if_begin(size_t i, const analysis::Step& s);
  void if_else(size_t i);
  void if_end(size_t i, const analysis::Step& s);
  void scratch(int c, bool begin);
  tir::Expr word(const tir::Expr& e, const char* name, std::initializer_list<int> cbs);
  tir::Expr steered_by(size_t i, const tir::Expr& e, const char* name);
  void operation(size_t i, analysis::BufferSet live);
  void finish(int b, const analysis::TileOp& op);
  void load(size_t i, const analysis::TileOp& op);
  void store(size_t i, const analysis::TileOp& op);
  Node& add(Node::Kind kind, plan::Actor actor, int cb, int64_t count);
  void open(Node node);
  Node close();
  void wait(int c, int64_t count = 0);
  void pop(int c, int64_t count = 0);
  void reserve(int c, int64_t count = 0);
  void push(int c, int64_t count = 0);
  void read(int c, const Transfer& transfer);
  void write(int c, const Transfer& transfer);
  /// `body(index)`, in a loop of the kernels' own where it is done more than once.
  template <class Body>
  void repeat(int64_t times, const char* name, const Body& body);
  void no_negative_division(const tir::Expr& e, SourceSpan span);
  void refuse(DiagId id, SourceSpan span, std::string message, std::string hint);
  const plan::CbRequest& cb(int i) const { return problem_.cbs[static_cast<size_t>(i)]; }
  int of(int buffer) const { return buffer < 0 ? -1 : map_.buffers[static_cast<size_t>(buffer)].cb; }
  int64_t dst_tiles() const { return target::dst_tiles(problem_.fp32_dest_acc); }
  int slots_of(size_t op) const { return std::max(1, d_.ops[op].dst_registers); }

  // core_transfer.cc
  Transfer transfer_of(size_t i, const analysis::DramAccess& a, const Part& part, bool stores);
  Transfer of_elements(size_t i, const analysis::DramAccess& a, const Part& part, bool stores);
  tir::Expr with_words(const tir::Expr& e, const analysis::ElementValues* elements, int to_writer);
  Part whole(int c) const;
  Part block_of(int buffer) const;
  void find_checks(const analysis::DramAccess& a, const Part& part, Transfer* t) const;
  static void walk_part(const Part& part, Transfer* t);

  // core_compute.cc
  void compute(size_t i, const analysis::TileOp& op);
  void result(size_t i, const analysis::TileOp& op);
  void write_result(size_t i, int c, const std::vector<int>& in);
  void update_in_place(size_t i, int c);
  void update_out_of_place(size_t i, int c);
  void strip_to_dram(size_t i, int out, const Part& part, const std::vector<int>& in);
  void strips_in(size_t i, const std::vector<int>& in, const Part& part);
  void strips_done(const std::vector<int>& in);
  std::vector<int> transposes(const analysis::TileOp& op);
  bool needs_transpose(const analysis::TileOp& op, size_t k) const;
  void turn_block(int from, int to, bool transpose);
  int matrix_cb(int buffer) const;
  std::vector<int> copies_for_matrix_unit(const analysis::TileOp& op);
  template <class Body>
  void each_section(const Part& part, int64_t count, const Body& body);
  template <class Body>
  void each_tile(const SectionTiles& s, const Body& body);
  void section(size_t i, const SectionTiles& s, int out, int old);
  void math(size_t i, const SectionTiles& s, int old);
  void math_of_program(size_t i, const DstProgram& program, const SectionTiles& s, int old);
  void math_of_gemm(const analysis::TileOp& op, const SectionTiles& s);
  void math_of_reduce(const analysis::TileOp& op, const SectionTiles& s);
  void load_old(size_t i, const SectionTiles& s, int old);
  bool moves_in_sections(size_t i, int c) const;

  // core_reduce.cc
  void fold(size_t i, const SectionTiles& s);
  void fold_tile(const analysis::TileOp& op, const tir::Expr& tile, int slot);
  void math_of_folded(size_t i, const SectionTiles& s, int old);
  void reduce_in_vector_unit(size_t i, const SectionTiles& s, int old);
  void join_tiles(const analysis::TileOp& op, const SectionTiles& s);
  void join_tile(const analysis::TileOp& op, const tir::Expr& tile, const TileMask& mask);
  void load_to(int slot, int cb, const tir::Expr& tile);
  void add_dst(DstOp op, int out, int a = -1, int b = -1, int c = -1);
  int64_t slots_of_reduction(const analysis::TileOp& op) const;
  template <class Body>
  void each_line(int64_t lines, const TileMask& inner, const TileMask& last, const Body& body);
  int64_t tiles_per_section(size_t i, int64_t n) const;
  void add_step(MathStep step);
  void pack_section(const SectionTiles& s, int out, int slots, int result);
  bool operand(size_t i, const TileInput& input, const TileAt& tile, const SectionTiles& s, int old, MathStep* step);
  void close_resident(size_t i);
  void close_resident_with(size_t i);
  void math_in_place(size_t i, const SectionTiles& s);
  void end_section(int out, const SectionTiles& s, int64_t extra);
  const DstProgram* program_of(size_t i);
  tir::Expr tile_of_part(const analysis::Operand& o, const TileAt& tile) const;

  const analysis::TileProgram& p_;
  const Drafts& d_;
  const CbMap& map_;
  plan::Problem& problem_;
  Diagnostics& refused_;
  std::vector<int64_t> section_;            // per CB; 0 = moves in whole blocks
  std::vector<analysis::BufferSet> saved_;  // per open if: what was available at its head, or at the end of `then`
  analysis::BufferSet available_ = 0;       // buffers whose CB holds a block
  Ranges ranges_;
  std::vector<Node> open_;  // containers being filled, innermost last
  int64_t largest_section_ = 0;
  SourceSpan span_;
};

template <class Body>
void CoreBuilder::repeat(int64_t times, const char* name, const Body& body) {
  if (times == 1) return body(tir::make_int(0));
  Node loop;
  loop.kind = Node::Kind::Loop;
  loop.var = tir::make_var(name, tir::DataType::Int(32));
  loop.min = tir::make_int(0);
  loop.extent = tir::make_int(times);
  loop.trips = times;
  const tir::Expr index = loop.var;
  open(std::move(loop));
  body(index);
  Node done = close();
  open_.back().body.push_back(std::move(done));
}

/// `body(SectionTiles)` for every section of `count` tiles of the part.
template <class Body>
void CoreBuilder::each_section(const Part& part, int64_t count, const Body& body) {
  const int64_t cols = part.cols, n = part.tiles;
  SectionTiles s{count, cols, nullptr, nullptr, nullptr, nullptr};
  const tir::Expr row0 = n % cols == 0 ? times(part.index, n / cols) : nullptr;  // of the part, where it is whole rows
  if (row0 && count % cols == 0) {
    return repeat(n / count, "section", [&](const tir::Expr& i) {
      s.row = plus(row0, times(i, count / cols));
      s.col = tir::make_int(0);
      s.offset = times(i, count);
      s.first = plus(times(part.index, n), s.offset);
      body(s);
    });
  }
  if (row0 && cols % count == 0) {
    return repeat(n / cols, "row", [&](const tir::Expr& r) {
      repeat(cols / count, "section", [&](const tir::Expr& i) {
        s.row = plus(row0, r);
        s.col = times(i, count);
        s.offset = plus(times(r, cols), s.col);
        s.first = plus(times(s.row, cols), s.col);
        body(s);
      });
    });
  }
  repeat(n / count, "section", [&](const tir::Expr& i) {
    s.offset = times(i, count);
    s.first = plus(times(part.index, n), s.offset);
    body(s);
  });
}

/// `body(TileAt)` for every tile of the section.
template <class Body>
void CoreBuilder::each_tile(const SectionTiles& s, const Body& body) {
  if (s.row && s.count > s.cols) {
    return repeat(s.count / s.cols, "r", [&](const tir::Expr& r) {
      repeat(s.cols, "c", [&](const tir::Expr& c) {
        const tir::Expr slot = plus(times(r, s.cols), c);
        body(TileAt{plus(s.first, slot), plus(s.row, r), c, slot});
      });
    });
  }
  repeat(s.count, "i", [&](const tir::Expr& i) {
    const tir::Expr linear = plus(s.first, i);
    if (s.row) return body(TileAt{linear, s.row, plus(s.col, i), i});
    body(TileAt{linear, floor_div(linear, s.cols), floor_mod(linear, s.cols), i});
  });
}

}  // namespace tir2tt::transform
