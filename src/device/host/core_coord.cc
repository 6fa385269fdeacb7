#include <algorithm>
#include <iterator>
#include <tt-metalium/core_coord.hpp>
#include <tt_stl/assert.hpp>

CoreRange::CoreRange(const CoreCoord& start, const CoreCoord& end) : start_coord(start), end_coord(end) {
  TT_FATAL(start.x <= end.x && start.y <= end.y, "a rectangle of cores from {} to {}: its end lies before its start",
           start, end);
}

std::optional<CoreRange> CoreRange::intersection(const CoreRange& other) const {
  const CoreCoord start(std::max(start_coord.x, other.start_coord.x), std::max(start_coord.y, other.start_coord.y));
  const CoreCoord end(std::min(end_coord.x, other.end_coord.x), std::min(end_coord.y, other.end_coord.y));
  return start.x <= end.x && start.y <= end.y ? std::optional(CoreRange(start, end)) : std::nullopt;
}

bool CoreRange::contains(const CoreCoord& core) const {
  return core.x >= start_coord.x && core.x <= end_coord.x && core.y >= start_coord.y && core.y <= end_coord.y;
}

bool CoreRange::contains(const CoreRange& other) const {
  return contains(other.start_coord) && contains(other.end_coord);
}

bool CoreRange::contains(const CoreRangeSet& other) const {
  return std::ranges::all_of(other.ranges(), [&](const CoreRange& range) { return contains(range); });
}

std::string CoreRange::str() const { return fmt::format("[{} - {}]", start_coord, end_coord); }

CoreRange::CoreIterator& CoreRange::CoreIterator::operator++() {
  if (++current_.x > range_->end_coord.x) current_ = {range_->start_coord.x, current_.y + 1};
  return *this;
}

namespace {

void check_no_overlap(const std::vector<CoreRange>& ranges) {
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      TT_FATAL(!ranges[i].intersects(ranges[j]), "a set of cores with overlapping rectangles: {} and {}", ranges[j],
               ranges[i]);
    }
  }
}

/// `range` without `hole`: at most four rectangles, above, left, right and below.
std::vector<CoreRange> without(const CoreRange& range, const CoreRange& hole) {
  const std::optional<CoreRange> common = range.intersection(hole);
  if (!common) return {range};
  const CoreCoord a = range.start_coord, b = range.end_coord, c = common->start_coord, d = common->end_coord;
  std::vector<CoreRange> rest;
  if (c.y > a.y) rest.push_back({a, {b.x, c.y - 1}});
  if (c.x > a.x) rest.push_back({{a.x, c.y}, {c.x - 1, d.y}});
  if (d.x < b.x) rest.push_back({{d.x + 1, c.y}, {b.x, d.y}});
  if (d.y < b.y) rest.push_back({{a.x, d.y + 1}, b});
  return rest;
}

}  // namespace

CoreRangeSet::CoreRangeSet(ttsl::Span<const CoreRange> ranges) : ranges_(ranges.begin(), ranges.end()) {
  check_no_overlap(ranges_);
}
CoreRangeSet::CoreRangeSet(const std::set<CoreRange>& ranges) : ranges_(ranges.begin(), ranges.end()) {
  check_no_overlap(ranges_);
}
CoreRangeSet::CoreRangeSet(std::vector<CoreRange>&& ranges) : ranges_(std::move(ranges)) { check_no_overlap(ranges_); }
CoreRangeSet::CoreRangeSet(ttsl::Span<const CoreCoord> cores) : ranges_(cores.begin(), cores.end()) {
  check_no_overlap(ranges_);
}

uint32_t CoreRangeSet::num_cores() const {
  std::size_t cores = 0;
  for (const CoreRange& range : ranges_) cores += range.size();
  return static_cast<uint32_t>(cores);
}

bool CoreRangeSet::intersects(const CoreRange& other) const {
  return std::ranges::any_of(ranges_, [&](const CoreRange& range) { return range.intersects(other); });
}
bool CoreRangeSet::intersects(const CoreRangeSet& other) const {
  return std::ranges::any_of(other.ranges_, [&](const CoreRange& range) { return intersects(range); });
}

CoreRangeSet CoreRangeSet::intersection(const CoreRangeSet& other) const {
  std::vector<CoreRange> common;
  for (const CoreRange& a : ranges_) {
    for (const CoreRange& b : other.ranges_) {
      if (const std::optional<CoreRange> both = a.intersection(b)) common.push_back(*both);
    }
  }
  return CoreRangeSet(std::move(common));
}

bool CoreRangeSet::contains(const CoreCoord& core) const {
  return std::ranges::any_of(ranges_, [&](const CoreRange& range) { return range.contains(core); });
}
bool CoreRangeSet::contains(const CoreRange& other) const { return contains(CoreRangeSet(other)); }
bool CoreRangeSet::contains(const CoreRangeSet& other) const { return other.subtract(*this).empty(); }

CoreRangeSet CoreRangeSet::subtract(const CoreRangeSet& other) const {
  std::vector<CoreRange> rest = ranges_;
  for (const CoreRange& hole : other.ranges_) {
    std::vector<CoreRange> next;
    for (const CoreRange& range : rest) std::ranges::copy(without(range, hole), std::back_inserter(next));
    rest = std::move(next);
  }
  return CoreRangeSet(std::move(rest));
}

CoreRangeSet CoreRangeSet::united_with(const CoreRangeSet& other) const {
  std::vector<CoreRange> all = ranges_;
  std::ranges::copy(other.subtract(*this).ranges_, std::back_inserter(all));
  return CoreRangeSet(std::move(all));
}

CoreRange CoreRangeSet::bounding_box() const {
  TT_FATAL(!ranges_.empty(), "an empty set of cores has no bounding box");
  CoreRange box = ranges_.front();
  for (const CoreRange& range : ranges_) {
    box.start_coord = {std::min(box.start_coord.x, range.start_coord.x),
                       std::min(box.start_coord.y, range.start_coord.y)};
    box.end_coord = {std::max(box.end_coord.x, range.end_coord.x), std::max(box.end_coord.y, range.end_coord.y)};
  }
  return box;
}

std::string CoreRangeSet::str() const { return fmt::format("{{{}}}", fmt::join(ranges_, ", ")); }

bool operator==(const CoreRangeSet& a, const CoreRangeSet& b) { return a.contains(b) && b.contains(a); }

std::vector<CoreCoord> grid_to_cores(CoreCoord start, CoreCoord end, bool row_wise) {
  return corerange_to_cores(CoreRange(start, end), std::nullopt, row_wise);
}

std::vector<CoreCoord> grid_to_cores(uint32_t num_cores, uint32_t grid_size_x, uint32_t grid_size_y, bool row_wise) {
  TT_FATAL(num_cores <= uint64_t{grid_size_x} * grid_size_y, "{} cores of a grid of {}x{}", num_cores, grid_size_x,
           grid_size_y);
  if (num_cores == 0) return {};
  return corerange_to_cores(CoreRange({0, 0}, {grid_size_x - 1, grid_size_y - 1}), num_cores, row_wise);
}

std::vector<CoreCoord> corerange_to_cores(const CoreRangeSet& ranges, std::optional<uint32_t> max_cores,
                                          bool row_wise) {
  std::vector<CoreCoord> cores;
  for (const CoreRange& range : ranges.ranges()) {
    const CoreCoord size = range.grid_size();
    for (std::size_t i = 0; i < range.size() && cores.size() < max_cores.value_or(~uint32_t{0}); ++i) {
      const std::size_t x = row_wise ? i % size.x : i / size.y, y = row_wise ? i / size.x : i % size.y;
      cores.emplace_back(range.start_coord.x + x, range.start_coord.y + y);
    }
  }
  return cores;
}

std::size_t std::hash<CoreRange>::operator()(const CoreRange& range) const noexcept {
  const std::hash<CoreCoord> of_core;
  return of_core(range.start_coord) * 31 + of_core(range.end_coord);
}

std::size_t std::hash<CoreRangeSet>::operator()(const CoreRangeSet& ranges) const noexcept {
  std::size_t sum = 0;  // of cores: equal sets may be cut differently
  for (const CoreCoord& core : corerange_to_cores(ranges)) sum += std::hash<CoreCoord>()(core) * 0x9E3779B97F4A7C15u;
  return sum;
}
