#include "device/grid/circular_buffer.h"

#include <fmt/format.h>

#include <algorithm>

namespace tir2tt::device {
namespace {

bool is_data_movement(Role role) { return role == Role::Brisc || role == Role::Ncrisc; }

/// Moves a pointer by n pages with the rule of its processor: data movement wraps only when it lands on the end
/// exactly, compute when it has passed it.
void advance(World& world, const CircularBufferState& cb, uint32_t& pointer, uint32_t pages, const char* call) {
  pointer += pages * cb.page_bytes;
  if (pointer == cb.end() || (pointer > cb.end() && !is_data_movement(world.self().role))) pointer -= cb.bytes;
  if (pointer < cb.end()) return;
  world.report(FindingKind::CbStraddle,
               fmt::format("{}({}, {}) moves the pointer of CB {} past its end: it has {}, and the pointer wraps only "
                           "when it lands on the end",
                           call, cb.index, pages, cb.index, pages_text(cb.pages)),
               cb.index,
               {fmt::format("use a number that divides {}, or a CB of a multiple of {}", pages_text(cb.pages),
                            pages_text(pages))});
  pointer = cb.address + (pointer - cb.address) % cb.bytes;
}

void note_side(World& world, std::optional<Role>& side, int cb, FindingKind kind, const char* call) {
  const Role role = world.self().role;
  if (!side) side = role, ++world.learned;
  if (*side == role) return;
  world.report(
      kind,
      fmt::format(
          "{} on CB {} by {}, but {} has done it before: its pointers are private, the pages would get mixed up", call,
          cb, role_name(role), role_name(*side)),
      cb);
}

void wait_too_much(World& world, const CircularBufferState& cb, FindingKind kind, const char* call, uint32_t pages,
                   WaitFor what) {
  world.report(
      kind,
      fmt::format("{}({}, {}) can never succeed: CB {} has {}", call, cb.index, pages, cb.index, pages_text(cb.pages)),
      cb.index, {fmt::format("CB {} needs at least {}", cb.index, pages_text(pages))});
  world.hang({what, cb.index, pages});
}

/// The window in front of a pointer grows by what was asked for; asking again for less changes nothing.
void note_window(std::array<uint32_t, kRoles>& windows, std::array<Where, kRoles>& places, const Actor& actor,
                 uint32_t pages) {
  const auto role = static_cast<size_t>(actor.role);
  windows[role] = std::max(windows[role], pages);
  places[role] = actor.where;
}

bool has_space(const CircularBufferState& cb, uint32_t pages) {
  return static_cast<int64_t>(cb.pages) - static_cast<int64_t>(cb.used()) >= static_cast<int64_t>(pages);
}

}  // namespace

std::string cb_text(const CircularBufferState& cb) {
  if (cb.popped > cb.pushed)
    return fmt::format("CB {} ({} more popped than pushed)", cb.index, pages_text(cb.popped - cb.pushed));
  return fmt::format("CB {} ({} of {} used)", cb.index, cb.used(), pages_text(cb.pages));
}

CircularBufferState& find_cb(World& world, uint32_t index) {
  Core& core = world.core();
  if (index < core.cbs.size() && core.cbs[index].present) {
    core.cbs[index].touched = true;
    return core.cbs[index];
  }
  std::string there;
  for (const CircularBufferState& cb : core.cbs) {
    if (cb.present) there += fmt::format("{}{}", there.empty() ? "" : ", ", cb.index);
  }
  world.report(FindingKind::CbNotThere, fmt::format("there is no CB {} on this core", index), index,
               {there.empty() ? "the core has no circular buffers" : "it has: " + there});
  world.give_up();
}

void cb_reserve_back(World& world, uint32_t index, uint32_t pages) {
  CircularBufferState& cb = find_cb(world, index);
  if (pages > cb.pages)
    wait_too_much(world, cb, FindingKind::CbReserveTooMuch, "cb_reserve_back", pages, WaitFor::CbSpace);
  if (!has_space(cb, pages)) ++cb.reserve_waits;
  world.wait_until({WaitFor::CbSpace, index, pages}, [&] { return has_space(cb, pages); });
  note_window(cb.reserved, cb.reserved_at, world.self(), pages);
}

void cb_push_back(World& world, uint32_t index, uint32_t pages) {
  CircularBufferState& cb = find_cb(world, index);
  Actor& actor = world.self();
  const auto role = static_cast<size_t>(actor.role);
  note_side(world, cb.producer, cb.index, FindingKind::CbTwoProducers, "cb_push_back");
  if (cb.reserved[role] < pages) {
    world.report(cb.global ? FindingKind::CbGlobalPush : FindingKind::CbPushWithoutReserve,
                 fmt::format("cb_push_back({}, {}) with {} reserved", index, pages, pages_text(cb.reserved[role])),
                 index);
  }
  const uint32_t begin = cb.write_pointer[role], end = begin + pages * cb.page_bytes;
  if (const Transfer* read = world.noc.pending(actor, true, begin, end)) {
    world.report(FindingKind::CbPushBeforeBarrier,
                 fmt::format("cb_push_back({}, {}) before the read of line {} into these pages is complete", index,
                             pages, read->where.line),
                 index, {"call noc_async_read_barrier() before the push"});
  }
  cb.reserved[role] -= std::min(cb.reserved[role], pages);
  if (actor.role == Role::Pack) cb.pack_offset = 0;
  advance(world, cb, cb.write_pointer[role], pages, "cb_push_back");
  cb.received = static_cast<uint16_t>(cb.received + pages);
  cb.pushed += pages;
  cb.last_push = actor.where;
  cb.most_used = std::max<uint32_t>(cb.most_used, cb.used());
  world.wake(world.core(), WaitFor::CbPages, index);
}

void cb_wait_front(World& world, uint32_t index, uint32_t pages) {
  CircularBufferState& cb = find_cb(world, index);
  if (pages > cb.pages) wait_too_much(world, cb, FindingKind::CbWaitTooMuch, "cb_wait_front", pages, WaitFor::CbPages);
  if (cb.used() < pages) ++cb.wait_waits;
  world.wait_until({WaitFor::CbPages, index, pages}, [&] { return cb.used() >= pages; });
  note_window(cb.waited, cb.waited_at, world.self(), pages);
}

void cb_pop_front(World& world, uint32_t index, uint32_t pages) {
  CircularBufferState& cb = find_cb(world, index);
  Actor& actor = world.self();
  const auto role = static_cast<size_t>(actor.role);
  note_side(world, cb.consumer, cb.index, FindingKind::CbTwoConsumers, "cb_pop_front");
  if (cb.waited[role] < pages) {
    world.report(cb.global ? FindingKind::CbGlobalPop : FindingKind::CbPopWithoutWait,
                 fmt::format("cb_pop_front({}, {}) with {} waited for", index, pages, pages_text(cb.waited[role])),
                 index);
  }
  const uint32_t begin = cb.read_pointer[role], end = begin + pages * cb.page_bytes;
  if (const Transfer* write = world.noc.pending(actor, false, begin, end)) {
    world.report(
        FindingKind::CbPopBeforeBarrier,
        fmt::format("cb_pop_front({}, {}) before the write of line {} from these pages is complete", index, pages,
                    write->where.line),
        index,
        {write->request.posted ? "call noc_async_posted_writes_flushed() before the pop"
                               : "call noc_async_write_barrier() or noc_async_writes_flushed() before the pop"});
  }
  cb.waited[role] -= std::min(cb.waited[role], pages);
  advance(world, cb, cb.read_pointer[role], pages, "cb_pop_front");
  cb.acked = static_cast<uint16_t>(cb.acked + pages);
  cb.popped += pages;
  cb.last_pop = actor.where;
  world.wake(world.core(), WaitFor::CbSpace, index);
}

bool cb_reservable(World& world, uint32_t index, uint32_t pages) {
  CircularBufferState& cb = find_cb(world, index);
  const bool yes = has_space(cb, pages) || world.pretends(WaitFor::CbSpace);
  if (yes) note_window(cb.reserved, cb.reserved_at, world.self(), pages);
  if (!yes) world.fruitless_poll({WaitFor::CbSpace, index, pages});
  return yes;
}

bool cb_available(World& world, uint32_t index, uint32_t pages) {
  CircularBufferState& cb = find_cb(world, index);
  const bool yes = cb.used() >= pages || world.pretends(WaitFor::CbPages);
  if (yes) note_window(cb.waited, cb.waited_at, world.self(), pages);
  if (!yes) world.fruitless_poll({WaitFor::CbPages, index, pages});
  return yes;
}

uint32_t cb_query(World& world, device_abi::CbQuery query, uint32_t index) {
  using device_abi::CbQuery;
  const CircularBufferState& cb = find_cb(world, index);
  const auto role = static_cast<size_t>(world.self().role);
  const auto slot = static_cast<uint32_t>(reinterpret_cast<uintptr_t>(world.core().l1));
  switch (query) {
    case CbQuery::ReadPointer: return slot + cb.read_pointer[role];
    case CbQuery::WritePointer: return slot + cb.write_pointer[role];
    case CbQuery::PageBytes: return cb.page_bytes;
    case CbQuery::Pages: return cb.pages;
  }
  return 0;
}

}  // namespace tir2tt::device
