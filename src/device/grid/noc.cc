#include "device/grid/noc.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "device/grid/circular_buffer.h"
#include "device/grid/noc_route.h"
#include "device/grid/world.h"

namespace tir2tt::device {
namespace {

using device_abi::NocBarrier;
using device_abi::NocKind;
using device_abi::NocRequest;

bool is_write(const NocRequest& r) { return r.kind == NocKind::Write || r.kind == NocKind::InlineWrite; }

/// Tells those who wait for a semaphore in [begin, end) of `core`.
void announce(World& world, Core& core, uint32_t begin, uint32_t end) {
  ++world.progress;
  for (const auto& actor : core.actors) {
    if (!actor || actor->state != Actor::State::Waiting || actor->wait.kind != WaitFor::Semaphore) continue;
    if (actor->wait.object >= begin && actor->wait.object < end)
      world.wake(core, WaitFor::Semaphore, actor->wait.object);
  }
}

void copy_from_dram(World& world, int bank, uint64_t address, std::byte* to, uint32_t bytes) {
  while (bytes > 0) {
    const DramMemory::Piece piece = world.dram->at(bank, address);
    const auto n = static_cast<uint32_t>(std::min<uint64_t>(bytes, piece.size));
    if (n == 0) return;  // reported when it was issued
    if (piece.bytes != nullptr) std::memcpy(to, piece.bytes, n);
    address += n, to += n, bytes -= n;
  }
}

void copy_to_dram(World& world, int bank, uint64_t address, const std::byte* from, uint32_t bytes) {
  while (bytes > 0) {
    const DramMemory::Piece piece = world.dram->at(bank, address);
    const auto n = static_cast<uint32_t>(std::min<uint64_t>(bytes, piece.size));
    if (n == 0) return;
    if (piece.bytes != nullptr) std::memcpy(piece.bytes, from, n);
    world.written_tensors[piece.tensor] = true;
    address += n, from += n, bytes -= n;
  }
}

void store(World& world, const Route& route, const std::byte* from, uint32_t bytes) {
  if (route.bank >= 0) copy_to_dram(world, route.bank, route.address, from, bytes);
  for (Core* core : route.cores) {
    std::memmove(core->l1 + route.address, from, bytes);
    announce(world, *core, static_cast<uint32_t>(route.address), static_cast<uint32_t>(route.address) + bytes);
  }
}

void add(World& world, const Route& route, uint32_t value) {
  for (Core* core : route.cores) {
    uint32_t word = 0;
    std::memcpy(&word, core->l1 + route.address, sizeof word);
    word += value;
    std::memcpy(core->l1 + route.address, &word, sizeof word);
    announce(world, *core, static_cast<uint32_t>(route.address), static_cast<uint32_t>(route.address) + 4);
  }
}

void count_traffic(World& world, const NocRequest& request, const Route& route) {
  ++world.statistics.noc_transfers;
  if (route.bank < 0) return;
  uint64_t address = route.address, left = request.bytes;
  while (left > 0) {
    const DramMemory::Piece piece = world.dram->at(route.bank, address);
    const uint64_t n = std::min(left, piece.size);
    if (n == 0) return;
    TensorStatistics& tensor = world.statistics.tensors[piece.tensor];
    (request.kind == NocKind::Read ? tensor.bytes_read : tensor.bytes_written) += n;
    address += n, left -= n;
  }
}

bool completes(NocBarrier barrier, const Transfer& t) {
  switch (barrier) {
    case NocBarrier::Reads: return t.request.kind == NocKind::Read;
    case NocBarrier::Writes: return is_write(t.request) && !t.request.posted;
    case NocBarrier::WritesFlushed: return is_write(t.request) && !t.request.posted;
    case NocBarrier::PostedFlushed: return is_write(t.request) && t.request.posted;
    case NocBarrier::Atomics: return t.request.kind == NocKind::AtomicIncrement;
    case NocBarrier::Full: return true;
  }
  return false;
}

}  // namespace

void Noc::issue(World& world, const NocRequest& asked, Where where) {
  NocRequest request = asked;
  const std::optional<Route> route = check_request(world, request);
  if (!route) return;
  count_traffic(world, request, *route);
  for (Core* core : route->cores) {
    if (request.semaphore || request.kind == NocKind::AtomicIncrement)
      world.note_writer(*core, static_cast<uint32_t>(route->address));
  }
  transfers_.push_back({request, &world.self(), where, false, false, {}});
  ++flying_;
  if (world.options().policy == Policy::InOrder) land(world, transfers_.back());
  // A credit lands as early as it may, and whoever got it runs before the sender's next call.
  const bool credit = request.semaphore && world.options().policy == Policy::Adversarial;
  if (!credit || !may_land(transfers_.back(), transfers_.size() - 1, world)) return;
  land(world, transfers_.back());
  world.starve();
}

void Noc::land(World& world, Transfer& t) {
  const Route route = route_of(world, t.request, *t.actor);
  std::byte* local = t.actor->core->l1 + t.request.local;
  switch (t.request.kind) {
    case NocKind::Read:
      if (route.bank >= 0) copy_from_dram(world, route.bank, route.address, local, t.request.bytes);
      if (!route.cores.empty()) std::memmove(local, route.cores[0]->l1 + route.address, t.request.bytes);
      announce(world, *t.actor->core, t.request.local, t.request.local + t.request.bytes);
      break;
    case NocKind::Write: store(world, route, t.departed ? t.payload.data() : local, t.request.bytes); break;
    case NocKind::InlineWrite: store(world, route, reinterpret_cast<const std::byte*>(&t.request.value), 4); break;
    case NocKind::AtomicIncrement: add(world, route, t.request.value); break;
  }
  t.landed = true;
  --flying_;
}

bool Noc::may_land(const Transfer& t, size_t place, const World& world) const {
  if (t.landed) return false;
  if (!is_write(t.request)) return true;
  const bool may_overtake = t.request.semaphore && world.chip().name == "blackhole";
  for (size_t i = 0; i < place; ++i) {
    const Transfer& earlier = transfers_[i];
    if (earlier.landed || earlier.actor != t.actor || earlier.request.noc != t.request.noc ||
        !is_write(earlier.request))
      continue;
    if (!may_overtake || earlier.departed || earlier.request.semaphore) return false;
  }
  return true;
}

bool Noc::land_one(World& world) {
  if (flying_ == 0) return false;
  // Credits before data: what is legal and hurts most. Under Policy::Random any.
  std::vector<size_t> may;
  for (size_t i = 0; i < transfers_.size(); ++i) {
    if (may_land(transfers_[i], i, world)) may.push_back(i);
  }
  size_t chosen = may[world.random().below(may.size())];
  if (world.options().policy == Policy::Adversarial) {
    const auto first = std::find_if(may.begin(), may.end(), [&](size_t i) {
      return transfers_[i].request.kind == NocKind::AtomicIncrement || transfers_[i].request.semaphore;
    });
    if (first != may.end()) chosen = *first;
  }
  land(world, transfers_[chosen]);
  return true;
}

void Noc::barrier(World& world, NocBarrier kind, uint32_t noc, uint32_t transaction_id) {
  const Actor* actor = &world.self();
  const bool flush = kind == NocBarrier::WritesFlushed || kind == NocBarrier::PostedFlushed;
  for (Transfer& t : transfers_) {
    if (t.actor != actor || t.request.noc != noc || !completes(kind, t)) continue;
    if (transaction_id != device_abi::kNone && t.request.transaction_id != transaction_id) continue;
    if (!flush) {
      if (!t.landed) land(world, t);
    } else if (!t.landed && !t.departed && t.request.kind == NocKind::Write) {
      const std::byte* local = actor->core->l1 + t.request.local;
      t.payload.assign(local, local + t.request.bytes);
    }
    t.departed = true;
  }
  std::erase_if(transfers_, [](const Transfer& t) { return t.landed && t.departed; });
}

const Transfer* Noc::pending(const Actor& actor, bool reads, uint32_t begin, uint32_t end) const {
  for (const Transfer& t : transfers_) {
    if (t.actor != &actor || t.departed || t.request.kind != (reads ? NocKind::Read : NocKind::Write)) continue;
    if (t.request.local < end && t.request.local + t.request.bytes > begin) return &t;
  }
  return nullptr;
}

std::vector<Transfer> Noc::finish(World& world, const Actor& actor) {
  std::vector<Transfer> left;
  for (Transfer& t : transfers_) {
    if (t.actor != &actor) continue;
    if (!t.landed) land(world, t);
    // Nothing waits for a posted atomic.
    if (!t.departed && !(t.request.posted && t.request.kind == NocKind::AtomicIncrement)) left.push_back(t);
    t.departed = true;
  }
  std::erase_if(transfers_, [](const Transfer& t) { return t.landed && t.departed; });
  return left;
}

}  // namespace tir2tt::device
