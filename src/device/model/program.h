// What the device runs, as plain values: tensors, circular buffers, semaphores and kernels on cores of one chip.
// Addresses are offsets in a core's L1 or in a bank. Sources: tt-metal's program_descriptors.hpp (the descriptor flow),
// program.cpp (allocation of circular buffers). Tested by tests/device/program_test.cc.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "device/numerics/tile_math.h"
#include "target/chip.h"
#include "target/format.h"

namespace tir2tt::device {

/// Logical coordinates of a Tensix core: x is the column.
struct CoreCoord {
  int x = 0, y = 0;
  friend auto operator<=>(const CoreCoord&, const CoreCoord&) = default;  // NOLINT(modernize-use-nullptr)
};
/// A rectangle, both corners included.
struct CoreRange {
  CoreCoord first, last;
  bool contains(CoreCoord c) const { return c.x >= first.x && c.x <= last.x && c.y >= first.y && c.y <= last.y; }
  friend bool operator==(const CoreRange&, const CoreRange&) = default;
};
using CoreRanges = std::vector<CoreRange>;
bool contains(const CoreRanges& ranges, CoreCoord core);
/// Place of a core in the grid, by rows.
size_t core_index(const target::Chip& chip, CoreCoord core);
/// Every core once, by rows: (0,0), (1,0) …
std::vector<CoreCoord> cores_of(const CoreRanges& ranges);

enum class Memory : uint8_t { Dram, L1 };

/// One shard of a tensor: which bank (DRAM) or core (L1) holds it, and which pages, in the order in which they lie
/// there. Page -1 is padding.
struct Shard {
  CoreCoord core;  // L1
  int bank = 0;    // DRAM
  std::vector<int64_t> pages;
};

/// A buffer that outlives a program. Interleaved unless it has shards: page p lies in bank p % banks at
/// address + (p / banks) * stride, where stride is page_bytes rounded up to the memory's alignment. L1's banks are the
/// cores of the grid, by rows.
struct Tensor {
  std::string name;
  Memory memory = Memory::Dram;
  uint32_t page_bytes = 0;
  std::vector<std::byte> contents;  // pages one after the other, without gaps: page_bytes each
  std::vector<Shard> shards;
  std::optional<uint32_t> address;  // offset in each bank; add_tensor() chooses one where there is none
  int64_t pages() const { return page_bytes == 0 ? 0 : static_cast<int64_t>(contents.size()) / page_bytes; }
};

/// One index of a circular buffer. Several indices may share one buffer: same memory, counters of their own.
struct CircularBufferIndex {
  uint8_t index = 0;
  target::DataFormat format = target::DataFormat::Float16_b;
  uint32_t page_bytes = 0;
  target::TileShape tile;
};
struct CircularBuffer {
  CoreRanges cores;
  uint32_t total_bytes = 0;
  std::vector<CircularBufferIndex> indices;
  std::optional<size_t> tensor;  // globally allocated: place in Program::tensors of an L1 tensor
  uint32_t address_offset = 0;   // into that tensor's memory
};

struct Semaphore {
  CoreRanges cores;
  uint32_t initial = 0;
};

/// Which processor runs a kernel. Reader and writer are names by habit: RISCV_1 on NoC 0, RISCV_0 on NoC 1.
enum class Processor : uint8_t { Riscv0, Riscv1, Compute };

struct KernelSource {
  std::string file;  // a path, or the name that messages show for `text`
  std::string text;  // empty: read the file
};
struct Kernel {
  KernelSource source;
  CoreRanges cores;
  Processor processor = Processor::Compute;
  uint8_t noc = 0;  // data movement: the kernel's own NoC
  std::vector<uint32_t> compile_arguments;
  std::vector<std::pair<std::string, uint32_t>> named_arguments;
  std::map<std::string, std::string> defines;
  std::map<CoreCoord, std::vector<uint32_t>> runtime_arguments;  // a core that is missing has none
  std::vector<uint32_t> common_arguments;
  // Compute only.
  Fidelity fidelity = Fidelity::HiFi4;
  bool fp32_dest_acc = false;
  bool dst_full_sync = false;
  bool bfp8_pack_precise = false;
  bool math_approx = false;
  std::vector<uint8_t>
      unpack_to_dest_fp32;  // by index of circular buffer: 1 = UnpackToDestFp32; shorter than 64: the rest 0
};

struct Program {
  const target::Chip* chip = nullptr;
  std::vector<Tensor> tensors;
  std::vector<CircularBuffer> circular_buffers;
  std::vector<Semaphore> semaphores;  // the id of a semaphore is its place here
  std::vector<Kernel> kernels;
};

/// Bytes that `tensor` takes in each bank (DRAM) or core (L1).
uint64_t bank_bytes(const target::Chip& chip, const Tensor& tensor);
/// Distance of two pages of one bank. Bytes.
uint32_t page_stride(const target::Chip& chip, const Tensor& tensor);

/// Appends `tensor`; gives it an address if it has none: DRAM from the bottom up, L1 from the top down, as tt-metal
/// does. Returns its address.
uint32_t add_tensor(Program& program, Tensor tensor);

/// First address of each circular buffer: in order of creation, from the base of L1, each at one address on all its
/// cores, aligned as DRAM is; a globally allocated one has its tensor's address.
std::vector<uint32_t> place_circular_buffers(const Program& program);

/// NoC coordinates of a core and of a DRAM bank, as kernels see them (virtual coordinates: worker cores start at (18,
/// 18) on Wormhole, at (1, 2) on Blackhole, where columns 8 and 9 have none; banks are given (bank, 0), which no core
/// has).
CoreCoord noc_coordinates(const target::Chip& chip, CoreCoord logical);
std::optional<CoreCoord> logical_core(const target::Chip& chip, uint32_t noc_x, uint32_t noc_y);
CoreCoord bank_coordinates(int bank);

}  // namespace tir2tt::device
