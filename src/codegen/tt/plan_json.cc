#include "codegen/tt/plan_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "codegen/tt/shape_names.h"
#include "support/diagnostic.h"

namespace tir2tt::codegen {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kLongestList = 100;  // characters of a list on one line

std::string_view format_name(target::DataFormat f) { return target::format_info(f).name; }

/// A number where it is one, else the expression.
Json extent_json(const ProgramSpec& spec, const tir::Expr& e) {
  if (const auto value = evaluate(e, {})) return *value;
  return shape_expression(spec, e);
}

Json or_null(int64_t number) { return number < 0 ? Json(nullptr) : Json(number); }

Json tensor_json(const ProgramSpec& spec, const TensorSpec& t) {
  Json shape = Json::array(), dram_shape = Json::array();
  for (const tir::Expr& e : t.shape) shape.push_back(extent_json(spec, e));
  for (const tir::Expr& e : t.dram_shape()) dram_shape.push_back(extent_json(spec, e));
  return {{"name", t.name},
          {"tir_name", t.tir_name},
          {"dtype", t.dtype},
          {"format", format_name(t.format)},
          {"shape", shape},
          {"dram_shape", dram_shape},
          {"tiling", to_string(t.tiling)},
          {"row_axis", or_null(t.row_axis)},
          {"column_axis", or_null(t.col_axis)},
          {"read", t.read},
          {"written", t.written},
          {"page_bytes", extent_json(spec, t.page_size())}};
}

Json circular_buffer_json(const CbSpec& cb) {
  return {{"id", cb.id},
          {"name", cb.name},
          {"identifier", cb.identifier},
          {"format", format_name(cb.format)},
          {"tile", Json::array({cb.tile.height, cb.tile.width})},
          {"page_bytes", cb.page_bytes},
          {"pages", cb.pages},
          {"bytes", cb.bytes()},
          {"unpack_to_dest_fp32", cb.unpack_to_dest_fp32},
          {"what", cb.what}};
}

const std::string& tensor_name(const ProgramSpec& spec, int index) {
  return spec.tensors.at(static_cast<size_t>(index)).name;
}

Json shape_variable_json(const ProgramSpec& spec, const ShapeVar& v) {
  return {{"name", v.name}, {"tensor", tensor_name(spec, v.tensor)}, {"axis", v.axis}};
}

Json argument_json(const ProgramSpec& spec, const RuntimeArgument& a) {
  Json json = {{"name", a.name}};
  switch (a.kind) {
    case RuntimeArgument::Kind::TensorAddress:
      json["kind"] = "tensor_address";
      json["tensor"] = tensor_name(spec, a.index);
      break;
    case RuntimeArgument::Kind::StartTile: json["kind"] = "start_tile"; break;
    case RuntimeArgument::Kind::TileCount: json["kind"] = "tile_count"; break;
    case RuntimeArgument::Kind::Shape:
      json["kind"] = "shape";
      json["shape_variable"] = spec.shape_vars.at(static_cast<size_t>(a.index)).name;
      break;
  }
  return json;
}

Json kernel_json(const ProgramSpec& spec, const KernelSpec& k) {
  Json accessors = Json::array(), arguments = Json::array();
  for (int tensor : k.accessors) accessors.push_back(tensor_name(spec, tensor));
  for (const RuntimeArgument& a : k.arguments) arguments.push_back(argument_json(spec, a));
  return {
      {"role", to_string(k.role)}, {"file", "kernels/" + k.file}, {"accessors", accessors}, {"arguments", arguments}};
}

Json shared_read_json(const ProgramSpec& spec, const SharedRead& r) {
  return {{"tensor", tensor_name(spec, r.tensor)},
          {"along", r.along},
          {"tiles_read", or_null(r.tiles_read)},
          {"tiles_distinct", or_null(r.tiles_distinct)}};
}

/// [x, y, start, count] of every core with work; null where the grid is symbolic.
Json cores_json(const ProgramSpec& spec) {
  const auto blocks = static_blocks(spec);
  if (!blocks) return nullptr;
  Json cores = Json::array();
  int core = 0;
  for (const auto& [start, count] : deal_out(*blocks, spec.chip->cores())) {
    cores.push_back({core % spec.chip->grid_x, core / spec.chip->grid_x, start, count});
    ++core;
  }
  return cores;
}

template <class Items, class Convert>
Json list(const Items& items, Convert convert) {
  Json json = Json::array();
  for (const auto& item : items) json.push_back(convert(item));
  return json;
}

std::string on_one_line(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

/// The list on one line, if that is short and it has only numbers and texts; else empty.
std::string short_list(const Json& json) {
  const auto is_nested = [](const Json& item) { return item.is_structured(); };
  if (!json.is_array() || std::ranges::any_of(json, is_nested)) return "";
  std::string text;
  for (const Json& item : json) text += (text.empty() ? "" : ", ") + on_one_line(item);
  return text.size() > kLongestList ? "" : "[" + text + "]";
}

std::string indented(const Json& json, const std::string& margin) {
  if (!json.is_structured() || json.empty()) return on_one_line(json);
  if (std::string text = short_list(json); !text.empty()) return text;
  const std::string inner = margin + "  ";
  std::string text;
  for (const auto& [key, value] : json.items()) {
    text += (text.empty() ? "\n" : ",\n") + inner;
    if (json.is_object()) text += on_one_line(key) + ": ";
    text += indented(value, inner);
  }
  return (json.is_object() ? "{" : "[") + text + "\n" + margin + (json.is_object() ? "}" : "]");
}

}  // namespace

std::string plan_json(const ProgramSpec& spec) {
  TIR2TT_CHECK(spec.chip != nullptr, "a program is for a chip");
  const auto of_spec = [&](auto convert) { return [&spec, convert](const auto& item) { return convert(spec, item); }; };
  const auto blocks = static_blocks(spec);
  const Json json = {{"schema_version", 1},
                     {"function", spec.function},
                     {"arch", spec.chip->name},
                     {"shape_variables", list(spec.shape_vars, of_spec(shape_variable_json))},
                     {"tensors", list(spec.tensors, of_spec(tensor_json))},
                     {"circular_buffers", list(spec.cbs, circular_buffer_json)},
                     {"kernels", list(spec.kernels, of_spec(kernel_json))},
                     {"fp32_dest_acc", spec.fp32_dest_acc},
                     {"operations", spec.operations},
                     {"shared_reads", list(spec.shared_reads, of_spec(shared_read_json))},
                     {"grid", list(spec.grid, of_spec(extent_json))},
                     {"blocks", blocks ? Json(*blocks) : Json(nullptr)},
                     {"compute_grid", {spec.chip->grid_x, spec.chip->grid_y}},
                     {"cores", cores_json(spec)}};
  return indented(json, "") + "\n";
}

}  // namespace tir2tt::codegen
