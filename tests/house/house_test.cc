// The house rules that a machine can check, from the text of the files: who includes whom (the table stands in
// ARCHITECTURE.md), what every header says, how long things are, and that libraries neither print nor exit.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

const fs::path kRoot = TIR2TT_SOURCE_DIR;
constexpr size_t kLongestFile = 600;      // lines
constexpr size_t kLongestFunction = 60;   // lines; longer ones are reported
constexpr size_t kTooLongFunction = 120;  // lines; longer ones are refused

/// Long for a reason: one case per node kind, three lines each, is easier to read in one piece.
const std::set<std::string> kOneCasePerKind = {"src/tir/mutator.cc"};

std::vector<std::string> lines_of(const fs::path& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

/// Without the contents of raw strings: what they include is for generated programs.
std::vector<std::string> code_lines_of(const fs::path& path) {
  const std::regex opens(R"x(R"(\w*)\()x");
  std::vector<std::string> lines;
  std::string end;  // of the raw string that goes on; empty: none
  for (const std::string& line : lines_of(path)) {
    std::smatch m;
    if (!end.empty()) {
      if (line.find(end) != std::string::npos) end.clear();
    } else {
      lines.push_back(line);
      if (!std::regex_search(line, m, opens)) continue;
      end = ")" + m[1].str() + "\"";
      if (line.find(end, static_cast<size_t>(m.position())) != std::string::npos) end.clear();
    }
  }
  return lines;
}

std::string text_of(const fs::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string shown(const fs::path& path) { return path.lexically_relative(kRoot).string(); }

/// Headers that kernels and host programs include: they have include folders of their own.
bool is_for_kernels(const fs::path& path) { return shown(path).find("/include/") != std::string::npos; }

/// Why a file may end its process or print: it is one.
const std::map<std::string, std::string> kIsAProcess = {
    {"src/cli/main.cc", "the tool"},
    {"src/device/grid/child.cc", "the process in which kernels run"},
    {"src/device/host/execute.cc", "stands for tt-metal in a host program: prints what its kernels print"},
};

/// All C++ files below `folder`, sorted.
std::vector<fs::path> sources(const std::string& folder,
                              const std::set<std::string>& extensions = {".h", ".cc", ".def"}) {
  std::vector<fs::path> result;
  for (const auto& entry : fs::recursive_directory_iterator(kRoot / folder)) {
    if (entry.is_regular_file() && extensions.count(entry.path().extension().string())) result.push_back(entry.path());
  }
  std::sort(result.begin(), result.end());
  return result;
}

using Table = std::map<std::string, std::set<std::string>>;

/// The rows between the two markers of ARCHITECTURE.md: | `folder/` | its one job | a, b, c |
Table include_table() {
  Table table;
  const std::string text = text_of(kRoot / "ARCHITECTURE.md");
  const size_t begin = text.find("<!-- include-table -->"), end = text.find("<!-- /include-table -->");
  if (begin == std::string::npos || end == std::string::npos) return table;
  std::istringstream rows(text.substr(begin, end - begin));
  const std::regex row(R"(^\| `([a-z/_]+)/` \|.*\| ([a-z/_, ]+|–) \|$)"), name("[a-z/_]+");
  for (std::string line; std::getline(rows, line);) {
    std::smatch m;
    if (!std::regex_match(line, m, row)) continue;
    const std::string known = m[2];
    table[m[1]] = {std::sregex_token_iterator(known.begin(), known.end(), name), std::sregex_token_iterator()};
  }
  return table;
}

/// The folder of the table that `file` (relative to src/) belongs to: the longest that matches.
std::string folder_of(const std::string& file, const Table& table) {
  std::string best;
  for (const auto& [folder, known] : table) {
    if (file.starts_with(folder + "/") && folder.size() > best.size()) best = folder;
  }
  return best;
}

TEST(House, TheIncludeTableIsThere) {
  const Table table = include_table();
  EXPECT_GE(table.size(), 9u) << "ARCHITECTURE.md has no table between its markers";
  EXPECT_TRUE(table.at("support").empty());
}

TEST(House, FoldersIncludeOnlyWhatTheyMayKnow) {
  const Table table = include_table();
  const std::regex include(R"(^\s*#\s*include\s+"([^"]+)\")");
  for (const fs::path& path : sources("src")) {
    if (is_for_kernels(path)) continue;
    const std::string file = path.lexically_relative(kRoot / "src").string();
    const std::string folder = folder_of(file, table);
    ASSERT_NE(folder, "") << file << " is in a folder that ARCHITECTURE.md does not name";
    for (const std::string& line : code_lines_of(path)) {
      std::smatch m;
      if (!std::regex_search(line, m, include)) continue;
      const std::string target = folder_of(m[1], table);
      EXPECT_NE(target, "") << file << ": include paths are relative to src/: " << m[1];
      EXPECT_TRUE(target == folder || table.at(folder).count(target)) << file << " may not include " << m[1];
    }
  }
}

TEST(House, TheTableHasNoCycle) {
  // Rows stand in the order in which data flows, so a folder may know only rows above it; an order exists if
  // repeatedly removing folders that know nothing (any more) removes all.
  Table table = include_table();
  for (bool removed = true; removed;) {
    removed = false;
    for (auto it = table.begin(); it != table.end();) {
      if (!it->second.empty()) {
        ++it;
        continue;
      }
      const std::string gone = it->first;
      it = table.erase(it);
      for (auto& [folder, known] : table) known.erase(gone);
      removed = true;
    }
  }
  for (const auto& [folder, known] : table) ADD_FAILURE() << folder << " is in a cycle";
}

TEST(House, CMakeLinksWhatTheTableAllows) {
  const Table table = include_table();
  const std::string text = text_of(kRoot / "CMakeLists.txt");
  const std::regex call(R"(\ntir2tt_folder\((\w+)\s+([\w/]+)([^)]*)\))"), name(R"(\w+)");
  std::map<std::string, std::string> paths;  // of each library
  for (std::sregex_iterator it(text.begin(), text.end(), call), end; it != end; ++it) paths[(*it)[1]] = (*it)[2];
  for (std::sregex_iterator it(text.begin(), text.end(), call), end; it != end; ++it) {
    const std::string folder = (*it)[2], libraries = (*it)[3];
    ASSERT_TRUE(table.count(folder)) << folder;
    std::set<std::string> linked, known;
    for (std::sregex_token_iterator l(libraries.begin(), libraries.end(), name), none; l != none; ++l)
      linked.insert(paths.at(*l));
    // A folder of headers alone is no library.
    for (const std::string& f : table.at(folder)) {
      if (!sources("src/" + f, {".cc"}).empty()) known.insert(f);
    }
    EXPECT_EQ(linked, known) << "CMakeLists.txt and ARCHITECTURE.md differ about " << folder;
  }
}

TEST(House, EveryHeaderSaysWhereItsTestIs) {
  const std::regex place(R"(tests/[A-Za-z0-9_]+(/[A-Za-z0-9_]+\.[a-z]+)?)");
  for (const fs::path& path : sources("src", {".h"})) {
    const std::string text = text_of(path);
    EXPECT_NE(text.find("#pragma once"), std::string::npos) << shown(path);
    const size_t at = text.find("ested by");
    const size_t code = text.find("#pragma once");
    ASSERT_LT(at, code) << shown(path) << " does not say by which test it is tested";
    const std::string sentence = text.substr(at, code - at);
    std::smatch m;
    ASSERT_TRUE(std::regex_search(sentence, m, place)) << shown(path) << ": " << sentence;
    EXPECT_TRUE(fs::exists(kRoot / m[0].str())) << shown(path) << " names " << m[0] << ", which is not there";
  }
}

TEST(House, FilesAreShort) {
  for (const fs::path& path : sources("src")) {
    if (kOneCasePerKind.count(shown(path))) continue;
    EXPECT_LE(lines_of(path).size(), kLongestFile) << shown(path);
  }
}

/// Free and member functions defined at the left margin: from a line that opens a brace to the line that is just "}".
TEST(House, FunctionsAreShort) {
  for (const fs::path& path : sources("src", {".cc"})) {
    const std::vector<std::string> lines = lines_of(path);
    size_t begin = 0;
    for (size_t i = 0; i < lines.size(); ++i) {
      const std::string& line = lines[i];
      const bool at_margin = !line.empty() && line[0] != ' ' && line[0] != '/' && line[0] != '#' && line[0] != '}';
      const bool a_type = line.starts_with("namespace") || line.starts_with("class ") || line.starts_with("struct ") ||
                          line.starts_with("enum ") || line.starts_with("constexpr ");
      if (at_margin) begin = a_type ? lines.size() : i;
      if (line != "}" || begin >= i) continue;
      const size_t length = i - begin + 1;
      if (length > kLongestFunction) std::cout << shown(path) << ":" << begin + 1 << ": " << length << " lines\n";
      if (kOneCasePerKind.count(shown(path))) continue;
      EXPECT_LE(length, kTooLongFunction) << shown(path) << ":" << begin + 1;
    }
  }
}

TEST(House, APassIsAHeaderAnImplementationAndATest) {
  size_t passes = 0;
  for (const fs::path& header : sources("src/transform/tt", {".h"})) {
    const std::string name = header.stem().string();
    if (text_of(header).find("tir::IRModule " + name + "(const tir::IRModule&") == std::string::npos) continue;
    ++passes;
    EXPECT_TRUE(fs::exists(fs::path(header).replace_extension(".cc"))) << name << " has no implementation";
    EXPECT_TRUE(fs::exists(kRoot / "tests/transform" / (name + "_test.cc"))) << name << " has no test";
    const std::string table = text_of(kRoot / "src/transform/tt/passes.cc");
    EXPECT_NE(table.find("transform/tt/" + name + ".h"), std::string::npos) << name << " is not in passes.cc";
  }
  EXPECT_GE(passes, 8u);
}

TEST(House, LibrariesNeitherPrintNorExit) {
  const std::regex forbidden(R"(std::(cout|cerr|clog)\b|\b(f?printf|puts|abort|exit|_exit|quick_exit)\s*\()");
  for (const fs::path& path : sources("src")) {
    if (kIsAProcess.count(shown(path))) continue;
    const std::vector<std::string> lines = lines_of(path);
    for (size_t i = 0; i < lines.size(); ++i) {
      const std::string code = lines[i].substr(0, lines[i].find("//"));
      // `.exit(` is CLI11's name for "format this error".
      const bool found = std::regex_search(code, forbidden) && code.find(".exit(") == std::string::npos;
      EXPECT_FALSE(found) << shown(path) << ":" << i + 1 << ": " << lines[i];
    }
  }
}

TEST(House, ScriptsAreExecutable) {
  for (const char* script : {"test.sh", "demo.sh", ".ci/run"}) {
    const fs::perms perms = fs::status(kRoot / script).permissions();
    EXPECT_NE(perms & fs::perms::owner_exec, fs::perms::none) << script;
  }
}

}  // namespace
