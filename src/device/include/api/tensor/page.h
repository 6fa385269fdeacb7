// A page of a tensor and where it is: what TensorAccessor::pages() and shard_pages() yield. Sources: tt-metal of
// 2026-03-12, tt_metal/hw/inc/api/tensor/page.h. Tested by tests/device/headers_test.cc.
#pragma once

#include <cstdint>

namespace tensor_accessor {

class Page {
 public:
  Page(uint64_t noc_addr, uint32_t global_page_id) : noc_addr_(noc_addr), global_page_id_(global_page_id) {}
  uint64_t noc_addr() const { return noc_addr_; }
  uint32_t page_id() const { return global_page_id_; }

 private:
  uint64_t noc_addr_;
  uint32_t global_page_id_;
};

}  // namespace tensor_accessor
