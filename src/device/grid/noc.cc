#include "device/grid/noc.h"

#include <fmt/format.h>

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

/// What has to be called before the source of a write may be changed.
const char* flush_name(const NocRequest& r) {
  return r.posted ? "noc_async_posted_writes_flushed" : "noc_async_writes_flushed";
}

/// A transfer that its kernel left. Nothing waits for a posted atomic. What goes to L1 lands before whoever waits for
/// it goes on, so that is suspect only: tt-metal's own multicasts end so.
void report_pending(World& world, const Transfer& t) {
  const NocRequest& r = t.request;
  if (r.posted && r.kind == NocKind::AtomicIncrement) return;
  const char* barrier = r.kind == NocKind::AtomicIncrement ? "noc_async_atomic_barrier"
                        : r.kind == NocKind::Read          ? "noc_async_read_barrier"
                        : r.posted                         ? "noc_async_posted_writes_flushed"
                                                           : "noc_async_write_barrier";
  const FindingKind kind = r.kind == NocKind::AtomicIncrement ? FindingKind::NocAtomicPendingAtEnd
                           : is_write(r) && t.route.bank < 0  ? FindingKind::NocWritePendingAtEnd
                                                              : FindingKind::NocPendingAtEnd;
  world.report_at(*t.actor, t.where, kind, fmt::format("the kernel ends without {}() after this transfer", barrier));
}

}  // namespace

Noc::Class Noc::class_of(const NocRequest& r) {
  if (r.kind == NocKind::Read) return kReads;
  if (r.kind == NocKind::AtomicIncrement) return kAtomics;
  return r.posted ? kPosted : kWrites;
}

Noc::Sender& Noc::sender_of(const Actor& actor) {
  const auto id = static_cast<size_t>(actor.id);
  if (senders_.size() <= id) senders_.resize(id + 1);
  return senders_[id];
}

void Noc::note_bytes(Sender& sender, const Transfer& t) {
  if (t.request.kind == NocKind::Read) sender.reads.add(t);
  if (t.request.kind == NocKind::Write) (t.route.bank >= 0 ? sender.dram_writes : sender.l1_writes).add(t);
}

/// What is moved must be there, and must not be overwritten on its way. A write into L1 that has landed may be known to
/// have: its receiver may have answered.
void Noc::check_sources(World& world, const Sender& sender, const NocRequest& r) {
  const uint32_t begin = r.local, end = begin + r.bytes;
  const Transfer* read =
      r.kind == NocKind::InlineWrite || r.kind == NocKind::AtomicIncrement ? nullptr : sender.reads.find(begin, end);
  if (r.kind == NocKind::Write && read != nullptr) {
    world.report(FindingKind::NocSourceNotArrived,
                 fmt::format("{} bytes at L1 offset {:#x} are sent before the read of line {} into them is complete",
                             r.bytes, begin, read->where.line),
                 -1, {"call noc_async_read_barrier() before the write"});
  }
  if (r.kind != NocKind::Read) return;
  if (read != nullptr && (read->request.remote != r.remote || read->request.local != r.local)) {
    world.report(FindingKind::NocSourceOverwritten,
                 fmt::format("{} bytes are read to L1 offset {:#x} before the read of line {} into them is complete",
                             r.bytes, begin, read->where.line),
                 -1, {"reads arrive in any order: call noc_async_read_barrier() between them"});
  }
  const Transfer* write = sender.dram_writes.find(begin, end);
  if (write == nullptr) write = sender.l1_writes.find(begin, end);
  if (write == nullptr || (write->landed && write->route.bank < 0)) return;
  world.report(FindingKind::NocSourceOverwritten,
               fmt::format("{} bytes are read to L1 offset {:#x} before the write of line {} from them has left",
                           r.bytes, begin, write->where.line),
               -1, {fmt::format("call {}() before the read", flush_name(write->request))});
}

void Noc::check_sequence(World& world, Sender& sender, const NocRequest& r, Where where) {
  const size_t noc = r.noc & 1u;
  if (is_write(r)) sender.linked[noc] = r.linked ? std::optional(where) : std::nullopt;
  if (r.transaction_id >= kTransactionIds) {
    world.report(FindingKind::NocTransactionId, fmt::format("transaction id {}: there are 0 to 15", r.transaction_id));
    return;
  }
  if (r.transaction_id == 0 || ++sender.outstanding[noc][r.transaction_id] != kMostOutstanding + 1) return;
  world.report(FindingKind::NocTransactionId,
               fmt::format("more than {} transfers of transaction id {} that no barrier has completed",
                           kMostOutstanding, r.transaction_id));
}

void Noc::check_barrier(World& world, Sender& sender, NocBarrier kind, uint32_t noc, uint32_t id) {
  if (id != device_abi::kNone && id >= kTransactionIds)
    world.report(FindingKind::NocTransactionId, fmt::format("barrier of transaction id {}: there are 0 to 15", id));
  std::optional<Where>& linked = sender.linked[noc & 1u];
  if (!linked || (kind != NocBarrier::Writes && kind != NocBarrier::Full)) return;
  world.report(FindingKind::NocLinkedOpen,
               fmt::format("barrier while the linked multicast of line {} keeps the way on NoC {} for itself",
                           linked->line, noc),
               -1, {"the last transfer of a sequence must not be linked"});
  linked.reset();
}

void Noc::issue(World& world, const NocRequest& asked, Where where) {
  NocRequest request = asked;
  std::optional<Route> route = check_request(world, request);
  if (!route) return;
  Sender& sender = sender_of(world.self());
  check_sources(world, sender, request);
  check_sequence(world, sender, request, where);
  count_traffic(world, request, *route);
  for (Core* core : route->cores) {
    if (request.semaphore || request.kind == NocKind::AtomicIncrement)
      world.note_writer(*core, static_cast<uint32_t>(route->address));
  }
  std::list<Transfer>& open = sender.open[class_of(request)];
  open.push_back({request, &world.self(), where, std::move(*route), false, false, {}, {}, {}, {}});
  Transfer& t = open.back();
  note_bytes(sender, t);
  ++flying_;
  if (world.options().policy == Policy::InOrder) return land(world, t);
  put_in_order(world, sender, t);
  // A credit lands as early as it may, and whoever got it runs before the sender's next call.
  if (!request.semaphore || world.options().policy != Policy::Adversarial || !t.after.empty()) return;
  land(world, t);
  world.starve();
}

void Noc::land(World& world, Transfer& t) {
  const Route& route = t.route;
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
  t.payload = {};
  --flying_;
  if (world.options().policy != Policy::InOrder) release(t);
}

void Noc::complete(World& world, Sender& sender, std::list<Transfer>& list, uint32_t noc, uint32_t id, bool flush) {
  for (auto next = list.begin(); next != list.end();) {
    const auto t = next++;
    if (t->request.noc != noc || (id != device_abi::kNone && t->request.transaction_id != id)) continue;
    const uint8_t own = t->request.transaction_id;
    if (!t->departed && own != 0 && own < kTransactionIds) --sender.outstanding[noc & 1u][own];
    if (flush && !t->landed) {
      depart(sender, *t);
      sender.departed.splice(sender.departed.end(), list, t);
      continue;
    }
    land_in_turn(world, *t);
    list.erase(t);
  }
}

void Noc::barrier(World& world, NocBarrier kind, uint32_t noc, uint32_t id) {
  Sender& sender = sender_of(world.self());
  check_barrier(world, sender, kind, noc, id);
  const bool flush = kind == NocBarrier::WritesFlushed || kind == NocBarrier::PostedFlushed;
  constexpr std::array kOne{kReads, kWrites, kWrites, kPosted, kAtomics};  // by NocBarrier
  for (const Class c : {kReads, kWrites, kPosted, kAtomics}) {
    if (kind != NocBarrier::Full && kOne[static_cast<size_t>(kind)] != c) continue;
    complete(world, sender, sender.open[c], noc, id, flush);
  }
  if (kind == NocBarrier::Writes || kind == NocBarrier::Full) complete(world, sender, sender.departed, noc, id, false);
  if (kind == NocBarrier::Atomics) return;
  const bool reads = kind == NocBarrier::Reads || kind == NocBarrier::Full, writes = kind != NocBarrier::Reads;
  if (reads) sender.reads.clear();
  if (writes) sender.dram_writes.clear(), sender.l1_writes.clear();
  for (const Class c : {kReads, kWrites, kPosted}) {
    if (c == kReads ? !reads : !writes) continue;
    for (const Transfer& t : sender.open[c]) note_bytes(sender, t);
  }
}

const Transfer* Noc::pending(const Actor& actor, bool reads, uint32_t begin, uint32_t end) const {
  const auto id = static_cast<size_t>(actor.id);
  if (id >= senders_.size()) return nullptr;
  const Sender& sender = senders_[id];
  if (reads) return sender.reads.find(begin, end);
  const Transfer* write = sender.dram_writes.find(begin, end);
  return write != nullptr ? write : sender.l1_writes.find(begin, end);
}

void Noc::finish(World& world, const Actor& actor) {
  Sender& sender = sender_of(actor);
  for (const std::optional<Where>& linked : sender.linked) {
    if (linked)
      world.report_at(actor, *linked, FindingKind::NocLinkedOpen,
                      "the kernel ends with this linked multicast, which keeps its way on the NoC for itself", -1,
                      {"the last transfer of a sequence must not be linked"});
  }
  for (const std::list<Transfer>& list : sender.open) {
    for (const Transfer& t : list) report_pending(world, t);
  }
  for (std::list<Transfer>& list : sender.open) {
    for (Transfer& t : list) land_in_turn(world, t);
  }
  for (Transfer& t : sender.departed) land_in_turn(world, t);
  sender = {};
}

}  // namespace tir2tt::device
