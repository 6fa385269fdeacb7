#include "device/compile/kernel_cache.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "compiler/toy.h"
#include "device/compile/cache_folder.h"
#include "device/compile/file_io.h"

namespace tir2tt::device {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr Hash128 kKey = {0x123, 0x456};

class Cache : public toy::Compiling {
 protected:
  KernelCache open() const {
    std::string problems;
    auto cache = KernelCache::open(options_.cache_folder, problems);
    EXPECT_TRUE(cache) << problems;
    return *cache;
  }
  /// Stores "object" and returns where.
  fs::path store(const KernelCache& cache, const Inclusions& inclusions, std::string_view content = "object") const {
    fs::path object;
    EXPECT_EQ(cache.store(kKey, write("cache/objects/tmp.x.so", content), inclusions, object), 0);
    return object;
  }
  fs::path manifest(const KernelCache& cache) const { return cache.objects() / (kKey.hex() + ".manifest"); }
};

TEST(ContentHash, FieldsDoNotRunTogether) {
  const auto of = [](const std::vector<std::string_view>& fields) {
    Hasher hasher;
    for (auto field : fields) hasher.add(field);
    return hasher.result();
  };
  EXPECT_EQ(of({"ab", "c"}), of({"ab", "c"}));
  EXPECT_NE(of({"ab", "c"}), of({"a", "bc"}));
  EXPECT_NE(of({"", ""}), of({""}));
  EXPECT_NE(of({std::string_view("\0", 1)}), of({std::string_view("\0\0", 2)}));
  EXPECT_EQ((Hash128{0xAB, 1}.hex()), "00000000000000ab0000000000000001");
}

TEST(ContentHash, EveryBitMatters) {
  std::string bytes(67, 'x');
  std::set<Hash128> seen = {content_hash(bytes)};
  std::set<uint64_t> halves = {content_hash(bytes).high, content_hash(bytes).low};
  for (size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    std::string other = bytes;
    other[bit / 8] = static_cast<char>(other[bit / 8] ^ (1 << bit % 8));
    const Hash128 hash = content_hash(other);
    EXPECT_TRUE(seen.insert(hash).second);
    EXPECT_TRUE(halves.insert(hash.high).second && halves.insert(hash.low).second);
    EXPECT_GT(__builtin_popcountll(hash.high ^ content_hash(bytes).high), 10);
    EXPECT_GT(__builtin_popcountll(hash.low ^ content_hash(bytes).low), 10);
  }
}

TEST_F(Cache, ReadFile) {
  std::string bytes = "old";
  EXPECT_EQ(read_file(folder_ / "nothing", bytes), ENOENT);
  EXPECT_EQ(bytes, "");
  EXPECT_EQ(read_file(folder_, bytes), EINVAL);
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(read_file(folder_ / "pipe", bytes), EINVAL);
  for (size_t size : {size_t{0}, size_t{1}, size_t{100000}}) {
    EXPECT_EQ(read_file(write("file", std::string(size, 'y')), bytes), 0);
    EXPECT_EQ(bytes, std::string(size, 'y'));
  }
  EXPECT_EQ(write_file(folder_ / "nothing" / "x", "a"), ENOENT);
  EXPECT_EQ(write_link(folder_ / "nothing" / "x", "a"), ENOENT);
  EXPECT_EQ(write_file(folder_ / "file", "new"), 0);
  EXPECT_TRUE(file_holds(folder_ / "file", "new"));
  EXPECT_FALSE(file_holds(folder_ / "file", "nex"));
}

TEST_F(Cache, TheEmbeddedHeadersAreTheFilesOfTheSourceTree) {
  const fs::path folder = fs::path(TIR2TT_SOURCE_DIR) / "src/device/include";
  std::set<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder, fs::directory_options::follow_directory_symlink)) {
    const std::string extension = entry.path().extension().string();
    if (extension == ".h" || extension == ".hpp" || extension == ".def") {
      files.insert(entry.path().lexically_relative(folder).string());
    }
  }
  std::set<std::string> embedded;
  for (const EmbeddedHeader& header : embedded_headers()) {
    EXPECT_TRUE(header.text == content(folder / header.path)) << header.path;
    EXPECT_TRUE(embedded.insert(std::string(header.path)).second) << header.path;
  }
  std::vector<std::string> only_one_has;
  std::set_symmetric_difference(embedded.begin(), embedded.end(), files.begin(), files.end(),
                                std::back_inserter(only_one_has));
  EXPECT_THAT(only_one_has, ElementsAre());
  EXPECT_TRUE(embedded.count("tir2tt/abi.h"));
}

TEST_F(Cache, HeadersAreUnpackedAndMended) {
  const KernelCache cache = open();
  int written = 0;
  ASSERT_EQ(cache.unpack(toy::kHeaders, written), 0);
  EXPECT_EQ(written, 2);
  const fs::path folder = cache.header_folder(hash_of(toy::kHeaders));
  EXPECT_EQ(content(folder / "api/dataflow.h"), toy::kHeaders[0].text);
  ASSERT_EQ(cache.unpack(toy::kHeaders, written), 0);
  EXPECT_EQ(written, 0);
  std::string damaged(toy::kHeaders[1].text);
  damaged[100] ^= 1;
  write(folder / "tir2tt/kernel.h", damaged);
  fs::remove_all(folder / "api");
  ASSERT_EQ(cache.unpack(toy::kHeaders, written), 0);
  EXPECT_EQ(written, 2);
  EXPECT_EQ(content(folder / "tir2tt/kernel.h"), toy::kHeaders[1].text);
  EXPECT_EQ(content(folder / "api/dataflow.h"), toy::kHeaders[0].text);
}

TEST_F(Cache, OneHeaderUnderTwoNamesIsOneFile) {
  const EmbeddedHeader headers[] = {{"a/b/x.h", "same"}, {"c/y.h", "same"}, {"z.h", "same"}, {"zz.h", "other"}};
  const KernelCache cache = open();
  const fs::path folder = cache.header_folder(hash_of(headers));
  int written = 0;
  for (int expected : {4, 0, 2}) {
    ASSERT_EQ(cache.unpack(headers, written), 0);
    EXPECT_EQ(written, expected);
    for (const char* name : {"c/y.h", "z.h"}) EXPECT_TRUE(fs::equivalent(folder / name, folder / "a/b/x.h")) << name;
    EXPECT_EQ(content(folder / "z.h"), "same");
    EXPECT_EQ(content(folder / "zz.h"), "other");
    if (written) continue;
    fs::remove_all(folder / "c");
    fs::remove(folder / "z.h");
  }
  EXPECT_EQ(files_in(folder).size(), 4u) << "nothing temporary";
}

TEST_F(Cache, OtherHeadersAreAnotherFolder) {
  const EmbeddedHeader other[] = {{"a.h", "x"}, {"b.h", "y"}}, renamed[] = {{"a.h", "x"}, {"c.h", "y"}};
  EXPECT_NE(hash_of(other), hash_of(renamed));
  EXPECT_NE(hash_of(other), hash_of(std::span(other).first(1)));
}

TEST_F(Cache, FindsWhatWasStored) {
  const KernelCache cache = open();
  EXPECT_FALSE(cache.find(kKey));
  const fs::path object = store(cache, {});
  EXPECT_EQ(cache.find(kKey), object);
  EXPECT_EQ(content(object), "object");
  EXPECT_FALSE(cache.find({1, 2}));
  const fs::path other = store(cache, {}, "another");
  EXPECT_NE(other, object);
  EXPECT_EQ(cache.find(kKey), other);
  EXPECT_EQ(content(object), "object") << "an object that was handed out never changes";
}

TEST_F(Cache, WhatIsNotCertainIsNotFoundAgain) {
  const KernelCache cache = open();
  EXPECT_EQ(content(store(cache, {.certain = false})), "object");
  EXPECT_FALSE(cache.find(kKey));
  EXPECT_EQ(content(store(cache, {.files = {"/nowhere/x.h"}})), "object");
  EXPECT_FALSE(cache.find(kKey));
}

TEST_F(Cache, AChangedInclusionIsAMiss) {
  const KernelCache cache = open();
  const std::string header = write("own header.h", "one").string(), missing = folder_ / "first" / "own header.h";
  store(cache, {.files = {header}, .absent = {missing}});
  EXPECT_TRUE(cache.find(kKey));
  write("own header.h", "two");
  EXPECT_FALSE(cache.find(kKey));
  write("own header.h", "one");
  EXPECT_TRUE(cache.find(kKey));
  write("first/own header.h", "one");
  EXPECT_FALSE(cache.find(kKey));
  fs::remove(missing);
  EXPECT_TRUE(cache.find(kKey));
  fs::remove(header);
  EXPECT_FALSE(cache.find(kKey));
}

TEST_F(Cache, AnyDamageIsAMiss) {
  const KernelCache cache = open();
  const std::string header = write("own.h", "one").string();
  const fs::path object = store(cache, {.files = {header}, .absent = {folder_ / "absent"}});
  for (const fs::path& path : {object, manifest(cache)}) {
    const std::string good = content(path);
    for (size_t i = 0; i < good.size(); ++i) {
      std::string bad = good;
      bad[i] ^= 4;
      write(path, bad);
      EXPECT_FALSE(cache.find(kKey)) << path << " byte " << i;
      write(path, good.substr(0, i));
      EXPECT_FALSE(cache.find(kKey)) << path << " cut at " << i;
    }
    write(path, good + "x");
    EXPECT_FALSE(cache.find(kKey));
    write(path, good);
    EXPECT_TRUE(cache.find(kKey));
  }
  fs::remove(object);
  EXPECT_FALSE(cache.find(kKey));
}

TEST_F(Cache, SweepsWhatOthersLeft) {
  const KernelCache cache = open();
  const fs::path old = write("cache/objects/tmp.old.so", "x"), fresh = write("cache/objects/tmp.new.so", "x");
  fs::last_write_time(old, fs::last_write_time(old) - std::chrono::hours(2));
  const fs::path object = store(cache, {});
  fs::last_write_time(object, fs::last_write_time(old));
  write("cache/objects/tmp.new.so", "x");
  cache.sweep();
  EXPECT_FALSE(fs::exists(old));
  EXPECT_TRUE(fs::exists(fresh));
  EXPECT_TRUE(fs::exists(object));
}

TEST_F(Cache, FoldersInTheirOrder) {
  const auto paths = [](const fs::path& requested) {
    std::vector<std::string> result;
    for (const auto& candidate : cache_folder_candidates(requested)) result.push_back(candidate.path.string());
    return result;
  };
  const std::string own = "tir2tt-" + std::to_string(::geteuid());
  set_variable("XDG_CACHE_HOME", "/x");
  set_variable("HOME", "/h");
  set_variable("TMPDIR", "/t");
  EXPECT_THAT(paths("/r/s"), ElementsAre("/r/s", "/x/tir2tt", "/h/.cache/tir2tt", "/t/" + own));
  set_variable("XDG_CACHE_HOME", "relative");
  set_variable("HOME", "");
  set_variable("TMPDIR", "");
  EXPECT_THAT(paths(""), ElementsAre("/tmp/" + own));
  EXPECT_THAT(paths("here"), ElementsAre((fs::current_path() / "here").string(), "/tmp/" + own));
}

TEST_F(Cache, TakesTheFirstFolderThatWorks) {
  std::string problems;
  const fs::path file = write("file", "x");
  set_variable("XDG_CACHE_HOME", file.string());
  set_variable("HOME", (folder_ / "home").string());
  EXPECT_EQ(KernelCache::open(file, problems)->folder(), folder_ / "home/.cache/tir2tt");
  set_variable("HOME", "/proc/nowhere");
  EXPECT_EQ(KernelCache::open("", problems)->folder(), folder_ / ("tir2tt-" + std::to_string(::geteuid())));
  set_variable("TMPDIR", "/proc/nowhere");
  EXPECT_FALSE(KernelCache::open("", problems));
  EXPECT_THAT(problems,
              HasSubstr(file.string() + "/tir2tt: Not a directory; /proc/nowhere/.cache/tir2tt: No such file"));
}

TEST_F(Cache, NoFolderThatOthersMayWrite) {
  const fs::path folder = folder_ / "f";
  EXPECT_EQ(prepare_cache_folder({folder}), "");
  struct stat info = {};
  ASSERT_EQ(::stat(folder.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700u);
  fs::permissions(folder, fs::perms::group_write, fs::perm_options::add);
  EXPECT_EQ(prepare_cache_folder({folder}), "other users may write there");
  EXPECT_EQ(prepare_cache_folder({folder, true}), "");
  fs::permissions(folder, fs::perms::owner_all);
  fs::create_directory_symlink(folder, folder_ / "own-link");
  EXPECT_EQ(prepare_cache_folder({folder_ / "own-link"}), "");
  if (::geteuid() != 0) return;  // only root can give files away
  ASSERT_EQ(::lchown((folder_ / "own-link").c_str(), 65534, 65534), 0);
  EXPECT_EQ(prepare_cache_folder({folder_ / "own-link"}), "belongs to another user");
  ASSERT_EQ(::chown(folder.c_str(), 65534, 65534), 0);
  EXPECT_EQ(prepare_cache_folder({folder}), "belongs to another user");
}

}  // namespace
}  // namespace tir2tt::device
