#include "program/assignment.h"

#include <fmt/format.h>

#include <algorithm>

namespace tir2tt::program {

std::vector<Assignment> parse_assignments(std::string_view option, const std::vector<std::string>& words,
                                          Diagnostics& diags) {
  std::vector<Assignment> list;
  for (const std::string& word : words) {
    const size_t equals = word.find('=');
    if (equals == 0 || equals == std::string::npos || equals + 1 == word.size()) {
      diags.add(DiagId::BadOption, {}, fmt::format("`{} {}` is no NAME=VALUE", option, word),
                "for example: --in A=a.npy, --out C=c.npy, --shape m=1024");
      continue;
    }
    Assignment a{word.substr(0, equals), word.substr(equals + 1)};
    if (std::ranges::find(list, a.name, &Assignment::name) != list.end()) {
      diags.add(DiagId::BadOption, {}, fmt::format("`{}` is given twice for `{}`; once is enough", option, a.name));
      continue;
    }
    list.push_back(std::move(a));
  }
  return list;
}

const Assignment* find_assignment(const std::vector<Assignment>& list, const std::string& function,
                                  const std::string& name) {
  std::string full = function;
  full.append(".").append(name);
  for (const std::string& wanted : {full, name}) {
    const auto it = std::ranges::find(list, wanted, &Assignment::name);
    if (it != list.end()) return &*it;
  }
  return nullptr;
}

}  // namespace tir2tt::program
