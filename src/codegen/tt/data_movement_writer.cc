// A block is moved tile by tile, all transfers under way at once, then one barrier. Rows and columns of tiles are
// loops; whether a tile lies outside its tensor is asked only where the block may reach beyond it.
#include "codegen/tt/data_movement_writer.h"

#include <fmt/format.h>

#include <algorithm>

#include "codegen/tt/codegen_tt_reader_visitor.h"
#include "codegen/tt/codegen_tt_writer_visitor.h"
#include "codegen/tt/element_helpers.h"
#include "codegen/tt/slice.h"
#include "transform/tt/index_math.h"

namespace tir2tt::codegen {

using tir::Expr;
using transform::Node;
using transform::plus;
using transform::times;
using transform::Transfer;

namespace {

const char* one(target::DataFormat format) {
  if (target::format_info(format).bits == 32) return "0x3f800000";
  return format == target::DataFormat::Float16 ? "0x3c00" : "0x3f80";
}

/// What a reduction multiplies by: ones in the first row of each face of a tile.
std::string fill_with_ones(target::DataFormat format) {
  const bool wide = target::format_info(format).bits == 32;
  return fmt::format(
      "// What a reduction multiplies by: ones in the first row of each 16x16 face.\n"
      "inline void fill_with_ones(uint32_t address) {{\n"
      "    volatile tt_l1_ptr {0}* tile = reinterpret_cast<volatile tt_l1_ptr {0}*>(address);\n"
      "    for (uint32_t i = 0; i < 1024; ++i) tile[i] = i % 256 < 16 ? {1} : 0;\n"
      "}}\n",
      wide ? "uint32_t" : "uint16_t", one(format));
}

}  // namespace

Expr DataMovementWriter::symbol(const std::string& text) {
  const bool number = text.find_first_not_of("0123456789") == std::string::npos;
  return number ? tir::make_int(std::stoll(text)) : Expr(tir::make_var(text, tir::DataType::Int(32)));
}

/// A name for an index that is used twice.
std::string DataMovementWriter::part(const Expr& e, const std::string& name) {
  std::string text = expr(e);
  if (e->kind == tir::ExprKind::Var || tir::as_int(e)) return text;
  std::string constant = unique(name);
  line(fmt::format("const {} {} = {};", index_type(), constant, text));
  return constant;
}

void DataMovementWriter::bound(std::string* inside, const std::string& index, const std::string& extent) {
  if (!inside->empty()) *inside += " && ";
  if (is_signed()) *inside += index + " >= 0 && ";
  *inside += index + " < " + extent;
}

DataMovementWriter::Place DataMovementWriter::place(const Transfer& t) {
  const int tensor = c_.tensor_of(t.tensor);
  const std::string& name = c_.spec.tensors[static_cast<size_t>(tensor)].name;
  Place p;
  Expr matrix = tir::make_int(0);
  for (size_t k = 0; k < t.starts.size(); ++k) {
    const int axis = static_cast<int>(k);
    if (axis == t.row_axis || axis == t.col_axis) continue;
    Expr index = t.starts[k];
    const Expr& extent = t.tensor->shape[k];
    if (std::find(t.checked_axes.begin(), t.checked_axes.end(), axis) != t.checked_axes.end()) {
      const std::string text = part(index, fmt::format("{}_{}", name, k));
      index = symbol(text);
      bound(&p.inside, text, expr(extent));
    }
    matrix = plus(times(matrix, extent), index);
  }
  Expr row = plus(t.row_axis < 0 ? tir::make_int(0) : t.starts[static_cast<size_t>(t.row_axis)], t.row);
  Expr col = plus(t.col_axis < 0 ? tir::make_int(0) : t.starts[static_cast<size_t>(t.col_axis)], t.col);
  if (t.row_axis < 0) row = tir::make_int(0);
  if (t.col_axis < 0) col = tir::make_int(0);
  if (t.check_rows) {
    row = symbol(part(row, name + "_row"));
    bound(&p.inside, expr(row), tiles_high(tensor));
  }
  if (t.check_cols) {
    col = symbol(part(col, name + "_col"));
    bound(&p.inside, expr(col), tiles_wide(tensor));
  }
  const Expr line_number = plus(times(matrix, symbol(tiles_high(tensor))), row);
  p.page = plus(times(line_number, symbol(tiles_wide(tensor))), col);
  return p;
}

void DataMovementWriter::move(const Node& node, const std::string& address) {
  const Place p = place(*node.transfer);
  const std::string tensor = accessor(c_.tensor_of(node.transfer->tensor));
  const auto tile = [&] { call(reads_ ? Api::ReadTile : Api::WriteTile, {expr(p.page), tensor, address}); };
  if (p.inside.empty()) return tile();
  open("if (" + p.inside + ")");
  tile();
  if (!reads_) return close();
  otherwise();
  helper(fill_with_zeros_helper());
  line(fmt::format("fill_with_zeros({}, {});", address, tile_bytes(node.cb)));
  close();
}

/// The tiles of the block, one after the other: `tile` works on the one at `address`.
void DataMovementWriter::blocks(const Node& node, const std::function<void(const std::string& address)>& tile) {
  const Transfer& t = *node.transfer;
  const bool single = !t.row_var && !t.col_var;
  const std::string window = codegen::call(c_.dialect, reads_ ? Api::GetWritePtr : Api::GetReadPtr, {cb(node.cb)});
  const std::string address =
      unique(fmt::format("{}_{}", cb_spec(node.cb).identifier.substr(3), reads_ ? "to" : "from"));
  line(fmt::format("{}uint32_t {} = {};", single ? "const " : "", address, window));
  const auto one_tile = [&] {
    tile(address);
    if (!single) line(fmt::format("{} += {};", address, tile_bytes(node.cb)));
  };
  const auto columns = [&] {
    t.col_var ? for_loop(t.col_var, t.col_var->name, "0", std::to_string(t.cols), one_tile) : one_tile();
  };
  if (t.row_var) ranges()[t.row_var.get()] = {0, t.rows - 1};
  if (t.col_var) ranges()[t.col_var.get()] = {0, t.cols - 1};
  t.row_var ? for_loop(t.row_var, t.row_var->name, "0", std::to_string(t.rows), columns) : columns();
}

void DataMovementWriter::transfer(const Node& node) {
  blocks(node, [&](const std::string& address) { move(node, address); });
}

void DataMovementWriter::send(const Node& node) {
  line(fmt::format("*reinterpret_cast<volatile tt_l1_ptr uint32_t*>({}) = {};",
                   codegen::call(c_.dialect, Api::GetWritePtr, {cb(node.cb)}), expr(node.var)));
}

void DataMovementWriter::ones(const Node& node) {
  helper(fill_with_ones(cb_spec(node.cb).format));
  line(fmt::format("fill_with_ones({});", codegen::call(c_.dialect, Api::GetWritePtr, {cb(node.cb)})));
}

void DataMovementWriter::leaf(const Node& node) {
  switch (node.kind) {
    case Node::Kind::Read:
    case Node::Kind::Write: return node.transfer->elements ? elements(node) : transfer(node);
    case Node::Kind::Define: return define_scalar(node);
    case Node::Kind::Send: return send(node);
    case Node::Kind::ReadBarrier: return call(Api::ReadBarrier, {});
    case Node::Kind::WriteBarrier: return call(Api::WriteBarrier, {});
    case Node::Kind::Make: return node.transfer ? elements(node) : ones(node);
    default: throw InternalError("a node that is no data movement");
  }
}

KernelSpec write_reader(const KernelContext& context) {
  return DataMovementWriter(context, Role::Reader).write(slice(context.lowered.core.nodes, Role::Reader));
}
KernelSpec write_writer(const KernelContext& context) {
  return DataMovementWriter(context, Role::Writer).write(slice(context.lowered.core.nodes, Role::Writer));
}

}  // namespace tir2tt::codegen
