// What the window remembers from one start to the next, as a TOML file in the platform's place for
// such files. A broken file is told once, kept as settings.toml.bak, and replaced by defaults.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gui/model/session.hpp"

namespace finwait {

struct WindowPlace {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
  bool operator==(const WindowPlace&) const = default;
};

struct Settings {
  Language language = Language::En;
  ThemeName theme = ThemeName::Dark;
  AxisMode axis = AxisMode::Compressed;
  int scale_percent = 100;  // 50 to 400
  int speed_per_mille = 0;  // 1 to 1,000,000: simulated to real time; 0: what suits the run
  bool reduce_motion = false;
  bool absolute = false;      // sequence numbers as on the wire
  bool two_diagrams = false;  // one for each end
  bool welcomed = false;  // the first thirty seconds are over
  std::vector<std::string> recent;
  std::optional<WindowPlace> window;
  bool operator==(const Settings&) const = default;
};

// What the text says; a value that makes no sense is an error with line and column. Keys that are
// not known are passed over: a later version may have written them.
Result<Settings> parse_settings(const std::string& text, const std::string& name,
                                const Settings& standard);
std::string settings_text(const Settings& settings);

// XDG_CONFIG_HOME/finwait/settings.toml or ~/.config/...; on macOS under ~/Library/Application
// Support, on Windows under %APPDATA%. "" when the environment names no place.
std::string settings_path();
// Of the environment's locale: LC_ALL, LC_MESSAGES or LANG, the first that is set.
Language environment_language();

// The file: read at the start, written at the end if anything has changed.
class SettingsFile {
 public:
  // "": neither read nor written.
  explicit SettingsFile(std::string path) : path_(std::move(path)) {}

  // The settings, or `standard` when there are none yet or the file is broken.
  Settings read(const Settings& standard);
  // What was wrong with it; nullopt when nothing was.
  const std::optional<Error>& problem() const { return problem_; }
  std::string backup() const { return path_ + ".bak"; }
  std::optional<Error> write(const Settings& settings);

 private:
  std::string path_;
  std::optional<Settings> read_;  // as the file has them
  std::optional<Error> problem_;
};

}  // namespace finwait
