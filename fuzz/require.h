// What a fuzzer demands of the code: a crash that libFuzzer keeps, with the reason in front.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

inline void require(bool holds, const char* what, const std::string& text) {
  if (holds) return;
  std::fprintf(stderr, "%s\n%s\n", what, text.c_str());
  std::abort();
}
