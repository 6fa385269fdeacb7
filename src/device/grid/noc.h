// The NoC: transfers that were issued and have not landed. A transfer may land at any moment up to the barrier that
// completes it; the policy decides. Writes of one processor land in order of issue at each destination (one virtual
// channel per NoC; a multicast is ordered with each of its cores), but in any order at different ones; atomics and
// reads in any order; on Blackhole the word of a semaphore may overtake data that has not left the core (facts section
// 4.4). All costs are linear in the number of transfers. Tested by tests/device/noc_test.cc and race_test.cc.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <optional>
#include <vector>

#include "device/grid/machine.h"
#include "device/grid/noc_route.h"
#include "device/include/tir2tt/abi.h"

namespace tir2tt::device {

class World;

struct Transfer {
  device_abi::NocRequest request;
  Actor* actor = nullptr;
  Where where;
  Route route;
  bool landed = false;             // its bytes have moved; still listed until its barrier, for the checks
  bool departed = false;           // writes: the source has been read (flushed)
  std::vector<std::byte> payload;  // of a departed one
  std::vector<Transfer*> after;    // those that have to land before it
  std::vector<Transfer*> before;   // those that wait for it
  std::optional<size_t> place;     // among those that may land
};

/// Which transfer has which bytes of its core's L1: disjoint ranges, the earliest transfer of each.
class Spans {
 public:
  void add(const Transfer& transfer);
  /// A transfer that touches [begin, end); nullptr: none.
  const Transfer* find(uint32_t begin, uint32_t end) const;
  void clear() { spans_.clear(); }

 private:
  struct Span {
    uint32_t end = 0;
    const Transfer* transfer = nullptr;
  };
  std::map<uint32_t, Span> spans_;  // by begin
};

class Noc {
 public:
  /// Checks the request, reports what is wrong with it, and issues it unless it cannot be carried out.
  void issue(World& world, const device_abi::NocRequest& request, Where where);
  void barrier(World& world, device_abi::NocBarrier barrier, uint32_t noc, uint32_t transaction_id);
  /// Lands one transfer that may land now, chosen by the policy; false: none is under way.
  bool land_one(World& world);
  bool idle() const { return flying_ == 0; }
  /// A transfer of `actor`, of reads or of writes, that no barrier has completed and whose local bytes touch
  /// [begin, end); nullptr: none.
  const Transfer* pending(const Actor& actor, bool reads, uint32_t begin, uint32_t end) const;
  /// Lands what `actor` left after its kernel returned, reports and forgets it.
  void finish(World& world, const Actor& actor);

 private:
  enum Class : uint8_t { kReads, kWrites, kPosted, kAtomics, kClasses };
  static constexpr uint32_t kTransactionIds = 16, kMostOutstanding = 255;

  /// Writes to one destination that have not landed: the last of each sort.
  struct Queue {
    Transfer* data = nullptr;
    Transfer* departed = nullptr;
    Transfer* semaphore = nullptr;  // Blackhole; elsewhere it is data
  };
  struct Sender {
    std::array<std::list<Transfer>, kClasses> open;  // in order of issue; no barrier has completed them
    std::list<Transfer> departed;                    // flushed, and listed until a barrier
    Spans reads, dram_writes, l1_writes;             // of `open`
    std::map<uint64_t, Queue> queues;
    std::array<std::optional<Where>, 2> linked;  // by NoC: the last linked transfer, which nothing has closed
    std::array<std::array<uint32_t, kTransactionIds>, 2> outstanding{};  // by NoC and transaction id
  };

  static Class class_of(const device_abi::NocRequest& request);
  Sender& sender_of(const Actor& actor);
  static void note_bytes(Sender& sender, const Transfer& transfer);
  void check_sources(World& world, const Sender& sender, const device_abi::NocRequest& request);
  void check_sequence(World& world, Sender& sender, const device_abi::NocRequest& request, Where where);
  void check_barrier(World& world, Sender& sender, device_abi::NocBarrier kind, uint32_t noc, uint32_t id);
  void put_in_order(World& world, Sender& sender, Transfer& transfer);
  void release(Transfer& transfer);
  void complete(World& world, Sender& sender, std::list<Transfer>& list, uint32_t noc, uint32_t id, bool flush);
  void make_ready(Transfer& transfer);
  void land(World& world, Transfer& transfer);
  void land_in_turn(World& world, Transfer& transfer);
  void depart(Sender& sender, Transfer& transfer);

  std::deque<Sender> senders_;                   // by id of the actor
  std::array<std::vector<Transfer*>, 2> ready_;  // that may land: data, credits
  size_t flying_ = 0;                            // not landed
};

}  // namespace tir2tt::device
