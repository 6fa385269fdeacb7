#include <tt-metalium/mesh_coord.hpp>
#include <tt_stl/assert.hpp>

namespace tt::tt_metal::distributed {
namespace {

MeshCoordinate last_of(const MeshShape& shape) {
  TT_FATAL(shape.mesh_size() > 0, "a mesh without devices");
  return {shape[0] - 1, shape[1] - 1};
}

}  // namespace

std::size_t MeshShape::mesh_size() const {
  std::size_t size = 1;
  for (uint32_t devices : sizes_) size *= devices;
  return size;
}

MeshCoordinate MeshCoordinate::zero_coordinate(std::size_t dimensions) {
  MeshCoordinate zero;
  zero.places_.assign(dimensions, 0);
  return zero;
}

MeshCoordinateRange::MeshCoordinateRange(const MeshShape& shape)
    : MeshCoordinateRange(MeshCoordinate::zero_coordinate(shape.dims()), last_of(shape)) {}

MeshCoordinateRange::MeshCoordinateRange(const MeshCoordinate& start, const MeshCoordinate& end)
    : start_(start), end_(end) {
  TT_FATAL(start.dims() == end.dims(), "a range of a mesh from {} to {} dimensions", start.dims(), end.dims());
  for (std::size_t i = 0; i < start.dims(); ++i) {
    TT_FATAL(start[i] <= end[i], "a range of a mesh that ends ({}) before it starts ({}) in dimension {}", end[i],
             start[i], i);
  }
}

bool MeshCoordinateRange::contains(const MeshCoordinate& place) const {
  if (place.dims() != dims()) return false;
  for (std::size_t i = 0; i < dims(); ++i) {
    if (place[i] < start_[i] || place[i] > end_[i]) return false;
  }
  return true;
}

}  // namespace tt::tt_metal::distributed

std::size_t std::hash<tt::tt_metal::distributed::MeshCoordinateRange>::operator()(
    const tt::tt_metal::distributed::MeshCoordinateRange& range) const noexcept {
  std::size_t sum = 0;
  for (std::size_t i = 0; i < range.dims(); ++i) sum = (sum * 31 + range.start_coord()[i]) * 31 + range.end_coord()[i];
  return sum;
}
