// Programs made by hand, as code generation would yield them, with kernels that run on the embedded device.
#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "codegen/tt/program_spec.h"

namespace tir2tt::codegen {

using target::DataFormat;

inline tir::Exprs extents(const std::vector<int64_t>& shape) {
  tir::Exprs out;
  for (int64_t extent : shape) out.push_back(tir::make_int(extent));
  return out;
}

inline tir::Expr ceil_div(const tir::Expr& a, int64_t b) {
  using tir::ExprKind;
  return tir::make_binary(ExprKind::FloorDiv, tir::make_binary(ExprKind::Add, a, tir::make_int(b - 1)),
                          tir::make_int(b));
}

/// A kernel without accessors and arguments.
inline KernelSpec kernel(Role role, std::string text) {
  return {.role = role,
          .file = std::string(to_string(role)) + ".cpp",
          .text = std::move(text),
          .accessors = {},
          .arguments = {}};
}

/// C = A + B, bfloat16 of m x n, a block per tile: x along n, y along m.
inline ProgramSpec add_program() {
  using Kind = RuntimeArgument::Kind;
  const tir::Var m = tir::make_var("M", tir::DataType::Int(32)), n = tir::make_var("N", tir::DataType::Int(32));
  ProgramSpec spec;
  spec.function = "add";
  spec.chip = target::find_chip("wormhole_b0");
  for (const char* name : {"A", "B", "C"}) {
    TensorSpec t{.name = name, .tir_name = name, .dtype = "bfloat16", .shape = {m, n}};
    t.row_axis = 0;
    t.col_axis = 1;
    t.read = name[0] != 'C';
    t.written = name[0] == 'C';
    spec.tensors.push_back(t);
  }
  spec.shape_vars = {{m, "m", 0, 0}, {n, "n", 0, 1}};
  spec.grid = {ceil_div(n, 32), ceil_div(m, 32), tir::make_int(1)};
  for (int id = 0; id < 3; ++id) {
    const std::string name(1, static_cast<char>('A' + id));
    spec.cbs.push_back({.id = id,
                        .name = name + "_shared",
                        .identifier = "cb_" + name + "_shared",
                        .tile = {},
                        .page_bytes = 2048,
                        .pages = 2,
                        .what = id < 2 ? "input, reader -> compute: 2 blocks of 1 tile"
                                       : "output, compute -> writer: 2 blocks of 1 tile"});
  }

  spec.kernels = {kernel(Role::Reader, R"text(#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  const uint32_t a_address = get_arg_val<uint32_t>(0), b_address = get_arg_val<uint32_t>(1);
  const uint32_t start = get_arg_val<uint32_t>(2), count = get_arg_val<uint32_t>(3), n = get_arg_val<uint32_t>(4);
  constexpr auto a_args = TensorAccessorArgs<0>();
  constexpr auto b_args = TensorAccessorArgs<a_args.next_compile_time_args_offset()>();
  const auto a = TensorAccessor(a_args, a_address, 2048), b = TensorAccessor(b_args, b_address, 2048);
  const uint32_t wide = (n + 31) / 32;
  for (uint32_t i = start; i < start + count; ++i) {
    const uint32_t page = i / wide * wide + i % wide;
    cb_reserve_back(0, 1);
    cb_reserve_back(1, 1);
    noc_async_read_tile(page, a, get_write_ptr(0));
    noc_async_read_tile(page, b, get_write_ptr(1));
    noc_async_read_barrier();
    cb_push_back(0, 1);
    cb_push_back(1, 1);
  }
}
)text"),
                  kernel(Role::Compute, R"text(#include "api/compute/common.h"
#include "api/compute/eltwise_binary.h"

void kernel_main() {
  const uint32_t count = get_arg_val<uint32_t>(0);
  binary_op_init_common(0, 1, 2);
  add_tiles_init(0, 1);
  for (uint32_t i = 0; i < count; ++i) {
    cb_wait_front(0, 1);
    cb_wait_front(1, 1);
    tile_regs_acquire();
    add_tiles(0, 1, 0, 0, 0);
    tile_regs_commit();
    cb_pop_front(0, 1);
    cb_pop_front(1, 1);
    cb_reserve_back(2, 1);
    tile_regs_wait();
    pack_tile(0, 2);
    tile_regs_release();
    cb_push_back(2, 1);
  }
}
)text"),
                  kernel(Role::Writer, R"text(#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  const uint32_t address = get_arg_val<uint32_t>(0), start = get_arg_val<uint32_t>(1), count = get_arg_val<uint32_t>(2);
  constexpr auto args = TensorAccessorArgs<0>();
  const auto c = TensorAccessor(args, address, 2048);
  for (uint32_t i = start; i < start + count; ++i) {
    cb_wait_front(2, 1);
    noc_async_write_tile(i, c, get_read_ptr(2));
    noc_async_write_barrier();
    cb_pop_front(2, 1);
  }
}
)text")};
  spec.kernels[0].accessors = {0, 1};
  spec.kernels[0].arguments = {{Kind::TensorAddress, 0, "A_address"},
                               {Kind::TensorAddress, 1, "B_address"},
                               {Kind::StartTile, -1, "start_tile"},
                               {Kind::TileCount, -1, "tile_count"},
                               {Kind::Shape, 1, "n"}};
  spec.kernels[1].arguments = {{Kind::TileCount, -1, "tile_count"}};
  spec.kernels[2].accessors = {2};
  spec.kernels[2].arguments = {
      {Kind::TensorAddress, 2, "C_address"}, {Kind::StartTile, -1, "start_tile"}, {Kind::TileCount, -1, "tile_count"}};
  spec.shared_reads = {{.tensor = 1, .along = "x"}};
  spec.operations = {"add: FPU, HiFi4"};
  return spec;
}

/// Y = X, float32, past SrcA and SrcB: all 32 bits arrive. One block of four tiles; static.
inline ProgramSpec exact_copy_program() {
  using Kind = RuntimeArgument::Kind;
  ProgramSpec spec;
  spec.function = "exact_copy";
  spec.chip = target::find_chip("wormhole_b0");
  for (const char* name : {"X", "Y"}) {
    TensorSpec t{
        .name = name, .tir_name = name, .dtype = "float32", .format = DataFormat::Float32, .shape = extents({64, 64})};
    t.row_axis = 0;
    t.col_axis = 1;
    t.read = t.written = name[0] == 'Y';  // what Y had before matters to nobody, but it may be given
    t.read = true;
    spec.tensors.push_back(t);
  }
  spec.grid = {tir::make_int(2), tir::make_int(2), tir::make_int(1)};
  spec.cbs = {{.id = 0,
               .name = "X",
               .identifier = "cb_X",
               .format = DataFormat::Float32,
               .tile = {},
               .page_bytes = 4096,
               .pages = 2,
               .unpack_to_dest_fp32 = true,
               .what = "input"},
              {.id = 1,
               .name = "Y",
               .identifier = "cb_Y",
               .format = DataFormat::Float32,
               .tile = {},
               .page_bytes = 4096,
               .pages = 2,
               .what = "output"},
              {.id = 2,
               .name = "row",
               .identifier = "cb_row",
               .format = DataFormat::Float16_b,
               .tile = {16, 32},
               .page_bytes = 1024,
               .pages = 3,
               .what = "nothing uses it"}};
  spec.fp32_dest_acc = true;
  spec.kernels = {kernel(Role::Reader, R"text(#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr auto args = TensorAccessorArgs<0>();
  const auto x = TensorAccessor(args, get_arg_val<uint32_t>(0), 4096);
  const uint32_t page = get_arg_val<uint32_t>(1);
  cb_reserve_back(0, 1);
  noc_async_read_tile(page, x, get_write_ptr(0));
  noc_async_read_barrier();
  cb_push_back(0, 1);
}
)text"),
                  kernel(Role::Compute, R"text(#include "api/compute/eltwise_unary/eltwise_unary.h"
#include "api/compute/tile_move_copy.h"

void kernel_main() {
  init_sfpu(0, 1);
  cb_wait_front(0, 1);
  tile_regs_acquire();
  copy_tile(0, 0, 0);
  tile_regs_commit();
  cb_pop_front(0, 1);
  cb_reserve_back(1, 1);
  tile_regs_wait();
  pack_tile(0, 1);
  tile_regs_release();
  cb_push_back(1, 1);
}
)text"),
                  kernel(Role::Writer, R"text(#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr auto args = TensorAccessorArgs<0>();
  const auto y = TensorAccessor(args, get_arg_val<uint32_t>(0), 4096);
  cb_wait_front(1, 1);
  noc_async_write_tile(get_arg_val<uint32_t>(1), y, get_read_ptr(1));
  noc_async_write_barrier();
  cb_pop_front(1, 1);
}
)text")};
  spec.kernels[0].accessors = {0};
  spec.kernels[0].arguments = {{Kind::TensorAddress, 0, "X_address"}, {Kind::StartTile, -1, "start_tile"}};
  spec.kernels[2].accessors = {1};
  spec.kernels[2].arguments = {{Kind::TensorAddress, 1, "Y_address"}, {Kind::StartTile, -1, "start_tile"}};
  return spec;
}

/// One tensor of the program below: how it lies in its pages.
struct Laid {
  std::vector<int64_t> shape;
  Tiling tiling = Tiling::Matrix;
  int row_axis = 0, col_axis = 1;
  std::vector<int64_t> view = {};
};
/// Two tensors of as many pages: the second gets those of the first.
struct TilePair {
  std::string name;
  std::string dtype;
  DataFormat format;
  int64_t pages = 0;
  Laid from, to;
};

/// Copies pages, pair by pair, in a reader alone; then fills one tile of `faces` with the place of each element.
inline ProgramSpec tile_copies(const std::vector<TilePair>& pairs) {
  ProgramSpec spec;
  spec.function = "tile_copies";
  spec.chip = target::find_chip("wormhole_b0");
  const auto add = [&](const std::string& name, const TilePair& pair, const Laid& laid) {
    TensorSpec t{.name = name,
                 .tir_name = name,
                 .dtype = pair.dtype,
                 .format = pair.format,
                 .shape = extents(laid.shape),
                 .view = extents(laid.view),
                 .tiling = laid.tiling};
    t.row_axis = laid.row_axis;
    t.col_axis = laid.col_axis;
    t.read = name.starts_with("from_");
    t.written = !t.read;
    spec.tensors.push_back(t);
  };
  std::string body;
  const auto accessor = [&](const std::string& name) {
    const size_t i = spec.tensors.size() - 1;
    const std::string offset = i == 0 ? "0" : fmt::format("args{}.next_compile_time_args_offset()", i - 1);
    body += fmt::format("  constexpr auto args{} = TensorAccessorArgs<{}>();\n", i, offset);
    body += fmt::format("  const auto {} = TensorAccessor(args{}, get_arg_val<uint32_t>({}));\n", name, i, i);
  };
  for (const TilePair& pair : pairs) {
    add("from_" + pair.name, pair, pair.from);
    accessor("from_" + pair.name);
    add("to_" + pair.name, pair, pair.to);
    accessor("to_" + pair.name);
    body += fmt::format("  copy(from_{0}, to_{0}, {1});\n", pair.name, pair.pages);
  }
  add("faces", {"faces", "int32", DataFormat::Int32, 1, {}, {}}, {{32, 32}});
  accessor("faces");
  spec.grid = {tir::make_int(1), tir::make_int(1), tir::make_int(1)};
  spec.cbs = {{.id = 0,
               .name = "tile",
               .identifier = "cb_tile",
               .format = DataFormat::UInt32,
               .tile = {},
               .page_bytes = 4096,
               .pages = 1,
               .what = "a tile on its way"}};
  spec.kernels = {kernel(Role::Reader, R"text(#include "api/dataflow/dataflow_api.h"

template <typename From, typename To>
void copy(const From& from, const To& to, uint32_t pages) {
  for (uint32_t page = 0; page < pages; ++page) {
    noc_async_read_tile(page, from, get_write_ptr(0));
    noc_async_read_barrier();
    noc_async_write_tile(page, to, get_write_ptr(0));
    noc_async_write_barrier();
  }
}

void kernel_main() {
  cb_reserve_back(0, 1);
)text" + body + R"text(  volatile uint32_t* tile = reinterpret_cast<volatile uint32_t*>(get_write_ptr(0));
  for (uint32_t i = 0; i < 1024; ++i) tile[i] = i;
  noc_async_write_tile(0, faces, get_write_ptr(0));
  noc_async_write_barrier();
  cb_push_back(0, 1);
  cb_wait_front(0, 1);
  cb_pop_front(0, 1);
}
)text")};
  for (size_t i = 0; i < spec.tensors.size(); ++i) {
    spec.kernels[0].accessors.push_back(static_cast<int>(i));
    spec.kernels[0].arguments.push_back(
        {RuntimeArgument::Kind::TensorAddress, static_cast<int>(i), spec.tensors[i].name + "_address"});
  }
  return spec;
}

}  // namespace tir2tt::codegen
