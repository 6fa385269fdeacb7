// When nothing can go on: who waits for whom. Tested by tests/device/deadlock_test.cc.
#pragma once

#include "device/grid/world.h"

namespace tir2tt::device {

/// To be called when World::run() has returned Outcome::Deadlock: finds out who would push, pop or set what others wait
/// for, where that is not known. Kernels run meanwhile, so it may end in a signal; explain_deadlock() is next either
/// way.
void learn_who_would(World& world);

/// Adds a finding for every cycle of actors that wait for each other, for every actor that waits for one that has ended
/// or for nobody, and for every loop that polls what never changes.
void explain_deadlock(World& world);

/// "needs 2 pages of space in CB 1 (4 of 4 pages used), cb_reserve_back(1, 2)".
std::string wait_text(const Actor& actor);

}  // namespace tir2tt::device
