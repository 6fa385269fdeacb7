// Windows: which bytes of a circular buffer a processor may touch now.
#include <fmt/format.h>

#include <algorithm>

#include "device/grid/cb_sharing.h"
#include "device/grid/circular_buffer.h"

namespace tir2tt::device {
namespace {

struct Range {
  uint32_t begin = 0, end = 0;
  bool holds(uint32_t b, uint32_t e) const { return b >= begin && e <= end; }
};

/// The pages in front of a pointer. A window may run on at the start of the buffer where its processor wraps; a
/// transfer may not.
Range window(const CircularBufferState& cb, uint32_t pointer, uint32_t pages) {
  return {pointer, std::min(pointer + pages * cb.page_bytes, cb.end())};
}

/// Whether nobody takes part in the protocol of this buffer: it is used as plain memory.
bool is_scratch(const CircularBufferState& cb) {
  const auto none = [](const std::array<uint32_t, kRoles>& n) {
    return std::all_of(n.begin(), n.end(), [](uint32_t pages) { return pages == 0; });
  };
  return cb.pushed == 0 && cb.popped == 0 && none(cb.reserved) && none(cb.waited);
}

/// Whether `role` may touch [begin, end) of this index now. A consumer may change the pages that it has waited for.
/// Another processor's window will do as well: two readers may share the work and tell each other by semaphores.
bool may_touch(const CircularBufferState& cb, Role role, uint32_t begin, uint32_t end, bool writes) {
  if (cb.global || is_scratch(cb)) return true;
  for (size_t r = 0; r < kRoles; ++r) {
    if (window(cb, cb.write_pointer[r], cb.reserved[r]).holds(begin, end)) return true;
    if (window(cb, cb.read_pointer[r], cb.waited[r]).holds(begin, end)) return true;
  }
  // What this processor has produced itself it may read again (a multicast after the push).
  return !writes && cb.producer == role;
}

/// Whether somebody on the core has reserved [begin, end), so that another core may write there.
bool is_reserved(const CircularBufferState& cb, uint32_t begin, uint32_t end) {
  if (cb.global || is_scratch(cb)) return true;
  for (size_t r = 0; r < kRoles; ++r) {
    if (window(cb, cb.write_pointer[r], cb.reserved[r]).holds(begin, end)) return true;
  }
  return false;
}

bool touches(const CircularBufferState& cb, uint32_t begin, uint32_t end) {
  return cb.present && begin < cb.end() && end > cb.address;
}

/// "1 page, from page 3 on", "nothing".
std::string window_text(const CircularBufferState& cb, uint32_t pointer, uint32_t pages) {
  if (pages == 0) return "nothing";
  return fmt::format("{}, from page {} on", pages_text(pages), (pointer - cb.address) / cb.page_bytes);
}

void report_outside(World& world, const CircularBufferState& cb, uint32_t offset, uint32_t bytes, bool writes) {
  const auto r = static_cast<size_t>(world.self().role);
  const int64_t at = static_cast<int64_t>(offset) - cb.address;
  const std::string window =
      writes ? window_text(cb, cb.write_pointer[r], cb.reserved[r]) : window_text(cb, cb.read_pointer[r], cb.waited[r]);
  world.report(FindingKind::CbOutsideWindow,
               fmt::format("{} bytes {} CB {} at byte {}, which is in page {} of {}; {}: {}", bytes,
                           writes ? "are read into" : "are sent from", cb.index, at, at / cb.page_bytes, cb.pages,
                           writes ? "reserved" : "waited for", window),
               cb.index,
               {writes ? "call cb_reserve_back() for the pages first" : "call cb_wait_front() for the pages first"});
}

}  // namespace

void check_local_window(World& world, uint32_t offset, uint32_t bytes, bool writes) {
  const CircularBufferState* first = nullptr;
  const CircularBufferState* allowed = nullptr;
  const Role role = world.self().role;
  for (const CircularBufferState& cb : world.core().cbs) {
    if (!touches(cb, offset, offset + bytes)) continue;
    if (offset >= cb.address && offset + bytes <= cb.end() && may_touch(cb, role, offset, offset + bytes, writes)) {
      if (allowed == nullptr || is_scratch(*allowed)) allowed = &cb;  // rather one that somebody uses
    } else if (first == nullptr || (cb.touched && !first->touched)) {
      first = &cb;
    }
  }
  if (allowed != nullptr && writes) check_sharing(world, world.core(), *allowed, offset, bytes);
  if (allowed != nullptr) return;
  if (first == nullptr) return;
  if (offset >= first->end() || offset + bytes <= first->end())
    return report_outside(world, *first, offset, bytes, writes);
  world.report(FindingKind::CbStraddle,
               fmt::format("{} bytes {} CB {} at byte {} cross its end: it has {} bytes", bytes,
                           writes ? "that are read into" : "that are sent from", first->index,
                           static_cast<int64_t>(offset) - first->address, first->bytes),
               first->index, {"a transfer does not wrap: make one up to the end and one from the start"});
}

void check_remote_window(World& world, Core& core, uint32_t offset, uint32_t bytes) {
  const CircularBufferState* found = nullptr;
  const CircularBufferState* allowed = nullptr;
  for (const CircularBufferState& cb : core.cbs) {
    if (!touches(cb, offset, offset + bytes)) continue;
    if (!is_reserved(cb, offset, offset + bytes))
      found = &cb;
    else if (allowed == nullptr || is_scratch(*allowed))
      allowed = &cb;
  }
  if (allowed != nullptr) return check_sharing(world, core, *allowed, offset, bytes);
  if (found == nullptr) return;
  const int64_t at = static_cast<int64_t>(offset) - found->address;
  world.report(FindingKind::CbOutsideWindow,
               fmt::format("{} bytes are written into CB {} of another core at byte {}, in page {} of {}, which nobody "
                           "there has reserved",
                           bytes, found->index, at, at / found->page_bytes, found->pages),
               found->index,
               {fmt::format("first at core {}; let the receiver reserve before it tells the sender that it is ready",
                            core_text(core.coord))});
}

void check_tile_window(World& world, const CircularBufferState& cb, uint64_t first_byte, uint64_t bytes, bool writes) {
  const auto r = static_cast<size_t>(world.self().role);
  const uint32_t pointer = writes ? cb.write_pointer[r] : cb.read_pointer[r];
  const uint32_t pages = writes ? cb.reserved[r] : cb.waited[r];
  const uint64_t end = first_byte + bytes;
  if (pointer + end > cb.end()) {
    world.report(
        FindingKind::CbStraddle,
        fmt::format("tile at page {} from the {} pointer of CB {} lies beyond its end: {} of {} are left before it",
                    first_byte / cb.page_bytes, writes ? "write" : "read", cb.index,
                    (cb.end() - pointer) / cb.page_bytes, pages_text(cb.pages)),
        cb.index, {"tile indices do not wrap: pop and push numbers that divide the pages of the CB"});
  } else if (!cb.global && end > uint64_t{pages} * cb.page_bytes) {
    world.report(FindingKind::CbOutsideWindow,
                 fmt::format("{} of CB {}, with {} {}",
                             writes ? fmt::format("pack to page {}", first_byte / cb.page_bytes)
                                    : fmt::format("use of page {}", first_byte / cb.page_bytes),
                             cb.index, pages_text(pages), writes ? "reserved" : "waited for"),
                 cb.index,
                 {fmt::format("{}({}, {}) before it covers it", writes ? "cb_reserve_back" : "cb_wait_front", cb.index,
                              (end + cb.page_bytes - 1) / cb.page_bytes)});
  }
}

namespace {

/// Who waited for everything that is left; nullptr: nobody.
const Actor* waiter_for_the_rest(const Core& core, const CircularBufferState& cb) {
  for (size_t r = 0; r < kRoles; ++r) {
    if (core.actors[r] && cb.waited[r] >= cb.used()) return core.actors[r].get();
  }
  return nullptr;
}

/// Pages that nobody ever pops are kept on purpose when somebody uses them: scalers, masks.
void check_pages_left(World& world, const Core& core, const CircularBufferState& cb) {
  if (cb.pushed <= cb.popped || cb.global) return;
  const Actor* waiter = waiter_for_the_rest(core, cb);
  if (waiter != nullptr && !cb.consumer) return;
  const auto role = static_cast<size_t>(waiter != nullptr ? waiter->role : *cb.producer);
  const std::string counts =
      fmt::format("CB {} at the end: {} pushed, {} popped", cb.index, pages_text(cb.pushed), cb.popped);
  if (waiter != nullptr) {
    world.report_at(*waiter, cb.waited_at[role], FindingKind::CbWaitedNotPopped,
                    fmt::format("{} waited for but not popped in {}", pages_text(cb.used()), counts), cb.index);
  } else {
    world.report_at(
        *core.actors[role], cb.last_push, FindingKind::CbPagesLeft,
        fmt::format("{} left in {}", pages_text(cb.used()), counts), cb.index,
        {cb.popped == 0 ? "nothing was popped" : fmt::format("last pop at {}:{}", cb.last_pop.file, cb.last_pop.line)});
  }
}

/// A reserve in a circular buffer that nobody pushes to is how scratch memory is asked for.
void check_reserved_left(World& world, const Core& core, const CircularBufferState& cb) {
  for (size_t r = 0; r < kRoles && cb.pushed != 0; ++r) {
    if (cb.reserved[r] == 0 || !core.actors[r]) continue;
    world.report_at(*core.actors[r], cb.reserved_at[r], FindingKind::CbReservedNotPushed,
                    fmt::format("{} of CB {} reserved but not pushed at the end; {} pushed before",
                                pages_text(cb.reserved[r]), cb.index, pages_text(cb.pushed)),
                    cb.index);
  }
}

}  // namespace

void check_leftovers(World& world, Core& core) {
  for (const CircularBufferState& cb : core.cbs) {
    if (!cb.present) continue;
    check_pages_left(world, core, cb);
    check_reserved_left(world, core, cb);
  }
}

}  // namespace tir2tt::device
