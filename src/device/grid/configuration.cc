// What unpack, math and pack are configured for, and whether an operation finds it so.
#include <fmt/format.h>

#include <algorithm>

#include "device/grid/circular_buffer.h"
#include "device/grid/compute.h"

namespace tir2tt::device {
namespace {

void set_format(World& world, FormatState& state, uint32_t index) {
  const CircularBufferState& cb = find_cb(world, index);
  note_family(world, cb);
  state = {static_cast<int>(index), cb.format};
}

const char* operation_name(Operation operation) {
  constexpr const char* kNames[] = {"nothing",
                                    "copy_tile",
                                    "unary_bcast",
                                    "transpose_wh_tile",
                                    "matmul",
                                    "add_tiles",
                                    "sub_tiles",
                                    "mul_tiles",
                                    "binary_dest_reuse_tiles (add)",
                                    "binary_dest_reuse_tiles (sub)",
                                    "binary_dest_reuse_tiles (mul)",
                                    "reduce_tile",
                                    "reduce_block_max_row",
                                    "tilize_block",
                                    "unpack_tilizeA_B_block",
                                    "untilize_block",
                                    "pack_untilize_block"};
  return kNames[static_cast<uint32_t>(operation)];
}

/// The call that configures `which` anew.
const char* reconfig_name(std::string_view which) {
  return which == "SrcA"   ? "reconfig_data_format_srca"
         : which == "SrcB" ? "reconfig_data_format_srcb"
                           : "pack_reconfig_data_format";
}

std::string reduction_name(device_abi::Pool pool, device_abi::ReduceDim dim) {
  constexpr const char* kPools[] = {"SUM", "AVG", "MAX", "MIN"};
  constexpr const char* kDims[] = {"REDUCE_ROW", "REDUCE_COL", "REDUCE_SCALAR"};
  return fmt::format("{}, {}", kPools[static_cast<uint32_t>(pool)], kDims[static_cast<uint32_t>(dim)]);
}

std::string format_name(target::DataFormat format) { return std::string(target::format_info(format).name); }

}  // namespace

void note_family(World& world, const CircularBufferState& cb) {
  ComputeState& compute = *world.core().compute;
  const ExponentFamily family = exponent_family(cb.format);
  if (family == ExponentFamily::Any) return;
  if (!compute.family) {
    compute.family = family;
    compute.family_cb = cb.index;
    if (compute.dst_mode != DstMode::Fp32)
      compute.dst_mode = family == ExponentFamily::A ? DstMode::Fp16 : DstMode::Bf16;
  }
  if (*compute.family == family) return;
  const CircularBufferState& first = world.core().cbs[compute.family_cb];
  world.report(FindingKind::TwoExponentFamilies,
               fmt::format("CB {} is {}, CB {} is {}: one kernel uses formats of one exponent width only", first.index,
                           format_name(first.format), cb.index, format_name(cb.format)),
               cb.index, {"use Float16 or Float16_b for both, or Float32 for one of them"});
}

void need_format(World& world, const FormatState& configured, const CircularBufferState& cb, const char* which) {
  if (configured.cb < 0) {
    world.report(FindingKind::FormatNotConfigured,
                 fmt::format("{} was never configured; CB {} is {}", which, cb.index, format_name(cb.format)), cb.index,
                 {"begin the kernel with the init of its first operation (mm_init, binary_op_init_common, "
                  "unary_op_init_common, compute_kernel_hw_startup)"});
  } else if (configured.format != cb.format) {
    world.report(FindingKind::FormatNotReconfigured,
                 fmt::format("{} is configured for {} (CB {}), but CB {} is {}", which, format_name(configured.format),
                             configured.cb, cb.index, format_name(cb.format)),
                 cb.index, {fmt::format("call {}({}) before the operation", reconfig_name(which), cb.index)});
  }
}

void configure(World&, OperationState& state, Arguments a) {
  state = {
      static_cast<Operation>(a[0]),        static_cast<device_abi::Broadcast>(a[3]), a[4], a[5] != 0, a[8], a[9], a[10],
      static_cast<device_abi::Pool>(a[6]), static_cast<device_abi::ReduceDim>(a[7])};
}

void need_operation(World& world, const OperationState& state, Operation wanted) {
  if (state.operation == wanted) return;
  world.report(
      FindingKind::OperationNotConfigured,
      fmt::format("{} while the core is configured for {}", operation_name(wanted), operation_name(state.operation)),
      -1, {fmt::format("call the init of {} first", operation_name(wanted))});
}

// Source: llk_unpack_AB_matmul.h and llk_math_matmul.h (tt-llk): the inits program which operand is used again (in1
// when ct >= rt), unpack's stride of in0 when it is the other one, and how math goes through the smaller of the two
// sizes.
void need_matmul_sizes(World& world, const OperationState& state, uint32_t ct, uint32_t rt, uint32_t kt) {
  if (state.operation != Operation::Matmul) return;
  const bool in1_again = ct >= rt;
  const bool same_order = in1_again == (state.block_ct >= state.block_rt);
  const bool same_stride = in1_again || kt == state.block_kt;
  const bool same_passes = (std::min(ct, rt) > 1) == (std::min(state.block_ct, state.block_rt) > 1);
  if (same_order && (world.self().role == Role::Unpack ? same_stride : same_passes)) return;
  world.report(FindingKind::OperationNotConfigured,
               fmt::format("matmul of ct {}, rt {}, kt {} while the core is configured for ct {}, rt {}, kt {}", ct, rt,
                           kt, state.block_ct, state.block_rt, state.block_kt),
               -1, {"give mm_block_init the sizes of matmul_block; mm_init is for matmul_tiles"});
}

void need_reduction(World& world, const OperationState& state, device_abi::Pool pool, device_abi::ReduceDim dim) {
  using device_abi::Pool;
  // A mean is a sum with another scaler.
  const auto kind = [](Pool p) { return p == Pool::Avg ? Pool::Sum : p; };
  const bool reduces = state.operation == Operation::Reduce || state.operation == Operation::TilizeReduce;
  if (!reduces || (kind(pool) == kind(state.pool) && dim == state.reduce_dim)) return;
  world.report(FindingKind::OperationNotConfigured,
               fmt::format("a reduction {} while the core is configured for one {}", reduction_name(pool, dim),
                           reduction_name(state.pool, state.reduce_dim)),
               -1, {"give the init the pool type and the dimension of the reduction"});
}

void hw_startup_unpack(World& world, Arguments a) {
  ComputeState& compute = *world.core().compute;
  compute.unpack = {};
  set_format(world, compute.srca, a[0]);
  set_format(world, compute.srcb, a[1]);
}

void reconfigure(World& world, FormatState& state, uint32_t new_cb, uint32_t old_cb) {
  if (old_cb != device_abi::kNone && find_cb(world, old_cb).format == find_cb(world, new_cb).format) return;
  set_format(world, state, new_cb);
}

void reconfigure_started(World& world, FormatState& state, uint32_t new_cb, uint32_t old_cb) {
  if (state.cb < 0) need_format(world, state, find_cb(world, new_cb), "what is reconfigured");
  reconfigure(world, state, new_cb, old_cb);
}

}  // namespace tir2tt::device
