// finwait-gui's options: what they set, and what is said about wrong ones.
#include <doctest/doctest.h>

#include <vector>

#include "gui/platform/command_line.hpp"

namespace finwait {
namespace {

Result<CommandLine> read(std::vector<const char*> words) {
  words.insert(words.begin(), "finwait-gui");
  return read_command_line(static_cast<int>(words.size()), words.data());
}

}  // namespace

TEST_CASE("command line: nothing opens lost-last-ack in a window") {
  const auto o = read({});
  REQUIRE(o);
  CHECK(o.value().scenario == "lost-last-ack");
  CHECK(o.value().screenshot == "");
  CHECK(o.value().theme == ThemeName::Dark);
}

TEST_CASE("command line: every option, apart or with an equals sign") {
  const auto o = read({"x.toml", "--screenshot=a.png", "--at", "1.5s", "--size", "1920x1080",
                       "--scale=1.25", "--theme", "light", "--lang", "zh-Hans"});
  REQUIRE(o);
  CHECK(o.value().scenario == "x.toml");
  CHECK(o.value().screenshot == "a.png");
  CHECK(o.value().moment.at == Time{} + milliseconds(1500));
  CHECK(o.value().width == 1920);
  CHECK(o.value().height == 1080);
  CHECK(o.value().scale == doctest::Approx(1.25));
  CHECK(o.value().theme == ThemeName::Light);
  CHECK(o.value().language == Language::ZhHans);
}

TEST_CASE("command line: what was given is known, so that it goes before what is remembered") {
  CHECK_FALSE(read({}).value().theme_given);
  CHECK(read({"--theme", "dark"}).value().theme_given);
  CHECK(read({"--lang", "en"}).value().language_given);
  CHECK(read({"--scale", "1"}).value().scale_given);
  CHECK(read({"--no-settings"}).value().no_settings);
}

TEST_CASE("command line: a live run takes all that stands behind -- as a program") {
  const auto o = read({"--live", "--kernel", "server", "--set", "network.loss=10%", "--seed=3",
                       "--", "curl", "--at", "x"});
  REQUIRE(o);
  CHECK(o.value().live);
  CHECK(o.value().scenario == "http-server");
  CHECK(o.value().kernel == "server");
  CHECK(o.value().program == std::vector<std::string>{"curl", "--at", "x"});
  REQUIRE(o.value().overrides.size() == 2);
  CHECK(o.value().overrides[0].path == "network.loss");
  CHECK(o.value().overrides[0].value == "10%");
  CHECK(o.value().overrides[1].path == "seed");
  CHECK(o.value().overrides[1].value == "3");
  CHECK(read({"x.toml", "--live"}).value().scenario == "x.toml");
  const auto program = read({"x.toml", "--", "curl"});
  REQUIRE_FALSE(program);
  CHECK(program.error().message == "--: expected --live before a program, found 'curl'");
  CHECK_FALSE(read({"--kernel", "server"}));
  CHECK_FALSE(read({"--set", "network.loss"}));
}

TEST_CASE("command line: parts, films, connections") {
  const auto o = read({"x.pcap", "--connection", "3", "--picture", "ladder", "--film", "a.gif",
                       "--from", "1s", "--to=2s", "--fps", "10"});
  REQUIRE(o);
  CHECK(o.value().connection == 2);
  CHECK(o.value().picture == PicturePart::Ladder);
  CHECK(o.value().film == "a.gif");
  CHECK(o.value().from == Time{} + seconds(1));
  CHECK(o.value().to == Time{} + seconds(2));
  CHECK(o.value().fps == 10);
  CHECK_FALSE(read({"--film", "a.avi"}));
  CHECK_FALSE(read({"--fps", "0"}));
  CHECK_FALSE(read({"--fps", "61"}));
  CHECK_FALSE(read({"--picture", "everything"}));
  CHECK_FALSE(read({"--connection", "0"}));
  CHECK_FALSE(read({"--from", "soon"}));
}

TEST_CASE("command line: presenter mode, the close lab, the first experiments, less motion") {
  const auto o = read({"--present", "--welcome", "--reduce-motion", "--lab", "windows,linux",
                       "--theme=contrast"});
  REQUIRE(o);
  CHECK(o.value().present);
  CHECK(o.value().welcome);
  CHECK(o.value().reduce_motion);
  CHECK_FALSE(o.value().named);
  CHECK(o.value().lab == std::vector<std::string>{"linux", "windows"});
  CHECK(o.value().theme == ThemeName::Contrast);
  CHECK(read({"normal-close"}).value().named);
  for (const char* bad : {"linux", "linux,beos", "", "linux,linux",
                          "rfc9293,linux,freebsd,windows,macos"})
    CHECK_FALSE(read({"--lab", bad}));
}

TEST_CASE("command line: wrong words are one clear line") {
  const std::vector<std::vector<const char*>> wrong = {{"--size", "12"},      {"--size", "100x100"},
                                                       {"--size", "99999x9"}, {"--at", "soon"},
                                                       {"--at", "-1s"},       {"--scale", "9"},
                                                       {"--scale", "0"},      {"--scale", "1."},
                                                       {"--scale", "x"},      {"--theme", "pink"},
                                                       {"--lang", "fr"},      {"--nope"},
                                                       {"--screenshot"},      {"a", "b"},
                                                       {"--screenshot", ""},  {"--at", ""}};
  for (const auto& words : wrong) {
    const auto o = read(words);
    INFO(words[0]);
    REQUIRE_FALSE(o);
    CHECK(o.error().message.find('\n') == std::string::npos);
    CHECK(o.error().message.size() > 10);
  }
  CHECK(read({"--screnshot", "a"}).error().message ==
        "unknown option '--screnshot', did you mean '--screenshot'?");
  CHECK(read({"--theme", "pink"}).error().message ==
        "--theme: expected dark, light or contrast, found 'pink'");
}

}  // namespace finwait
