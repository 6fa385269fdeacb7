// FunctionPlans made by hand, for the tests of what is shown about them.
#pragma once

#include "plan/decision.h"

namespace tir2tt::report {

inline const target::Chip& sample_chip() {
  static constexpr target::Chip kChip = {.name = "sample_chip",
                                         .product = "n0",
                                         .l1_bytes = 1'499'136,
                                         .cb_base = 104'000,
                                         .cb_alignment = 32,
                                         .noc_l1_alignment = 16,
                                         .dram_read_alignment = 32,
                                         .max_circular_buffers = 32,
                                         .dram_banks = 12,
                                         .grid_x = 8,
                                         .grid_y = 7,
                                         .clock_ghz = 1.0,
                                         .dram_gbytes_per_s = 288};
  return kChip;
}

/// Appends a buffer with its CB, packed behind the previous one. Returns the CB's index.
inline int add_cb(plan::FunctionPlan& f, plan::CbRequest request, int64_t blocks, std::string shape, std::string dtype,
                  std::vector<std::string> reasons) {
  const int id = static_cast<int>(f.problem.cbs.size());
  const int64_t bytes = blocks * request.block_bytes();
  f.plan.cbs.push_back({.id = id,
                        .blocks = blocks,
                        .device_pages = blocks * request.block_tiles,
                        .bytes = bytes,
                        .l1_offset = f.problem.chip->cb_base + f.plan.bytes_used,
                        .safe_pages = request.block_tiles,
                        .given_up = request.wanted_blocks - blocks});
  f.plan.bytes_used += bytes;
  f.buffers.push_back({.name = request.name,
                       .shape = std::move(shape),
                       .dtype = std::move(dtype),
                       .placement = plan::Placement::CircularBuffer,
                       .cb = id,
                       .declared = request.declared,
                       .reasons = std::move(reasons),
                       .span = {}});
  f.problem.cbs.push_back(std::move(request));
  return id;
}

inline plan::FunctionPlan empty_plan(std::string name) {
  plan::FunctionPlan f;
  f.function = name;
  f.rule = "dataflow";
  f.problem.function = std::move(name);
  f.problem.chip = &sample_chip();
  f.plan.bytes_available = sample_chip().cb_bytes();
  f.plan.dst_tiles_available = 8;
  f.feasible = true;
  return f;
}

inline plan::CbRequest request(std::string name, plan::Role role, plan::Kernel producer, plan::Kernel consumer,
                               target::DataFormat format, int64_t tiles) {
  plan::CbRequest r;
  r.name = std::move(name);
  r.role = role;
  r.producer = producer;
  r.consumer = consumer;
  r.format = format;
  r.block_tiles = tiles;
  r.wanted_blocks = 1;
  return r;
}

/// A matrix product as a person would plan it, with one merged and one unplaced buffer.
inline plan::FunctionPlan matmul_plan() {
  using plan::Kernel, plan::Role, target::DataFormat;
  plan::FunctionPlan f = empty_plan("matmul");
  f.plan.dst_tiles_used = 4;
  add_cb(f, request("A_shared", Role::Input, Kernel::Reader, Kernel::Compute, DataFormat::Float16, 4), 3, "128×32",
         "float16", {"read from DRAM in the loop over k", "3 pages: num_stages = 3 on that loop"});
  add_cb(f, request("B_shared", Role::Input, Kernel::Reader, Kernel::Compute, DataFormat::Float16, 4), 3, "32×128",
         "float16", {"read from DRAM in the loop over k", "3 pages: num_stages = 3 on that loop"});
  const int c = add_cb(f, request("C_local", Role::Output, Kernel::Compute, Kernel::Writer, DataFormat::Float16, 16), 1,
                       "128×128", "float16", {"packed once per block and written to DRAM"});
  auto partials =
      request("C_local.partials", Role::Accumulator, Kernel::Compute, Kernel::Compute, DataFormat::Float32, 16);
  partials.declared = false;
  add_cb(f, std::move(partials), 1, "128×128", "float32",
         {"added by the compiler: 16 tiles do not fit into the 4 of DST, so that partial sums are spilled"});
  f.buffers.push_back({.name = "C_shared",
                       .shape = "128×128",
                       .dtype = "float16",
                       .placement = plan::Placement::Merged,
                       .cb = c,
                       .declared = true,
                       .reasons = {"a plain copy of C_local on its way to DRAM"},
                       .span = {}});
  f.buffers.push_back({.name = "count",
                       .shape = "1",
                       .dtype = "int32",
                       .placement = plan::Placement::NotPlaced,
                       .cb = -1,
                       .declared = true,
                       .reasons = {"one element: a scalar is no tile"},
                       .span = {}});
  return f;
}

/// One tile among a megabyte, and something given up.
inline plan::FunctionPlan tight_plan() {
  using plan::Kernel, plan::Role, target::DataFormat;
  plan::FunctionPlan f = empty_plan("tight");
  f.problem.l1_reserve = 65'536;
  f.plan.bytes_available -= 65'536;
  f.gave_up = {"weights: 1 page instead of 2, which costs 1,048,576 bytes of DRAM traffic that is no longer hidden"};
  add_cb(f, request("scale", Role::Constant, Kernel::Reader, Kernel::Compute, DataFormat::UInt8, 1), 1, "32×32",
         "uint8", {"filled once"});
  auto weights = request("weights", Role::Input, Kernel::Reader, Kernel::Compute, DataFormat::Float32, 256);
  weights.wanted_blocks = 2;
  add_cb(f, std::move(weights), 1, "512×512", "float32", {"read from DRAM in the loop over k"});
  return f;
}

inline plan::FunctionPlan infeasible_plan() {
  using plan::Kernel, plan::Role, target::DataFormat;
  plan::FunctionPlan f = empty_plan("too_large");
  add_cb(f, request("A_shared", Role::Input, Kernel::Reader, Kernel::Compute, DataFormat::Float16, 256), 1, "512×512",
         "float16", {"read from DRAM"});
  add_cb(f, request("C_local", Role::Accumulator, Kernel::Compute, Kernel::Compute, DataFormat::Float32, 256), 1,
         "512×512", "float32", {"read and written across the loop over k"});
  f.feasible = false;
  f.infeasible.message = "1,572,864 bytes are needed with the smallest safe counts, 1,395,136 are available";
  f.infeasible.smallest.push_back(f.plan);
  f.infeasible.ways_out = {{"512 (columns of A_shared) → 256 saves 262,144 B", 262'144, 1'310'720, true},
                           {"512 (rows of A_shared, C_local) → 384 saves 131,072 B", 131'072, 1'441'792, false}};
  f.plan = {};
  return f;
}

}  // namespace tir2tt::report
