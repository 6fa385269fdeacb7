// roles: unpack math pack
// std::min and std::max without an include, then next to the library's own.
constexpr uint32_t kFour = 4;
static_assert(std::min(kFour, uint32_t{5}) == 4 && std::max<int>(-1, 2u) == 2);
uint32_t smaller(uint32_t a, const uint32_t& b) { return std::min(a, b); }

#include <algorithm>
using std::min;
static_assert(min(kFour, uint32_t{5}) == 4 && std::max<int>(-1, 2u) == 2);
static_assert(std::max(1, 2, [](int a, int b) { return a > b; }) == 1);
static_assert(std::max({1, 3, 2}) == 3);

void kernel_main() { smaller(kFour, 5); }
