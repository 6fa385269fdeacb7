// The part of the kernel API that data movement and compute kernels share: runtime arguments, logical coordinates and
// the four calls that move pages through a circular buffer. In a compute kernel the packer produces and the unpacker
// consumes: a call that the role of this object takes no part in is nothing. Sources: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/dataflow/ dataflow_api.h, api/compute/{common,cb_api}.h. Tested by tests/device/headers_test.cc.
#pragma once

#include <cstdint>

#include "hostdevcommon/kernel_structs.h"
#include "tir2tt/kernel.h"

// --- Runtime arguments.
template <typename T>
ALWI T get_arg_val(int arg_idx, Where where = Where::here()) {
  static_assert(sizeof(T) == 4, "get_arg_val: an argument is one word of 4 bytes");
  return __builtin_bit_cast(T, TIR2TT_RT.argument(false, arg_idx, where));
}
template <typename T>
ALWI T get_common_arg_val(int arg_idx, Where where = Where::here()) {
  static_assert(sizeof(T) == 4, "get_common_arg_val: an argument is one word of 4 bytes");
  return __builtin_bit_cast(T, TIR2TT_RT.argument(true, arg_idx, where));
}
ALWI uintptr_t get_arg_addr(int arg_idx, Where where = Where::here()) {
  return TIR2TT_RT.argument_address(false, arg_idx, where);
}
ALWI uintptr_t get_common_arg_addr(int arg_idx, Where where = Where::here()) {
  return TIR2TT_RT.argument_address(true, arg_idx, where);
}

// --- Where this core stands on the grid.
ALWI uint8_t tir2tt_logical_core(bool relative, bool y) {
  uint32_t at[2] = {0, 0};
  TIR2TT_RT.logical_core(relative, &at[0], &at[1]);
  return static_cast<uint8_t>(at[y]);
}
ALWI uint8_t get_absolute_logical_x() { return tir2tt_logical_core(false, false); }
ALWI uint8_t get_absolute_logical_y() { return tir2tt_logical_core(false, true); }
ALWI uint8_t get_relative_logical_x() { return tir2tt_logical_core(true, false); }
ALWI uint8_t get_relative_logical_y() { return tir2tt_logical_core(true, true); }
/// A kernel of these chips has one thread per processor.
ALWI uint32_t get_num_threads() { return 1; }
ALWI uint32_t get_my_thread_id() { return 0; }

// --- Circular buffers.
inline constexpr bool kTir2ttProducer = kTir2ttDataMovement || kTir2ttPack;
inline constexpr bool kTir2ttConsumer = kTir2ttDataMovement || kTir2ttUnpack;

ALWI void cb_reserve_back(int32_t operand, int32_t num_pages, Where where = Where::here()) {
  if constexpr (kTir2ttProducer) TIR2TT_RT.cb_reserve_back(operand, num_pages, where);
}
ALWI void cb_push_back(int32_t operand, int32_t num_pages, Where where = Where::here()) {
  if constexpr (kTir2ttProducer) TIR2TT_RT.cb_push_back(operand, num_pages, where);
}
ALWI void cb_wait_front(int32_t operand, int32_t num_pages, Where where = Where::here()) {
  if constexpr (kTir2ttConsumer) TIR2TT_RT.cb_wait_front(operand, num_pages, where);
}
ALWI void cb_pop_front(int32_t operand, int32_t num_pages, Where where = Where::here()) {
  if constexpr (kTir2ttConsumer) TIR2TT_RT.cb_pop_front(operand, num_pages, where);
}
