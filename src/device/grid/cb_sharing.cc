#include "device/grid/cb_sharing.h"

#include <fmt/format.h>

#include <algorithm>

namespace tir2tt::device {
namespace {

/// The first page of [begin, end) that was pushed and not popped; -1: none. The consumer goes round the ring page by
/// page, so the number of popped pages says where the first one is.
int64_t first_held_page(const CircularBufferState& cb, uint64_t begin, uint64_t end) {
  const uint32_t held = std::min<uint32_t>(cb.used(), cb.pages);
  for (uint32_t i = 0; i < held; ++i) {
    const uint64_t page = (cb.popped + i) % cb.pages, at = cb.address + page * cb.page_bytes;
    if (at < end && at + cb.page_bytes > begin) return static_cast<int64_t>(page);
  }
  return -1;
}

}  // namespace

void check_sharing(World& world, const Core& core, const CircularBufferState& written, uint64_t begin, uint64_t bytes) {
  if (written.global) return;
  for (const CircularBufferState& other : core.cbs) {
    if (!other.present || other.global || other.index == written.index || other.used() == 0) continue;
    const int64_t page = first_held_page(other, begin, begin + bytes);
    if (page < 0) continue;
    world.report(
        FindingKind::CbOverlap,
        fmt::format("write to CB {} over page {} of CB {}, which shares its memory: the page was pushed at {}:{} "
                    "or before, and is not popped",
                    written.index, page, other.index, other.last_push.file, other.last_push.line),
        written.index);
  }
}

}  // namespace tir2tt::device
