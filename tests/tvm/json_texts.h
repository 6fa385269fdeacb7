// The small kernel of tests/tvm/json/, as every TVM writes it, for the tests of the JSON reader and writer. These texts
// are ours, after the sources that docs/json.md names: no TVM of the first and the last era was at hand.
#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
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

/// The node list of TVM 0.21 with one node, or several, made wrong.
class JsonKernelNodes {
 public:
  explicit JsonKernelNodes(const std::string& name = "prefixed")
      : json_(nlohmann::ordered_json::parse(json_kernel(name))) {}

  /// The first node of that type, or the one behind it.
  size_t find(const std::string& type, size_t skip = 0) const {
    for (size_t i = 0; i < json_["nodes"].size(); ++i) {
      const auto& node = json_["nodes"][i];
      if (node.value("type_key", node.value("type", "")) == type && skip-- == 0) return i;
    }
    throw std::runtime_error("no " + type);
  }
  nlohmann::ordered_json& node(const std::string& type, size_t skip = 0) { return json_["nodes"][find(type, skip)]; }
  nlohmann::ordered_json& attrs(const std::string& type, size_t skip = 0) { return node(type, skip)["attrs"]; }
  std::string add(nlohmann::ordered_json node) {
    json_["nodes"].push_back(std::move(node));
    return std::to_string(json_["nodes"].size() - 1);
  }
  std::string name(const std::string& type, size_t skip = 0) const {
    return "node " + std::to_string(find(type, skip)) + " (" + type + ")";
  }
  nlohmann::ordered_json& json() { return json_; }
  std::string text() const { return json_.dump(); }

 private:
  nlohmann::ordered_json json_;
};

inline std::string ids_of(const Diagnostics& diags) {
  std::string ids;
  for (const Diagnostic& d : diags.all()) ids += (ids.empty() ? "" : " ") + std::string(diag_info(d.id).id);
  return ids;
}

}  // namespace tir2tt::testing
