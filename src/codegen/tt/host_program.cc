#include "codegen/tt/host_program.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "codegen/tt/broken_lines.h"
#include "codegen/tt/host_headers.h"
#include "codegen/tt/host_tensors.h"
#include "codegen/tt/shape_names.h"
#include "support/diagnostic.h"

namespace tir2tt::codegen {
namespace {

using Texts = std::vector<std::string>;

constexpr size_t kMostArguments = 341;  // of a kernel on a core: max_runtime_args of tt-metal's kernel_types.hpp

/// Whether the program, and not only its tensors, depends on symbolic extents.
bool program_needs_extents(const ProgramSpec& spec) {
  const auto takes_shape = [](const KernelSpec& k) {
    return std::ranges::count(k.arguments, RuntimeArgument::Kind::Shape, &RuntimeArgument::kind) != 0;
  };
  return !static_blocks(spec) || std::ranges::any_of(spec.kernels, takes_shape);
}

bool uses_float8(const ProgramSpec& spec) { return uses_type(spec, "Float8E4M3") || uses_type(spec, "Float8E5M2"); }

// --- The parts of main.cpp, in their order.

/// The files that a run usually has: inputs in, outputs out.
Texts usual_files(const ProgramSpec& spec) {
  Texts files;
  for (const TensorSpec& t : spec.tensors) {
    if (t.read && !t.written) files.push_back(fmt::format("--in {0}={0}.npy", t.name));
  }
  for (const TensorSpec& t : spec.tensors) {
    if (t.written) files.push_back(fmt::format("--out {0}={0}.npy", t.name));
  }
  return files;
}

std::string cover(const ProgramSpec& spec) {
  return fmt::format(
             "// Host program of `{}` for TT-Metalium: puts the tensors into DRAM, runs the kernels of "
             "kernels/ on\n"
             "// the cores of a {}, fetches the results. Start it in the folder that has kernels/.\n"
             "//   scripts/metalium-c++ main.cpp -o main\n",
             spec.function, spec.chip->name) +
         spaced("//   ./main", usual_files(spec), "//         ");
}

std::string includes(const ProgramSpec& spec) {
  std::string text =
      "#include <fmt/core.h>\n\n#include <algorithm>\n#include <cstdint>\n#include <cstdio>\n"
      "#include <exception>\n#include <memory>\n#include <stdexcept>\n#include <string>\n";
  if (uses_type(spec, "bfloat16")) text += "#include <tt-metalium/bfloat16.hpp>\n";
  text +=
      "#include <tt-metalium/distributed.hpp>\n#include <tt-metalium/hal.hpp>\n#include <tt-metalium/host_api.hpp>\n"
      "#include <tt-metalium/tensor_accessor_args.hpp>\n#include <tt-metalium/work_split.hpp>\n#include <vector>\n\n"
      "#include \"command_line.h\"\n";
  if (is_symbolic(spec)) text += "#include \"extents.h\"\n";
  if (uses_float8(spec)) text += "#include \"float8.h\"\n";
  if (uses_type(spec, "Half")) text += "#include \"half.h\"\n";
  return text + "#include \"npy.h\"\n#include \"tiles.h\"\n\nusing namespace tt;\nusing namespace tt::tt_metal;\n\n";
}

std::string work(const ProgramSpec& spec) {
  std::string text = fmt::format(
      "// The compute grid that this was planned for. Cores are numbered by rows.\n"
      "constexpr uint32_t kGridWidth = {}, kGridHeight = {}, kCores = kGridWidth * kGridHeight;\n",
      spec.chip->grid_x, spec.chip->grid_y);
  if (const auto blocks = static_blocks(spec)) {
    text +=
        fmt::format("// Blocks of the kernel's grid: {} x {} x {}.\nconstexpr uint32_t kBlocks = {};\n",
                    cpp_expression(spec.grid[0]), cpp_expression(spec.grid[1]), cpp_expression(spec.grid[2]), *blocks);
  }
  return text + "\n";
}

bool has_small_tiles(const ProgramSpec& spec) {
  return std::ranges::any_of(spec.cbs, [](const CbSpec& cb) { return cb.tile != target::TileShape{32, 32}; });
}

std::string circular_buffers(const ProgramSpec& spec) {
  if (spec.cbs.empty()) return "";
  const bool small_tiles = has_small_tiles(spec);
  std::string text =
      "// The circular buffers, as planned; a page is one hardware tile.\nstruct PlannedBuffer {\n  uint8_t index;\n  "
      "tt::DataFormat format;\n  uint32_t page_bytes, pages;\n";
  if (small_tiles) text += "  uint32_t height, width;  // of the tile\n";
  text += "};\nconstexpr PlannedBuffer kCircularBuffers[] = {\n";
  for (const CbSpec& cb : spec.cbs) {
    text += fmt::format("    // {}: {}\n    {{.index = {}, .format = tt::DataFormat::{}, .page_bytes = {}, .pages = {}",
                        cb.identifier, cb.what, cb.id, target::format_info(cb.format).name, cb.page_bytes, cb.pages);
    if (small_tiles) text += fmt::format(", .height = {}, .width = {}", cb.tile.height, cb.tile.width);
    text += "},\n";
  }
  text += R"text(};

void create_circular_buffers(Program& program, const CoreRangeSet& cores) {
  for (const PlannedBuffer& cb : kCircularBuffers) {
    CircularBufferConfig config(cb.pages * cb.page_bytes, {{cb.index, cb.format}});
    config.set_page_size(cb.index, cb.page_bytes);
)text";
  if (small_tiles) text += "    config.set_tile_dims(cb.index, Tile({cb.height, cb.width}));\n";
  return text + "    CreateCircularBuffer(program, cores, config);\n  }\n}\n\n";
}

/// Factors that are 1 are left out.
std::string blocks_expression(const ProgramSpec& spec) {
  tir::Expr product;
  for (const tir::Expr& e : spec.grid) {
    if (!tir::is_int(e, 1)) product = product ? tir::make_binary(tir::ExprKind::Mul, product, e) : e;
  }
  return shape_expression(spec, product, "extents.");
}

std::string counting_blocks(const ProgramSpec& spec) {
  if (static_blocks(spec)) return "";
  return fmt::format(R"text(/// Blocks of the kernel's grid.
uint32_t count_blocks(const Extents& extents) {{
  const int64_t blocks = {};
  if (blocks < 1 || blocks > UINT32_MAX)
    throw std::runtime_error(fmt::format("the grid of the kernel has {{}} blocks", blocks));
  return static_cast<uint32_t>(blocks);
}}

)text",
                     blocks_expression(spec));
}

/// Which circular buffers go to DST past SrcA and SrcB, whole.
std::string unpack_modes(const ProgramSpec& spec) {
  std::string modes;
  for (const CbSpec& cb : spec.cbs) {
    if (!cb.unpack_to_dest_fp32) continue;
    modes += fmt::format("  compute_config.unpack_to_dest_mode[{}] = UnpackToDestMode::UnpackToDestFp32;  // {}\n",
                         cb.id, cb.identifier);
  }
  if (modes.empty()) return "";
  return "  compute_config.unpack_to_dest_mode.assign(NUM_CIRCULAR_BUFFERS, UnpackToDestMode::Default);\n" + modes;
}

/// A kernel with its configuration: which processor, which accessors.
std::string kernel_creation(const ProgramSpec& spec, const KernelSpec& k) {
  const std::string role(to_string(k.role));
  const std::string config = role + "_config";
  std::string text;
  if (k.role == Role::Compute) {
    text += fmt::format("\n  ComputeConfig {}{{.math_fidelity = MathFidelity::HiFi4, .fp32_dest_acc_en = {}}};\n",
                        config, spec.fp32_dest_acc);
    text += unpack_modes(spec);
  } else {
    text += fmt::format("\n  {}DataMovementConfig {};\n", k.role == Role::Reader ? "Reader" : "Writer", config);
  }
  for (int tensor : k.accessors) {
    text += fmt::format("  TensorAccessorArgs(*p.{}.buffer).append_to({}.compile_args);\n",
                        spec.tensors[static_cast<size_t>(tensor)].name, config);
  }
  const std::string handle = k.arguments.empty() ? "" : fmt::format("const KernelHandle {} = ", role);
  return text + fmt::format("  {}CreateKernel(program, \"kernels/{}\", cores, {});\n", handle, k.file, config);
}

std::string argument_text(const ProgramSpec& spec, const RuntimeArgument& a) {
  const auto index = static_cast<size_t>(a.index);
  switch (a.kind) {
    case RuntimeArgument::Kind::TensorAddress: return fmt::format("p.{}.address()", spec.tensors.at(index).name);
    case RuntimeArgument::Kind::StartTile: return "start";
    case RuntimeArgument::Kind::TileCount: return "count";
    case RuntimeArgument::Kind::Shape:
      return fmt::format("static_cast<uint32_t>(extents.{})", spec.shape_vars.at(index).name);
  }
  return "";
}

/// The arguments on a line of their own where one line is too short.
std::string setting_arguments(const KernelSpec& k, const Texts& arguments) {
  const std::string call = fmt::format("    SetRuntimeArgs(program, {}, core,", to_string(k.role));
  std::string line = fmt::format("{} {{{}}});\n", call, fmt::join(arguments, ", "));
  if (line.size() <= kColumns + 1) return line;
  const size_t indent = call.find('(') + 1;
  return call + "\n" + listed(std::string(indent, ' ') + "{", arguments, "});");
}

std::string runtime_arguments(const ProgramSpec& spec) {
  std::string calls;
  for (const KernelSpec& k : spec.kernels) {
    TIR2TT_CHECK(k.arguments.size() <= kMostArguments, "more arguments than a kernel can have");
    if (k.empty() || k.arguments.empty()) continue;
    Texts arguments;
    for (const RuntimeArgument& a : k.arguments) arguments.push_back(argument_text(spec, a));
    calls += setting_arguments(k, arguments);
  }
  if (calls.empty()) return "";
  return R"text(
  // Every core runs consecutive blocks; the first ones run one more than the others.
  uint32_t start = 0;
  for (uint32_t i = 0; i < used_cores; ++i) {
    const CoreCoord core(i % kGridWidth, i / kGridWidth);
    const uint32_t count = blocks / used_cores + (i < blocks % used_cores ? 1 : 0);
)text" + calls +
         "    start += count;\n  }\n";
}

std::string program_creation(const ProgramSpec& spec) {
  const std::string blocks = static_blocks(spec) ? "kBlocks" : "count_blocks(extents)";
  std::string text = fmt::format("Program create_program(const Parameters& p{}) {{\n",
                                 program_needs_extents(spec) ? ", const Extents& extents" : "");
  text += fmt::format("  const uint32_t blocks = {}, used_cores = std::min(blocks, kCores);\n", blocks);
  text +=
      "  const CoreRangeSet cores =\n"
      "      num_cores_to_corerangeset(used_cores, CoreCoord(kGridWidth, kGridHeight), /*row_wise=*/true);\n"
      "  Program program = CreateProgram();\n";
  if (!spec.cbs.empty()) text += "  create_circular_buffers(program, cores);\n";
  for (const KernelSpec& k : spec.kernels) {
    if (!k.empty()) text += kernel_creation(spec, k);
  }
  return text + runtime_arguments(spec) + "  return program;\n}\n\n";
}

std::string device_check(const ProgramSpec& spec) {
  return fmt::format(R"text(void check_device(const distributed::MeshDevice& device) {{
  const std::string arch = hal::get_arch_name();
  if (arch != "{0}") throw std::runtime_error("planned for {0}, but the device is a " + arch);
  const CoreCoord grid = device.compute_with_storage_grid_size();
  if (grid.x >= kGridWidth && grid.y >= kGridHeight) return;
  throw std::runtime_error(
      fmt::format("planned for {{}} x {{}} cores, but the device has {{}} x {{}}", kGridWidth, kGridHeight, grid.x, grid.y));
}}

)text",
                     spec.chip->name);
}

std::string running(const ProgramSpec& spec) {
  const bool needs_extents = program_needs_extents(spec);
  std::string text = "void run(const CommandLine& line) {\n  Parameters p;\n  ";
  text += needs_extents ? "const Extents extents = load(line, p);\n" : "load(line, p);\n";
  text += "  const auto device = distributed::MeshDevice::create_unit_mesh(0);\n  check_device(*device);\n";
  for (const TensorSpec& t : spec.tensors) text += fmt::format("  to_dram(p.{}, *device);\n", t.name);
  text += fmt::format(
      "\n  distributed::MeshWorkload workload;\n"
      "  workload.add_program(distributed::MeshCoordinateRange(device->shape()), create_program(p{}));\n"
      "  distributed::EnqueueMeshWorkload(device->mesh_command_queue(), workload, /*blocking=*/true);\n\n",
      needs_extents ? ", extents" : "");
  std::string saving;
  for (const TensorSpec& t : spec.tensors) {
    if (!t.written) continue;
    text += fmt::format("  from_dram(p.{}, *device);\n", t.name);
    saving += fmt::format("  npy::save(line.out, p.{}.array, \"{}\");\n", t.name, host_types(t).descr);
  }
  return text + "  device->close();\n" + saving + "}\n\n}  // namespace\n\n";
}

std::string main_function(const ProgramSpec& spec) {
  Texts required, in, out, shape;
  for (const TensorSpec& t : spec.tensors) {
    (t.read && !t.written ? required : in).push_back('"' + t.name + '"');
    if (t.written) out.push_back('"' + t.name + '"');
  }
  for (const ShapeVar& v : spec.shape_vars) shape.push_back('"' + v.name + '"');
  std::string text = "int main(int argc, char** argv) {\n  try {\n    KnownNames names;\n";
  const std::pair<const char*, const Texts&> lists[] = {
      {"required", required}, {"in", in}, {"out", out}, {"shape", shape}};
  for (const auto& [member, names] : lists) {
    if (!names.empty()) text += listed(fmt::format("    names.{} = {{", member), names, "};");
  }
  return text + R"text(    const CommandLine line = parse_command_line(argc, argv, names);
    if (line.help) {
      fmt::print("{}", kUsage);
      return 0;
    }
    run(line);
    return 0;
  } catch (const UsageError& error) {
    fmt::print(stderr, "error: {}\n{}", error.what(), kUsage);
    return 2;
  } catch (const std::exception& error) {
    fmt::print(stderr, "error: {}\n", error.what());
    return 1;
  }
}
)text";
}

std::string main_text(const ProgramSpec& spec) {
  std::string text = cover(spec) + includes(spec) + "namespace {\n\n" + host_usage(spec) + work(spec);
  text += circular_buffers(spec) + host_parameters(spec) + host_loading(spec) + std::string(host_transfers());
  return text + counting_blocks(spec) + program_creation(spec) + device_check(spec) + running(spec) +
         main_function(spec);
}

}  // namespace

std::vector<OutputFile> host_program(const ProgramSpec& spec) {
  TIR2TT_CHECK(spec.chip != nullptr, "a program is for a chip");
  std::vector<OutputFile> files = {{"main.cpp", main_text(spec)},
                                   {"command_line.h", std::string(command_line_header())},
                                   {"npy.h", std::string(npy_header())},
                                   {"tiles.h", std::string(tiles_header())}};
  if (is_symbolic(spec)) files.push_back({"extents.h", std::string(extents_header())});
  if (uses_float8(spec)) files.push_back({"float8.h", std::string(float8_header())});
  if (uses_type(spec, "Half")) files.push_back({"half.h", std::string(half_header())});
  return files;
}

}  // namespace tir2tt::codegen
