// What the corpus tests share: where it is, reading a file, telling where two texts differ, the entries of the
// metadata.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <tuple>

#include "tir/module.h"

namespace tir2tt::testing {

inline const std::filesystem::path kCorpus = std::filesystem::path(TIR2TT_SOURCE_DIR) / ".." / "shared" / "corpus";

inline std::string contents(const std::filesystem::path& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

/// "line 7:\n  - expected\n  + actual" at the first line that differs; empty when the texts are equal.
inline std::string first_difference_of_lines(const std::string& expected, const std::string& actual) {
  std::istringstream a(expected), b(actual);
  for (int line = 1;; ++line) {
    std::string x, y;
    const bool more_a = static_cast<bool>(std::getline(a, x)), more_b = static_cast<bool>(std::getline(b, y));
    if (!more_a && !more_b) return expected == actual ? "" : "the final newline";
    if (x != y || more_a != more_b) return "line " + std::to_string(line) + ":\n  - " + x + "\n  + " + y;
  }
}

using CbEntry = std::tuple<int64_t, std::string, int64_t, int64_t>;  // id, name, pages, bytes

/// tt_circular_buffers as a set: the existing pass writes it in the order of a hash table.
inline std::set<CbEntry> cb_entries(const tir::PrimFunc& f) {
  std::set<CbEntry> out;
  const tir::Attr* list = f->attrs.find("tt_circular_buffers");
  if (!list) return out;
  for (const tir::Attr& a : *list->as_array()) {
    const tir::AttrDict& d = *a.as_dict();
    int64_t id = -1, pages = -1, bytes = -1;
    EXPECT_TRUE(d.find("cb_id")->as_integer(&id) && d.find("num_pages")->as_integer(&pages) &&
                d.find("tile_size")->as_integer(&bytes));
    EXPECT_EQ(d.size(), 4u);
    out.insert({id, *d.find("name")->as_string(), pages, bytes});
  }
  return out;
}

}  // namespace tir2tt::testing
