// Semaphore: the object form of a semaphore in L1. Sources: tt-metal of early 2026,
// tt_metal/hw/inc/experimental/noc_semaphore.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "experimental/noc.h"

namespace experimental {

template <ProgrammableCoreType core_type = ProgrammableCoreType::TENSIX>
class Semaphore {
 public:
  explicit Semaphore(uint32_t semaphore_id, Where where = Where::here())
      : local_l1_addr_(get_semaphore<core_type>(semaphore_id, where)) {}

  /// Adds to the word of this core; on silicon not atomic.
  void up(uint32_t value, Where where = Where::here()) { noc_semaphore_set(word(), *word() + value, where); }
  void up(const Noc& noc, uint32_t noc_x, uint32_t noc_y, uint32_t value, uint8_t vc = NOC_UNICAST_WRITE_VC,
          Where where = Where::here()) {
    noc_semaphore_inc(::get_noc_addr(noc_x, noc_y, local_l1_addr_), value, noc.get_noc_id(), vc, where);
  }
  void down(uint32_t value, Where where = Where::here()) {
    noc_semaphore_wait_min(word(), value, where);
    noc_semaphore_set(word(), *word() - value, where);
  }
  void wait(uint32_t value, Where where = Where::here()) { noc_semaphore_wait(word(), value, where); }
  void wait_min(uint32_t value, Where where = Where::here()) { noc_semaphore_wait_min(word(), value, where); }
  void set(uint32_t value, Where where = Where::here()) { noc_semaphore_set(word(), value, where); }

  template <Noc::McastMode mcast_mode = Noc::McastMode::EXCLUDE_SRC>
  void set_multicast(const Noc& noc, uint32_t noc_x_start, uint32_t noc_y_start, uint32_t noc_x_end, uint32_t noc_y_end,
                     uint32_t num_dests, bool linked = false, Where where = Where::here()) {
    const uint64_t to = ::get_noc_multicast_addr(noc_x_start, noc_y_start, noc_x_end, noc_y_end, local_l1_addr_);
    tir2tt_multicast(local_l1_addr_, to, 4, num_dests, linked, noc.get_noc_id(),
                     mcast_mode == Noc::McastMode::INCLUDE_SRC, true, where);
  }
  void inc_multicast(const Noc& noc, uint32_t noc_x_start, uint32_t noc_y_start, uint32_t noc_x_end, uint32_t noc_y_end,
                     uint32_t value, uint32_t num_dests, Where where = Where::here()) {
    const uint64_t to = ::get_noc_multicast_addr(noc_x_start, noc_y_start, noc_x_end, noc_y_end, local_l1_addr_);
    noc_semaphore_inc_multicast(to, value, num_dests, noc.get_noc_id(), NOC_MULTICAST_WRITE_VC, where);
  }

 private:
  volatile tt_l1_ptr uint32_t* word() const {
    return reinterpret_cast<volatile tt_l1_ptr uint32_t*>(static_cast<uintptr_t>(local_l1_addr_));
  }
  uint32_t local_l1_addr_;
};

}  // namespace experimental
