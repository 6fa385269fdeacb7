// The small kernel of tests/tvm/json/, as every TVM writes it, for the tests of the JSON reader and writer. These texts
// are ours, after the sources that docs/json.md names: no TVM of the first and the last era was at hand.
#pragma once

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tvm/json_document.h"

namespace tir2tt::testing {

inline const std::vector<std::string> kJsonKernels = {"legacy", "prefixed", "ffi_tir", "ffi_tirx"};

inline std::string json_kernel(const std::string& name) {
  std::ostringstream text;
  text << std::ifstream(TIR2TT_SOURCE_DIR "/tests/tvm/json/" + name + ".json", std::ios::binary).rdbuf();
  return text.str();
}

/// Without the blanks and line breaks, of which no string in those texts has any.
inline std::string minified(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n'; });
  return text;
}

/// The first `from`, which must be there.
inline std::string with_first(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  if (at == std::string::npos) throw std::runtime_error("no `" + from + "` in\n" + text);
  return text.replace(at, from.size(), to);
}

/// A text, and what was read of it.
struct ReadJson {
  SourceFile file;
  Diagnostics diags;
  tvm::JsonModule json;

  explicit ReadJson(std::string text)
      : file("m.json", std::move(text)), json(tvm::read_json(file, tvm::ReadOptions{}, diags)) {}
  ReadJson(const ReadJson&) = delete;  // the document has views into the text
  ReadJson& operator=(const ReadJson&) = delete;

  const tir::IRModule& module() const { return json.module; }
  const tvm::JsonDocument& document() const { return *json.document; }
  std::string messages() const { return render(diags, nullptr, false); }
  const tir::PrimFunc& function(const std::string& name = "main") const {
    for (const auto& [other, f] : json.module.functions)
      if (other == name) return f;
    throw std::runtime_error("no function " + name + "\n" + messages());
  }
};

}  // namespace tir2tt::testing
