// What the tests of the reference share: a kernel from text, arrays, and a run that must succeed or must be refused.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "reference/reference.h"
#include "tvm/module_file.h"

namespace tir2tt::reference {

inline tir::IRModule read(const std::string& name, const std::string& text) {
  const SourceFile file(name, text);
  Diagnostics diags;
  tir::IRModule module = tvm::read_module(file, {}, diags).module;
  EXPECT_FALSE(diags.has_errors()) << render(diags, &file, false);
  return module;
}

/// One function, `head` its parameters, `body` its lines.
inline tir::PrimFunc kernel(const std::string& head, const std::vector<std::string>& body) {
  std::string text = "@I.ir_module\nclass Module:\n    @T.prim_func\n    def main(" + head + "):\n";
  for (const std::string& line : body) text += "        " + line + "\n";
  const tir::IRModule module = read("test.py", text);
  return module.functions.empty() ? nullptr : module.functions[0].second;
}

inline data::Array array(const std::string& dtype, std::vector<int64_t> shape,
                         const std::function<double(int64_t)>& value) {
  data::Array a = data::make_array(*tir::parse_dtype(dtype), std::move(shape));
  for (size_t i = 0; i < a.values.size(); ++i) {
    a.values[i] = data::round_to(a.dtype, value(static_cast<int64_t>(i)));
  }
  return a;
}
inline data::Array zeros(const std::string& dtype, std::vector<int64_t> shape) {
  return array(dtype, std::move(shape), [](int64_t) { return 0; });
}
/// Numbers between -1 and 1 that repeat late.
inline double noise(int64_t i) { return static_cast<double>((i * 7919 + 13) % 2003) / 1001.0 - 1.0; }

inline Result run(const tir::PrimFunc& func, const std::vector<data::Array>& inputs, const Options& options = {}) {
  Diagnostics diags;
  std::optional<Result> result = interpret(func, inputs, options, diags);
  EXPECT_TRUE(result) << render(diags, nullptr, false);
  if (!result) {
    result.emplace();
    for (const data::Array& a : inputs) {
      result->tensors.push_back({"", a, std::vector<float>(a.values.size()), {}, false});
    }
  }
  return std::move(*result);
}

inline Diagnostic refused(const tir::PrimFunc& func, const std::vector<data::Array>& inputs,
                          const Options& options = {}) {
  Diagnostics diags;
  EXPECT_FALSE(interpret(func, inputs, options, diags));
  EXPECT_EQ(diags.all().size(), 1u) << render(diags, nullptr, false);
  return diags.all().empty() ? Diagnostic{} : diags.all()[0];
}

/// Errors of a machine that makes none.
inline Options exact() {
  Options o;
  o.errors = {0, 0, 0, 0, 0, 0, 0, 0};
  return o;
}

}  // namespace tir2tt::reference
