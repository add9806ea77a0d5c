// What the window remembers: round trips, broken files, places, the environment's language.
#include <doctest/doctest.h>

#include <cstdlib>

#include "gui/platform/settings.hpp"
#include "tests/gui/folder.hpp"

namespace finwait {
namespace {

using test::Folder;

Settings unusual() {
  Settings s;
  s.language = Language::ZhHant;
  s.theme = ThemeName::Light;
  s.axis = AxisMode::PerEvent;
  s.scale_percent = 150;
  s.speed_per_mille = 20;
  s.reduce_motion = true;
  s.absolute = true;
  s.two_diagrams = true;
  s.welcomed = true;
  s.recent = {"/a b/c\"d.toml", "C:\\x\\y.pcap", "/\xe6\x96\x87/\x01.pkt"};
  s.window = WindowPlace{-5, 7, 1280, 720};
  return s;
}

// A variable of the environment for as long as this lives.
class Variable {
 public:
  Variable(std::string name, const char* value) : name_(std::move(name)) {
    const char* before = std::getenv(name_.c_str());
    if (before != nullptr) before_ = before;
    set(value);
  }
  ~Variable() { set(before_ ? before_->c_str() : nullptr); }

 private:
  void set(const char* value) {
    if (value != nullptr)
      ::setenv(name_.c_str(), value, 1);
    else
      ::unsetenv(name_.c_str());
  }
  std::string name_;
  std::optional<std::string> before_;
};

}  // namespace

TEST_CASE("settings: what is written is read again") {
  for (const Settings& s : {Settings{}, unusual()}) {
    const auto again = parse_settings(settings_text(s), "s.toml", {});
    INFO(settings_text(s));
    REQUIRE(again.ok());
    CHECK(again.value() == s);
  }
}

TEST_CASE("settings: a file whose name is no UTF-8 is not remembered, and spoils nothing") {
  Settings s = unusual();
  const std::vector<std::string> kept = s.recent;
  s.recent.push_back("odd\xff.toml");
  const auto again = parse_settings(settings_text(s), "s.toml", {});
  REQUIRE(again.ok());
  CHECK(again.value().recent == kept);
}

TEST_CASE("settings: keys of a later version do not matter, missing ones keep the standard") {
  Settings standard;
  standard.language = Language::ZhHans;
  const auto s = parse_settings("theme = \"light\"\nfuture = { a = 1 }\n", "s.toml", standard);
  REQUIRE(s.ok());
  CHECK(s.value().theme == ThemeName::Light);
  CHECK(s.value().language == Language::ZhHans);
}

TEST_CASE("settings: broken files are told with their place and never crash") {
  for (const char* text : {"language = \"fr\"", "theme = 3", "scale_percent = 9999",
                           "scale_percent = \"big\"",
                           "speed_per_mille = -1", "speed_per_mille = 1000001",
                           "speed_per_mille = 0.5", "recent = [1]", "recent = \"x\"",
                           "window = 5", "window = { width = 1 }", "axis = \"\"", "= = =", "[",
                           "theme = \"dark", "\xff\xfe\x00", "theme = \"dark\"\ntheme = \"dark\"",
                           "window = { x = 99999999999999999999 }"}) {
    INFO(text);
    const auto s = parse_settings(text, "s.toml", {});
    REQUIRE_FALSE(s);
    CHECK(s.error().file == "s.toml");
    CHECK(s.error().message.size() > 10);
  }
  CHECK(parse_settings("\n theme = 3", "s.toml", {}).error().line == 2);
  // Every beginning of a good file is read or refused.
  const std::string whole = settings_text(unusual());
  for (size_t cut = 0; cut < whole.size(); ++cut)
    if (const auto s = parse_settings(whole.substr(0, cut), "s.toml", {}); s)
      CHECK(s.value().scale_percent <= 400);
}

TEST_CASE("settings: a broken file is kept before it is replaced") {
  const Folder folder;
  const std::string path = folder.put("settings.toml", "theme = nonsense\n");
  SettingsFile file(path);
  CHECK(file.read(unusual()) == unusual());
  REQUIRE(file.problem());
  CHECK(file.problem()->line == 1);
  CHECK(read_file(path).take() == "theme = nonsense\n");
  CHECK_FALSE(file.write(Settings{}));
  CHECK(read_file(file.backup()).take() == "theme = nonsense\n");
  CHECK(SettingsFile(path).read({}) == Settings{});
}

TEST_CASE("settings: made in a new folder; not written again when nothing has changed") {
  const Folder folder;
  const std::string path = folder.path("deep/er/settings.toml");
  SettingsFile file(path);
  CHECK(file.read({}) == Settings{});
  CHECK_FALSE(file.write(unusual()));
  SettingsFile again(path);
  CHECK(again.read({}) == unusual());
  REQUIRE_FALSE(write_file(path, "touched"));
  CHECK_FALSE(again.write(unusual()));
  CHECK(read_file(path).take() == "touched");
  CHECK_FALSE(SettingsFile("").write(unusual()));
}

TEST_CASE("settings: the environment's language and place") {
  const Variable all("LC_ALL", nullptr);
  const Variable messages("LC_MESSAGES", nullptr);
  const auto of = [](const char* locale) {
    const Variable lang("LANG", locale);
    return environment_language();
  };
  CHECK(of("zh_CN.UTF-8") == Language::ZhHans);
  CHECK(of("zh_SG") == Language::ZhHans);
  CHECK(of("zh_TW.UTF-8") == Language::ZhHant);
  CHECK(of("zh_HK") == Language::ZhHant);
  CHECK(of("de_DE.UTF-8") == Language::En);
  CHECK(of("C") == Language::En);
  CHECK(of(nullptr) == Language::En);
#ifdef __linux__
  const Variable home("HOME", "/h");
  const auto place = [](const char* xdg) {
    const Variable config("XDG_CONFIG_HOME", xdg);
    return settings_path();
  };
  CHECK(place("/c") == "/c/finwait/settings.toml");
  CHECK(place(nullptr) == "/h/.config/finwait/settings.toml");
  CHECK(place("relative") == "/h/.config/finwait/settings.toml");
#endif
}

}  // namespace finwait
