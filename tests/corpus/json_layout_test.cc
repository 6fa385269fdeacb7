// The layout of added nodes is TVM's: every node of every module that real TVM saved, taken apart and written again,
// has the bytes that it had. Skipped where the corpus is absent.
#include <gtest/gtest.h>

#include "corpus/corpus.h"
#include "tvm/json_text.h"

namespace tir2tt::tvm {
namespace {

namespace fs = std::filesystem;
using tir2tt::testing::kCorpus;

std::string written_again(const JsonDocument& document, const JsonNode& node) {
  JsonNodes nodes({document.era(), document.dialect(), document.is_pretty(), std::string(document.separator())}, 1);
  std::vector<NodeIndex> items(node.items.begin(), node.items.end());
  if (node.type == JsonType::String) {
    nodes.string(node.value.text);
  } else if (node.type == JsonType::Array) {
    nodes.array(items);
  } else if (node.type == JsonType::Map && !node.keys.empty()) {
    std::vector<std::pair<std::string, NodeIndex>> entries;
    for (size_t i = 0; i < items.size(); ++i) entries.emplace_back(node.keys[i], items[i]);
    nodes.dict(entries);
  } else if (node.type == JsonType::Map) {
    std::vector<std::pair<NodeIndex, NodeIndex>> entries;
    for (size_t i = 0; i < items.size(); i += 2) entries.emplace_back(items[i], items[i + 1]);
    nodes.map(entries);
  } else if (node.fields.empty()) {
    nodes.named(node.type, node.value.text);
  } else {
    std::vector<JsonNodes::Field> fields;
    for (const JsonField& field : node.fields) fields.emplace_back(field.name, nodes.text(field.value.text));
    nodes.object(node.type, fields);
  }
  return nodes.alone();
}

TEST(CorpusJsonLayout, EveryNodeWrittenAgainHasItsBytes) {
  if (!fs::exists(kCorpus)) GTEST_SKIP() << "no corpus at " << kCorpus;
  int compared = 0;
  for (const auto& entry : fs::recursive_directory_iterator(kCorpus)) {
    if (entry.path().extension() != ".json") continue;
    const SourceFile file(entry.path().filename().string(), tir2tt::testing::contents(entry.path()));
    Diagnostics diags;
    const auto document = JsonDocument::parse(file, diags);
    ASSERT_TRUE(document) << render(diags, &file, false);
    for (const JsonNode& node : document->nodes()) {
      if (node.type == JsonType::Unknown || node.type == JsonType::None) continue;
      const std::string_view bytes = file.text().substr(node.span.begin, node.span.end - node.span.begin);
      ASSERT_EQ(written_again(*document, node), bytes) << file.name();
      ++compared;
    }
  }
  EXPECT_GT(compared, 40000);
}

}  // namespace
}  // namespace tir2tt::tvm
