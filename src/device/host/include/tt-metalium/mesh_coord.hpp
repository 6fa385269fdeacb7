// Places in a mesh of devices. The mesh here is one device: (0, 0). Source: tt-metal's mesh_coord.hpp of 2026-03-12.
// Tested by tests/device/host_test.cc.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <vector>

namespace tt::tt_metal::distributed {

class MeshShape {
 public:
  MeshShape(uint32_t rows, uint32_t columns) : sizes_{rows, columns} {}
  std::size_t dims() const { return sizes_.size(); }
  std::size_t mesh_size() const;
  uint32_t operator[](std::size_t dimension) const { return sizes_.at(dimension); }
  friend bool operator==(const MeshShape&, const MeshShape&) = default;

 private:
  std::vector<uint32_t> sizes_;
};

class MeshCoordinate {
 public:
  explicit MeshCoordinate(uint32_t place) : places_{place} {}
  MeshCoordinate(uint32_t row, uint32_t column) : places_{row, column} {}
  static MeshCoordinate zero_coordinate(std::size_t dimensions);
  std::size_t dims() const { return places_.size(); }
  uint32_t operator[](std::size_t dimension) const { return places_.at(dimension); }
  friend auto operator<=>(const MeshCoordinate&, const MeshCoordinate&) = default;

 private:
  MeshCoordinate() = default;
  std::vector<uint32_t> places_;
};

/// Both corners included.
class MeshCoordinateRange {
 public:
  explicit MeshCoordinateRange(const MeshShape& shape);
  explicit MeshCoordinateRange(const MeshCoordinate& place) : start_(place), end_(place) {}
  /// TT_FATAL unless start is at most end in each of as many dimensions.
  MeshCoordinateRange(const MeshCoordinate& start, const MeshCoordinate& end);
  const MeshCoordinate& start_coord() const { return start_; }
  const MeshCoordinate& end_coord() const { return end_; }
  std::size_t dims() const { return start_.dims(); }
  bool contains(const MeshCoordinate& place) const;
  friend bool operator==(const MeshCoordinateRange&, const MeshCoordinateRange&) = default;

 private:
  MeshCoordinate start_;
  MeshCoordinate end_;
};

}  // namespace tt::tt_metal::distributed

template <>
struct std::hash<tt::tt_metal::distributed::MeshCoordinateRange> {
  std::size_t operator()(const tt::tt_metal::distributed::MeshCoordinateRange& range) const noexcept;
};
