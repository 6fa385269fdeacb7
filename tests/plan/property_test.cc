// Random problems: what the solver says against the verifier, against brute force and against random schedules.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <functional>

#include "plan/random_problem.h"

namespace tir2tt::plan {
namespace {

uint64_t any_seed() { return *rc::gen::arbitrary<uint64_t>(); }

// ---- every plan holds -------------------------------------------------------------------------------------------

RC_GTEST_PROP(Property, GeneratedProblemsAreSound, ()) {
  const Problem p = random_problem(any_seed());
  const auto found = check(p);
  RC_ASSERT(found.empty());
}

RC_GTEST_PROP(Property, EveryPlanPassesTheVerifier, ()) {
  const Problem p = random_problem(any_seed(), {.max_extra_cbs = 12, .max_extent = 256, .max_wanted = 5});
  const auto answer = solve(p);
  RC_TAG(std::holds_alternative<Plan>(answer) ? "planned" : "refused");
  if (const Plan* plan = std::get_if<Plan>(&answer)) {
    const auto found = verify(p, *plan);
    if (!found.empty()) RC_FAIL(show(found));
  }
}

RC_GTEST_PROP(Property, EveryWayOutThatSaysItFitsDoes, ()) {
  const Problem p = random_problem(any_seed());
  const auto answer = solve(p);
  if (const auto* no = std::get_if<Infeasible>(&answer)) {
    for (const WayOut& way : no->ways_out) {
      if (way.fits && way.bytes_saved > 0) RC_ASSERT(way.bytes_needed <= p.chip->cb_bytes() - p.l1_reserve);
    }
    RC_ASSERT(no->smallest.size() == 1u);
    RC_ASSERT(no->smallest[0].bytes_used > no->smallest[0].bytes_available);
  }
}

// ---- every number of a plan matters -----------------------------------------------------------------------------

std::vector<int64_t*> numbers_of(Plan& plan) {
  std::vector<int64_t*> numbers = {&plan.bytes_used, &plan.bytes_available, &plan.dst_tiles_used,
                                   &plan.dst_tiles_available};
  for (CbPlan& cb : plan.cbs) {
    for (int64_t* n : {&cb.blocks, &cb.device_pages, &cb.bytes, &cb.l1_offset, &cb.safe_pages, &cb.given_up}) {
      numbers.push_back(n);
    }
  }
  return numbers;
}

RC_GTEST_PROP(Property, OneWrongNumberIsFound, ()) {
  const Problem p = random_problem(any_seed(), {.max_extra_cbs = 4, .max_extent = 96});
  const auto answer = solve(p);
  RC_PRE(std::holds_alternative<Plan>(answer));
  const Plan good = std::get<Plan>(answer);
  const size_t count = numbers_of(const_cast<Plan&>(good)).size();
  const int64_t wrong = *rc::gen::oneOf(rc::gen::element<int64_t>(-1, 1, 16, 32, -32, 2048, INT64_MAX, INT64_MIN),
                                        rc::gen::arbitrary<int64_t>());
  RC_PRE(wrong != 0);
  for (size_t i = 0; i < count; ++i) {
    Plan bad = good;
    int64_t& number = *numbers_of(bad)[i];
    number = static_cast<int64_t>(static_cast<uint64_t>(number) + static_cast<uint64_t>(wrong));
    RC_ASSERT(!verify(p, bad).empty());
  }
  for (size_t i = 0; i < good.cbs.size(); ++i) {
    Plan bad = good;
    bad.cbs[i].id += wrong > 0 ? 1 : -1;
    RC_ASSERT(!verify(p, bad).empty());
    bad = good;
    bad.cbs[i].finer = !bad.cbs[i].finer;
    RC_ASSERT(!verify(p, bad).empty());
  }
}

// ---- against brute force ----------------------------------------------------------------------------------------

struct Best {
  bool any = false;      // some counts that the verifier accepts
  int64_t benefit = -1;  // of the best ones that hold the safe counts; -1: none
  std::vector<int64_t> blocks;
};

/// The plan with these counts, numbers filled in as the verifier wants to see them.
Plan plan_with(const Problem& p, const std::vector<int64_t>& blocks, const std::vector<int64_t>& peaks,
               const Plan& totals) {
  Plan plan = totals;
  plan.cbs.clear();
  int64_t top = p.chip->cb_base;
  for (size_t i = 0; i < blocks.size(); ++i) {
    const CbRequest& cb = p.cbs[i];
    top = (top + p.chip->cb_alignment - 1) / p.chip->cb_alignment * p.chip->cb_alignment;
    const int64_t pages = blocks[i] * cb.block_tiles;
    const int64_t lcm = std::lcm(cb.push_quantum, cb.pop_quantum);
    const bool finer = pages % lcm != 0 && cb.finest_quantum > 0;
    const int64_t unit = finer ? cb.finest_quantum : lcm;
    plan.cbs.push_back({static_cast<int>(i), blocks[i], pages, pages * cb.device_page_bytes(), top,
                        (peaks[i] + unit - 1) / unit * unit, cb.wanted_blocks - blocks[i], finer});
    top += plan.cbs.back().bytes;
  }
  plan.bytes_used = top - p.chip->cb_base;
  return plan;
}

/// What the extra blocks are worth, as the objective says it.
int64_t worth(const Problem& p, const std::vector<int64_t>& blocks) {
  int64_t sum = 0;
  for (size_t i = 0; i < blocks.size(); ++i) {
    for (int64_t extra = 1; extra < blocks[i]; ++extra) sum += p.cbs[i].dram_bytes_per_block * 840 / extra;
  }
  return sum;
}

Best brute_force(const Problem& p) {
  Problem plain = p;  // peaks without rounding
  for (CbRequest& cb : plain.cbs) cb.push_quantum = cb.pop_quantum = 1;
  const std::vector<int64_t> peaks = safe_counts(plain);
  Plan totals;
  totals.bytes_available = p.chip->cb_bytes() - p.l1_reserve;
  totals.dst_tiles_available = target::dst_tiles(p.fp32_dest_acc);
  for (const Event& e : p.trace) {
    if (e.kind == EventKind::DstAcquire) totals.dst_tiles_used = std::max(totals.dst_tiles_used, e.count);
  }
  Best best;
  std::vector<int64_t> most, blocks(p.cbs.size(), 1);
  for (size_t i = 0; i < p.cbs.size(); ++i) {
    most.push_back(std::max(p.cbs[i].wanted_blocks, (peaks[i] + p.cbs[i].block_tiles - 1) / p.cbs[i].block_tiles));
  }
  const auto count_up = [&] {
    for (size_t i = blocks.size(); i-- > 0;) {
      if (++blocks[i] <= most[i]) return true;
      blocks[i] = 1;
    }
    return false;
  };
  do {  // in lexicographic order, so that the last of equals is the greatest
    const Plan plan = plan_with(p, blocks, peaks, totals);
    if (plan.bytes_used > plan.bytes_available || !verify(p, plan).empty()) continue;
    best.any = true;
    bool safe = true;
    for (size_t i = 0; i < blocks.size(); ++i) safe &= plan.cbs[i].device_pages >= peaks[i];
    if (safe && worth(p, blocks) >= best.benefit) best.benefit = worth(p, blocks), best.blocks = blocks;
  } while (count_up());
  return best;
}

RC_GTEST_PROP(Property, AgreesWithBruteForce, ()) {
  const Problem p = random_problem(any_seed(), {.max_extra_cbs = 2, .max_extent = 64, .max_wanted = 3});
  const auto answer = solve(p);
  const Best best = brute_force(p);
  const Plan* plan = std::get_if<Plan>(&answer);
  RC_TAG(plan == nullptr ? "refused" : best.benefit < 0 ? "below the safe counts" : "planned");
  RC_ASSERT((plan != nullptr) == best.any);
  if (plan == nullptr || best.benefit < 0) return;
  std::vector<int64_t> blocks;
  for (const CbPlan& cb : plan->cbs) blocks.push_back(cb.blocks);
  RC_ASSERT(blocks == best.blocks);
}

// ---- safe counts against random schedules -----------------------------------------------------------------------

/// The events of one execution, random trip counts and arms, all actors alike.
std::vector<Event> random_execution(const Problem& p, std::mt19937_64& rng) {
  std::vector<Event> run;
  const std::function<size_t(size_t, bool)> block = [&](size_t i, bool live) -> size_t {
    while (i < p.trace.size()) {
      const Event& e = p.trace[i];
      if (e.kind == EventKind::LoopEnd || e.kind == EventKind::GuardElse || e.kind == EventKind::GuardEnd) return i;
      if (e.kind == EventKind::LoopBegin) {
        const int64_t trips = e.count == kUnknownTrips ? static_cast<int64_t>(rng() % 6) : e.count;
        size_t end = block(i + 1, live && trips > 0);
        for (int64_t t = 1; t < trips && live; ++t) block(i + 1, true);
        i = end + 1;
      } else if (e.kind == EventKind::GuardBegin) {
        const bool taken = rng() % 2 == 0;
        size_t end = block(i + 1, live && taken);
        if (p.trace[end].kind == EventKind::GuardElse) end = block(end + 1, live && !taken);
        i = end + 1;
      } else {
        if (live) run.push_back(e);
        ++i;
      }
    }
    return i;
  };
  block(0, true);
  return run;
}

/// Whether a scheduler that picks any actor that can go on brings all of them to the end.
bool survives(const std::vector<Event>& run, const std::vector<int64_t>& capacity, std::mt19937_64& rng) {
  std::vector<std::vector<Event>> actors(5);
  for (const Event& e : run) actors[static_cast<size_t>(e.actor)].push_back(e);
  std::vector<size_t> at(5, 0);
  std::vector<int64_t> fill(capacity.size(), 0);
  const auto can = [&](size_t a) {
    if (at[a] == actors[a].size()) return false;
    const Event& e = actors[a][at[a]];
    if (e.kind == EventKind::Reserve) return fill[e.cb] + e.count <= capacity[e.cb];
    if (e.kind == EventKind::Wait) return fill[e.cb] >= e.count;
    return true;
  };
  for (size_t left = run.size(); left > 0; --left) {
    std::vector<size_t> ready;
    for (size_t a = 0; a < 5; ++a) {
      if (can(a)) ready.push_back(a);
    }
    if (ready.empty()) return false;
    const size_t a = ready[rng() % ready.size()];
    const Event& e = actors[a][at[a]++];
    if (e.kind == EventKind::Push) fill[e.cb] += e.count;
    if (e.kind == EventKind::Pop) fill[e.cb] -= e.count;
  }
  return true;
}

RC_GTEST_PROP(Property, SafeCountsSurviveRandomSchedules, ()) {
  const uint64_t seed = any_seed();
  const Problem p = random_problem(seed, {.max_extra_cbs = 6});
  const std::vector<int64_t> capacity = safe_counts(p);
  std::mt19937_64 rng(seed ^ 0x9e3779b97f4a7c15ull);
  for (int i = 0; i < 10; ++i) RC_ASSERT(survives(random_execution(p, rng), capacity, rng));
}

RC_GTEST_PROP(Property, PlansSurviveRandomSchedules, ()) {
  const uint64_t seed = any_seed();
  const Problem p = random_problem(seed, {.max_extra_cbs = 6});
  const auto answer = solve(p);
  RC_PRE(std::holds_alternative<Plan>(answer));
  std::vector<int64_t> capacity;
  for (const CbPlan& cb : std::get<Plan>(answer).cbs) capacity.push_back(cb.device_pages);
  std::mt19937_64 rng(seed + 1);
  for (int i = 0; i < 10; ++i) RC_ASSERT(survives(random_execution(p, rng), capacity, rng));
}

}  // namespace
}  // namespace tir2tt::plan
