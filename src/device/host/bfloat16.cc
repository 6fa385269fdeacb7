#include <algorithm>
#include <random>
#include <tt-metalium/bfloat16.hpp>
#include <tt_stl/assert.hpp>

std::ostream& operator<<(std::ostream& out, const bfloat16& value) { return out << static_cast<float>(value); }

uint32_t pack_two_bfloat16_into_uint32(std::pair<bfloat16, bfloat16> two_bfloats) {
  return std::bit_cast<uint16_t>(two_bfloats.first) | uint32_t{std::bit_cast<uint16_t>(two_bfloats.second)} << 16;
}

std::pair<bfloat16, bfloat16> unpack_two_bfloat16_from_uint32(uint32_t packed) {
  return {std::bit_cast<bfloat16>(static_cast<uint16_t>(packed)),
          std::bit_cast<bfloat16>(static_cast<uint16_t>(packed >> 16))};
}

std::vector<bfloat16> create_random_vector_of_bfloat16_native(std::size_t num_bytes, float rand_max_float, int seed,
                                                              float offset) {
  std::mt19937 random(static_cast<uint32_t>(seed));
  std::vector<bfloat16> values(num_bytes / sizeof(bfloat16));
  // 24 bits of the generator: std::uniform_real_distribution differs from library to library.
  for (bfloat16& value : values) value = bfloat16(float(random() >> 8) * 0x1p-24f * rand_max_float + offset);
  return values;
}

std::vector<uint32_t> create_random_vector_of_bfloat16(std::size_t num_bytes, int rand_max_float, int seed,
                                                       float offset) {
  return pack_bfloat16_vec_into_uint32_vec(
      create_random_vector_of_bfloat16_native(num_bytes, static_cast<float>(rand_max_float), seed, offset));
}

std::vector<uint32_t> create_constant_vector_of_bfloat16(std::size_t num_bytes, float value) {
  return std::vector<uint32_t>(num_bytes / sizeof(uint32_t), pack_two_bfloat16_into_uint32({value, value}));
}

std::vector<bfloat16> create_identity_matrix(int rows, int columns, int num_ones) {
  std::vector<bfloat16> matrix(static_cast<std::size_t>(rows) * columns, bfloat16(0));
  for (int i = 0; i < std::min({rows, columns, num_ones}); ++i) matrix[static_cast<std::size_t>(i) * columns + i] = 1;
  return matrix;
}

std::vector<uint32_t> pack_bfloat16_vec_into_uint32_vec(const std::vector<bfloat16>& data) {
  TT_FATAL(data.size() % 2 == 0, "{} values cannot be packed in pairs", data.size());
  std::vector<uint32_t> packed(data.size() / 2);
  for (std::size_t i = 0; i < packed.size(); ++i)
    packed[i] = pack_two_bfloat16_into_uint32({data[2 * i], data[2 * i + 1]});
  return packed;
}

bfloat16 bfloat16_identity_transform(const bfloat16& input) { return input; }

std::vector<bfloat16> unpack_uint32_vec_into_bfloat16_vec(const std::vector<uint32_t>& data,
                                                          const std::function<bfloat16(const bfloat16&)>& transform) {
  std::vector<bfloat16> values;
  values.reserve(data.size() * 2);
  for (uint32_t packed : data) {
    const auto [first, second] = unpack_two_bfloat16_from_uint32(packed);
    values.push_back(transform(first));
    values.push_back(transform(second));
  }
  return values;
}

bool is_close(float a, float b, float rtol, float atol) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  if (std::isinf(a) || std::isinf(b)) return a == b;
  return std::abs(a - b) <= atol + rtol * std::abs(b);
}

bool packed_uint32_t_vector_comparison(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b,
                                       const std::function<bool(float, float)>& comparison) {
  return std::ranges::equal(a, b, [&](uint32_t left, uint32_t right) {
    const auto [left_1, left_2] = unpack_two_bfloat16_from_uint32(left);
    const auto [right_1, right_2] = unpack_two_bfloat16_from_uint32(right);
    return comparison(left_1, right_1) && comparison(left_2, right_2);
  });
}
