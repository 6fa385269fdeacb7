// NoC addresses: of cores, rectangles of cores, banks, and of the pages of interleaved buffers. Page p of an
// interleaved buffer is in bank p % banks, at base + p / banks * page size, aligned as the allocator aligns pages.
// Sources: tt-metal of 2026-03-12, tt_metal/hw/inc/internal/dataflow/dataflow_api_addrgen.h, api/alignment.h. Tested by
// tests/device/headers_test.cc.
#pragma once

#include <cstdint>

#include "tir2tt/common.h"
#include "tir2tt/noc_parameters.h"

// --- api/alignment.h
constexpr uint32_t align_power_of_2(uint32_t address, uint32_t alignment) {
  return (address + alignment - 1) & ~(alignment - 1);
}
constexpr bool is_power_of_2(uint32_t x) { return x != 0 && (x & (x - 1)) == 0; }

// --- This core.
/// my_x[noc], my_y[noc]: the own NoC coordinates.
template <bool y>
struct Tir2ttOwnCoordinate {
  ALWI uint8_t operator[](uint32_t noc) const {
    uint32_t at[2] = {0, 0};
    TIR2TT_RT.noc_core(noc, &at[0], &at[1]);
    return static_cast<uint8_t>(at[y]);
  }
};
inline constexpr Tir2ttOwnCoordinate<false> my_x;
inline constexpr Tir2ttOwnCoordinate<true> my_y;

// --- Cores. On NoC 1 the corners of a rectangle are given swapped, by the caller, as on silicon.
ALWI uint64_t get_noc_addr(uint32_t noc_x, uint32_t noc_y, uint32_t addr, uint8_t noc = noc_index) {
  return tir2tt::device_abi::noc_address(noc_x, noc_y, addr);
}
ALWI uint64_t get_noc_addr(uint32_t addr, uint8_t noc = noc_index) {
  return tir2tt::device_abi::noc_address(my_x[noc], my_y[noc], addr);
}
/// `noc_xy` as NOC_XY_ENCODING gives it.
ALWI uint64_t get_noc_addr_helper(uint32_t noc_xy, uint32_t addr) { return (uint64_t{noc_xy} << 36) | addr; }
ALWI uint64_t get_noc_multicast_addr(uint32_t noc_x_start, uint32_t noc_y_start, uint32_t noc_x_end, uint32_t noc_y_end,
                                     uint32_t addr, uint8_t noc = noc_index) {
  return tir2tt::device_abi::noc_multicast_address(noc_x_start, noc_y_start, noc_x_end, noc_y_end, addr);
}

// --- Banks.
template <bool DRAM>
ALWI uint64_t get_noc_addr_from_bank_id(uint32_t bank_id, uint32_t bank_address_offset, uint8_t noc = noc_index,
                                        Where where = Where::here()) {
  return TIR2TT_RT.bank_address(DRAM, bank_id, where) + bank_address_offset;
}

namespace interleaved_addr_gen {
template <bool DRAM>
constexpr uint32_t get_allocator_alignment() {
  return DRAM ? DRAM_ALIGNMENT : L1_ALIGNMENT;
}
template <bool DRAM>
constexpr uint32_t get_log_base2_of_allocator_alignment() {
  return __builtin_ctz(get_allocator_alignment<DRAM>());
}
template <bool DRAM>
ALWI uint32_t tir2tt_banks() {
  if constexpr (DRAM) return NUM_DRAM_BANKS;
  return TIR2TT_RT.bank_count(false);
}
template <bool DRAM>
ALWI uint32_t get_bank_offset_index(uint32_t id) {
  return id / tir2tt_banks<DRAM>();
}
template <bool DRAM>
ALWI uint32_t get_bank_index(uint32_t id, uint32_t bank_offset_index) {
  return id - bank_offset_index * tir2tt_banks<DRAM>();
}
/// Address of page `id` when pages are `stride` bytes apart in a bank.
template <bool DRAM>
ALWI uint64_t tir2tt_page_address(uint32_t id, uint32_t base, uint32_t stride, uint32_t offset, Where where) {
  const uint32_t row = get_bank_offset_index<DRAM>(id);
  return get_noc_addr_from_bank_id<DRAM>(get_bank_index<DRAM>(id, row), base + row * stride + offset, noc_index, where);
}
}  // namespace interleaved_addr_gen

ALWI uint64_t get_dram_noc_addr(uint32_t id, uint32_t page_size, uint32_t bank_base_address, uint32_t offset = 0,
                                uint8_t noc = noc_index, Where where = Where::here()) {
  const uint32_t stride = align_power_of_2(page_size, DRAM_ALIGNMENT);
  return interleaved_addr_gen::tir2tt_page_address<true>(id, bank_base_address, stride, offset, where);
}
ALWI uint64_t get_l1_noc_addr(uint32_t id, uint32_t page_size, uint32_t bank_base_address, uint32_t offset = 0,
                              uint8_t noc = noc_index, Where where = Where::here()) {
  const uint32_t stride = align_power_of_2(page_size, L1_ALIGNMENT);
  return interleaved_addr_gen::tir2tt_page_address<false>(id, bank_base_address, stride, offset, where);
}

// --- Interleaved buffers.
template <bool DRAM>
struct InterleavedAddrGen {
  static constexpr bool is_dram = DRAM;
  uint32_t bank_base_address;
  const uint32_t page_size;
  const uint32_t aligned_page_size = align_power_of_2(page_size, interleaved_addr_gen::get_allocator_alignment<DRAM>());

  ALWI uint64_t get_noc_addr(uint32_t id, uint32_t offset = 0, uint8_t noc = noc_index,
                             Where where = Where::here()) const {
    return interleaved_addr_gen::tir2tt_page_address<DRAM>(id, bank_base_address, aligned_page_size, offset, where);
  }
};

/// The page is a tile: its size follows from `data_format`; `page_size` is what a transfer moves.
template <bool DRAM, uint32_t tile_hw = 1024>
struct InterleavedAddrGenFast {
  static constexpr bool is_dram = DRAM;
  uint32_t bank_base_address;
  uint32_t page_size;
  DataFormat data_format;

  ALWI uint64_t get_noc_addr(uint32_t id, uint32_t offset = 0, uint8_t noc = noc_index,
                             Where where = Where::here()) const {
    const uint32_t stride = tir2tt_tile_bytes(data_format, tile_hw);
    return interleaved_addr_gen::tir2tt_page_address<DRAM>(id, bank_base_address, stride, offset, where);
  }
};

template <bool DRAM>
struct InterleavedPow2AddrGen {
  static constexpr bool is_dram = DRAM;
  uint32_t bank_base_address;
  const uint32_t log_base_2_of_page_size;
  static constexpr uint32_t log_base_2_of_allocator_alignment =
      interleaved_addr_gen::get_log_base2_of_allocator_alignment<DRAM>();
  const uint32_t aligned_log_base_2_of_page_size = log_base_2_of_page_size > log_base_2_of_allocator_alignment
                                                       ? log_base_2_of_page_size
                                                       : log_base_2_of_allocator_alignment;

  ALWI uint64_t get_noc_addr(uint32_t id, uint32_t offset = 0, uint8_t noc = noc_index,
                             Where where = Where::here()) const {
    const uint32_t stride = 1u << aligned_log_base_2_of_page_size;
    return interleaved_addr_gen::tir2tt_page_address<DRAM>(id, bank_base_address, stride, offset, where);
  }
};

/// As InterleavedPow2AddrGen, for pages of at most NOC_MAX_BURST_SIZE bytes.
template <bool DRAM>
struct InterleavedPow2AddrGenFast {
  static constexpr bool is_dram = DRAM;
  uint32_t bank_base_address;
  const uint32_t log_base_2_of_page_size;
  static constexpr uint32_t log_base_2_of_allocator_alignment =
      interleaved_addr_gen::get_log_base2_of_allocator_alignment<DRAM>();
  const uint32_t aligned_log_base_2_of_page_size = log_base_2_of_page_size > log_base_2_of_allocator_alignment
                                                       ? log_base_2_of_page_size
                                                       : log_base_2_of_allocator_alignment;

  ALWI uint64_t get_noc_addr(uint32_t id, uint32_t offset = 0, uint8_t noc = noc_index,
                             Where where = Where::here()) const {
    const uint32_t stride = 1u << aligned_log_base_2_of_page_size;
    return interleaved_addr_gen::tir2tt_page_address<DRAM>(id, bank_base_address, stride, offset, where);
  }
};

template <bool DRAM, uint32_t page_size>
ALWI auto get_interleaved_addr_gen(uint32_t base_addr) {
  if constexpr (!is_power_of_2(page_size)) {
    return InterleavedAddrGen<DRAM>{.bank_base_address = base_addr, .page_size = page_size};
  } else if constexpr (page_size <= NOC_MAX_BURST_SIZE) {
    return InterleavedPow2AddrGenFast<DRAM>{.bank_base_address = base_addr,
                                            .log_base_2_of_page_size = __builtin_ctz(page_size)};
  } else {
    return InterleavedPow2AddrGen<DRAM>{.bank_base_address = base_addr,
                                        .log_base_2_of_page_size = __builtin_ctz(page_size)};
  }
}
template <bool DRAM, bool is_size_pow2>
ALWI auto get_interleaved_addr_gen(uint32_t base_addr, uint32_t page_size, uint32_t log2_page_size) {
  if constexpr (is_size_pow2) {
    return InterleavedPow2AddrGen<DRAM>{.bank_base_address = base_addr, .log_base_2_of_page_size = log2_page_size};
  } else {
    return InterleavedAddrGen<DRAM>{.bank_base_address = base_addr, .page_size = page_size};
  }
}
/// `size` is the page size, or its logarithm to base 2 where `is_size_pow2`.
template <bool DRAM, bool is_size_pow2>
ALWI auto get_interleaved_addr_gen(uint32_t base_addr, uint32_t size) {
  return get_interleaved_addr_gen<DRAM, is_size_pow2>(base_addr, size, size);
}

// --- Any generator.
template <class T>
concept Tir2ttAddrGen = requires(const T& t, uint32_t id) {
  t.get_noc_addr(id, uint32_t{0}, uint8_t{0});
};

template <Tir2ttAddrGen AddrGen>
ALWI uint64_t get_noc_addr(uint32_t id, const AddrGen& addrgen, uint32_t offset = 0, uint8_t noc = noc_index,
                           Where where = Where::here()) {
  if constexpr (requires { addrgen.get_noc_addr(id, offset, noc, where); }) {
    return addrgen.get_noc_addr(id, offset, noc, where);
  } else {
    return addrgen.get_noc_addr(id, offset, noc);  // a generator that the kernel defines
  }
}

/// Bytes of one page of a generator.
template <Tir2ttAddrGen AddrGen>
ALWI uint32_t tir2tt_page_bytes(const AddrGen& addrgen) {
  if constexpr (requires { addrgen.get_aligned_page_size(); }) {
    return addrgen.get_aligned_page_size();
  } else if constexpr (requires { addrgen.page_size; }) {
    return addrgen.page_size;
  } else {
    return 1u << addrgen.log_base_2_of_page_size;
  }
}
