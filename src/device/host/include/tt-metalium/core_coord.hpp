// Logical cores, rectangles of them and sets of rectangles. Source: tt-metal's core_coord.hpp of 2026-03-12.
// Tested by tests/device/host_values_test.cc.
#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <tt_stl/span.hpp>
#include <umd/device/types/xy_pair.hpp>
#include <utility>
#include <vector>

using CoreCoord = tt_xy_pair;

class CoreRangeSet;

/// A rectangle, both corners included.
class CoreRange {
 public:
  CoreCoord start_coord;
  CoreCoord end_coord;

  CoreRange(const CoreCoord& point) : start_coord(point), end_coord(point) {}
  /// TT_FATAL unless start is left of and above end, or equal.
  CoreRange(const CoreCoord& start, const CoreCoord& end);

  bool intersects(const CoreRange& other) const { return intersection(other).has_value(); }
  std::optional<CoreRange> intersection(const CoreRange& other) const;
  bool contains(const CoreCoord& core) const;
  bool contains(const CoreRange& other) const;
  bool contains(const CoreRangeSet& other) const;
  /// "[(x=0,y=0) - (x=3,y=1)]".
  std::string str() const;
  /// Cores.
  std::size_t size() const { return grid_size().x * grid_size().y; }
  CoreCoord grid_size() const { return {end_coord.x - start_coord.x + 1, end_coord.y - start_coord.y + 1}; }

  /// Over the cores by rows: x runs first.
  class CoreIterator {
   public:
    CoreIterator(const CoreCoord& current, const CoreRange& range) : current_(current), range_(&range) {}
    CoreCoord& operator*() { return current_; }
    CoreIterator& operator++();
    bool operator==(const CoreIterator& other) const { return current_ == other.current_; }

   private:
    CoreCoord current_;
    const CoreRange* range_;
  };
  CoreIterator begin() const { return {start_coord, *this}; }
  CoreIterator end() const { return {CoreCoord(start_coord.x, end_coord.y + 1), *this}; }

  friend bool operator==(const CoreRange&, const CoreRange&) = default;
  friend auto operator<=>(const CoreRange&, const CoreRange&) = default;
};

/// Rectangles that do not overlap, in the order in which they were given. TT_FATAL when they do overlap.
class CoreRangeSet {
 public:
  CoreRangeSet() = default;
  CoreRangeSet(const CoreRange& range) : ranges_{range} {}
  CoreRangeSet(std::initializer_list<CoreRange> ranges) : CoreRangeSet(std::vector<CoreRange>(ranges)) {}
  CoreRangeSet(ttsl::Span<const CoreRange> ranges);
  CoreRangeSet(const std::set<CoreRange>& ranges);
  CoreRangeSet(std::vector<CoreRange>&& ranges);
  CoreRangeSet(ttsl::Span<const CoreCoord> cores);

  bool empty() const { return ranges_.empty(); }
  /// Rectangles.
  std::size_t size() const { return ranges_.size(); }
  const std::vector<CoreRange>& ranges() const { return ranges_; }
  uint32_t num_cores() const;
  bool intersects(const CoreRange& other) const;
  bool intersects(const CoreRangeSet& other) const;
  CoreRangeSet intersection(const CoreRangeSet& other) const;
  bool contains(const CoreCoord& core) const;
  bool contains(const CoreRange& other) const;
  bool contains(const CoreRangeSet& other) const;
  /// All cores of both, as rectangles that do not overlap.
  template <typename T>
  CoreRangeSet merge(const T& other) const {
    return united_with(CoreRangeSet(other));
  }
  /// The cores of this set that `other` does not have.
  CoreRangeSet subtract(const CoreRangeSet& other) const;
  /// The smallest rectangle around all; TT_FATAL when the set is empty.
  CoreRange bounding_box() const;
  /// "{[(x=0,y=0) - (x=3,y=1)], …}".
  std::string str() const;

  friend bool operator==(const CoreRangeSet& a, const CoreRangeSet& b);

 private:
  CoreRangeSet united_with(const CoreRangeSet& other) const;

  std::vector<CoreRange> ranges_;
};

/// The first `num_cores` cores of a grid, and all cores of a rectangle; by columns unless `row_wise`.
std::vector<CoreCoord> grid_to_cores(uint32_t num_cores, uint32_t grid_size_x, uint32_t grid_size_y,
                                     bool row_wise = false);
std::vector<CoreCoord> grid_to_cores(CoreCoord start, CoreCoord end, bool row_wise = false);
/// The cores of a set, rectangle by rectangle, at most `max_cores`; within one by columns unless `row_wise`.
std::vector<CoreCoord> corerange_to_cores(const CoreRangeSet& ranges, std::optional<uint32_t> max_cores = std::nullopt,
                                          bool row_wise = false);

template <>
struct std::hash<CoreRange> {
  std::size_t operator()(const CoreRange& range) const noexcept;
};
template <>
struct std::hash<CoreRangeSet> {
  std::size_t operator()(const CoreRangeSet& ranges) const noexcept;
};

template <>
struct fmt::formatter<CoreCoord> : fmt::formatter<std::string> {
  template <typename Context>
  auto format(const CoreCoord& core, Context& context) const {
    return fmt::format_to(context.out(), "(x={},y={})", core.x, core.y);
  }
};
template <>
struct fmt::formatter<CoreRange> : fmt::formatter<std::string> {
  template <typename Context>
  auto format(const CoreRange& range, Context& context) const {
    return fmt::formatter<std::string>::format(range.str(), context);
  }
};
template <>
struct fmt::formatter<CoreRangeSet> : fmt::formatter<std::string> {
  template <typename Context>
  auto format(const CoreRangeSet& ranges, Context& context) const {
    return fmt::formatter<std::string>::format(ranges.str(), context);
  }
};

namespace tt::tt_metal {
using ::CoreCoord;
using ::CoreRange;
using ::CoreRangeSet;
}  // namespace tt::tt_metal
