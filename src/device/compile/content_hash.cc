#include "device/compile/content_hash.h"

#include <bit>
#include <cstring>

namespace tir2tt::device {
namespace {

// Odd, with about as many ones as zeros. Each lane is a bijection of its state for a given word and of the word for a
// given state.
constexpr uint64_t kOddA = 0xBF58476D1CE4E5B9, kOddB = 0x94D049BB133111EB;

uint64_t avalanche(uint64_t x) {
  x = (x ^ (x >> 30)) * kOddA;
  x = (x ^ (x >> 27)) * kOddB;
  return x ^ (x >> 31);
}

}  // namespace

std::string Hash128::hex() const {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (uint64_t half : {high, low}) {
    for (int shift = 60; shift >= 0; shift -= 4) text += digits[(half >> shift) & 15];
  }
  return text;
}

void Hasher::mix(uint64_t word) {
  a_ = std::rotl((a_ ^ word) * kOddA, 29);
  b_ = std::rotl((b_ + word) * kOddB, 37);
}

void Hasher::add(std::string_view field) {
  mix(field.size());
  const char* at = field.data();
  const size_t words = field.size() / 8, rest = field.size() % 8;
  for (size_t i = 0; i < words; ++i, at += 8) {
    uint64_t word = 0;
    std::memcpy(&word, at, 8);
    mix(word);
  }
  if (rest == 0) return;
  uint64_t word = 0;
  std::memcpy(&word, at, rest);
  mix(word);
}

Hash128 Hasher::result() const { return {avalanche(a_ ^ std::rotl(b_, 21)), avalanche(b_ ^ avalanche(a_))}; }

Hash128 content_hash(std::string_view bytes) {
  Hasher hasher;
  hasher.add(bytes);
  return hasher.result();
}

}  // namespace tir2tt::device
