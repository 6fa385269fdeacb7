// For tests of runs: programs by hand, one block of the grid per tile, as code generation would make them.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "codegen/tt/program_spec.h"
#include "data/array.h"
#include "data/random.h"
#include "run/run_kernel.h"
#include "run/tensor_pages.h"

namespace tir2tt::run {

using codegen::ProgramSpec;
using codegen::Role;
using codegen::RuntimeArgument;
using codegen::TensorSpec;
using codegen::Tiling;
using target::DataFormat;

inline const target::Chip& wormhole() { return *target::find_chip("wormhole_b0"); }

inline tir::Exprs exprs(const std::vector<int64_t>& values) {
  tir::Exprs out;
  for (const int64_t v : values) out.push_back(tir::make_int(v));
  return out;
}

inline TensorSpec tensor(const std::string& name, const std::string& dtype, const std::vector<int64_t>& shape,
                         Tiling tiling = Tiling::Matrix, int row_axis = 0, int col_axis = 1) {
  TensorSpec t;
  t.name = t.tir_name = name;
  t.dtype = dtype;
  t.format = *target::format_of_dtype(dtype);
  t.shape = exprs(shape);
  t.tiling = tiling;
  t.row_axis = row_axis;
  t.col_axis = col_axis;
  return t;
}

inline codegen::CbSpec cb(int id, DataFormat format, int64_t pages = 2) {
  codegen::CbSpec c;
  c.id = id;
  c.format = format;
  c.page_bytes = target::tile_bytes(format, {});
  c.pages = pages;
  c.unpack_to_dest_fp32 = format == DataFormat::Float32;
  return c;
}

/// Tiles first … first + count of a tensor per circular buffer 0, 1, … Arguments: addresses, first, count.
inline const char* const kReadOne = R"(#include "api/dataflow/dataflow_api.h"
void kernel_main() {
  const uint32_t first = get_arg_val<uint32_t>(1), count = get_arg_val<uint32_t>(2);
  const auto a = TensorAccessor(TensorAccessorArgs<0>(), get_arg_val<uint32_t>(0));
  for (uint32_t i = first; i < first + count; ++i) {
    cb_reserve_back(0, 1);
    noc_async_read_tile(i, a, get_write_ptr(0));
    noc_async_read_barrier();
    cb_push_back(0, 1);
  }
}
)";
inline const char* const kReadTwo = R"(#include "api/dataflow/dataflow_api.h"
void kernel_main() {
  const uint32_t first = get_arg_val<uint32_t>(2), count = get_arg_val<uint32_t>(3);
  constexpr auto a_args = TensorAccessorArgs<0>();
  const auto a = TensorAccessor(a_args, get_arg_val<uint32_t>(0));
  const auto b = TensorAccessor(TensorAccessorArgs<a_args.next_compile_time_args_offset()>(), get_arg_val<uint32_t>(1));
  for (uint32_t i = first; i < first + count; ++i) {
    cb_reserve_back(0, 1);
    cb_reserve_back(1, 1);
    noc_async_read_tile(i, a, get_write_ptr(0));
    noc_async_read_tile(i, b, get_write_ptr(1));
    noc_async_read_barrier();
    cb_push_back(0, 1);
    cb_push_back(1, 1);
  }
}
)";
/// `PAGE` is an expression of i.
inline std::string write_to(const std::string& page) {
  const std::string text = R"(#include "api/dataflow/dataflow_api.h"
void kernel_main() {
  const uint32_t first = get_arg_val<uint32_t>(1), count = get_arg_val<uint32_t>(2);
  const auto out = TensorAccessor(TensorAccessorArgs<0>(), get_arg_val<uint32_t>(0));
  for (uint32_t i = first; i < first + count; ++i) {
    cb_wait_front(16, 1);
    noc_async_write_tile(PAGE, out, get_read_ptr(16));
    noc_async_write_barrier();
    cb_pop_front(16, 1);
  }
}
)";
  return std::string(text).replace(text.find("PAGE"), 4, page);
}
inline const char* const kCopy = R"(#include "api/compute/eltwise_unary/eltwise_unary.h"
#include "api/compute/tile_move_copy.h"
void kernel_main() {
  const uint32_t count = get_arg_val<uint32_t>(0);
  unary_op_init_common(0, 16);
  copy_tile_init(0);
  for (uint32_t i = 0; i < count; ++i) {
    cb_wait_front(0, 1);
    tile_regs_acquire();
    copy_tile(0, 0, 0);
    tile_regs_commit();
    cb_pop_front(0, 1);
    cb_reserve_back(16, 1);
    tile_regs_wait();
    pack_tile(0, 16);
    tile_regs_release();
    cb_push_back(16, 1);
  }
}
)";
inline const char* const kAdd = R"(#include "api/compute/eltwise_binary.h"
void kernel_main() {
  const uint32_t count = get_arg_val<uint32_t>(0);
  binary_op_init_common(0, 1, 16);
  add_tiles_init(0, 1);
  for (uint32_t i = 0; i < count; ++i) {
    cb_wait_front(0, 1);
    cb_wait_front(1, 1);
    tile_regs_acquire();
    add_tiles(0, 1, 0, 0, 0);
    tile_regs_commit();
    cb_pop_front(0, 1);
    cb_pop_front(1, 1);
    cb_reserve_back(16, 1);
    tile_regs_wait();
    pack_tile(0, 16);
    tile_regs_release();
    cb_push_back(16, 1);
  }
}
)";

inline RuntimeArgument address(int tensor) { return {RuntimeArgument::Kind::TensorAddress, tensor, "address"}; }
inline RuntimeArgument start_tile() { return {RuntimeArgument::Kind::StartTile, -1, "start"}; }
inline RuntimeArgument tile_count() { return {RuntimeArgument::Kind::TileCount, -1, "count"}; }

/// inputs -> CB 0 (and 1) -> compute -> CB 16 -> out; `blocks` tiles of each.
inline ProgramSpec program(std::vector<TensorSpec> inputs, TensorSpec out, int64_t blocks,
                           const std::string& writer = write_to("i")) {
  ProgramSpec p;
  p.function = "main";
  p.chip = &wormhole();
  const int n = static_cast<int>(inputs.size());
  codegen::KernelSpec reader{Role::Reader, "reader.cpp", n == 1 ? kReadOne : kReadTwo, {}, {}};
  for (int i = 0; i < n; ++i) {
    TensorSpec& in = inputs[static_cast<size_t>(i)];
    in.read = true;
    p.cbs.push_back(cb(i, in.format));
    reader.accessors.push_back(i);
    reader.arguments.push_back(address(i));
    p.tensors.push_back(in);
  }
  reader.arguments.insert(reader.arguments.end(), {start_tile(), tile_count()});
  out.written = true;
  p.cbs.push_back(cb(16, out.format));
  p.tensors.push_back(out);
  p.kernels = {reader,
               {Role::Compute, "compute.cpp", n == 1 ? kCopy : kAdd, {}, {tile_count()}},
               {Role::Writer, "writer.cpp", writer, {n}, {address(n), start_tile(), tile_count()}}};
  p.grid = {tir::make_int(blocks), tir::make_int(1), tir::make_int(1)};
  p.fp32_dest_acc = target::format_info(out.format).bits == 32;
  return p;
}

inline std::vector<int64_t> shape_of(const TensorSpec& t) {
  std::vector<int64_t> shape;
  for (const tir::Expr& e : t.shape) shape.push_back(*tir::as_int(e));
  return shape;
}

/// Inputs from a seed; the last tensor, the output, all zero.
inline std::vector<data::Array> arrays_for(const ProgramSpec& p) {
  std::vector<data::Array> arrays;
  for (const TensorSpec& t : p.tensors) {
    const tir::DataType dtype = *tir::parse_dtype(t.dtype);
    arrays.push_back(t.written ? data::make_array(dtype, shape_of(t))
                               : data::random_array(dtype, shape_of(t), 1, arrays.size()));
  }
  return arrays;
}

/// A tensor of the reference with one bound for all; tile i was written by block i.
inline reference::Tensor expected(const TensorSpec& t, data::Array value, float bound, bool written = true) {
  const size_t n = value.values.size();
  reference::Tensor r{t.tir_name, std::move(value), std::vector<float>(n, bound), std::vector<int32_t>(n, -1), written};
  const PageLayout layout = page_layout(t, r.value.shape);
  for (int64_t page = 0; written && page < layout.pages(); ++page) {
    for_each_element(layout, page, [&](int64_t at) { r.writer[static_cast<size_t>(at)] = static_cast<int32_t>(page); });
  }
  return r;
}

/// The reference of `arrays` with `out` in place of the last.
inline reference::Result expecting(const ProgramSpec& p, const std::vector<data::Array>& arrays, data::Array out,
                                   float bound) {
  reference::Result r;
  for (size_t i = 0; i + 1 < arrays.size(); ++i) r.tensors.push_back(expected(p.tensors[i], arrays[i], 0, false));
  r.tensors.push_back(expected(p.tensors.back(), std::move(out), bound));
  for (const tir::Expr& e : p.grid) r.grid.push_back(tir::as_int(e) == nullptr ? 1 : *tir::as_int(e));
  return r;
}

inline std::string findings_text(const device::RunResult& result) {
  std::string text;
  for (const device::Finding& f : result.findings) text += device::finding_text(f) + "\n";
  return text;
}

}  // namespace tir2tt::run
