// In which order transfers land.
#include <algorithm>
#include <cstring>
#include <utility>

#include "device/grid/noc.h"
#include "device/grid/world.h"

namespace tir2tt::device {
namespace {

using device_abi::NocKind;
using device_abi::NocRequest;

bool is_write(const NocRequest& r) { return r.kind == NocKind::Write || r.kind == NocKind::InlineWrite; }

bool is_credit(const NocRequest& r) { return r.kind == NocKind::AtomicIncrement || r.semaphore; }

/// Keys of the queues of a write: its NoC with its bank or each of its cores.
std::vector<uint64_t> destinations(const Transfer& t) {
  constexpr int kCores = 1 << 16, kRow = 1 << 8;  // above the banks
  const uint64_t noc = uint64_t{t.request.noc} << 32;
  if (t.route.bank >= 0) return {noc | static_cast<uint64_t>(t.route.bank)};
  std::vector<uint64_t> keys;
  for (const Core* core : t.route.cores)
    keys.push_back(noc | static_cast<uint64_t>(kCores + core->coord.y * kRow + core->coord.x));
  return keys;
}

void let_wait(Transfer& later, Transfer* earlier) {
  if (earlier == nullptr || std::find(later.after.begin(), later.after.end(), earlier) != later.after.end()) return;
  later.after.push_back(earlier);
  earlier->before.push_back(&later);
}

}  // namespace

void Noc::make_ready(Transfer& t) {
  std::vector<Transfer*>& ready = ready_[is_credit(t.request) ? 1 : 0];
  t.place = ready.size();
  ready.push_back(&t);
}

void Noc::put_in_order(World& world, Sender& sender, Transfer& t) {
  if (is_write(t.request)) {
    const bool may_overtake = t.request.semaphore && world.chip().name == "blackhole";
    for (const uint64_t key : destinations(t)) {
      Queue& queue = sender.queues[key];
      let_wait(t, queue.semaphore);
      let_wait(t, may_overtake ? queue.departed : queue.data);
      (may_overtake ? queue.semaphore : queue.data) = &t;
    }
  }
  if (t.after.empty()) make_ready(t);
}

void Noc::depart(Sender& sender, Transfer& t) {
  t.departed = true;
  if (t.request.kind == NocKind::Write) {
    const std::byte* local = t.actor->core->l1 + t.request.local;
    t.payload.assign(local, local + t.request.bytes);
  }
  for (const uint64_t key : destinations(t)) sender.queues[key].departed = &t;
}

void Noc::release(Transfer& t) {
  if (t.place) {
    std::vector<Transfer*>& ready = ready_[is_credit(t.request) ? 1 : 0];
    ready[*t.place] = ready.back();
    ready[*t.place]->place = t.place;
    ready.pop_back();
    t.place.reset();
  }
  for (Transfer* next : t.before) {
    std::erase(next->after, &t);
    if (next->after.empty()) make_ready(*next);
  }
  t.before.clear();
  if (!is_write(t.request)) return;
  auto& queues = sender_of(*t.actor).queues;
  for (const uint64_t key : destinations(t)) {
    const auto it = queues.find(key);
    if (it == queues.end()) continue;
    for (Transfer** last : {&it->second.data, &it->second.departed, &it->second.semaphore}) {
      if (*last == &t) *last = nullptr;
    }
  }
}

void Noc::land_in_turn(World& world, Transfer& wanted) {
  std::vector<Transfer*> stack{&wanted};
  while (!stack.empty()) {
    Transfer& t = *stack.back();
    if (!t.landed && !t.after.empty()) {
      stack.push_back(t.after.front());
      continue;
    }
    if (!t.landed) land(world, t);
    stack.pop_back();
  }
}

bool Noc::land_one(World& world) {
  if (flying_ == 0) return false;
  auto& [data, credits] = ready_;
  // Credits before data: what is legal and hurts most. Under Policy::Random any.
  const bool hurt = world.options().policy == Policy::Adversarial && !credits.empty();
  const uint64_t at =
      hurt ? data.size() + world.random().below(credits.size()) : world.random().below(data.size() + credits.size());
  land(world, at < data.size() ? *data[at] : *credits[at - data.size()]);
  return true;
}

void Spans::add(const Transfer& t) {
  uint32_t begin = t.request.local;
  const uint32_t end = begin + t.request.bytes;
  auto it = spans_.upper_bound(begin);
  if (it != spans_.begin()) begin = std::max(begin, std::prev(it)->second.end);
  while (begin < end) {
    const uint32_t until = it == spans_.end() ? end : std::min(end, it->first);
    if (begin < until) spans_.emplace_hint(it, begin, Span{until, &t});
    if (it == spans_.end()) return;
    begin = std::max(begin, it->second.end);
    ++it;
  }
}

const Transfer* Spans::find(uint32_t begin, uint32_t end) const {
  auto it = spans_.upper_bound(begin);
  if (it != spans_.begin() && std::prev(it)->second.end > begin) return std::prev(it)->second.transfer;
  return it != spans_.end() && it->first < end ? it->second.transfer : nullptr;
}

}  // namespace tir2tt::device
