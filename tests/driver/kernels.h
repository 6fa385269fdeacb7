// Kernels for the tests of what the tool and the C library share.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "driver/input.h"

namespace tir2tt::driver::test {

/// One tile through L1. The second function is none of ours.
constexpr char kTile[] = R"(# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def scale(X: T.Buffer((64, 64), "float16"), Y: T.Buffer((64, 64), "float16")):
        bx = T.launch_thread("blockIdx.x", 4)
        with T.block("root"):
            T.reads()
            T.writes()
            x = T.alloc_buffer((32, 32), "float16", scope="shared.dyn")
            y = T.alloc_buffer((32, 32), "float16", scope="shared.dyn")
            T.copy(T.region(X[bx // 2 * 32, bx % 2 * 32], 1, 32, 32), T.region(x[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            for i, j in T.grid(32, 32):
                y[i, j] = x[i, j] * T.float16(2.0)
            T.copy(T.region(y[0, 0], 1, 32, 32), T.region(Y[bx // 2 * 32, bx % 2 * 32], 2, 32, 32), -1, T.bool(False), 0)
)";

/// Reads more L1 than there is.
inline std::string too_large() {
  std::string text = kTile;
  for (size_t at = 0; (at = text.find("alloc_buffer((32, 32)", at)) != std::string::npos; ++at) {
    text.replace(at, 21, "alloc_buffer((3200, 3200)");
  }
  return text;
}

inline Input read(const std::string& text, const std::string& name = "kernel.py") {
  Diagnostics diags;
  Input input = read_input({name, text}, diags);
  EXPECT_TRUE(input.is_read) << render(diags, input.file.get(), false);
  return input;
}

/// The same module as TVM 0.21 saves it.
inline std::string as_json(const std::string& script, tvm::JsonEra era = tvm::JsonEra::Prefixed) {
  Diagnostics diags;
  std::string json = tvm::write_json(read(script).module.module, era, diags);
  EXPECT_FALSE(diags.has_errors()) << render(diags, nullptr, false);
  return json;
}

}  // namespace tir2tt::driver::test
