// std::min and std::max of two values without <algorithm>, whose cheapest part takes 35 ms to compile: tt-metal's
// headers bring it, so kernels use the two without an include. Next to the library's own templates these are the less
// specialised ones, and not chosen (the empty pack makes them so). Part of the prelude kernel.h. Tested by
// tests/device/headers_test.cc.
#pragma once

namespace std {

template <class T, class... None>
requires(sizeof...(None) == 0) constexpr const T& min(const T& a, const T& b, None...) { return b < a ? b : a; }
template <class T, class... None>
requires(sizeof...(None) == 0) constexpr const T& max(const T& a, const T& b, None...) { return a < b ? b : a; }

}  // namespace std
