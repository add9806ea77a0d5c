#include "gui/platform/settings.hpp"

#include <array>
#include <cstdlib>
#include <filesystem>

#include "sim/base/text.hpp"
#include "sim/host/files.hpp"
#include "sim/run/scenario_tree.hpp"

namespace finwait {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 3> kLanguages = {"en", "zh-Hans", "zh-Hant"};
constexpr std::array<std::string_view, kThemes> kThemeNames = {"dark", "light", "contrast"};
constexpr std::array<std::string_view, 2> kMotions = {"usual", "reduced"};
constexpr std::array<std::string_view, 2> kNumbers = {"relative", "absolute"};
constexpr std::array<std::string_view, 2> kDiagrams = {"one", "two"};
constexpr std::array<std::string_view, 2> kWelcomes = {"to-come", "over"};
constexpr std::array<std::string_view, kAxisModes> kAxes = {"compressed", "linear", "per-event"};
constexpr int64_t kFarthest = 100'000;  // pixels

// Reads members of a table; the first wrong one is kept.
class SettingsReader {
 public:
  SettingsReader(const Node& table, std::string name) : table_(table), name_(std::move(name)) {}

  template <class E, size_t N>
  void word(std::string_view key, E& value, const std::array<std::string_view, N>& words) {
    const Node* node = find(key, Node::Kind::Text, "a text");
    if (node == nullptr) return;
    for (size_t i = 0; i < N; ++i)
      if (node->text == words[i]) {
        value = static_cast<E>(i);
        return;
      }
    std::string expected;
    for (std::string_view w : words) expected += (expected.empty() ? "" : ", ") + std::string(w);
    fail(*node, "one of " + expected);
  }

  void number(std::string_view key, int& value, int64_t least, int64_t most) {
    const Node* node = find(key, Node::Kind::Integer, "a whole number");
    if (node == nullptr) return;
    if (node->integer < least || node->integer > most)
      return fail(*node, "a number from " + std::to_string(least) + " to " + std::to_string(most));
    value = static_cast<int>(node->integer);
  }

  void texts(std::string_view key, std::vector<std::string>& value, size_t most) {
    const Node* node = find(key, Node::Kind::Array, "a list of texts");
    if (node == nullptr) return;
    value.clear();
    for (const Node& item : node->items) {
      if (item.kind != Node::Kind::Text) return fail(item, "a text");
      if (value.size() < most) value.push_back(item.text);
    }
  }

  const Node* find(std::string_view key, Node::Kind kind, std::string_view expected) {
    const Member* member = table_.find(key);
    if (member == nullptr) return nullptr;
    if (member->value.kind == kind) return &member->value;
    fail(member->value, expected);
    return nullptr;
  }

  void fail(const Node& node, std::string_view expected) {
    if (error_) return;
    error_ = Error{name_, node.place.line, node.place.column,
                   "expected " + std::string(expected) + ", found " + shown(node)};
  }
  const std::optional<Error>& error() const { return error_; }

 private:
  const Node& table_;
  std::string name_;
  std::optional<Error> error_;
};

// A basic string of TOML.
std::string toml_quoted(const std::string& text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out = "\"";
  for (char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      out += std::string("\\") + c;
    else if (octet < 32 || octet == 127)
      out += std::string("\\u00") + kHex[octet >> 4] + kHex[octet & 15];
    else
      out += c;
  }
  return out + "\"";
}

std::string from_environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

}  // namespace

Result<Settings> parse_settings(const std::string& text, const std::string& name,
                                const Settings& standard) {
  const Result<Node> tree = parse_scenario_tree(text, name);
  if (!tree) return tree.error();
  Settings s = standard;
  SettingsReader in(tree.value(), name);
  in.word("language", s.language, kLanguages);
  in.word("theme", s.theme, kThemeNames);
  in.word("axis", s.axis, kAxes);
  in.number("scale_percent", s.scale_percent, 50, 400);
  in.number("speed_per_mille", s.speed_per_mille, 0, 1'000'000);
  in.word("motion", s.reduce_motion, kMotions);
  in.word("numbers", s.absolute, kNumbers);
  in.word("diagrams", s.two_diagrams, kDiagrams);
  in.word("welcome", s.welcomed, kWelcomes);
  in.texts("recent", s.recent, kMostRecent);
  if (const Node* table = in.find("window", Node::Kind::Table, "a table")) {
    WindowPlace place{0, 0, 1600, 1000};
    SettingsReader window(*table, name);
    window.number("x", place.x, -kFarthest, kFarthest);
    window.number("y", place.y, -kFarthest, kFarthest);
    window.number("width", place.width, 320, kFarthest);
    window.number("height", place.height, 320, kFarthest);
    if (window.error()) return *window.error();
    s.window = place;
  }
  if (in.error()) return *in.error();
  return s;
}

std::string settings_text(const Settings& s) {
  std::string out = "# What finwait-gui remembers. It is written when the window closes.\n";
  const auto add = [&](std::string_view key, const std::string& value) {
    out += std::string(key) + " = " + value + "\n";
  };
  add("language", toml_quoted(std::string(kLanguages[static_cast<size_t>(s.language)])));
  add("theme", toml_quoted(std::string(kThemeNames[static_cast<size_t>(s.theme)])));
  add("axis", toml_quoted(std::string(kAxes[static_cast<size_t>(s.axis)])));
  add("scale_percent", std::to_string(s.scale_percent));
  add("speed_per_mille", std::to_string(s.speed_per_mille));
  add("motion", toml_quoted(std::string(kMotions[s.reduce_motion ? 1 : 0])));
  add("numbers", toml_quoted(std::string(kNumbers[s.absolute ? 1 : 0])));
  add("diagrams", toml_quoted(std::string(kDiagrams[s.two_diagrams ? 1 : 0])));
  add("welcome", toml_quoted(std::string(kWelcomes[s.welcomed ? 1 : 0])));
  std::string recent;
  // A name that is no text has no place in TOML: the whole file could not be read again.
  for (const std::string& path : s.recent)
    if (is_utf8(path)) recent += "\n  " + toml_quoted(path) + ",";
  add("recent", recent.empty() ? "[]" : "[" + recent + "\n]");
  if (!s.window) return out;
  const WindowPlace& w = *s.window;
  add("window", "{ x = " + std::to_string(w.x) + ", y = " + std::to_string(w.y) + ", width = " +
                    std::to_string(w.width) + ", height = " + std::to_string(w.height) + " }");
  return out;
}

std::string settings_path() {
#if defined(_WIN32)
  const std::string base = from_environment("APPDATA");
#elif defined(__APPLE__)
  const std::string home = from_environment("HOME");
  const std::string base = home.empty() ? "" : home + "/Library/Application Support";
#else
  const std::string home = from_environment("HOME");
  std::string base = from_environment("XDG_CONFIG_HOME");
  // A relative path there does not count, says the XDG Base Directory Specification.
  if (!base.starts_with("/")) base = home.empty() ? "" : home + "/.config";
#endif
  return base.empty() ? "" : base + "/finwait/settings.toml";
}

Language environment_language() {
  std::string locale;
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
    if (locale.empty()) locale = from_environment(name);
  if (!locale.starts_with("zh")) return Language::En;
  for (const char* traditional : {"TW", "HK", "MO", "Hant"})
    if (locale.find(traditional) != std::string::npos) return Language::ZhHant;
  return Language::ZhHans;
}

Settings SettingsFile::read(const Settings& standard) {
  if (path_.empty() || !file_exists(path_)) return standard;
  const Result<std::string> text = read_file(path_);
  auto settings =
      text ? parse_settings(text.value(), path_, standard) : Result<Settings>(text.error());
  if (!settings) {
    problem_ = settings.error();
    return standard;
  }
  read_ = settings.value();
  return settings.take();
}

std::optional<Error> SettingsFile::write(const Settings& settings) {
  if (path_.empty() || (read_ && *read_ == settings)) return std::nullopt;
  std::error_code error;
  fs::create_directories(path_of(path_).parent_path(), error);
  if (problem_) {
    fs::rename(path_of(path_), path_of(backup()), error);
    if (error) return Error{path_, 0, 0, "cannot be kept as " + backup() + ": " + error.message()};
    problem_.reset();
  }
  if (auto failed = write_file(path_, settings_text(settings))) return failed;
  read_ = settings;
  return std::nullopt;
}

}  // namespace finwait
