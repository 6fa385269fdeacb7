#include "device/grid/world.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "device/grid/clocks.h"

namespace tir2tt::device {
namespace {

constexpr uint64_t kPollsBeforeParking = 64;  // fruitless ones in a row, nothing having changed
constexpr size_t kStackBytes = 1 << 19;
constexpr uint64_t kRandomYield = 4;        // one call in so many, under Policy::Random
constexpr uint64_t kCallsInARow = 1000;     // then others get their turn: a loop may wait for what they do
constexpr uint64_t kMostStarving = 20000;   // calls of others while the victim waits: every processor gets on some day
constexpr uint64_t kPretendedCalls = 5000;  // of one actor
constexpr uint64_t kSecond = 1'000'000'000;
constexpr uint64_t kPretence = kSecond;
constexpr uint64_t kFirstSlice = kSecond / 100;  // of a loop without calls, before others run; from then on one tick
constexpr uint64_t kLoopBytes = 256;             // of instructions: nearer than this is the same loop
constexpr uint64_t kLeastSpinGap = 1000, kMostSpinGap = 64000;  // turns
constexpr int kMostAgain = 20;                                  // halves of loop_seconds
constexpr size_t kMostPrinted = size_t{1} << 20;                // bytes

uint64_t distance(uint64_t a, uint64_t b) { return a < b ? b - a : a - b; }

}  // namespace

void PrintLog::add(std::string line) {
  if (left_out_ != 0 || bytes_ + line.size() > kMostPrinted) {
    ++left_out_;
    return;
  }
  bytes_ += line.size();
  lines_.push_back(std::move(line));
}

std::vector<std::string> PrintLog::take() {
  if (left_out_ != 0)
    lines_.push_back(fmt::format("{} more line{} left out", left_out_, left_out_ == 1 ? " is" : "s are"));
  return std::move(lines_);
}

uint64_t Random::next() {
  uint64_t z = (state_ += 0x9E3779B97F4A7C15ull);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
  return z ^ (z >> 31);
}

std::string pages_text(uint64_t n) { return fmt::format("{} page{}", n, n == 1 ? "" : "s"); }
std::string core_text(CoreCoord core) { return fmt::format("({},{})", core.x, core.y); }

uint32_t load_word(const Core& core, uint32_t offset) {
  uint32_t value = 0;
  std::memcpy(&value, core.l1 + offset, sizeof value);
  return value;
}

bool is_met(const Core& core, const Wait& wait) {
  const uint32_t now = load_word(core, wait.object);
  return wait.at_least ? now >= wait.amount : now == wait.amount;
}

const char* role_name(Role role) {
  constexpr const char* kNames[] = {"brisc", "ncrisc", "unpack", "math", "pack"};
  return kNames[static_cast<int>(role)];
}

World::World(Program program, const RunOptions& options)
    : program_(std::move(program)), options_(options), random_(options.seed) {
  written_tensors.resize(program_.tensors.size());
  for (const Tensor& tensor : program_.tensors) statistics.tensors.push_back({tensor.name, 0, 0});
}

Core* World::core_at(CoreCoord coord) {
  if (coord.x < 0 || coord.y < 0 || coord.x >= chip().grid_x || coord.y >= chip().grid_y) return nullptr;
  return cores[core_index(chip(), coord)].get();
}

std::optional<FindingKind> World::stop_reason() const {
  const int reason = stop_reason_;
  return reason < 0 ? std::nullopt : std::optional(static_cast<FindingKind>(reason));
}

void World::start(Actor& actor) {
  actors.push_back(&actor);
  actor.id = static_cast<int>(actors.size()) - 1;
  actor.fiber = std::make_unique<Fiber>(kStackBytes, [this, &actor] {
    actor.image->run();
    actor.state = Actor::State::Done;
    ++progress;  // of what it wrote by pointers nothing was seen
  });
  ready_.push_back(&actor);
}

void World::enter(Where where) {
  ++calls;
  running_->where = where;
  spin_began_ = 0;
  if (running_->cut) {
    running_->cut = false;
    ++progress;  // what a loop without calls wrote was not seen
    spin_gap_ = kLeastSpinGap;
  }
  if (stopping_) give_up();
  const uint64_t in_a_row = ++running_->calls_in_a_row;
  if (pretending() && (in_a_row > kPretendedCalls || pretence_over_)) leave_for_good();
  bool yields = in_a_row % kCallsInARow == 0;
  if (options_.policy == Policy::Random) {
    if (random_.below(kRandomYield) == 0) noc.land_one(*this);
    yields |= random_.below(kRandomYield) == 0;
  }
  if (yields) leave(Actor::State::Ready);
}

void World::leave(Actor::State state) {
  running_->state = state;
  if (state == Actor::State::Polling) ++pollers_;
  if (state == Actor::State::Ready) ready_.push_back(running_);
  running_->fiber->leave();
  if (stopping_) give_up();
}

void World::park(const Wait& wait) {
  running_->wait = wait;
  leave(Actor::State::Waiting);
}

void World::hang(const Wait& wait) {
  while (!pretends(wait.kind)) park(wait);
}

void World::give_up() {
  if (!pretending()) stopping_ = true;
  leave_for_good();
}

void World::leave_for_good() {
  // Nothing of the context is destroyed: the process ends soon.
  for (;;) running_->fiber->leave();
}

void World::wake(Core& core, WaitFor kind, uint32_t object) {
  ++progress;
  for (const auto& actor : core.actors) {
    if (!actor || actor->state != Actor::State::Waiting || actor->wait.kind != kind || actor->wait.object != object)
      continue;
    actor->state = Actor::State::Ready;
    ready_.push_back(actor.get());
  }
}

void World::starve() {
  victim_ = running_;
  starved_since_ = calls;
  leave(Actor::State::Ready);
}

void World::note_writer(Core& core, uint32_t offset) {
  const std::pair<uint32_t, const Actor*> entry(offset, running_);
  auto& writers = core.semaphore_writers;
  if (std::find(writers.begin(), writers.end(), entry) != writers.end()) return;
  writers.push_back(entry);
  ++learned;
}

void World::fruitless_poll(const Wait& wait) {
  Actor& actor = *running_;
  if (actor.stretch.progress != progress) actor.stretch = {progress}, actor.polls = 0;
  if (++actor.polls % kPollsBeforeParking != 0) {
    if (actor.stretch.turn_began == 0) leave(Actor::State::Ready);
    return;
  }
  note_turn(actor, cpu_nanoseconds());
  actor.wait = wait;
  leave(Actor::State::Polling);
  actor.wait = {};
}

void World::print_line(std::string line) {
  if (!pretending()) prints.add(std::move(line));
}

void World::report(FindingKind kind, std::string message, int64_t cb, std::vector<std::string> notes) {
  report_at(*running_, running_->where, kind, std::move(message), cb, std::move(notes));
}

void World::report_at(const Actor& actor, Where where, FindingKind kind, std::string message, int64_t cb,
                      std::vector<std::string> notes) {
  if (pretending()) return;
  findings.add({kind,
                std::move(message),
                role_name(actor.role),
                {where.file, where.line},
                {actor.core->coord},
                cb,
                {},
                1,
                std::move(notes)});
  if (findings.size() >= static_cast<size_t>(options_.most_findings)) stopping_ = true;
}

Actor* World::pick() {
  if (ready_.empty()) return nullptr;
  size_t place = 0;
  if (options_.policy != Policy::InOrder) place = random_.below(ready_.size());
  if (ready_[place] == victim_ && ready_.size() > 1 && calls - starved_since_ < kMostStarving)
    place = (place + 1) % ready_.size();
  if (ready_[place] == victim_) starved_since_ = calls;
  Actor* actor = ready_[place];
  ready_.erase(ready_.begin() + static_cast<std::ptrdiff_t>(place));
  return actor;
}

void World::switch_to(Actor& actor) {
  ++statistics.switches;
  l1.hide_at_zero(actor.core->coord);
  KernelImage& image = *actor.image;
  if (image.has_globals() && image.owner != actor.id) {
    if (image.owner >= 0) image.save_globals(actors[static_cast<size_t>(image.owner)]->globals);
    image.restore_globals(actor.globals);
    image.owner = actor.id;
  }
  running_ = &actor;
  spin_began_ = 0;
  if (actor.stretch.next_counts) {
    actor.stretch.next_counts = false;
    actor.stretch.turn_began = cpu_nanoseconds();
  }
  actor.state = Actor::State::Ready;
  if (!pretending()) actor.calls_in_a_row = 0;
  actor.fiber->resume();
  running_ = nullptr;
}

/// The turn of an actor that asks in vain is over.
void World::note_turn(Actor& actor, uint64_t now) {
  Stretch& stretch = actor.stretch;
  if (stretch.progress != progress) {
    stretch = {progress};
    return;
  }
  if (stretch.turn_began == 0) return;
  const uint64_t half = patience(actor) / 2, before = stretch.nanoseconds;
  stretch.nanoseconds += now - stretch.turn_began;
  stretch.turn_began = 0;
  if (before <= half && stretch.nanoseconds > half) stretch.memory = l1.digest(actor.core->coord);
}

/// How long an actor may ask in vain, in nanoseconds. Those who poll do nothing else, so they share their time.
uint64_t World::patience(const Actor& actor) const {
  const auto all = static_cast<uint64_t>(std::clamp(options_.loop_seconds, 1e-3, 1e9) * kSecond);
  return actor.state == Actor::State::Polling ? all / std::max<uint64_t>(pollers_, 1) : all;
}

bool World::is_given_up(const Actor& actor) const {
  return actor.stretch.progress == progress && actor.stretch.nanoseconds > patience(actor);
}

/// Of an actor that is Polling or Spinning.
void World::revive(Actor& actor) {
  --(actor.state == Actor::State::Polling ? pollers_ : spinners_);
  actor.state = Actor::State::Ready;
  actor.stretch.next_counts = true;
  ready_.push_back(&actor);
}

bool World::revive_pollers() {
  if (pollers_ == 0) return false;
  std::vector<Actor*> again;
  for (Actor* actor : actors) {
    if (actor->state == Actor::State::Polling && !is_given_up(*actor)) again.push_back(actor);
  }
  for (Actor* actor : again) revive(*actor);
  return !again.empty();
}

/// One only: what it does may let others go on, who are faster.
bool World::revive_spinner() {
  if (spinners_ == 0) return false;
  for (size_t i = 0; i < actors.size(); ++i) {
    Actor& actor = *actors[(next_spinner_ + i) % actors.size()];
    if (actor.state != Actor::State::Spinning || is_given_up(actor)) continue;
    next_spinner_ = static_cast<size_t>(actor.id) + 1;
    revive(actor);
    return true;
  }
  return false;
}

/// All, though others can go on, but ever more rarely as long as they spin in vain.
void World::revive_spinners() {
  if (spinners_ == 0) return;
  if (spin_gap_ == 0) spin_gap_ = kLeastSpinGap;
  if (next_spin_round_ == 0) next_spin_round_ = statistics.switches + spin_gap_;
  if (statistics.switches < next_spin_round_) return;
  for (Actor* actor : actors) {
    if (actor->state == Actor::State::Spinning) revive(*actor);
  }
  spin_gap_ = std::min(2 * spin_gap_, kMostSpinGap);
  next_spin_round_ = statistics.switches + spin_gap_;
}

/// Those that were given up though something was written to L1 meanwhile: by pointers, of which nobody was told.
bool World::revive_changed() {
  std::vector<Actor*> again;
  for (Actor* actor : actors) {
    if (actor->state != Actor::State::Polling && actor->state != Actor::State::Spinning) continue;
    const uint64_t memory = l1.digest(actor->core->coord);
    if (memory == actor->stretch.memory || actor->stretch.again == kMostAgain) continue;
    ++actor->stretch.again;
    actor->stretch.memory = memory;
    actor->stretch.nanoseconds = patience(*actor) / 2;
    again.push_back(actor);
  }
  for (Actor* actor : again) revive(*actor);
  return !again.empty();
}

/// Makes actors ready whose semaphore was set by a pointer, of which nobody was told.
bool World::revive_met() {
  const size_t before = ready_.size();
  for (Actor* actor : actors) {
    if (actor->state != Actor::State::Waiting || actor->wait.kind != WaitFor::Semaphore) continue;
    if (!is_met(*actor->core, actor->wait)) continue;
    actor->state = Actor::State::Ready;
    ready_.push_back(actor);
  }
  return ready_.size() > before;
}

/// Nothing is ready: lets a transfer land, else those ask again who poll or spin. False: nothing can go on.
bool World::quiet_step() {
  if (noc.land_one(*this) || revive_met()) return true;
  const bool polls = revive_pollers(), spins = revive_spinner();
  return polls || spins || revive_changed();
}

Outcome World::run() {
  if (options_.policy == Policy::Adversarial && !actors.empty()) victim_ = actors[random_.below(actors.size())];
  uint64_t last_progress = 0;
  while (!stopping_) {
    if (last_progress != progress) {
      last_progress = progress;
      revive_pollers();
    }
    revive_spinners();
    Actor* next = pick();
    if (next != nullptr) {
      switch_to(*next);
      continue;
    }
    if (quiet_step()) continue;
    const bool done =
        std::all_of(actors.begin(), actors.end(), [](const Actor* a) { return a->state == Actor::State::Done; });
    return done ? Outcome::Finished : Outcome::Deadlock;
  }
  return Outcome::Stopped;
}

bool World::pretends(WaitFor kind) const {
  switch (kind) {
    case WaitFor::CbSpace: return pretended_ >= Pretended::Space;
    case WaitFor::Semaphore: return pretended_ >= Pretended::Semaphores;
    case WaitFor::CbPages: return pretended_ >= Pretended::Pages;
    default: return false;
  }
}

void World::pretend(const std::function<bool()>& enough) {
  pretence_ends_ = cpu_nanoseconds() + kPretence;
  for (const Pretended stage : {Pretended::Space, Pretended::Semaphores, Pretended::Pages}) {
    pretended_ = stage;
    for (Actor* actor : actors) {
      const bool polls = actor->state == Actor::State::Polling;
      if ((!polls && actor->state != Actor::State::Waiting) || !pretends(actor->wait.kind)) continue;
      if (polls) --pollers_;
      actor->state = Actor::State::Ready;
      ready_.push_back(actor);
    }
    uint64_t known = learned;
    for (Actor* next = pick(); next != nullptr && !stopping_ && !pretence_over_; next = pick()) {
      switch_to(*next);
      if (known == learned) continue;
      if (enough()) return;
      known = learned;
    }
  }
}

void World::tick(uint64_t instruction) {
  const uint64_t now = cpu_nanoseconds();
  if (pretending() && now > pretence_ends_) pretence_over_ = true;
  Actor* actor = running_;
  if (actor == nullptr || !actor->image->contains(instruction)) return;
  if (spin_began_ == 0) spin_began_ = now;
  const bool known = distance(actor->spin_instruction, instruction) < kLoopBytes;
  if (!known && !stopping_ && now - spin_began_ < kFirstSlice) return;
  actor->spin_instruction = instruction;
  if (pretending()) leave_for_good();
  if (actor->stretch.turn_began == 0) actor->stretch.turn_began = spin_began_;
  note_turn(*actor, now);
  actor->cut = true;
  actor->wait = {WaitFor::Change};
  actor->state = Actor::State::Spinning;
  ++spinners_;
  actor->fiber->leave();
  actor->wait = {};
  if (stopping_) give_up();
}

}  // namespace tir2tt::device
