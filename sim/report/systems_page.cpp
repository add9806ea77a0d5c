// assets/reference/systems.md: what each setting is on each system.
#include "sim/report/reference_pages.hpp"
#include "sim/tcp/profile.hpp"

namespace finwait {
namespace {

// As a scenario would write it, without the quotes; what no scenario can write in words.
std::string value_text(const Profile& profile, const Setting& setting) {
  std::string text = setting_text(profile, setting.name);
  if (!text.empty() && text.front() == '"') text = text.substr(1, text.size() - 2);
  if (text.empty() || text.front() != '-') return text;
  return setting.kind == SettingKind::Time ? "2 MSL" : "–";
}

// What differs from the RFC is bold; what is not known for certain has a question mark.
std::string value_cell(ProfileName name, const Setting& setting) {
  const std::string text = value_text(default_profile(name), setting);
  const std::string strict = value_text(default_profile(ProfileName::Rfc9293), setting);
  const std::string mark = is_unverified(name, setting.name) ? " ?" : "";
  return (text == strict ? text : "**" + text + "**") + mark;
}

}  // namespace

std::string systems_page() {
  std::string out = "<!-- Made by `./dev docs`; do not edit. -->\n\n# Systems\n\n";
  out += "What `set = { NAME = value }` changes, and its value on each system. Bold: not as\n";
  out += "`rfc9293` has it. `linux` was measured on a kernel; `freebsd` and `macos` follow the\n";
  out += "systems' source, `windows` Microsoft's documentation with the legacy times. A question\n";
  out += "mark: general knowledge that no source at hand confirmed. –: the count is not used.\n\n";
  out += "| Setting |";
  std::string rule = "|---|";
  for (const std::string_view name : profile_names()) {
    out += " " + std::string(name) + " |";
    rule += "---|";
  }
  out += "\n" + rule + "\n";
  for (const Setting& setting : all_settings()) {
    out += "| `" + std::string(setting.name) + "` |";
    for (const std::string_view name : profile_names())
      out += " " + value_cell(*parse_profile(name), setting) + " |";
    out += "\n";
  }
  return out;
}

}  // namespace finwait
