#include "device/grid/runtime.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "device/grid/circular_buffer.h"
#include "device/grid/compute.h"

namespace tir2tt::device {
namespace {

using device_abi::NocBarrier;
using device_abi::NocKind;
using device_abi::NocRequest;

World* g_world = nullptr;

/// What every call begins with.
World& entered(Where where) {
  g_world->enter(where);
  return *g_world;
}

const std::vector<uint32_t>& arguments_of(const Actor& actor, bool common) {
  static const std::vector<uint32_t> kNone;
  if (common) return actor.kernel->common_arguments;
  return actor.arguments != nullptr ? *actor.arguments : kNone;
}

/// Reads what is in L1, where a kernel may have changed it.
uint32_t argument(bool common, int32_t index, Where where) {
  Actor& actor = g_world->self();
  actor.where = where;
  const auto& all = arguments_of(actor, common);
  if (index < 0 || static_cast<size_t>(index) >= all.size()) {
    g_world->report(FindingKind::ArgumentMissing,
                    fmt::format("there is no {} {}: the host gave {} to this core",
                                common ? "common runtime argument" : "runtime argument", index, all.size()));
    return 0;
  }
  uint32_t value = 0;
  std::memcpy(&value, actor.core->l1 + (common ? actor.common_address : actor.argument_address) + 4 * index,
              sizeof value);
  return value;
}

uint32_t argument_address(bool common, int32_t index, Where where) {
  Actor& actor = g_world->self();
  actor.where = where;
  const auto slot = static_cast<uint32_t>(reinterpret_cast<uintptr_t>(actor.core->l1));
  return slot + (common ? actor.common_address : actor.argument_address) + 4 * static_cast<uint32_t>(index);
}

void logical(bool relative, uint32_t* x, uint32_t* y) {
  const Actor& actor = g_world->self();
  CoreCoord origin;
  for (const CoreRange& range : actor.kernel->cores) {
    if (relative && range.contains(actor.core->coord)) origin = range.first;
  }
  *x = static_cast<uint32_t>(actor.core->coord.x - origin.x);
  *y = static_cast<uint32_t>(actor.core->coord.y - origin.y);
}

void noc_core(uint32_t, uint32_t* x, uint32_t* y) {
  const CoreCoord c = noc_coordinates(g_world->chip(), g_world->core().coord);
  *x = static_cast<uint32_t>(c.x);
  *y = static_cast<uint32_t>(c.y);
}

/// What is not there stays so.
uint8_t transaction_byte(uint32_t id) { return static_cast<uint8_t>(std::min<uint32_t>(id, 255)); }

void noc_issue(const NocRequest* request, Where where) {
  World& world = entered(where);
  NocRequest copy = *request;
  if (copy.kind == NocKind::Read) copy.transaction_id = transaction_byte(world.self().read_transaction);
  if (copy.kind == NocKind::Write && copy.transaction_id == 0)
    copy.transaction_id = transaction_byte(world.self().write_transaction);
  // A plain transfer programs the same registers as *_set_state.
  const bool plain = !copy.stored && !copy.semaphore && !copy.multicast && copy.kind <= NocKind::Write;
  if (plain) world.self().noc_state[static_cast<size_t>(copy.kind)].stored = false;
  world.noc.issue(world, copy, where);
}

void noc_barrier(NocBarrier kind, uint32_t noc, uint32_t transaction_id, Where where) {
  World& world = entered(where);
  world.noc.barrier(world, kind, noc, transaction_id);
}

NocRequest* noc_state(NocKind kind) { return &g_world->self().noc_state[static_cast<size_t>(kind)]; }

void noc_set_transaction_id(NocKind kind, uint32_t id) {
  Actor& actor = g_world->self();
  (kind == NocKind::Read ? actor.read_transaction : actor.write_transaction) = id;
}

uint64_t bank_address(bool dram, uint32_t bank, Where where) {
  World& world = *g_world;
  world.self().where = where;
  const target::Chip& chip = world.chip();
  if (bank >= static_cast<uint32_t>(dram ? chip.dram_banks : chip.cores())) {
    world.report(FindingKind::NocNoSuchNode, fmt::format("bank {} of {}: there are {}", bank, dram ? "DRAM" : "L1",
                                                         dram ? chip.dram_banks : chip.cores()));
    bank = 0;
  }
  const auto b = static_cast<int>(bank);
  const CoreCoord c = dram ? bank_coordinates(b) : noc_coordinates(chip, {b % chip.grid_x, b / chip.grid_x});
  return device_abi::noc_address(static_cast<uint32_t>(c.x), static_cast<uint32_t>(c.y), 0);
}

uint32_t semaphore_address(uint32_t id, Where where) {
  World& world = *g_world;
  Core& core = world.core();
  world.self().where = where;
  if (id < core.semaphores.size() && core.semaphores[id] != 0) {
    return static_cast<uint32_t>(reinterpret_cast<uintptr_t>(core.l1)) + core.semaphores[id];
  }
  world.report(FindingKind::SemaphoreNotThere, fmt::format("there is no semaphore {} on this core", id), -1,
               {fmt::format("the program has {}, each on the cores it was created for", core.semaphores.size())});
  world.give_up();
}

/// A word that a kernel names by pointer; its offset in L1.
uint32_t word_offset(World& world, volatile uint32_t* word) {
  const uint64_t address = reinterpret_cast<uintptr_t>(word);
  const auto slot = world.l1.find(address);
  const bool here = address < kSlotBytes || (slot && slot->first == world.core().coord);
  if (here && l1_offset(address) + 4 <= world.chip().l1_bytes && address % 4 == 0) return l1_offset(address);
  world.report(FindingKind::WildPointer, fmt::format("semaphore at {:#x}, which is no word in L1", address), -1,
               {"it must lie in the L1 of its own core, as from get_semaphore(); on the device a kernel's variables do "
                "not"});
  world.give_up();
}

void semaphore_set(volatile uint32_t* word, uint32_t value, Where where) {
  World& world = entered(where);
  const uint32_t offset = word_offset(world, word);
  std::memcpy(world.core().l1 + offset, &value, sizeof value);
  world.note_writer(world.core(), offset);
  world.wake(world.core(), WaitFor::Semaphore, offset);
}

void semaphore_wait(volatile uint32_t* word, uint32_t value, bool at_least, Where where) {
  World& world = entered(where);
  const uint32_t offset = word_offset(world, word);
  const Core& core = world.core();
  const Wait wait{WaitFor::Semaphore, offset, value, at_least};
  world.wait_until(wait, [&] { return is_met(core, wait); });
}

void poll(Where where) {
  World& world = entered(where);
  world.fruitless_poll({WaitFor::Change});
}

void print(const char* text, uint32_t bytes, Where where) {
  World& world = *g_world;
  world.self().where = where;
  world.print_line(fmt::format("{} {}: {}", core_text(world.core().coord), role_name(world.self().role),
                               std::string_view(text, bytes)));
}

void assertion_failed(const char* text, Where where) {
  World& world = *g_world;
  world.self().where = where;
  world.report(FindingKind::AssertionFailed, fmt::format("assertion failed: {}", text));
  world.give_up();
}

const device_abi::Runtime kRuntime = [] {
  device_abi::Runtime r{};
  r.argument = argument;
  r.argument_address = argument_address;
  r.logical_core = logical;
  r.noc_core = noc_core;
  r.cb_reserve_back = [](uint32_t cb, uint32_t n, Where w) { cb_reserve_back(entered(w), cb, n); };
  r.cb_push_back = [](uint32_t cb, uint32_t n, Where w) { cb_push_back(entered(w), cb, n); };
  r.cb_wait_front = [](uint32_t cb, uint32_t n, Where w) { cb_wait_front(entered(w), cb, n); };
  r.cb_pop_front = [](uint32_t cb, uint32_t n, Where w) { cb_pop_front(entered(w), cb, n); };
  r.cb_reservable = [](uint32_t cb, uint32_t n, Where w) { return cb_reservable(entered(w), cb, n); };
  r.cb_available = [](uint32_t cb, uint32_t n, Where w) { return cb_available(entered(w), cb, n); };
  r.cb_query = [](device_abi::CbQuery query, uint32_t cb, Where w) {
    g_world->self().where = w;
    return cb_query(*g_world, query, cb);
  };
  r.noc_issue = noc_issue;
  r.noc_barrier = noc_barrier;
  r.noc_state = noc_state;
  r.noc_set_transaction_id = noc_set_transaction_id;
  r.bank_address = bank_address;
  r.bank_count = [](bool dram) {
    return static_cast<uint32_t>(dram ? g_world->chip().dram_banks : g_world->chip().cores());
  };
  r.semaphore_address = semaphore_address;
  r.semaphore_set = semaphore_set;
  r.semaphore_wait = semaphore_wait;
  r.poll = poll;
  r.tile_op = [](device_abi::Op op, const uint32_t* a, Where w) { tile_op(entered(w), op, a); };
  r.tile_word = [](uint32_t cb, uint32_t tile, uint32_t element, Where w) {
    return tile_word(entered(w), cb, tile, element);
  };
  r.print = print;
  r.assertion_failed = assertion_failed;
  return r;
}();

}  // namespace

const device_abi::Runtime& bind_runtime(World& world) {
  g_world = &world;
  return kRuntime;
}

World* bound_world() { return g_world; }

}  // namespace tir2tt::device
