// Ranges over pages for `for (const auto& page : accessor.pages(first, end))`: of a whole tensor by number, and of one
// shard by place in it, where places beyond the tensor are passed over. Sources: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/tensor/ {pages_address_iterator,shard_pages_address_iterator}.h. Tested by
// tests/device/headers_test.cc.
#pragma once

#include <cstddef>
#include <cstdint>

#include "api/tensor/page.h"
#include "tir2tt/addresses.h"

namespace tensor_accessor {

/// Steps through positions [position, end); Source says which page is at a position.
template <class Source>
class PageIterator {
 public:
  using value_type = Page;
  using difference_type = std::ptrdiff_t;
  using reference = const Page&;
  using pointer = const Page*;

  PageIterator(const Source& source, uint32_t position, uint32_t end)
      : source_(source), position_(position < end ? position : end), end_(end) {
    settle();
  }

  uint32_t page_id() const { return page_.page_id(); }
  reference operator*() const { return page_; }
  pointer operator->() const { return &page_; }
  Page operator[](difference_type n) const { return *(*this + n); }

  PageIterator& operator++() { return *this += 1; }
  PageIterator operator++(int) {
    const PageIterator before = *this;
    ++*this;
    return before;
  }
  PageIterator& operator+=(difference_type steps) {
    position_ = end_ - position_ > static_cast<uint64_t>(steps) ? position_ + static_cast<uint32_t>(steps) : end_;
    settle();
    return *this;
  }
  PageIterator operator+(difference_type steps) const {
    PageIterator result = *this;
    return result += steps;
  }

  bool operator==(const PageIterator& other) const { return position_ == other.position_; }
  bool operator!=(const PageIterator& other) const { return position_ != other.position_; }
  bool operator<(const PageIterator& other) const { return position_ < other.position_; }
  bool operator>(const PageIterator& other) const { return position_ > other.position_; }
  bool operator<=(const PageIterator& other) const { return position_ <= other.position_; }
  bool operator>=(const PageIterator& other) const { return position_ >= other.position_; }

 private:
  /// To the next position that has a page.
  void settle() {
    while (position_ < end_ && !source_.page_at(position_, &page_)) ++position_;
  }

  Source source_;
  uint32_t position_;
  uint32_t end_;
  Page page_{0, 0};
};

template <class Source>
class PageRange {
 public:
  using iterator = PageIterator<Source>;
  using const_iterator = iterator;
  PageRange(const Source& source, uint32_t first, uint32_t end) : source_(source), first_(first), end_(end) {}
  iterator begin() const { return {source_, first_, end_}; }
  iterator end() const { return {source_, end_, end_}; }
  const_iterator cbegin() const { return begin(); }
  const_iterator cend() const { return end(); }

 private:
  Source source_;
  uint32_t first_;
  uint32_t end_;
};

template <class Accessor>
struct AllPages {
  const Accessor* accessor;
  uint8_t noc;
  Where where;
  bool page_at(uint32_t position, Page* page) const {
    *page = Page(accessor->get_noc_addr(position, 0, noc, where), position);
    return true;
  }
};

template <class Accessor>
struct PagesOfShard {
  const Accessor* accessor;
  uint32_t shard;
  uint8_t noc;
  Where where;
  bool page_at(uint32_t position, Page* page) const {
    uint32_t number = 0;
    if (!accessor->dspec().page_in_shard(shard, position, &number)) return false;
    const uint32_t offset = position * accessor->get_aligned_page_size();
    *page = Page(accessor->get_shard_noc_addr(shard, offset, noc, where), number);
    return true;
  }
};

template <class Accessor>
using Pages = PageRange<AllPages<Accessor>>;
template <class Accessor>
using ShardPages = PageRange<PagesOfShard<Accessor>>;

}  // namespace tensor_accessor
