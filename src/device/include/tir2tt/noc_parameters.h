// Constants of the NoC and of the processors that kernels name: address fields, virtual channels, command buffers, core
// types. Their values are tt-metal's, so that a kernel that computes with them is right. Sources: tt-metal of
// 2026-03-12, tt_metal/hw/inc/internal/tt-1xx/*/noc/noc_parameters.h, internal/dataflow/dataflow_cmd_bufs.h,
// core_config.h. Tested by tests/device/headers_test.cc.
#pragma once

#include <cstdint>

#include "tir2tt/kernel.h"

#define NOC_UNICAST_WRITE_VC 1
#define NOC_MULTICAST_WRITE_VC 4
#define NOC_MAX_TRANSACTION_ID 0xF
#define NOC_MAX_TRANSACTION_ID_COUNT 255
#define NOC_CLEAR_OUTSTANDING_REQ_MASK 0xFFFF

#define NOC_ADDR_LOCAL_BITS 36
#define NOC_ADDR_NODE_ID_BITS 6
#define NOC_UNICAST_ADDR_X(addr) static_cast<uint32_t>(((addr) >> 36) & 0x3F)
#define NOC_UNICAST_ADDR_Y(addr) static_cast<uint32_t>(((addr) >> 42) & 0x3F)
#define NOC_LOCAL_ADDR_OFFSET(addr) ((addr)&0xFFFFFFFFFull)
#define NOC_XY_ENCODING(x, y) ((static_cast<uint32_t>(y) << 6) | static_cast<uint32_t>(x))
#define NOC_MULTICAST_ENCODING(x_start, y_start, x_end, y_end) \
  ((static_cast<uint32_t>(x_start) << 12) | (static_cast<uint32_t>(y_start) << 18) | NOC_XY_ENCODING(x_end, y_end))
#define NOC_XY_ADDR(x, y, addr) tir2tt::device_abi::noc_address(x, y, addr)
#define NOC_MULTICAST_ADDR(x_start, y_start, x_end, y_end, addr) \
  tir2tt::device_abi::noc_multicast_address(x_start, y_start, x_end, y_end, addr)
// Kernels have virtual coordinates, which are the same on both NoCs.
#define DYNAMIC_NOC_X(noc, x) (x)
#define DYNAMIC_NOC_Y(noc, y) (y)

enum : uint8_t { DM_DEDICATED_NOC = 0, DM_DYNAMIC_NOC = 1 };
inline constexpr uint8_t noc_mode = DM_DEDICATED_NOC;
inline constexpr uint8_t noc_index = NOC_INDEX;

inline constexpr uint32_t write_cmd_buf = 0;
inline constexpr uint32_t read_cmd_buf = 1;
inline constexpr uint32_t write_reg_cmd_buf = 2;
inline constexpr uint32_t write_at_cmd_buf = 3;

enum class ProgrammableCoreType : uint8_t { TENSIX, ACTIVE_ETH, IDLE_ETH };
enum class InlineWriteDst : uint8_t { DEFAULT, L1, REG };
