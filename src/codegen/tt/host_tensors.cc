#include "codegen/tt/host_tensors.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "codegen/tt/broken_lines.h"
#include "codegen/tt/shape_names.h"
#include "support/diagnostic.h"

namespace tir2tt::codegen {
namespace {

using target::DataFormat;
using Texts = std::vector<std::string>;

/// What a .npy file holds for a dtype. bfloat16 and float8 are no dtypes of NumPy's: files have float32, which holds
/// them exactly.
struct FileType {
  std::string_view dtype, value, descr;
};
constexpr FileType kFileTypes[] = {
    {"float32", "float", "<f4"},     {"float16", "Half", "<f2"},        {"bfloat16", "float", "<f4"},
    {"int32", "int32_t", "<i4"},     {"uint32", "uint32_t", "<u4"},     {"int16", "int16_t", "<i2"},
    {"uint16", "uint16_t", "<u2"},   {"int8", "int8_t", "|i1"},         {"uint8", "uint8_t", "|u1"},
    {"int4", "int8_t", "|i1"},       {"uint4", "uint8_t", "|u1"},       {"bool", "uint8_t", "|b1"},
    {"float8_e4m3", "float", "<f4"}, {"float8_e4m3fn", "float", "<f4"}, {"float8_e5m2", "float", "<f4"},
};

/// What a tile in DRAM holds.
struct ElementType {
  DataFormat format;
  std::string_view element;
};
constexpr ElementType kElementTypes[] = {
    {DataFormat::Float32, "float"},       {DataFormat::Float16, "Half"},    {DataFormat::Float16_b, "bfloat16"},
    {DataFormat::Int32, "int32_t"},       {DataFormat::UInt32, "uint32_t"}, {DataFormat::Int16, "int16_t"},
    {DataFormat::UInt16, "uint16_t"},     {DataFormat::Int8, "int8_t"},     {DataFormat::UInt8, "uint8_t"},
    {DataFormat::Fp8_e4m3, "Float8E4M3"}, {DataFormat::Lf8, "Float8E5M2"},
};

/// "(64, n)", as Python writes it.
std::string shape_text(const ProgramSpec& spec, const TensorSpec& t) {
  Texts extents;
  for (const tir::Expr& e : t.shape) extents.push_back(shape_expression(spec, e));
  return fmt::format("({}{})", fmt::join(extents, ", "), extents.size() == 1 ? "," : "");
}

std::string tensor_usage(const ProgramSpec& spec, const TensorSpec& t, size_t name_width) {
  const std::string_view use = t.written ? (t.read ? "read and written" : "written") : t.read ? "read" : "not used";
  const bool own = t.dtype.starts_with("float32") || host_types(t).value != "float";
  const std::string_view in_file = own ? "" : ", float32 in the file";
  return fmt::format("  {:{}}  {} {}, {}{}\n", t.name, name_width, t.dtype, shape_text(spec, t), use, in_file);
}

/// What stands behind "usage: main", an option after the other.
Texts usage_options(const ProgramSpec& spec) {
  Texts options;
  for (const TensorSpec& t : spec.tensors) {
    const std::string option = fmt::format("--in {}=FILE", t.name);
    options.push_back(t.read && !t.written ? option : "[" + option + "]");
  }
  for (const TensorSpec& t : spec.tensors) {
    if (t.written) options.push_back(fmt::format("[--out {}=FILE]", t.name));
  }
  for (const ShapeVar& v : spec.shape_vars) options.push_back(fmt::format("[--shape {}=NUMBER]", v.name));
  return options;
}

constexpr std::string_view kParameter =
    R"text(/// A tensor: values as its file holds them, where they lie in its pages, and its pages in DRAM.
template <typename Value, typename Element>
struct Parameter {
  npy::Array<Value> array;
  tiles::Layout layout;
  std::shared_ptr<distributed::MeshBuffer> buffer;

  uint32_t address() const { return static_cast<uint32_t>(buffer->address()); }
};

/// Its shape is checked; a tensor without a file becomes zeros of that shape. In DRAM it may lie in another, its view.
template <typename Value, typename Element>
void complete(Parameter<Value, Element>& p, const std::vector<int64_t>& shape, tiles::Axes axes,
              const std::vector<int64_t>& view = {}) {
  npy::complete(p.array, shape);
  p.layout = tiles::make_layout(view.empty() ? shape : view, axes, sizeof(Element));
}

)text";

std::string axes_text(const TensorSpec& t) {
  if (!t.in_tiles()) return "{.rows = true}";
  if (t.tiling == Tiling::Dense) return fmt::format("{{.dense = {}}}", t.col_axis);
  Texts axes;
  if (t.row_axis >= 0) axes.push_back(fmt::format(".row = {}", t.row_axis));
  if (t.col_axis >= 0) axes.push_back(fmt::format(".column = {}", t.col_axis));
  return fmt::format("{{{}}}", fmt::join(axes, ", "));
}

/// The lines that find the symbolic extents.
std::string finding_extents(const ProgramSpec& spec) {
  std::string text = "\n  SymbolicExtents known(line.shape);\n";
  for (const TensorSpec& t : spec.tensors) {
    Texts names;
    for (const tir::Expr& e : t.shape) names.push_back('"' + bare_name(spec, e) + '"');
    const bool has_one = std::ranges::any_of(names, [](const std::string& name) { return name.size() > 2; });
    if (has_one) text += listed(fmt::format("  known.take(p.{}.array, {{", t.name), names, "});");
  }
  Texts values;
  for (const ShapeVar& v : spec.shape_vars) values.push_back(fmt::format(".{0} = known.at(\"{0}\")", v.name));
  return text + listed("  const Extents extents = {", values, "};");
}

constexpr std::string_view kTransfers =
    R"text(/// Its pages to a new buffer in DRAM, interleaved over the banks.
template <typename Value, typename Element>
void to_dram(Parameter<Value, Element>& p, distributed::MeshDevice& device) {
  std::vector<Element> elements = tiles::to_pages<Element>(p.array.values, p.layout);
  const distributed::ReplicatedBufferConfig whole{.size = elements.size() * sizeof(Element)};
  const distributed::DeviceLocalBufferConfig local{.page_size = p.layout.page_elements * sizeof(Element),
                                                   .buffer_type = BufferType::DRAM};
  p.buffer = distributed::MeshBuffer::create(whole, local, &device);
  distributed::EnqueueWriteMeshBuffer(device.mesh_command_queue(), p.buffer, elements, /*blocking=*/true);
}

template <typename Value, typename Element>
void from_dram(Parameter<Value, Element>& p, distributed::MeshDevice& device) {
  std::vector<Element> elements;
  distributed::EnqueueReadMeshBuffer(device.mesh_command_queue(), elements, p.buffer, /*blocking=*/true);
  tiles::from_pages(elements, p.layout, p.array.values);
}

)text";

}  // namespace

bool has_host_types(const TensorSpec& t) {
  return std::ranges::count(kFileTypes, t.dtype, &FileType::dtype) != 0 &&
         std::ranges::count(kElementTypes, t.format, &ElementType::format) != 0;
}

HostTypes host_types(const TensorSpec& t) {
  const auto* file = std::ranges::find(kFileTypes, t.dtype, &FileType::dtype);
  TIR2TT_CHECK(file != std::end(kFileTypes), t.name + ": NumPy has no " + t.dtype);
  const auto* tile = std::ranges::find(kElementTypes, t.format, &ElementType::format);
  TIR2TT_CHECK(tile != std::end(kElementTypes), t.name + ": a host has no such elements");
  // float16 that stays what it is needs no arithmetic: its bits do.
  if (file->value == "Half" && tile->element == "Half") return {"uint16_t", "uint16_t", file->descr};
  return {file->value, tile->element, file->descr};
}

bool uses_type(const ProgramSpec& spec, std::string_view type) {
  return std::ranges::any_of(spec.tensors, [&](const TensorSpec& t) {
    const HostTypes types = host_types(t);
    return types.value == type || types.element == type;
  });
}

bool is_symbolic(const ProgramSpec& spec) { return !spec.shape_vars.empty(); }

std::string host_usage(const ProgramSpec& spec) {
  size_t width = 0;
  for (const TensorSpec& t : spec.tensors) width = std::max(width, t.name.size());
  std::string text = "constexpr const char* kUsage =\n";
  text += spaced("    R\"(usage: main", usage_options(spec), std::string(11, ' '));
  for (const TensorSpec& t : spec.tensors) text += tensor_usage(spec, t, width);
  return text + "Files are .npy; a tensor without one starts as zeros.\n)\";\n\n";
}

std::string host_parameters(const ProgramSpec& spec) {
  Texts members;
  size_t width = 0;
  for (const TensorSpec& t : spec.tensors) {
    const HostTypes types = host_types(t);
    members.push_back(fmt::format("Parameter<{}, {}> {};", types.value, types.element, t.name));
    width = std::max(width, members.back().size());
  }
  std::string text(kParameter);
  text += "struct Parameters {\n";
  for (size_t i = 0; i < members.size(); ++i) {
    const TensorSpec& t = spec.tensors[i];
    text += fmt::format("  {:{}}  // {} {}, as {}{}\n", members[i], width, t.dtype, shape_text(spec, t),
                        target::format_info(t.format).name, t.in_tiles() ? "" : ", by rows");
  }
  text += "};\n\n";
  if (!is_symbolic(spec)) return text;
  text += "/// The symbolic extents.\nstruct Extents {\n";
  for (const ShapeVar& v : spec.shape_vars) text += fmt::format("  int64_t {} = 0;\n", v.name);
  return text + "};\n\n";
}

std::string host_loading(const ProgramSpec& spec) {
  std::string text = "/// From the files of the command line.\n";
  text += fmt::format("{} load(const CommandLine& line, Parameters& p) {{\n", is_symbolic(spec) ? "Extents" : "void");
  for (const TensorSpec& t : spec.tensors) {
    const HostTypes types = host_types(t);
    text +=
        fmt::format("  p.{0}.array = npy::load<{1}>(line.in, \"{0}\", \"{2}\");\n", t.name, types.value, types.descr);
  }
  if (is_symbolic(spec)) text += finding_extents(spec);
  text += "\n";
  for (const TensorSpec& t : spec.tensors) {
    Texts shape, view;
    for (const tir::Expr& e : t.shape) shape.push_back(shape_expression(spec, e, "extents."));
    for (const tir::Expr& e : t.view) view.push_back(shape_expression(spec, e, "extents."));
    std::string end = fmt::format("}}, {}", axes_text(t));
    if (!view.empty()) end += fmt::format(", {{{}}}", fmt::join(view, ", "));
    text += listed(fmt::format("  complete(p.{}, {{", t.name), shape, end + ");");
  }
  return text + (is_symbolic(spec) ? "  return extents;\n}\n\n" : "}\n\n");
}

std::string_view host_transfers() { return kTransfers; }

}  // namespace tir2tt::codegen
