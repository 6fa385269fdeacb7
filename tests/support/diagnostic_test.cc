#include "support/diagnostic.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "support/text.h"

namespace tir2tt {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// A diagnostic about the first place where `word` stands in `file`.
Diagnostic about(const SourceFile& file, std::string_view word, std::string message, std::string hint = {}) {
  const auto at = static_cast<uint32_t>(file.text().find(word));
  return {DiagId::UnknownName, {at, at + static_cast<uint32_t>(word.size())}, std::move(message), std::move(hint)};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

TEST(SourceFile, LocatesLinesAndColumns) {
  const SourceFile f("f.py", "ab\ncd\r\n\nlast");
  EXPECT_EQ(f.locate(0).line, 1u);
  EXPECT_EQ(f.locate(4).line, 2u);
  EXPECT_EQ(f.locate(4).column, 2u);
  EXPECT_EQ(f.locate(1000).line, 4u);
  EXPECT_EQ(f.locate(1000).column, 5u);
  EXPECT_EQ(f.line(2), "cd");
  EXPECT_EQ(f.line(3), "");
  EXPECT_EQ(f.line(4), "last");
  EXPECT_EQ(f.line(0), "");
  EXPECT_EQ(f.line(5), "");
}

TEST(SourceFile, MayBeEmpty) {
  const SourceFile f("f.py", "");
  EXPECT_EQ(f.locate(0).line, 1u);
  EXPECT_EQ(f.line(1), "");
}

TEST(Render, ShowsThePlaceWithACaret) {
  const SourceFile f("k.py", "x = 1\nT.copy(Aa, B)\n");
  EXPECT_EQ(render(about(f, "Aa", "unknown name `Aa`", "did you mean `A`?"), &f, false),
            "k.py:2:8: error: unknown name `Aa` [T0106]\n"
            " 2 | T.copy(Aa, B)\n"
            "   |        ^~\n"
            "  hint: did you mean `A`?\n");
}

TEST(Render, WithoutAPlaceOrAFile) {
  const SourceFile f("k.py", "x");
  const Diagnostic d{DiagId::NoFunction, {}, "no function", {}};
  EXPECT_EQ(render(d, &f, false), "k.py: error: no function [T0114]\n");
  EXPECT_EQ(render(d, nullptr, false), "error: no function [T0114]\n");
}

TEST(Render, NamesTheFunctionAndIndentsATable) {
  const SourceFile f("k.py", "x");
  const Diagnostic d{DiagId::NoFunction, {}, "m", "first\nsecond\n", "gemm"};
  EXPECT_EQ(render(d, &f, false), "k.py: error: m [T0114]\n  in function `gemm`\n  hint: first\n    second\n");
}

TEST(Render, NamesTheJsonNode) {
  const Diagnostic d{DiagId::FloatAtomic, {}, "no", "do else", "main", "node 57 (tir.For)"};
  EXPECT_EQ(render(d, nullptr, false),
            "error: no [T0403]\n  in function `main`\n  in JSON: node 57 (tir.For)\n  hint: do else\n");
}

TEST(Render, TabsAndWideCharactersKeepTheCaretInPlace) {
  const SourceFile f("k.py", "\tя = 漢 + bad\n");
  const auto lines = lines_of(render(about(f, "bad", "m"), &f, false));
  ASSERT_EQ(lines.size(), 3u);
  const size_t at = lines[1].find("bad");
  EXPECT_EQ(static_cast<int>(lines[2].find('^')), display_width(std::string_view(lines[1]).substr(0, at)));
}

TEST(Render, BytesThatAreNoTextAreEscaped) {
  const SourceFile f("k.py", "a\x1b[2J\xff bad\n");
  const std::string text = render(about(f, "bad", "byte \xff"), &f, false);
  EXPECT_THAT(text, HasSubstr("\\x1b[2J\\xff bad"));
  EXPECT_THAT(text, HasSubstr("byte \\xff"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(Render, LongLinesAreCutAroundThePlace) {
  const SourceFile f("k.py", std::string(5000, 'x') + "BAD" + std::string(5000, 'y'));
  const auto lines = lines_of(render(about(f, "BAD", "m"), &f, false));
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_LT(lines[1].size(), 120u);
  EXPECT_THAT(lines[1], HasSubstr("...xxx"));
  EXPECT_THAT(lines[1], EndsWith("yyy..."));
  EXPECT_EQ(lines[1].find("BAD"), lines[2].find("^~~"));
}

TEST(Render, AHugeSpanStaysOnItsLine) {
  const SourceFile f("k.py", "abc\ndef");
  const auto lines = lines_of(render(Diagnostic{DiagId::BadSyntax, {1, 0xFFFFFFFF}, "m", {}}, &f, false));
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[2], "   |  ^~");
}

TEST(Render, TheEndOfTheFileHasACaretToo) {
  const SourceFile f("k.py", "abc");
  const auto lines = lines_of(render(Diagnostic{DiagId::BadSyntax, {3, 4}, "m", {}}, &f, false));
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[2], "   |    ^");
}

TEST(Render, ColoursOnlyWhenAsked) {
  const SourceFile f("k.py", "abc");
  EXPECT_THAT(render(about(f, "b", "m"), &f, true), HasSubstr("\x1b[1;31merror: "));
  EXPECT_THAT(render(about(f, "b", "m"), &f, false), Not(HasSubstr("\x1b")));
}

TEST(Diagnostics, AreSortedByPlace) {
  const SourceFile f("k.py", "a b c");
  Diagnostics ds;
  ds.add(about(f, "c", "third"));
  ds.add(about(f, "a", "first"));
  ds.add(DiagId::UnknownOp, {2, 3}, "second");
  const auto sorted = ds.sorted();
  EXPECT_EQ(sorted[0].message, "first");
  EXPECT_EQ(sorted[1].message, "second");
  EXPECT_EQ(sorted[2].message, "third");
  EXPECT_EQ(ds.error_count(), 2u);
}

TEST(Diagnostics, AreBoundedAndCountTheRest) {
  Diagnostics ds;
  for (int i = 0; i < 1234; ++i) ds.add(DiagId::BadToken, {}, std::to_string(i));
  EXPECT_EQ(ds.all().size(), Diagnostics::kMaxDiagnostics);
  EXPECT_EQ(ds.dropped(), 1134u);
  EXPECT_EQ(ds.error_count(), 1234u);
  EXPECT_THAT(render(ds, nullptr, false), EndsWith("and 1,134 more, not shown\n"));
}

TEST(Diagnostics, AnErrorIsNotLostAmongWarnings) {
  Diagnostics ds;
  for (int i = 0; i < 500; ++i) ds.add(DiagId::UnknownOp, {}, "warning");
  EXPECT_FALSE(ds.has_errors());
  ds.add(DiagId::BadToken, {}, "the reason");
  EXPECT_THAT(render(ds, nullptr, false), HasSubstr("error: the reason"));
}

TEST(Diagnostics, ChangedOnesAreAsMany) {
  Diagnostics ds;
  for (int i = 0; i < 120; ++i) ds.add(DiagId::UnknownName, {1, 2}, "m");
  const Diagnostics changed = ds.changed([](Diagnostic& d) { d.span = {}, d.node = "node 1 (tir.Add)"; });
  EXPECT_EQ(changed.all().size(), ds.all().size());
  EXPECT_EQ(changed.dropped(), 20u);
  EXPECT_EQ(changed.error_count(), 120u);
  EXPECT_EQ(changed.all()[7].node, "node 1 (tir.Add)");
  EXPECT_EQ(ds.all()[7].node, "");
}

TEST(DiagnosticTable, IdsAndSlugsAreUniqueAndSorted) {
  std::set<std::string_view> ids, slugs;
  std::string_view last;
  for (const DiagInfo& info : all_diagnostics()) {
    EXPECT_TRUE(ids.insert(info.id).second) << info.id;
    EXPECT_TRUE(slugs.insert(info.slug).second) << info.slug;
    EXPECT_EQ(info.id.size(), 5u) << info.id;
    EXPECT_THAT(std::string(info.id), StartsWith("T"));
    EXPECT_LT(last, info.id);
    last = info.id;
  }
}

TEST(DiagnosticTable, IsIndexedById) {
  EXPECT_EQ(diag_info(DiagId::CannotRead).id, "T0001");
  EXPECT_EQ(diag_info(DiagId::UnknownName).name, "UnknownName");
}

TEST(InternalErrors, NameThePlace) {
  try {
    TIR2TT_CHECK(1 == 2, "arithmetic");
    FAIL();
  } catch (const InternalError& e) {
    EXPECT_THAT(e.what(), HasSubstr("diagnostic_test.cc:"));
    EXPECT_THAT(e.what(), EndsWith("arithmetic"));
  }
}

}  // namespace
}  // namespace tir2tt
