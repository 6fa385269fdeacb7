#include "device/grid/noc_route.h"

#include <fmt/format.h>

#include <algorithm>

#include "device/grid/circular_buffer.h"
#include "device/grid/world.h"

namespace tir2tt::device {
namespace {

using device_abi::NocKind;
using device_abi::NocRequest;

constexpr uint64_t kAddressMask = 0xFFFFFFFFFull;  // 36 bits
uint32_t field(uint64_t address, int bit) { return static_cast<uint32_t>(address >> bit) & 63u; }

struct Corners {
  uint32_t x0, y0, x1, y1;
};
/// In the order in which NoC 0 goes: NoC 1 goes the other way, from the last corner to the first.
Corners corners_of(const NocRequest& r) {
  const Corners c{field(r.remote, 48), field(r.remote, 54), field(r.remote, 36), field(r.remote, 42)};
  return r.noc == 0 ? c : Corners{c.x1, c.y1, c.x0, c.y0};
}

/// The numbers from `first` to `last` on a ring of coordinates.
std::vector<uint32_t> along(uint32_t first, uint32_t last) {
  constexpr uint32_t kRing = 64;
  std::vector<uint32_t> all;
  for (uint32_t i = first; i != last; i = (i + 1) % kRing) all.push_back(i);
  all.push_back(last);
  return all;
}

/// Worker cores of a multicast rectangle. Where the second corner comes first, the way leads round the torus.
std::vector<Core*> rectangle(World& world, const NocRequest& request, const Actor& sender) {
  const Corners c = corners_of(request);
  const std::vector<uint32_t> columns = along(c.x0, c.x1);
  std::vector<Core*> cores;
  for (const uint32_t y : along(c.y0, c.y1)) {
    for (const uint32_t x : columns) {
      const auto coord = logical_core(world.chip(), x, y);
      Core* core = coord ? world.core_at(*coord) : nullptr;
      if (core != nullptr && (core != sender.core || request.include_self)) cores.push_back(core);
    }
  }
  return cores;
}

const char* verb(const NocRequest& request) {
  constexpr const char* kVerbs[] = {"read", "write", "write", "atomic increment"};
  return request.multicast ? "multicast" : kVerbs[static_cast<int>(request.kind)];
}

/// An offset, or a pointer into the L1 of a core.
bool is_l1_address(const World& world, uint64_t address) { return address < kSlotBytes || world.l1.find(address); }

bool check_local(World& world, NocRequest& request) {
  if (request.kind != NocKind::Read && request.kind != NocKind::Write) return true;
  if (!is_l1_address(world, request.local)) {
    world.report(FindingKind::NocOutsideL1,
                 fmt::format("{} of {} bytes {} {:#x}, which is no address in L1", verb(request), request.bytes,
                             request.kind == NocKind::Read ? "to" : "from", request.local));
    return false;
  }
  request.local = l1_offset(request.local);
  const uint64_t end = uint64_t{request.local} + request.bytes;
  if (end > static_cast<uint64_t>(world.chip().l1_bytes)) {
    world.report(FindingKind::NocOutsideL1,
                 fmt::format("{} of {} bytes {} L1 offset {:#x}: L1 ends at {:#x}", verb(request), request.bytes,
                             request.kind == NocKind::Read ? "to" : "from", request.local, world.chip().l1_bytes));
    return false;
  }
  check_local_window(world, request.local, request.bytes, request.kind == NocKind::Read);
  return true;
}

/// The tensor whose pages end before `address` of `bank`, as far as one is there: "; page 7 of tensor in, which has 5".
std::string page_text(const World& world, int bank, uint64_t address) {
  for (const Tensor& t : world.program().tensors) {
    if (t.memory != Memory::Dram || !t.shards.empty() || t.page_bytes == 0 || address < *t.address) continue;
    const uint64_t row = (address - *t.address) / page_stride(world.chip(), t);
    if (address >= *t.address + bank_bytes(world.chip(), t)) continue;
    return fmt::format("; that would be page {} of {}, which has {}",
                       row * static_cast<uint64_t>(world.chip().dram_banks) + static_cast<uint64_t>(bank), t.name,
                       pages_text(static_cast<uint64_t>(t.pages())));
  }
  return "";
}

bool check_dram(World& world, const NocRequest& request, const Route& route) {
  uint64_t address = route.address, left = request.bytes;
  while (left > 0) {
    const DramMemory::Piece piece = world.dram->at(route.bank, address);
    if (piece.size == 0) {
      world.report(FindingKind::NocOutsideDram,
                   fmt::format("{} of {} bytes at {:#x} of DRAM bank {}: no tensor there{}", verb(request),
                               request.bytes, route.address, route.bank, page_text(world, route.bank, address)));
      return false;
    }
    const uint64_t n = std::min(left, piece.size);
    address += n, left -= n;
  }
  return true;
}

bool check_l1(World& world, const NocRequest& request, const Route& route) {
  if (!is_l1_address(world, request.remote & kAddressMask)) {
    world.report(FindingKind::NocOutsideL1,
                 fmt::format("{} of {} bytes at {:#x} of another core, which is no address in L1", verb(request),
                             request.bytes, request.remote & kAddressMask));
    return false;
  }
  if (route.address + request.bytes > static_cast<uint64_t>(world.chip().l1_bytes)) {
    world.report(FindingKind::NocOutsideL1,
                 fmt::format("{} of {} bytes at offset {:#x} of another core's L1, which ends at {:#x}", verb(request),
                             request.bytes, route.address, world.chip().l1_bytes));
    return false;
  }
  if (request.kind != NocKind::Write || request.semaphore) return true;
  for (Core* core : route.cores) {
    if (core != &world.core()) check_remote_window(world, *core, static_cast<uint32_t>(route.address), request.bytes);
  }
  return true;
}

/// The rule that is checked on the chip is relative: both addresses must agree in the low bits (facts section 1.4).
void check_alignment(World& world, const NocRequest& request, const Route& route) {
  if (request.kind != NocKind::Read && request.kind != NocKind::Write) {
    if (route.address % 4 != 0) {
      world.report(FindingKind::NocMisaligned,
                   fmt::format("{} of a word at {:#x}, which is no multiple of 4", verb(request), route.address));
    }
    return;
  }
  if (request.semaphore) return;
  const bool dram_read = route.bank >= 0 && request.kind == NocKind::Read;
  const int64_t alignment = dram_read ? world.chip().dram_read_alignment : world.chip().noc_l1_alignment;
  const auto mask = static_cast<uint64_t>(alignment - 1);
  if ((request.local & mask) == (route.address & mask)) return;
  world.report(FindingKind::NocMisaligned,
               fmt::format("{} of {} bytes between L1 offset {:#x} and {} address {:#x}: they differ in the low bits, "
                           "{} and {} modulo {}",
                           verb(request), request.bytes, request.local, route.bank >= 0 ? "DRAM" : "L1", route.address,
                           request.local & mask, route.address & mask, alignment));
}

/// Whether the number of destinations is that of the rectangle with its corners exchanged.
bool swapped_corners(World& world, const NocRequest& request) {
  const Corners c = corners_of(request);
  if (c.x0 <= c.x1 && c.y0 <= c.y1) return false;
  NocRequest swapped = request;
  swapped.noc = request.noc == 0 ? 1 : 0;
  return rectangle(world, swapped, world.self()).size() == request.destinations;
}

void report_corners(World& world, const NocRequest& request, size_t cores) {
  world.report(FindingKind::NocMulticastCorners,
               fmt::format("multicast from corner ({}, {}) to ({}, {}) on NoC {} goes round the torus to {} cores; it "
                           "says {} destinations, those of the {} corner first",
                           field(request.remote, 48), field(request.remote, 54), field(request.remote, 36),
                           field(request.remote, 42), request.noc, cores, request.destinations,
                           request.noc == 0 ? "smaller" : "larger"),
               -1, {"swap the corners; get_noc_multicast_addr() does not"});
}

void check_destinations(World& world, const NocRequest& request, const Route& route) {
  if (!request.multicast || request.destinations == route.cores.size()) return;
  NocRequest with_self = request;
  with_self.include_self = true;
  const size_t all = rectangle(world, with_self, world.self()).size();
  const bool self_within = all > route.cores.size();
  if (!request.include_self && self_within && request.destinations == all) {
    world.report(FindingKind::NocMulticastSelf,
                 fmt::format("multicast to {} cores, the sender among them: it gets no copy", all), -1,
                 {fmt::format("use the _loopback_src form, or {} as the number of destinations", all - 1)});
  } else if (swapped_corners(world, request)) {
    report_corners(world, request, route.cores.size());
  } else {
    world.report(FindingKind::NocMulticastCount,
                 fmt::format("multicast says {} destinations, the rectangle holds {}{}", request.destinations,
                             route.cores.size(), self_within ? " besides the sender" : ""));
  }
}

void report_nobody(World& world, const NocRequest& request) {
  std::string text;
  if (request.multicast) {
    text = fmt::format("multicast to the rectangle ({}, {}) to ({}, {}): no worker core but the sender is there",
                       field(request.remote, 48), field(request.remote, 54), field(request.remote, 36),
                       field(request.remote, 42));
  } else {
    text = fmt::format("{} at NoC coordinates ({}, {}): neither a worker core nor a DRAM bank is there", verb(request),
                       field(request.remote, 36), field(request.remote, 42));
  }
  world.report(FindingKind::NocNoSuchNode, std::move(text), -1,
               {"kernels get coordinates from the host: worker_core_from_logical_core()"});
}

}  // namespace

Route route_of(World& world, const NocRequest& request, const Actor& sender) {
  Route route;
  route.address = request.remote & kAddressMask;
  if (request.multicast) {
    route.cores = rectangle(world, request, sender);
  } else if (const auto coord = logical_core(world.chip(), field(request.remote, 36), field(request.remote, 42))) {
    if (Core* core = world.core_at(*coord)) route.cores.push_back(core);
  } else if (field(request.remote, 42) == 0 &&
             field(request.remote, 36) < static_cast<uint32_t>(world.chip().dram_banks)) {
    route.bank = static_cast<int>(field(request.remote, 36));
  }
  if (!route.cores.empty()) route.address = l1_offset(route.address);
  return route;
}

std::optional<Route> check_request(World& world, NocRequest& request) {
  if (request.kind == NocKind::InlineWrite || request.kind == NocKind::AtomicIncrement) request.bytes = 4;
  Route route = route_of(world, request, world.self());
  if (route.bank < 0 && route.cores.empty()) {
    report_nobody(world, request);
    return std::nullopt;
  }
  if (request.bytes == 0) {
    world.report(FindingKind::NocEmpty, fmt::format("{} of 0 bytes", verb(request)), -1,
                 {"a NoC has no empty packets: leave the call out when there is nothing to move"});
    return std::nullopt;
  }
  const bool local_ok = check_local(world, request);
  const bool remote_ok = route.bank >= 0 ? check_dram(world, request, route) : check_l1(world, request, route);
  if (!local_ok || !remote_ok) return std::nullopt;
  check_alignment(world, request, route);
  check_destinations(world, request, route);
  return route;
}

}  // namespace tir2tt::device
