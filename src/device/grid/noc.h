// The NoC: transfers that were issued and have not landed. A transfer may land at any moment up to the barrier that
// completes it; the policy decides. Writes of one processor land in order of issue at each destination (one virtual
// channel), atomics and reads in any order; on Blackhole the word of a semaphore may overtake data that has not left
// the core (facts section 4.4). Tested by tests/device/noc_test.cc.
#pragma once

#include <cstdint>
#include <vector>

#include "device/include/tir2tt/abi.h"
#include "device/grid/machine.h"

namespace tir2tt::device {

class World;

struct Transfer {
  device_abi::NocRequest request;
  Actor* actor = nullptr;
  Where where;
  bool landed = false;             // its bytes have moved; still listed until its barrier, for the checks
  bool departed = false;           // writes: the source has been read (flushed)
  std::vector<std::byte> payload;  // of a departed one
};

class Noc {
 public:
  /// Checks the request, reports what is wrong with it, and issues it unless it cannot be carried out.
  void issue(World& world, const device_abi::NocRequest& request, Where where);
  void barrier(World& world, device_abi::NocBarrier barrier, uint32_t noc, uint32_t transaction_id);
  /// Lands one transfer that may land now, chosen by the policy; false: none is under way.
  bool land_one(World& world);
  bool idle() const { return flying_ == 0; }
  /// First transfer of `actor`, of reads or of writes, that no barrier has completed and whose local bytes touch
  /// [begin, end); nullptr: none.
  const Transfer* pending(const Actor& actor, bool reads, uint32_t begin, uint32_t end) const;
  /// Lands what `actor` left, after its kernel returned, and forgets it. Returns the transfers.
  std::vector<Transfer> finish(World& world, const Actor& actor);

 private:
  bool may_land(const Transfer& transfer, size_t place, const World& world) const;
  void land(World& world, Transfer& transfer);

  std::vector<Transfer> transfers_;  // in order of issue
  size_t flying_ = 0;                // not landed
};

}  // namespace tir2tt::device
