// Programs that move elements, for tests: one circular buffer between a reader and a writer, and their scratch memory.
#pragma once

#include <fmt/format.h>

#include <bit>
#include <string>
#include <utility>
#include <vector>

#include "codegen/tt/codegen_tt_reader_visitor.h"
#include "codegen/tt/codegen_tt_writer_visitor.h"
#include "run/kit.h"
#include "transform/tt/element_math.h"

namespace tir2tt::run {

/// "[3] 1 != 2 [4] …": the first differences; empty: none.
inline std::string differences(const data::Array& actual, const data::Array& expected) {
  std::string out;
  if (actual.values.size() != expected.values.size()) return "another number of elements";
  for (size_t i = 0; i < actual.values.size() && out.size() < 200; ++i) {
    if (std::bit_cast<uint64_t>(actual.values[i]) != std::bit_cast<uint64_t>(expected.values[i]))
      out += fmt::format("[{}] {} != {} ", i, actual.values[i], expected.values[i]);
  }
  return out;
}

/// A loop over blocks, each of which goes `value` -> CB -> `target`. Variables: `block`, and `row` and `col` in it.
struct ElementProgram {
  using Node = transform::Node;
  using Kind = Node::Kind;
  tir::Var block = tir::make_var("b", tir::DataType::Int(32)), row = tir::make_var("i", tir::DataType::Int(32)),
           col = tir::make_var("j", tir::DataType::Int(32));
  int64_t blocks = 1, rows = 32, cols = 32;
  bool dense = false;
  DataFormat format = DataFormat::Float16;
  tir::Expr value, guard;
  tir::Exprs target;
  transform::Lets lets;
  transform::Nodes before;           // of each block: definitions
  std::vector<tir::Buffer> tensors;  // the last one is stored to
  tir::Buffer stored;                // as a view of it; null: as it is

  tir::Buffer tensor(const std::string& name, tir::DataType t, const std::vector<int64_t>& shape) {
    auto b = std::make_shared<tir::BufferNode>();
    b->name = name;
    b->dtype = t;
    b->data = tir::make_pointer(name, t, "global");
    b->shape = exprs(shape);
    tensors.push_back(b);
    return b;
  }
  /// The same memory in another shape.
  static tir::Buffer view(const tir::Buffer& of, const std::vector<int64_t>& shape) {
    auto b = std::make_shared<tir::BufferNode>(*of);
    b->shape = exprs(shape);
    return b;
  }

  static Node definition(const tir::Var& var, const tir::Expr& value) {
    Node n = node(Kind::Define, plan::Actor::Reader, 1, 0);
    n.var = var, n.value = value;
    return n;
  }

  struct Outcome {
    std::vector<data::Array> tensors;
    std::string findings, kernels;
  };
  Outcome run(const std::vector<data::Array>& arrays, const char* chip = "wormhole_b0") const {
    const ProgramSpec spec = program(chip);
    device::RunOptions options;
    const Execution e = execute(spec, arrays, options);
    Outcome out{e.tensors, findings_text(e.result), {}};
    for (const codegen::KernelSpec& k : spec.kernels) out.kernels += k.text;
    if (out.tensors.empty()) out.tensors.resize(tensors.size());
    return out;
  }

  ProgramSpec program(const char* chip) const {
    ProgramSpec p;
    p.function = "elements";
    p.chip = target::find_chip(chip);
    for (const tir::Buffer& b : tensors) {
      codegen::TensorSpec t;
      t.name = t.tir_name = b->name;
      t.dtype = to_string(b->dtype);
      t.format = *target::format_of_dtype(t.dtype);
      t.shape = b->shape;
      t.tiling = Tiling::Rows;
      t.col_axis = static_cast<int>(b->shape.size()) - 1;
      t.read = true;
      t.written = b == tensors.back();
      p.tensors.push_back(t);
    }
    p.grid = {make_int(1), make_int(1), make_int(1)};
    const int64_t slots = static_cast<int64_t>(std::max<size_t>(1, transform::distinct_loads(value, lets).size()));
    p.cbs = {cb(0, format, tiles()), cb(1, DataFormat::UInt32, (slots + 1) / 2), cb(2, DataFormat::UInt32, 2)};
    const char* names[] = {"block", "reader_scratch", "writer_scratch"};
    for (codegen::CbSpec& c : p.cbs) c.identifier = std::string("cb_") + names[c.id];
    transform::Lowered lowered;
    for (const tir::Buffer& b : tensors) lowered.program.tensors.push_back(b);
    lowered.program.lets = lets;
    lowered.map.reader_scratch = 1, lowered.map.writer_scratch = 2;
    lowered.core.nodes = nodes(p);
    const codegen::KernelContext context{p, lowered, codegen::classic_dialect(), nullptr};
    p.kernels = {codegen::write_reader(context), codegen::write_writer(context)};
    return p;
  }

 private:
  static tir::Expr make_int(int64_t v) { return tir::make_int(v); }
  int64_t high() const { return dense ? 1 : (rows + 31) / 32; }
  int64_t wide() const { return dense ? (cols + 1023) / 1024 : (cols + 31) / 32; }
  int64_t tiles() const { return high() * wide(); }

  static Node node(Kind kind, plan::Actor actor, int id, int64_t count) {
    Node n;
    n.kind = kind, n.actor = actor, n.cb = id, n.count = count;
    return n;
  }
  std::shared_ptr<transform::Transfer> transfer(int scratch) const {
    auto t = std::make_shared<transform::Transfer>();
    t->row_index = row.get(), t->col_index = col.get();
    t->element_rows = rows, t->element_cols = cols, t->dense = dense, t->scratch = scratch;
    t->rows = high(), t->cols = wide();
    if (t->rows > 1) t->row_var = tir::make_var("row", tir::DataType::Int(32));
    if (t->cols > 1) t->col_var = tir::make_var("col", tir::DataType::Int(32));
    t->row = t->row_var ? tir::Expr(t->row_var) : make_int(0);
    t->col = t->col_var ? tir::Expr(t->col_var) : make_int(0);
    return t;
  }
  transform::Nodes nodes(const ProgramSpec& p) const {
    using plan::Actor;
    Node loop = node(Kind::Loop, Actor::Reader, -1, 0);
    loop.var = block, loop.min = make_int(0), loop.extent = make_int(blocks), loop.trips = blocks;
    auto in = transfer(1), out = transfer(2);
    auto load = std::make_shared<analysis::ElementValues>(), store = std::make_shared<analysis::ElementValues>();
    load->value = value;
    store->target = target, store->guard = guard;
    in->elements = load, out->elements = store;
    out->tensor = (stored ? stored : tensors.back()).get();
    loop.body = before;
    loop.body.push_back(node(Kind::Reserve, Actor::Reader, 0, tiles()));
    loop.body.push_back(node(Kind::Make, Actor::Reader, 0, tiles()));
    loop.body.back().transfer = in;
    loop.body.push_back(node(Kind::Push, Actor::Reader, 0, tiles()));
    loop.body.push_back(node(Kind::Wait, Actor::Writer, 0, tiles()));
    loop.body.push_back(node(Kind::Write, Actor::Writer, 0, tiles()));
    loop.body.back().transfer = out;
    loop.body.push_back(node(Kind::WriteBarrier, Actor::Writer, 0, 0));
    loop.body.push_back(node(Kind::Pop, Actor::Writer, 0, tiles()));
    transform::Nodes all;
    const std::pair<Actor, int> scratch[] = {{Actor::Reader, 1}, {Actor::Writer, 2}};
    for (const auto& [actor, id] : scratch) {
      for (Kind kind : {Kind::Reserve, Kind::Push, Kind::Wait}) {
        all.push_back(node(kind, actor, id, p.cbs[static_cast<size_t>(id)].pages));
      }
    }
    all.push_back(loop);
    for (const auto& [actor, id] : scratch) {
      all.push_back(node(Kind::Pop, actor, id, p.cbs[static_cast<size_t>(id)].pages));
    }
    return all;
  }
};

}  // namespace tir2tt::run
