#include "sim/run/profile_text.hpp"

#include <algorithm>

#include "sim/base/text.hpp"

namespace finwait {
namespace {

bool apply(Profile& p, const Setting& setting, std::string_view value) {
  const auto number = parse_unsigned(value);
  switch (setting.kind) {
    case SettingKind::Time: {
      const auto time = parse_duration(value);
      return time && set_time(p, setting.name, *time);
    }
    case SettingKind::Count:
      if (value == "false") return set_flag(p, setting.name, false);
      return number && *number <= uint64_t{INT64_MAX} &&
             set_count(p, setting.name, static_cast<int64_t>(*number));
    case SettingKind::Flag:
      return (value == "true" || value == "false") && set_flag(p, setting.name, value == "true");
    case SettingKind::Word: return set_word(p, setting.name, value);
  }
  return false;
}

}  // namespace

std::optional<Error> set_from_text(Profile& profile, std::string_view name,
                                   std::string_view value) {
  const Setting* setting = find_setting(name);
  if (setting && apply(profile, *setting, value)) return std::nullopt;
  const std::string shown = printable(name, 40);
  return Error{"", 0, 0,
               shown + "=" + printable(value, 40) + ": expected " +
                   (setting ? std::string(setting->expected)
                            : "the name of a setting, found '" + shown + "'")};
}

Result<Profile> profile_from_text(std::string_view text) {
  size_t comma = std::min(text.find(','), text.size());
  const std::string_view system = text.substr(0, comma);
  const auto name = parse_profile(system);
  if (!name) {
    std::string all;
    for (std::string_view one : profile_names())
      all += (all.empty() ? "" : ", ") + std::string(one);
    return Error{"", 0, 0,
                 "expected a profile (" + all + "), found '" + printable(system, 40) + "'" +
                     suggestion(system, profile_names())};
  }
  Profile profile = default_profile(*name);
  while (comma < text.size()) {
    text.remove_prefix(comma + 1);
    comma = std::min(text.find(','), text.size());
    const std::string_view word = text.substr(0, comma);
    const size_t equals = word.find('=');
    if (equals == std::string_view::npos)
      return Error{"", 0, 0, "expected NAME=VALUE, found '" + printable(word, 40) + "'"};
    if (auto error = set_from_text(profile, word.substr(0, equals), word.substr(equals + 1)))
      return *error;
  }
  return profile;
}

}  // namespace finwait
