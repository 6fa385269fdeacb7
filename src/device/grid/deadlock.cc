// Each waiting actor waits for one other (the producer or consumer of a circular buffer, its neighbour in the compute
// pipeline, whoever writes a semaphore), so the graph of waiting has one edge per node. Following the edges from any
// actor leads into a cycle, or to the end of a chain: an actor that has ended, or nobody. A finding is made for each
// such end, once; whoever waits for it in turn is counted in a note.
//
// Who produces into a circular buffer is known from its first push only, and a deadlock often comes before it. So when
// an end is not known, the run goes on as if everybody got what he waits for (World::pretend), until it shows who would
// have pushed; then everything that findings tell is put back to how it was.
#include "device/grid/deadlock.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "device/grid/circular_buffer.h"

namespace tir2tt::device {

/// What findings tell, as it was when nothing could go on.
struct Standstill {
  std::vector<std::tuple<Actor::State, Wait, Where>> actors;
  std::vector<std::vector<CircularBufferState>> cbs;  // by core
  Statistics statistics;
  bool all_ended = false;  // every kernel came to its end after all: who did not push then, never would
};

namespace {

using State = Actor::State;

const Actor* on_core(const Actor& actor, std::optional<Role> role) {
  return role ? actor.core->actors[static_cast<size_t>(*role)].get() : nullptr;
}

/// Whoever else writes the semaphore; one who has not ended, if there is one.
const Actor* semaphore_writer(const Actor& actor) {
  const Actor* last = nullptr;
  for (const auto& [offset, writer] : actor.core->semaphore_writers) {
    if (offset != actor.wait.object || writer == &actor) continue;
    if (writer->state != State::Done) return writer;
    last = writer;
  }
  return last;
}

/// For whom `actor` waits; nullptr: nobody that is known.
const Actor* awaited(const Actor& actor) {
  const Wait& w = actor.wait;
  switch (w.kind) {
    case WaitFor::CbSpace: return on_core(actor, actor.core->cbs[w.object].consumer);
    case WaitFor::CbPages: return on_core(actor, actor.core->cbs[w.object].producer);
    case WaitFor::Semaphore: return semaphore_writer(actor);
    case WaitFor::DstFree: return on_core(actor, Role::Pack);
    case WaitFor::DstCommitted: return on_core(actor, Role::Math);
    case WaitFor::OperandSpace: return on_core(actor, Role::Math);
    case WaitFor::Operands:
    case WaitFor::Word: return on_core(actor, Role::Unpack);
    default: return nullptr;
  }
}

// --- who would have done it

bool is_unknown(const Actor& actor, const std::tuple<State, Wait, Where>& then) {
  const WaitFor kind = std::get<Wait>(then).kind;
  const bool learnable = kind == WaitFor::CbSpace || kind == WaitFor::CbPages || kind == WaitFor::Semaphore;
  if (std::get<State>(then) == State::Done || !learnable) return false;
  Actor now;
  now.core = actor.core;
  now.wait = std::get<Wait>(then);
  return awaited(now) == nullptr;
}

bool is_anyone_unknown(const World& world, const Standstill& still) {
  for (size_t i = 0; i < world.actors.size(); ++i) {
    if (is_unknown(*world.actors[i], still.actors[i])) return true;
  }
  return false;
}

Standstill stand_still(World& world) {
  Standstill still;
  for (Actor* actor : world.actors) {
    if (actor->wait.kind == WaitFor::Semaphore) actor->wait.value = load_word(*actor->core, actor->wait.object);
    still.actors.emplace_back(actor->state, actor->wait, actor->where);
  }
  for (const auto& core : world.cores) still.cbs.push_back(core->cbs);
  still.statistics = world.statistics;
  return still;
}

/// Puts everything back but what was learned.
void restore(World& world, Standstill& still) {
  for (size_t i = 0; i < world.actors.size(); ++i) {
    Actor& actor = *world.actors[i];
    std::tie(actor.state, actor.wait, actor.where) = still.actors[i];
  }
  for (size_t i = 0; i < world.cores.size(); ++i) {
    for (size_t j = 0; j < still.cbs[i].size(); ++j) {
      CircularBufferState &then = still.cbs[i][j], &now = world.cores[i]->cbs[j];
      if (!then.producer) then.producer = now.producer;
      if (!then.consumer) then.consumer = now.consumer;
    }
    world.cores[i]->cbs = std::move(still.cbs[i]);
  }
  world.statistics = std::move(still.statistics);
}

// --- words

std::string place_text(Where where) { return fmt::format("{}:{}", where.file, where.line); }

std::string named(const Actor& actor, const Core* home) {
  return actor.core == home ? std::string(role_name(actor.role))
                            : fmt::format("{} of core {}", role_name(actor.role), core_text(actor.core->coord));
}

std::string semaphore_text(const Core& core, uint32_t offset) {
  const auto found = std::find(core.semaphores.begin(), core.semaphores.end(), offset);
  if (found == core.semaphores.end()) return fmt::format("the word at {:#x}", offset);
  return fmt::format("semaphore {}", found - core.semaphores.begin());
}

/// "1 page of space in CB 0 (2 of 2 pages used)": what `actor` lacks.
std::string lacks(const Actor& actor, const Wait& w) {
  switch (w.kind) {
    case WaitFor::CbSpace:
      return fmt::format("{} of space in {}", pages_text(w.amount), cb_text(actor.core->cbs[w.object]));
    case WaitFor::CbPages: return fmt::format("{} in {}", pages_text(w.amount), cb_text(actor.core->cbs[w.object]));
    case WaitFor::Semaphore:
      return fmt::format("{} to be {}{} (it is {})", semaphore_text(*actor.core, w.object),
                         w.at_least ? "at least " : "", w.amount, w.value);
    case WaitFor::DstFree: return "a free half of DST";
    case WaitFor::DstCommitted: return "DST committed";
    case WaitFor::OperandSpace: return "room for operands";
    case WaitFor::Operands: return "operands";
    case WaitFor::Word: return "a word of a tile";
    default: return "a change";
  }
}

/// What whoever `actor` waits for would do: "push to CB 1".
std::string deed(const Wait& w) {
  switch (w.kind) {
    case WaitFor::CbSpace: return fmt::format("pops from CB {}", w.object);
    case WaitFor::CbPages: return fmt::format("pushes to CB {}", w.object);
    case WaitFor::Semaphore: return "sets or increments it";
    case WaitFor::DstFree: return "releases it";
    case WaitFor::DstCommitted: return "commits it";
    default: return "would bring that about";
  }
}

/// The call in which `actor` waits.
std::string call_text(const Wait& w) {
  switch (w.kind) {
    case WaitFor::CbSpace: return fmt::format("cb_reserve_back({}, {})", w.object, w.amount);
    case WaitFor::CbPages: return fmt::format("cb_wait_front({}, {})", w.object, w.amount);
    case WaitFor::Semaphore: return fmt::format("noc_semaphore_wait{}(…, {})", w.at_least ? "_min" : "", w.amount);
    case WaitFor::DstFree: return "tile_regs_acquire()";
    case WaitFor::DstCommitted: return "tile_regs_wait()";
    default: return "a tile operation";
  }
}

std::string history(const Actor& actor) {
  if (actor.wait.kind != WaitFor::CbSpace && actor.wait.kind != WaitFor::CbPages) return "";
  const CircularBufferState& cb = actor.core->cbs[actor.wait.object];
  const std::string push = cb.pushed == 0
                               ? "nothing was pushed"
                               : fmt::format("{} pushed, last at {}", pages_text(cb.pushed), place_text(cb.last_push));
  const std::string pop = cb.popped == 0
                              ? "nothing was popped"
                              : fmt::format("{} popped, last at {}", pages_text(cb.popped), place_text(cb.last_pop));
  return fmt::format("; CB {}: {}, {}", cb.index, push, pop);
}

std::string detail(const Actor& actor, const Core* home) {
  const std::string who = named(actor, home), where = place_text(actor.where);
  if (actor.state == State::Done) return fmt::format("{} has ended; its last call was at {}", who, where);
  const bool polls = actor.state == State::Polling;
  return fmt::format("{} {} {}{}", who, polls ? "polls at" : "is at", where,
                     polls ? history(actor) : ": " + call_text(actor.wait) + history(actor));
}

// --- chains and cycles

/// The actors from `start` on until one repeats or the chain ends.
struct Chain {
  std::vector<const Actor*> actors;
  size_t cycle_begin = 0;  // actors.size(): no cycle
  bool is_cycle() const { return cycle_begin < actors.size(); }
};
Chain follow(const Actor& start) {
  Chain chain;
  const Actor* a = &start;
  while (a != nullptr) {
    const auto seen = std::find(chain.actors.begin(), chain.actors.end(), a);
    if (seen != chain.actors.end()) {
      chain.cycle_begin = static_cast<size_t>(seen - chain.actors.begin());
      return chain;
    }
    chain.actors.push_back(a);
    a = a->state == State::Done ? nullptr : awaited(*a);
  }
  chain.cycle_begin = chain.actors.size();
  return chain;
}

/// The cycle, begun at its lowest id, so that every way into it gives the same.
std::vector<const Actor*> cycle_of(const Chain& chain) {
  std::vector<const Actor*> cycle(chain.actors.begin() + static_cast<std::ptrdiff_t>(chain.cycle_begin),
                                  chain.actors.end());
  const auto first =
      std::min_element(cycle.begin(), cycle.end(), [](const Actor* a, const Actor* b) { return a->id < b->id; });
  std::rotate(cycle.begin(), first, cycle.end());
  return cycle;
}

/// What a finding is about: the actors of a cycle, or the last one that waits and, where it has ended, the one for
/// whom.
struct Knot {
  std::vector<const Actor*> actors;
  bool is_cycle = false;
};
Knot knot_of(const Chain& chain) {
  if (chain.is_cycle()) return {cycle_of(chain), true};
  const size_t n = chain.actors.size();
  if (chain.actors.back()->state != State::Done) return {{chain.actors.back()}, false};
  return {{chain.actors[n - 2], chain.actors[n - 1]}, false};
}

/// Reported when it was asked for.
bool is_impossible(const Actor& actor) {
  const bool cb = actor.wait.kind == WaitFor::CbSpace || actor.wait.kind == WaitFor::CbPages;
  return cb && actor.wait.amount > actor.core->cbs[actor.wait.object].pages;
}

// --- findings

std::string cycle_text(const std::vector<const Actor*>& cycle) {
  const Core* home = cycle[0]->core;
  std::string text = named(*cycle[0], home);
  for (size_t i = 0; i < cycle.size(); ++i) {
    const bool last = i + 1 == cycle.size();
    const std::string from = cycle.size() == 1 ? "itself" : named(*cycle[last ? 0 : i + 1], home);
    text += fmt::format("{} needs {} from {}", i == 0 ? "" : ", which", lacks(*cycle[i], cycle[i]->wait), from);
  }
  return text;
}

/// `sure`: whoever is not known is not there.
std::string end_text(const Knot& knot, bool sure) {
  const Actor& waiting = *knot.actors[0];
  const std::string who = role_name(waiting.role);
  if (waiting.wait.kind == WaitFor::Change) return who + " polls what never changes";
  const std::string reason =
      knot.actors.size() == 1
          ? fmt::format("and {} {}", sure ? "nobody" : "it is not known who", deed(waiting.wait))
          : fmt::format("but {}, which {}, has ended", named(*knot.actors[1], waiting.core), deed(waiting.wait));
  return fmt::format("{} needs {}, {}", who, lacks(waiting, waiting.wait), reason);
}

/// What is missing when math or pack has ended while the other waits for DST.
std::string dst_hint(const Actor& waiting) {
  if (!waiting.core->compute) return "";
  const DstState& dst = waiting.core->compute->dst;
  if (waiting.wait.kind == WaitFor::DstFree)
    return fmt::format(
        "{} of {} sections committed and not released: each needs tile_regs_wait() and tile_regs_release()",
        dst.committed, dst.halves);
  if (waiting.wait.kind == WaitFor::DstCommitted && dst.math_holds)
    return fmt::format("tile_regs_commit() is missing after tile_regs_acquire() at {}", place_text(dst.acquired));
  return "";
}

std::vector<std::string> notes_of(const Knot& knot, size_t behind) {
  std::vector<std::string> notes;
  for (const Actor* a : knot.actors) notes.push_back(detail(*a, knot.actors[0]->core));
  const Wait& w = knot.actors[0]->wait;
  if (!knot.is_cycle && w.kind == WaitFor::Semaphore && !w.at_least && w.value > w.amount)
    notes.push_back("it is larger already, and == is waited for: use noc_semaphore_wait_min(), or set it back in time");
  if (const std::string hint = dst_hint(*knot.actors[0]); !hint.empty() && !knot.is_cycle) notes.push_back(hint);
  if (behind != 0)
    notes.push_back(
        fmt::format("{} more processor{} in turn", behind, behind == 1 ? " waits for this" : "s wait for this"));
  return notes;
}

void report_loop(World& world, const Actor& actor) {
  std::string storage;
  const Where where = place_of_instruction(actor.image->object(), actor.image->offset(actor.spin_instruction), storage);
  const KernelPlace place =
      where.line != 0 ? KernelPlace{storage, where.line} : KernelPlace{actor.where.file, actor.where.line};
  const std::string message =
      fmt::format("{} has been in a loop without a call of the API for {} s, while nothing else can go on",
                  role_name(actor.role), world.options().loop_seconds);
  world.findings.add(
      {FindingKind::EndlessLoop, message, role_name(actor.role), place, {actor.core->coord}, -1, {}, 1, {}});
}

void report_knot(World& world, const Knot& knot, size_t behind) {
  const bool sure = world.standstill->all_ended;
  const Actor& anchor = *knot.actors[0];
  if (anchor.state == State::Spinning) return report_loop(world, anchor);
  std::set<int> full;
  for (const Actor* a : knot.actors) {
    if (a->wait.kind == WaitFor::CbSpace) full.insert(static_cast<int>(a->wait.object));
  }
  const bool on_cb = anchor.wait.kind == WaitFor::CbSpace || anchor.wait.kind == WaitFor::CbPages;
  world.findings.add({FindingKind::Deadlock,
                      "deadlock: " + (knot.is_cycle ? cycle_text(knot.actors) : end_text(knot, sure)),
                      role_name(anchor.role),
                      {anchor.where.file, anchor.where.line},
                      {anchor.core->coord},
                      on_cb ? static_cast<int64_t>(anchor.wait.object) : -1,
                      {full.begin(), full.end()},
                      1,
                      notes_of(knot, behind)});
}

void report_knots(World& world) {
  std::map<const Actor*, Knot> knots;
  std::map<const Actor*, size_t> waiting;  // for each knot, who is in it or waits for it
  std::vector<const Actor*> order;
  for (const Actor* actor : world.actors) {
    if (actor->state == State::Done) continue;
    Knot knot = knot_of(follow(*actor));
    const Actor* key = knot.actors[0];
    if (++waiting[key] == 1) order.push_back(key), knots[key] = std::move(knot);
  }
  for (const Actor* key : order) {
    const Knot& knot = knots[key];
    if (std::any_of(knot.actors.begin(), knot.actors.end(), [](const Actor* a) { return is_impossible(*a); })) continue;
    report_knot(world, knot, waiting[key] - (knot.is_cycle ? knot.actors.size() : 1));
  }
}

}  // namespace

std::string wait_text(const Actor& actor) {
  Wait wait = actor.wait;
  if (actor.state == State::Spinning) return "is in a loop";
  if (actor.state == State::Polling) return "polls";
  if (wait.kind == WaitFor::Semaphore) wait.value = load_word(*actor.core, wait.object);
  return fmt::format("needs {}, {}", lacks(actor, wait), call_text(wait));
}

void learn_who_would(World& world) {
  world.standstill = std::make_shared<Standstill>(stand_still(world));
  const auto all_known = [&world] { return !is_anyone_unknown(world, *world.standstill); };
  if (all_known()) return;
  world.pretend(all_known);
  world.standstill->all_ended =
      std::all_of(world.actors.begin(), world.actors.end(), [](const Actor* a) { return a->state == State::Done; });
}

void explain_deadlock(World& world) {
  restore(world, *world.standstill);
  report_knots(world);
}

}  // namespace tir2tt::device
