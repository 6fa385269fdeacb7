// Circular buffers as kernels use them: the calls, and whether an access lies in the window that a processor may touch.
// Source: facts section 4.2 (dataflow_api.h, llk_io_pack.h, llk_io_unpack.h). Tested by
// tests/device/circular_buffer_test.cc.
#pragma once

#include <cstdint>
#include <string>

#include "device/grid/world.h"

namespace tir2tt::device {

/// The state of `index` on the running actor's core. What is not there is a finding, and the run ends.
CircularBufferState& find_cb(World& world, uint32_t index);

void cb_reserve_back(World& world, uint32_t index, uint32_t pages);
void cb_push_back(World& world, uint32_t index, uint32_t pages);
void cb_wait_front(World& world, uint32_t index, uint32_t pages);
void cb_pop_front(World& world, uint32_t index, uint32_t pages);
bool cb_reservable(World& world, uint32_t index, uint32_t pages);
bool cb_available(World& world, uint32_t index, uint32_t pages);
uint32_t cb_query(World& world, device_abi::CbQuery query, uint32_t index);

/// A transfer of the running actor from (or to) [offset, offset + bytes) of its own L1.
void check_local_window(World& world, uint32_t offset, uint32_t bytes, bool writes);
/// A transfer of the running actor into [offset, offset + bytes) of another core's L1.
void check_remote_window(World& world, Core& core, uint32_t offset, uint32_t bytes);
/// `bytes` at `offset` of the window in front of the read pointer (unpack) or of the write pointer (pack): whether the
/// tiles there were waited for or reserved, and do not cross the end. Findings otherwise.
void check_tile_window(World& world, const CircularBufferState& cb, uint64_t first_byte, uint64_t bytes, bool writes);

/// "CB 3 (2 of 4 pages used)".
std::string cb_text(const CircularBufferState& cb);
/// What is left in `core`'s circular buffers at the end: warnings.
void check_leftovers(World& world, Core& core);

}  // namespace tir2tt::device
