// Elements between row-major tensors and tiles, 32 at a time: a row of a tile, or a column of one that has no other.
// First all elements that the values need are read, neighbours in one transfer, then one barrier, then the values are
// computed; elements that are indices of others are read before those. What lies outside its tensor is 0 and is not
// written.
//
//   for c in row:  A_elements.read(A, c, page, element)         for c in row:  C_elements.write(C, c, page, element,
//   A_elements.flush(A); barrier                                                                C_tile[…])
//   for c in row:  A_tile[element_offset(r, c)] = A_elements[c]  C_elements.flush(C); until it has left L1
#include <fmt/format.h>

#include <algorithm>

#include "codegen/tt/data_movement_writer.h"
#include "codegen/tt/element_helpers.h"
#include "tir/equal.h"
#include "tir/visitor.h"
#include "transform/tt/element_math.h"
#include "transform/tt/index_math.h"

namespace tir2tt::codegen {

using target::DataFormat;
using tir::as;
using tir::DataType;
using tir::Expr;
using transform::Node;
using transform::plus;
using transform::times;
using transform::Transfer;

namespace {

constexpr int64_t kEdge = 32, kDenseTile = 1024;

struct FormatType {
  DataFormat format;
  DataType type;
};
constexpr FormatType kFormatTypes[] = {
    {DataFormat::Float32, DataType::Float(32)},
    {DataFormat::Float16, DataType::Float(16)},
    {DataFormat::Float16_b, DataType::BFloat16()},
    {DataFormat::Fp8_e4m3, {tir::TypeCode::Float8_e4m3fn, 8}},
    {DataFormat::Lf8, {tir::TypeCode::Float8_e5m2, 8}},
    {DataFormat::Int32, DataType::Int(32)},
    {DataFormat::UInt32, DataType::UInt(32)},
    {DataFormat::Int16, DataType::Int(16)},
    {DataFormat::UInt16, DataType::UInt(16)},
    {DataFormat::Int8, DataType::Int(8)},
    {DataFormat::UInt8, DataType::UInt(8)},
};
/// What an element of a tile is.
DataType type_of(DataFormat format) {
  for (const FormatType& row : kFormatTypes) {
    if (row.format == format) return row.type;
  }
  throw InternalError("elements of a block format have no place of their own");
}

/// Something to load an element of a tile from.
tir::Buffer tile_buffer(DataType t) {
  auto b = std::make_shared<tir::BufferNode>();
  b->name = "tile";
  b->dtype = t;
  return b;
}

bool same_shape(const tir::Exprs& a, const tir::Exprs& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Expr& x, const Expr& y) { return tir::structural_equal(x, y); });
}

bool has_pads(const Transfer& t) {
  if (t.dense) return t.element_cols % kDenseTile != 0;
  return t.element_rows % kEdge != 0 || t.element_cols % kEdge != 0;
}
bool goes_down(const Transfer& t) { return t.element_cols == 1 && !t.dense; }

/// What the loops of a store or a load depend on.
tir::Exprs all_of(const analysis::ElementValues& e) {
  tir::Exprs out = e.target;
  for (const Expr& x : {e.value, e.guard}) {
    if (x) out.push_back(x);
  }
  return out;
}

}  // namespace

// ---- what stands for the leaves ---------------------------------------------------------------------------------

Expr DataMovementWriter::let(const tir::VarNode* v) { return transform::let_value(v, c_.lowered.program.lets); }

bool DataMovementWriter::is_not_negative(const Expr& e) {
  const transform::Bounds b = transform::bounds_of(e, ranges(), c_.lowered.program.lets);
  return b.low && *b.low >= 0;
}

std::string DataMovementWriter::load(const tir::BufferLoadNode& e) {
  if (e.buffer == tile_buffer_) return tile_word_;
  const Fetched* f = fetched(e);
  TIR2TT_CHECK(f != nullptr, "an element that was not read");
  return number_.empty() ? f->text : f->text + "[" + number_ + "]";
}

const DataMovementWriter::Fetched* DataMovementWriter::fetched(const tir::BufferLoadNode& e) const {
  for (const Fetched& f : fetched_) {
    const bool same = f.load == &e || (f.load->buffer == e.buffer && same_shape(f.load->indices, e.indices));
    if (same && !f.text.empty()) return &f;
  }
  return nullptr;
}

/// The variables that are left once what has a name here is named, and whether all elements have been read.
class DataMovementWriter::Needs : public tir::Visitor {
 public:
  explicit Needs(DataMovementWriter& writer) : w_(writer) {}
  std::set<const tir::VarNode*> open;  // without a value
  std::set<const tir::VarNode*> lets;  // to be looked through
  bool unread = false;

  void visit_expr(const Expr& e) override {
    if (!w_.known_name(e).empty()) return;
    auto* l = as<tir::BufferLoadNode>(e);
    if (l && (l->buffer == w_.tile_buffer_ || w_.fetched(*l))) return;
    unread = unread || l;
    if (auto* v = as<tir::VarNode>(e)) {
      const Expr value = w_.let(v);
      (value ? lets : open).insert(v);
      if (value) visit_expr(value);
    }
    visit_children(e);
  }

 private:
  DataMovementWriter& w_;
};

/// Lets of the nest become constants, as in the source.
void DataMovementWriter::define_element_lets(const tir::Exprs& used) {
  for (const analysis::LetBinding& l : c_.lowered.program.lets) {
    Needs needs(*this), own(*this);
    for (const Expr& e : used) needs.visit_expr(e);
    if (!needs.lets.contains(l.var)) continue;
    own.visit_expr(l.value);
    if (own.open.empty() && !own.unread) define(l.var, held_type(l.value->dtype), element_value(l.value, *this));
  }
}

/// An index of the nest, where it is used.
void DataMovementWriter::define_index(const tir::Exprs& used, const tir::VarNode* index, const Expr& value) {
  Needs needs(*this);
  for (const Expr& e : used) needs.visit_expr(e);
  if (!index || !needs.open.contains(index)) return;
  value->kind == tir::ExprKind::Var ? rename(index, expr(value)) : define(index, "int32_t", expr(value));
}

// ---- which elements ---------------------------------------------------------------------------------------------

int DataMovementWriter::stage_of(const tir::BufferLoadNode& load) const {
  int stage = 0;
  for (const Expr& index : load.indices) {
    for (const tir::BufferLoadNode* inner : transform::distinct_loads(index, c_.lowered.program.lets)) {
      stage = std::max(stage, stage_of(*inner) + 1);
    }
  }
  return stage;
}

void DataMovementWriter::find_loads(const tir::Exprs& e) {
  fetched_.clear();
  number_.clear();
  for (const tir::BufferLoadNode* load : transform::distinct_loads(e, c_.lowered.program.lets)) {
    fetched_.push_back({load, static_cast<int>(fetched_.size()), stage_of(*load), {}});
  }
  stages_ = 0;
  for (const Fetched& f : fetched_) stages_ = std::max(stages_, f.stage + 1);
}

/// A name for an index that is used twice.
std::string DataMovementWriter::define_part(const Expr& e, const std::string& name) {
  const std::string text = element_value(e, *this);
  if (tir::as_int(e) ||
      std::all_of(text.begin(), text.end(), [](unsigned char ch) { return std::isalnum(ch) || ch == '_'; }))
    return text;
  std::string constant = unique(name);
  line(fmt::format("const int32_t {} = {};", constant, text));
  return constant;
}

DataMovementWriter::ElementPlace DataMovementWriter::element_place(const tir::Buffer& buffer,
                                                                   const tir::Exprs& indices) {
  const int tensor = c_.tensor_of(buffer.get());
  TIR2TT_CHECK(tensor >= 0, "an element of what is no tensor: " + buffer->name);
  const std::string& name = accessor(tensor);
  ElementPlace p;
  const bool as_it_lies = same_shape(buffer->shape, shape_of(tensor));
  Expr number = tir::make_int(0);
  for (size_t k = 0; k < indices.size(); ++k) {
    const std::string index = define_part(indices[k], fmt::format("{}_{}", name, k));
    const transform::Bounds b = transform::bounds_of(indices[k], ranges(), c_.lowered.program.lets);
    const int64_t* extent = tir::as_int(buffer->shape[k]);
    const auto must = [&](const std::string& what) { p.inside += (p.inside.empty() ? "" : " && ") + what; };
    if (!b.low || *b.low < 0) must(index + " >= 0");
    if (!b.high || !extent || *b.high >= *extent) must(index + " < " + expr(buffer->shape[k]));
    const bool last = k + 1 == indices.size();
    if (last && as_it_lies) {
      p.page = expr(number), p.element = index;
      return p;
    }
    number = plus(times(number, buffer->shape[k]), symbol(index));
  }
  const std::string at = unique(name + "_at");
  line(fmt::format("const int32_t {} = {};", at, expr(number)));
  const std::string row = expr(shape_of(tensor).back());
  p.page = at + " / " + row, p.element = at + " % " + row;
  return p;
}

/// A statement behind its condition; on one line where both fit.
void DataMovementWriter::line_if(const std::string& condition, const std::string& statement) {
  constexpr size_t kShort = 80;
  if (condition.empty()) return line(statement);
  if (condition.size() + statement.size() < kShort) return line("if (" + condition + ") " + statement);
  open("if (" + condition + ")");
  line(statement);
  close();
}

// ---- loads ------------------------------------------------------------------------------------------------------

void DataMovementWriter::fetch(const Line& line_of, int stage) {
  const tir::Var i = tir::make_var("i", DataType::Int(32));
  ranges()[i.get()] = {0, kEdge - 1};
  for_loop(i, "c", "0", line_of.count, [&] {
    number_ = expr(i);
    tir::Exprs indices;
    for (const Fetched& f : fetched_) {
      if (f.stage == stage) indices.insert(indices.end(), f.load->indices.begin(), f.load->indices.end());
    }
    line_of.at(i, indices);
    define_element_lets(indices);
    for (const Fetched& f : fetched_) {
      if (f.stage != stage) continue;
      const ElementPlace p = element_place(f.load->buffer, f.load->indices);
      const std::string& tensor = c_.spec.tensors[static_cast<size_t>(c_.tensor_of(f.load->buffer.get()))].name;
      line_if(p.inside, fmt::format("{}.read({}, {}, {}, {});", f.reader, tensor, number_, p.page, p.element));
    }
  });
  for (Fetched& f : fetched_) {
    if (f.stage != stage) continue;
    line(fmt::format("{}.flush({});", f.reader, accessor(c_.tensor_of(f.load->buffer.get()))));
    f.text = f.reader;
  }
  call(Api::ReadBarrier, {});
}

/// Everything that the line needs into L1; the slots of scratch memory from `first` on are free for it.
void DataMovementWriter::fetch_all(const Line& line_of, int first) {
  if (!fetched_.empty()) helper(element_reader_helper(c_.dialect));
  for (Fetched& f : fetched_) {
    const std::string& tensor = c_.spec.tensors[static_cast<size_t>(c_.tensor_of(f.load->buffer.get()))].name;
    f.reader = unique(tensor + "_elements"), f.text.clear();
    const int64_t at = (first + f.slot) * kSlotBytes;
    const std::string slot = at == 0 ? scratch_ : fmt::format("{} + {}", scratch_, at);
    line(fmt::format("ElementReader<{}> {}({});", word_type(f.load->dtype), f.reader, slot));
  }
  for (int stage = 0; stage < stages_; ++stage) fetch(line_of, stage);
}

void DataMovementWriter::load_line(const Node& node, const Line& line_of) {
  const Transfer& t = *node.transfer;
  fetch_all(line_of, 0);
  const tir::Var i = tir::make_var("i", DataType::Int(32));
  ranges()[i.get()] = {0, kEdge - 1};
  for_loop(i, "c", "0", line_of.count, [&] {
    number_ = expr(i);
    line_of.at(i, {t.elements->value});
    define_element_lets({t.elements->value});
    const std::string word = element_word(t.elements->value, type_of(cb_spec(node.cb).format), *this);
    line(fmt::format("{} = {};", in_tile(line_of), word));
  });
}

// ---- stores -----------------------------------------------------------------------------------------------------

void DataMovementWriter::store_line(const Node& node, const Line& line_of) {
  const Transfer& t = *node.transfer;
  const int tensor = c_.tensor_of(t.tensor);
  const std::string& name = accessor(tensor);
  fetch_all(line_of, 1);
  const std::string writer = unique(name + "_elements");
  helper(element_writer_helper(c_.dialect));
  line(fmt::format("ElementWriter<{}> {}({});", word_type(t.tensor->dtype), writer, scratch_));
  tile_buffer_ = tile_buffer(type_of(cb_spec(node.cb).format));
  const tir::Var i = tir::make_var("i", DataType::Int(32));
  ranges()[i.get()] = {0, kEdge - 1};
  for_loop(i, "c", "0", line_of.count, [&] {
    number_ = expr(i);
    line_of.at(i, all_of(*t.elements));
    define_element_lets(all_of(*t.elements));
    const ElementPlace p = element_place(tensor_buffer(t), t.elements->target);
    std::string condition = t.elements->guard ? element_value(t.elements->guard, *this) : "";
    if (!condition.empty() && !p.inside.empty()) condition = "(" + condition + ") && ";
    condition += p.inside;
    tile_word_ = in_tile(line_of);
    const std::string word = element_word(tir::make_load(tile_buffer_, {}), t.tensor->dtype, *this);
    line_if(condition, fmt::format("{}.write({}, {}, {}, {}, {});", writer, name, number_, p.page, p.element, word));
  });
  line(fmt::format("{}.flush({});", writer, name));
  // Elements that indices send to one place arrive in their order.
  call(fetched_.empty() ? Api::WritesFlushed : Api::WriteBarrier, {});
}

/// The tensor, or the view of it, that the transfer names.
tir::Buffer DataMovementWriter::tensor_buffer(const Transfer& t) const {
  return {std::shared_ptr<const void>(), t.tensor};
}

// ---- tiles of elements ------------------------------------------------------------------------------------------

std::string DataMovementWriter::in_tile(const Line& line_of) const {
  return fmt::format("{}[element_offset({}, {})]", tile_, line_of.row.empty() ? number_ : line_of.row,
                     line_of.col.empty() ? number_ : line_of.col);
}

/// How many of `edge` elements from `first` on the block has.
std::string DataMovementWriter::limit(const Expr& first, int64_t count, int64_t edge) {
  if (count % edge == 0) return std::to_string(edge);
  if (const int64_t* v = tir::as_int(first)) return std::to_string(std::clamp<int64_t>(count - *v, 0, edge));
  use_header("<algorithm>");
  const Expr left = tir::make_binary(tir::ExprKind::Sub, tir::make_int(count), first);
  return fmt::format("std::min<int32_t>({}, {})", edge, expr(left));
}

void DataMovementWriter::tile_of_elements(const Node& node, const std::string& address) {
  const Transfer& t = *node.transfer;
  helper(element_offset_helper());
  if (reads_ && has_pads(t)) {
    helper(fill_with_zeros_helper());
    line(fmt::format("fill_with_zeros({}, {});", address, tile_bytes(node.cb)));
  }
  tile_ = unique(cb_spec(node.cb).identifier.substr(3) + "_tile");
  line(fmt::format("auto* {} = reinterpret_cast<volatile tt_l1_ptr {}*>({});", tile_,
                   word_type(type_of(cb_spec(node.cb).format)), address));
  const auto one_line = [&](const Line& l) { reads_ ? load_line(node, l) : store_line(node, l); };
  const Expr first_row = times(t.row, kEdge), first_col = times(t.col, t.dense ? kDenseTile : kEdge);
  if (goes_down(t)) {
    const auto at = [&](const Expr& i, const tir::Exprs& used) {
      define_index(used, t.row_index, plus(first_row, i));
      define_index(used, t.col_index, tir::make_int(0));
    };
    return one_line({limit(first_row, t.element_rows, kEdge), at, "", "0"});
  }
  const tir::Var r = tir::make_var("r", DataType::Int(32));
  ranges()[r.get()] = {0, kEdge - 1};
  const Expr first = t.dense ? plus(first_col, times(Expr(r), kEdge)) : first_col;
  const std::string rows = t.dense ? limit(times(t.col, kEdge), (t.element_cols + kEdge - 1) / kEdge, kEdge)
                                   : limit(first_row, t.element_rows, kEdge);
  for_loop(r, "r", "0", rows, [&] {
    define_index(all_of(*t.elements), t.row_index, t.dense ? tir::make_int(0) : plus(first_row, r));
    define_element_lets(all_of(*t.elements));
    const auto at = [&](const Expr& i, const tir::Exprs& used) { define_index(used, t.col_index, plus(first, i)); };
    one_line({limit(first, t.element_cols, kEdge), at, expr(r), ""});
  });
}

void DataMovementWriter::elements(const Node& node) {
  const Transfer& t = *node.transfer;
  find_loads(all_of(*t.elements));
  if (t.row_index) ranges()[t.row_index] = {0, t.element_rows - 1};
  if (t.col_index) ranges()[t.col_index] = {0, t.element_cols - 1};
  in_own_scope([&] {
    if (!reads_ || !fetched_.empty()) need_scratch(t.scratch);
    blocks(node, [&](const std::string& address) { tile_of_elements(node, address); });
  });
}

/// `scratch_`: the address of the scratch memory, which this kernel has filled and waited for itself.
void DataMovementWriter::after_wait(const Node& node) {
  const transform::CbMap& map = c_.lowered.map;
  if (node.cb != (reads_ ? map.reader_scratch : map.writer_scratch)) return;
  scratch_ = unique("scratch");
  line(fmt::format("const uint32_t {} = {};", scratch_, codegen::call(c_.dialect, Api::GetReadPtr, {cb(node.cb)})));
}
void DataMovementWriter::need_scratch(int id) const {
  const transform::CbMap& map = c_.lowered.map;
  const bool own = id >= 0 && id == (reads_ ? map.reader_scratch : map.writer_scratch);
  TIR2TT_CHECK(own && !scratch_.empty(), "elements of tensors without scratch memory");
}

/// A value that the reader alone can know: its elements of tensors are read one by one.
void DataMovementWriter::define_scalar(const Node& node) {
  find_loads({node.value});
  if (!fetched_.empty()) {
    need_scratch(node.cb);
    helper(read_element_helper(c_.dialect));
  }
  const bool only_load = as<tir::BufferLoadNode>(node.value) != nullptr;
  for (int stage = 0; stage < stages_; ++stage) {
    for (Fetched& f : fetched_) {
      if (f.stage == stage) f.text = read_scalar(*f.load, only_load && f.load == node.value.get());
    }
  }
  const DataType t = node.var->dtype;
  define(node.var.get(), t.is_integral() ? index_type() : held_type(t), element_value(node.value, *this));
}

/// An element as an expression, or as a constant that holds it.
std::string DataMovementWriter::read_scalar(const tir::BufferLoadNode& load, bool as_expression) {
  const ElementPlace p = element_place(load.buffer, load.indices);
  const std::string type = word_type(load.dtype), tensor = accessor(c_.tensor_of(load.buffer.get()));
  const std::string read = fmt::format("read_element<{}>({}, {}, {}, {})", type, tensor, p.page, p.element, scratch_);
  if (as_expression && p.inside.empty()) return read;
  const std::string word = unique(tensor + "_element");
  line(fmt::format("const {} {} = {};", type, word, p.inside.empty() ? read : p.inside + " ? " + read + " : 0"));
  return word;
}

}  // namespace tir2tt::codegen
