#include "codegen/tt/broken_lines.h"

namespace tir2tt::codegen {

std::string listed(const std::string& before, const std::vector<std::string>& items, const std::string& after) {
  std::string text = before;
  size_t column = before.size();
  for (size_t i = 0; i < items.size(); ++i) {
    const std::string item = items[i] + (i + 1 == items.size() ? after : ",");
    if (i > 0 && column + 1 + item.size() > kColumns) {
      text += "\n" + std::string(before.size(), ' ');
      column = before.size();
    } else if (i > 0) {
      text += " ";
      ++column;
    }
    text += item;
    column += item.size();
  }
  return text + (items.empty() ? after : "") + "\n";
}

std::string spaced(const std::string& before, const std::vector<std::string>& items, const std::string& margin) {
  std::string text = before;
  size_t column = before.size();
  for (const std::string& item : items) {
    if (column + 1 + item.size() > kColumns) {
      text += "\n" + margin;
      column = margin.size();
    }
    text += " " + item;
    column += 1 + item.size();
  }
  return text + "\n";
}

}  // namespace tir2tt::codegen
