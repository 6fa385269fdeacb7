#include "support/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace tir2tt {
namespace {

using testing::ElementsAre;

TEST(WithThousands, GroupsFromTheRight) {
  EXPECT_EQ(with_thousands(0), "0");
  EXPECT_EQ(with_thousands(999), "999");
  EXPECT_EQ(with_thousands(1000), "1,000");
  EXPECT_EQ(with_thousands(1499136), "1,499,136");
  EXPECT_EQ(with_thousands(-123456), "-123,456");
  EXPECT_EQ(with_thousands(std::numeric_limits<int64_t>::min()), "-9,223,372,036,854,775,808");
}

TEST(DisplayWidth, CountsWhatATerminalShows) {
  EXPECT_EQ(display_width("abc"), 3);
  EXPECT_EQ(display_width("32×32 → ok"), 10);
  EXPECT_EQ(display_width("漢字"), 4);
  EXPECT_EQ(display_width("e\xCC\x81"), 1);             // e with a combining accent
  EXPECT_EQ(display_width("\x1b[1;31mred\x1b[0m"), 3);  // colours take no room
}

TEST(Printable, EscapesWhatWouldDisturbATerminal) {
  EXPECT_EQ(printable("plain → text"), "plain → text");
  EXPECT_EQ(printable("\x1b[2J"), "\\x1b[2J");
  EXPECT_EQ(printable("a\nb"), "a\\x0ab");
  EXPECT_EQ(printable("a\nb", true), "a\nb");
  EXPECT_EQ(printable("\xff\xfe"), "\\xff\\xfe");
  EXPECT_EQ(printable("\xC0\xAF"), "\\xc0\\xaf");           // overlong
  EXPECT_EQ(printable("\xED\xA0\x80"), "\\xed\\xa0\\x80");  // surrogate
  EXPECT_EQ(printable("\xE2\x80\xAE"
                      "abc"),
            "\\xe2\\x80\\xae"
            "abc");                                // right-to-left override
  EXPECT_EQ(printable("\xE2\x86"), "\\xe2\\x86");  // cut off
}

TEST(Pad, UsesDisplayWidth) {
  EXPECT_EQ(pad_right("×", 3), "×  ");
  EXPECT_EQ(pad_left("12", 5), "   12");
  EXPECT_EQ(pad_left("longer", 2), "longer");
}

TEST(Wrap, BreaksAtSpaces) {
  EXPECT_THAT(wrap("one two three", 7), ElementsAre("one two", "three"));
  EXPECT_THAT(wrap("incomprehensible x", 5), ElementsAre("incomprehensible", "x"));
  EXPECT_THAT(wrap("", 5), ElementsAre(""));
}

TEST(EditDistance, CountsSlips) {
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3);
  EXPECT_EQ(edit_distance("ab", "ba"), 1);
  EXPECT_EQ(edit_distance("", "abc"), 3);
  EXPECT_EQ(edit_distance("same", "same"), 0);
}

TEST(DidYouMean, FindsTheNearestOrNothing) {
  const std::vector<std::string> names = {"wormhole_b0", "blackhole"};
  EXPECT_EQ(did_you_mean("wormhole", names), std::nullopt);  // three letters of eight: no slip of the pen
  EXPECT_EQ(did_you_mean("wormhole_bo", names), "wormhole_b0");
  EXPECT_EQ(did_you_mean("blakchole", names), "blackhole");
  EXPECT_EQ(did_you_mean("grayskull", names), std::nullopt);
  EXPECT_EQ(did_you_mean("", names), std::nullopt);
  EXPECT_EQ(did_you_mean(std::string(1'000'000, 'x'), names), std::nullopt);
}

TEST(Utf8, StrictlyValid) {
  for (const char* good : {"", "a", "é", "漢字", "\U0001F600"}) EXPECT_TRUE(is_utf8(good)) << good;
  for (const char* bad : {"\xff", "a\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\x80"})
    EXPECT_FALSE(is_utf8(bad));
}

}  // namespace
}  // namespace tir2tt
