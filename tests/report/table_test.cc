#include "report/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/text.h"

namespace tir2tt::report {
namespace {

using testing::HasSubstr;

const Palette kPlain(false);

TEST(Table, AlignsByWhatIsSeen) {
  Table table({{"name"}, {"bytes", true}}, 2);
  table.add({"a → b", "1"});
  table.add({"longer", "1,024"});
  EXPECT_EQ(table.text(80, kPlain),
            "  name    bytes\n"
            "  a → b       1\n"
            "  longer  1,024\n");
}

TEST(Table, NotesAreWrappedUnderTheirRow) {
  Table table({{"id", true}, {"buffer"}}, 0);
  table.add({"7", "A"});
  table.note("one two three four");
  EXPECT_EQ(table.text(14, kPlain), "id  buffer\n 7  A\n    one two\n    three four\n");
}

TEST(Table, TheColumnThatGivesWayIsCutInTheMiddle) {
  Table table({{"name", false, true}, {"n"}}, 0);
  table.add({"abcdefghijklmnopqrstuvwxyz", "1"});
  const std::string text = table.text(15, kPlain);
  EXPECT_EQ(text, "name          n\nabcdef…vwxyz  1\n") << "widths are columns, not bytes";
}

TEST(Table, CellsCannotDisturbTheTerminal) {
  Table table({{"name"}}, 0);
  table.add({"\x1b[31mred\n"});
  EXPECT_EQ(table.text(80, kPlain), "name\n\\x1b[31mred\\x0a\n");
}

TEST(Table, WithoutTitlesHasNoTitleLine) {
  Table table({{""}, {""}}, 1);
  table.add({"a", "b"});
  EXPECT_EQ(table.text(80, kPlain), " a  b\n");
}

TEST(CutMiddle, KeepsBothEnds) {
  EXPECT_EQ(cut_middle("C_accum.partials", 16), "C_accum.partials");
  EXPECT_EQ(cut_middle("C_accum.partials", 9), "C_ac…ials");
  EXPECT_LE(display_width(cut_middle("漢字漢字漢字", 6)), 6);
}

TEST(Palette, PaintsOnlyWhenOn) {
  EXPECT_EQ(kPlain.bold("x"), "x");
  EXPECT_EQ(Palette(true).bold("x"), "\x1b[1mx\x1b[0m");
  EXPECT_NE(Palette(true).nth(0, "x"), Palette(true).nth(1, "x"));
  EXPECT_EQ(Palette(true).bold(""), "");
}

}  // namespace
}  // namespace tir2tt::report
