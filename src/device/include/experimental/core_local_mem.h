// CoreLocalMem<T>: a pointer into this core's L1 that transfers understand. Sources: tt-metal of early 2026,
// tt_metal/hw/inc/experimental/core_local_mem.h. Tested by tests/device/headers_test.cc.
#pragma once

#include <cstddef>
#include <cstdint>

#include "experimental/lock.h"
#include "tir2tt/common.h"
#ifdef TIR2TT_DATA_MOVEMENT
#include "experimental/noc.h"
#endif

namespace experimental {

template <typename T, typename AddressType = uintptr_t>
class CoreLocalMem {
  using difference_type = std::ptrdiff_t;

 public:
  CoreLocalMem(AddressType address) : address_(address) {}
  CoreLocalMem(T* ptr) : address_(reinterpret_cast<AddressType>(ptr)) {}

  tt_l1_ptr T* get_unsafe_ptr() const { return reinterpret_cast<tt_l1_ptr T*>(address_); }
  AddressType get_address() const { return address_; }

  T& operator[](uint32_t index) const { return get_unsafe_ptr()[index]; }
  T& operator*() const { return *get_unsafe_ptr(); }
  tt_l1_ptr T* operator->() const { return get_unsafe_ptr(); }

  CoreLocalMem& operator+=(difference_type n) {
    address_ += n * sizeof(T);
    return *this;
  }
  CoreLocalMem& operator-=(difference_type n) { return *this += -n; }
  CoreLocalMem& operator++() { return *this += 1; }
  CoreLocalMem& operator--() { return *this += -1; }
  CoreLocalMem operator++(int) {
    const CoreLocalMem before = *this;
    ++*this;
    return before;
  }
  CoreLocalMem operator--(int) {
    const CoreLocalMem before = *this;
    --*this;
    return before;
  }
  CoreLocalMem operator+(difference_type n) const { return CoreLocalMem(address_ + n * sizeof(T)); }
  CoreLocalMem operator-(difference_type n) const { return CoreLocalMem(address_ - n * sizeof(T)); }
  difference_type operator-(const CoreLocalMem& other) const {
    return (static_cast<difference_type>(address_) - static_cast<difference_type>(other.address_)) /
           static_cast<difference_type>(sizeof(T));
  }
  bool operator==(const CoreLocalMem& other) const { return address_ == other.address_; }
  bool operator!=(const CoreLocalMem& other) const { return address_ != other.address_; }
  bool operator<(const CoreLocalMem& other) const { return address_ < other.address_; }
  bool operator<=(const CoreLocalMem& other) const { return address_ <= other.address_; }
  bool operator>(const CoreLocalMem& other) const { return address_ > other.address_; }
  bool operator>=(const CoreLocalMem& other) const { return address_ >= other.address_; }
  explicit operator bool() const { return address_ != 0; }

  /// As CircularBuffer::scoped_lock(): nothing.
  [[nodiscard]] auto scoped_lock(size_t num_elements) {
    return Lock([] {});
  }

 private:
  AddressType address_;
};

#ifdef TIR2TT_DATA_MOVEMENT
template <typename T, typename AddressType>
struct noc_traits_t<CoreLocalMem<T, AddressType>> {
  struct src_args_type {
    AddressType offset_bytes = 0;
  };
  struct dst_args_type {
    AddressType offset_bytes = 0;
  };
  template <Noc::AddressType type>
  static uint32_t src_addr(const CoreLocalMem<T, AddressType>& src, const Noc&, const src_args_type& args) {
    static_assert(type == Noc::AddressType::LOCAL_L1, "Noc: a CoreLocalMem is in this core's L1");
    return static_cast<uint32_t>(src.get_address() + args.offset_bytes);
  }
  template <Noc::AddressType type>
  static uint32_t dst_addr(const CoreLocalMem<T, AddressType>& dst, const Noc&, const dst_args_type& args) {
    static_assert(type == Noc::AddressType::LOCAL_L1, "Noc: a CoreLocalMem is in this core's L1");
    return static_cast<uint32_t>(dst.get_address() + args.offset_bytes);
  }
};
#endif

}  // namespace experimental
