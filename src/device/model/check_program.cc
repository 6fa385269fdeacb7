// What tt-metal's host side refuses (facts section 2.2, H1 to H15), and what no chip could hold.
#include "device/model/check_program.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

namespace tir2tt::device {
namespace {

constexpr uint32_t kMostPages = 65535;         // counters have 16 bits
constexpr size_t kMostRuntimeArguments = 341;  // per kernel and core
constexpr uint32_t kL1Alignment = 16;
/// Bytes of one bank that programs may use (facts section 1.3).
const std::map<std::string_view, uint64_t> kDramBankBytes = {{"wormhole_b0", uint64_t{1} << 30},
                                                             {"blackhole", 4278190080}};
constexpr size_t kMostSemaphores = 64, kMostSemaphoresOfACore = 16;

struct Checker {
  const Program& program;
  std::vector<Finding> findings;

  void refuse(std::string message, std::vector<CoreCoord> cores = {}, int64_t cb = -1,
              FindingKind kind = FindingKind::ProgramInvalid, std::vector<std::string> notes = {}) {
    findings.push_back({kind, std::move(message), "", {}, std::move(cores), cb, {}, 1, std::move(notes)});
  }
};

void check_cores(Checker& c, const CoreRanges& ranges, const std::string& what) {
  const target::Chip& chip = *c.program.chip;
  if (ranges.empty()) c.refuse(fmt::format("{} is on no core", what));
  for (const CoreRange& r : ranges) {
    if (r.first.x < 0 || r.first.y < 0 || r.last.x < r.first.x || r.last.y < r.first.y || r.last.x >= chip.grid_x ||
        r.last.y >= chip.grid_y) {
      c.refuse(fmt::format("{}: cores ({},{}) to ({},{}) are not within the grid of {} by {}", what, r.first.x,
                           r.first.y, r.last.x, r.last.y, chip.grid_x, chip.grid_y));
    }
  }
}

/// Whether a compute kernel runs on a core of this circular buffer: it counts in units of 16 bytes.
bool meets_compute(const Program& program, const CircularBuffer& cb) {
  const auto meets = [](const CoreRange& a, const CoreRange& b) {
    return a.first.x <= b.last.x && b.first.x <= a.last.x && a.first.y <= b.last.y && b.first.y <= a.last.y;
  };
  return std::any_of(program.kernels.begin(), program.kernels.end(), [&](const Kernel& kernel) {
    return kernel.processor == Processor::Compute &&
           std::any_of(kernel.cores.begin(), kernel.cores.end(), [&](const CoreRange& range) {
             return std::any_of(cb.cores.begin(), cb.cores.end(),
                                [&](const CoreRange& other) { return meets(range, other); });
           });
  });
}

void check_index(Checker& c, const CircularBuffer& cb, const CircularBufferIndex& index) {
  const target::Chip& chip = *c.program.chip;
  if (index.index >= chip.max_circular_buffers) {
    c.refuse(
        fmt::format("CB {}: {} has circular buffers 0 to {}", index.index, chip.name, chip.max_circular_buffers - 1),
        {}, index.index);
  }
  if (std::ranges::find(target::tile_shapes(), index.tile) == target::tile_shapes().end()) {
    c.refuse(fmt::format("CB {}: tiles of {} by {}; there are 32 by 32, 16 by 32, 32 by 16 and 16 by 16", index.index,
                         index.tile.height, index.tile.width),
             {}, index.index);
  }
  if (index.page_bytes == 0) {
    c.refuse(fmt::format("CB {}: a page of 0 bytes", index.index), {}, index.index);
  } else if (index.page_bytes % kL1Alignment != 0 && meets_compute(c.program, cb)) {
    c.refuse(fmt::format("CB {}: a page of {} bytes; compute needs a multiple of {}", index.index, index.page_bytes,
                         kL1Alignment),
             {}, index.index);
  } else if (cb.total_bytes % index.page_bytes != 0) {
    c.refuse(fmt::format("CB {}: {} bytes are no whole number of pages of {} bytes", index.index, cb.total_bytes,
                         index.page_bytes),
             {}, index.index);
  } else if (cb.total_bytes / index.page_bytes > kMostPages) {
    c.refuse(fmt::format("CB {}: {} pages; the counters have 16 bits, so {} at most", index.index,
                         cb.total_bytes / index.page_bytes, kMostPages),
             {}, index.index);
  } else if (cb.total_bytes == 0) {
    c.refuse(fmt::format("CB {} has no page", index.index), {}, index.index);
  }
}

void check_global(Checker& c, const CircularBuffer& cb) {
  const int64_t index = cb.indices.empty() ? -1 : cb.indices[0].index;
  if (*cb.tensor >= c.program.tensors.size())
    return c.refuse(fmt::format("CB {}: its tensor is not in the program", index), {}, index);
  const Tensor& tensor = c.program.tensors[*cb.tensor];
  if (tensor.memory != Memory::L1)
    return c.refuse(fmt::format("CB {}: its tensor {} is not in L1", index, tensor.name), {}, index);
  const uint64_t bank = bank_bytes(*c.program.chip, tensor);
  if (cb.address_offset % kL1Alignment != 0) {
    c.refuse(fmt::format("CB {}: offset {} is no multiple of {}", index, cb.address_offset, kL1Alignment), {}, index);
  }
  if (uint64_t{cb.address_offset} + cb.total_bytes > bank) {
    c.refuse(fmt::format("CB {}: {} bytes at offset {} of tensor {}, which has {} on each core", index, cb.total_bytes,
                         cb.address_offset, tensor.name, bank),
             {}, index);
  }
}

void check_duplicates(Checker& c) {
  std::map<std::pair<CoreCoord, int>, bool> seen;
  std::set<int> told;
  for (const CircularBuffer& cb : c.program.circular_buffers) {
    for (const CoreCoord core : cores_of(cb.cores)) {
      for (const CircularBufferIndex& index : cb.indices) {
        if (seen.try_emplace({core, index.index}, true).second || !told.insert(index.index).second) continue;
        c.refuse(fmt::format("CB {} is there twice", index.index), {core}, index.index);
      }
    }
  }
}

/// H13 and H14: what grows from the bottom must end below the lowest tensor of the core.
void check_room(Checker& c) {
  const target::Chip& chip = *c.program.chip;
  uint64_t lowest = static_cast<uint64_t>(chip.l1_bytes);
  std::string lowest_name;
  for (const Tensor& t : c.program.tensors) {
    if (t.memory != Memory::L1 || t.contents.empty() || *t.address >= lowest) continue;
    lowest = *t.address;
    lowest_name = t.name;
  }
  const std::vector<uint32_t> addresses = place_circular_buffers(c.program);
  for (size_t i = 0; i < addresses.size(); ++i) {
    const CircularBuffer& cb = c.program.circular_buffers[i];
    const uint64_t end = uint64_t{addresses[i]} + cb.total_bytes;
    if (cb.tensor || end <= lowest) continue;
    const int64_t index = cb.indices.empty() ? -1 : cb.indices[0].index;
    c.refuse(lowest_name.empty()
                 ? fmt::format("circular buffers grow to {} bytes with CB {}; L1 ends at {}", end, index, lowest)
                 : fmt::format("circular buffers grow to {} bytes with CB {}, into tensor {}, which starts at {}", end,
                               index, lowest_name, lowest),
             cores_of(cb.cores), index, FindingKind::L1Overflow,
             {fmt::format("{} bytes too many; the base is {}, CB {} takes {}", end - lowest, chip.cb_base, index,
                          cb.total_bytes)});
    return;
  }
}

void check_arguments(Checker& c, const Kernel& kernel) {
  const size_t common = kernel.common_arguments.size();
  for (const auto& [core, arguments] : kernel.runtime_arguments) {
    if (arguments.size() + common > kMostRuntimeArguments)
      c.refuse(fmt::format("{}: {} runtime arguments; {} at most", kernel.source.file, arguments.size() + common,
                           kMostRuntimeArguments),
               {core});
  }
  if (kernel.runtime_arguments.empty() && common > kMostRuntimeArguments)
    c.refuse(
        fmt::format("{}: {} common runtime arguments; {} at most", kernel.source.file, common, kMostRuntimeArguments));
}

/// One kernel for each processor, and a NoC of its own for each of the two that move data (tt_metal.cpp: "Illegal NOC
/// usage").
void check_kernels(Checker& c) {
  std::map<std::pair<CoreCoord, Processor>, const Kernel*> seen;
  std::set<std::pair<const Kernel*, const Kernel*>> told;
  for (const Kernel& kernel : c.program.kernels) {
    check_arguments(c, kernel);
    const bool moves = kernel.processor != Processor::Compute;
    if (moves && kernel.noc > 1) c.refuse(fmt::format("{}: NoC {}; there are 0 and 1", kernel.source.file, kernel.noc));
    const Processor other = kernel.processor == Processor::Riscv0 ? Processor::Riscv1 : Processor::Riscv0;
    for (const CoreCoord core : cores_of(kernel.cores)) {
      const auto [it, is_new] = seen.try_emplace({core, kernel.processor}, &kernel);
      if (!is_new)
        c.refuse(fmt::format("{} and {} run on one processor", it->second->source.file, kernel.source.file), {core});
      const auto partner = moves ? seen.find({core, other}) : seen.end();
      if (partner != seen.end() && partner->second->noc == kernel.noc && told.insert({partner->second, &kernel}).second)
        c.refuse(fmt::format("{} and {} move data on one core and on one NoC", partner->second->source.file,
                             kernel.source.file),
                 {core});
    }
  }
}

/// Where the shards lie, and that each page is in one of them, once.
void check_shards(Checker& c, const Tensor& t) {
  const target::Chip& chip = *c.program.chip;
  std::vector<int> times(static_cast<size_t>(t.pages()));
  for (const Shard& shard : t.shards) {
    const CoreCoord at = shard.core;
    if (t.memory == Memory::L1 && (at.x < 0 || at.y < 0 || at.x >= chip.grid_x || at.y >= chip.grid_y)) {
      c.refuse(fmt::format("tensor {}: a shard on core ({},{}), which is not within the grid of {} by {}", t.name, at.x,
                           at.y, chip.grid_x, chip.grid_y));
    }
    if (t.memory == Memory::Dram && (shard.bank < 0 || shard.bank >= chip.dram_banks)) {
      c.refuse(fmt::format("tensor {}: a shard in bank {}; {} has {}", t.name, shard.bank, chip.name, chip.dram_banks));
    }
    for (const int64_t page : shard.pages) {
      if (page >= t.pages()) {
        c.refuse(fmt::format("tensor {}: page {} in a shard; it has {} pages", t.name, page, t.pages()));
      } else if (page >= 0) {
        ++times[static_cast<size_t>(page)];
      }
    }
  }
  const auto wrong = std::find_if(times.begin(), times.end(), [](int n) { return n != 1; });
  if (t.shards.empty() || wrong == times.end()) return;
  c.refuse(fmt::format("tensor {}: page {} is in {} shards", t.name, wrong - times.begin(), *wrong));
}

void check_place(Checker& c, const Tensor& t) {
  const target::Chip& chip = *c.program.chip;
  const uint64_t bytes = bank_bytes(chip, t), end = uint64_t{*t.address} + bytes;
  if (t.memory == Memory::Dram) {
    if (end > kDramBankBytes.at(chip.name))
      c.refuse(fmt::format("tensor {}: {} bytes at {:#x} of each bank end beyond it", t.name, bytes, *t.address));
    return;
  }
  if (end > static_cast<uint64_t>(chip.l1_bytes))
    c.refuse(fmt::format("tensor {}: {} bytes at {:#x} of each L1 end beyond it", t.name, bytes, *t.address), {}, -1,
             FindingKind::L1Overflow);
  if (*t.address < chip.cb_base)
    c.refuse(fmt::format("tensor {} at {:#x} of L1: below {:#x} are the firmware, semaphores and arguments", t.name,
                         *t.address, chip.cb_base));
}

void check_tensor(Checker& c, const Tensor& t) {
  if (!t.address || (t.page_bytes == 0 && !t.contents.empty()))
    return c.refuse(fmt::format("tensor {} has no address or no page size", t.name));
  if (t.page_bytes != 0 && t.contents.size() % t.page_bytes != 0)
    return c.refuse(
        fmt::format("tensor {}: {} bytes are no whole number of pages of {}", t.name, t.contents.size(), t.page_bytes));
  const size_t before = c.findings.size();
  check_shards(c, t);
  if (c.findings.size() == before && !t.contents.empty()) check_place(c, t);
}

/// The cores that hold something of a tensor in L1; empty: all of the grid, or DRAM.
std::set<CoreCoord> cores_with(const Tensor& t) {
  std::set<CoreCoord> cores;
  if (t.memory == Memory::Dram) return cores;
  for (const Shard& shard : t.shards) cores.insert(shard.core);
  return cores;
}

bool share_a_bank(const Tensor& a, const Tensor& b) {
  const std::set<CoreCoord> of_a = cores_with(a), of_b = cores_with(b);
  return of_a.empty() || of_b.empty() ||
         std::any_of(of_a.begin(), of_a.end(), [&](CoreCoord core) { return of_b.contains(core); });
}

/// Tensors of one memory lie beside each other; in L1 only those that have a core in common.
void check_overlap(Checker& c, Memory memory) {
  std::vector<const Tensor*> tensors;
  for (const Tensor& t : c.program.tensors) {
    if (t.memory == memory && !t.contents.empty()) tensors.push_back(&t);
  }
  std::stable_sort(tensors.begin(), tensors.end(),
                   [](const Tensor* a, const Tensor* b) { return *a->address < *b->address; });
  for (size_t i = 0; i < tensors.size(); ++i) {
    const Tensor& a = *tensors[i];
    const uint64_t end = *a.address + bank_bytes(*c.program.chip, a);
    for (size_t j = i + 1; j < tensors.size() && *tensors[j]->address < end; ++j) {
      if (share_a_bank(a, *tensors[j]))
        c.refuse(fmt::format("tensor {} at {:#x} overlaps tensor {}, which ends at {:#x}", tensors[j]->name,
                             *tensors[j]->address, a.name, end));
    }
  }
}

void check_tensors(Checker& c) {
  for (const Tensor& t : c.program.tensors) check_tensor(c, t);
  if (!c.findings.empty()) return;
  check_overlap(c, Memory::Dram);
  check_overlap(c, Memory::L1);
}

/// tt-metal has 16 per core (semaphore.hpp, NUM_SEMAPHORES), the device's memory map 64 in all.
void check_semaphores(Checker& c) {
  const std::vector<Semaphore>& all = c.program.semaphores;
  if (all.size() > kMostSemaphores) c.refuse(fmt::format("{} semaphores; {} at most", all.size(), kMostSemaphores));
  std::map<CoreCoord, size_t> count;
  for (const Semaphore& s : all) {
    for (const CoreCoord core : cores_of(s.cores)) ++count[core];
  }
  const auto most =
      std::max_element(count.begin(), count.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most == count.end() || most->second <= kMostSemaphoresOfACore) return;
  c.refuse(fmt::format("{} semaphores on one core; {} at most", most->second, kMostSemaphoresOfACore), {most->first});
}

/// False: a range is not within the grid, so nothing may ask for its cores.
bool check_all_cores(Checker& c) {
  const size_t before = c.findings.size();
  for (const CircularBuffer& cb : c.program.circular_buffers)
    check_cores(c, cb.cores, fmt::format("CB {}", cb.indices.empty() ? -1 : cb.indices[0].index));
  for (const Semaphore& s : c.program.semaphores) check_cores(c, s.cores, "a semaphore");
  for (const Kernel& kernel : c.program.kernels) check_cores(c, kernel.cores, kernel.source.file);
  return c.findings.size() == before;
}

}  // namespace

std::vector<Finding> check(const Program& program) {
  Checker c{program, {}};
  if (program.chip == nullptr) {
    c.refuse("the program names no chip");
    return c.findings;
  }
  check_tensors(c);
  if (!check_all_cores(c)) return c.findings;
  for (const CircularBuffer& cb : program.circular_buffers) {
    if (cb.indices.empty()) c.refuse("a circular buffer without an index");
    for (const CircularBufferIndex& index : cb.indices) check_index(c, cb, index);
    if (cb.tensor) check_global(c, cb);
  }
  check_semaphores(c);
  check_duplicates(c);
  check_kernels(c);
  if (c.findings.empty()) check_room(c);
  return c.findings;
}

}  // namespace tir2tt::device
