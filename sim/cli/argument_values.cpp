#include "sim/cli/argument_values.hpp"

#include <algorithm>

#include "sim/cli/argument_words.hpp"

namespace finwait {
namespace {

// Which form a table takes, and which systems are compared.
std::optional<ParsedArguments> understand_table(const RawArguments& raw, Arguments& a) {
  const std::string& text = raw.table_format;
  const auto found = std::find(kCompareFormats.begin(), kCompareFormats.end(), text);
  const auto index = static_cast<size_t>(found - kCompareFormats.begin());
  const bool bytes = a.command == Subcommand::Bytes;
  if (!text.empty() && bytes && index >= kBytesFormats.size())
    return bad_choice("--format", text, kBytesFormats);
  if (!text.empty() && index >= kCompareFormats.size())
    return bad_choice("--format", text, kCompareFormats);
  if (!text.empty()) a.table_format = static_cast<TableFormat>(index);
  a.matrix = !raw.matrix.empty();
  if (a.matrix && raw.matrix != "close")
    return usage_error("--matrix: expected close, found '" + printable(raw.matrix, 40) + "'");
  const bool scenario = !a.sources.empty() || !a.host.empty() || !raw.set.empty() ||
                        !raw.seed.empty() || !raw.until.empty() || !raw.api.empty();
  if (a.matrix && scenario)
    return usage_error("compare: --matrix makes its own scenarios; expected only --profiles");
  if (a.command == Subcommand::Compare && !a.matrix && a.sources.empty())
    return usage_error("compare: expected a file or the name of a scenario");
  for (size_t start = 0; !raw.profiles.empty() && start <= raw.profiles.size();) {
    const size_t comma = std::min(raw.profiles.find(',', start), raw.profiles.size());
    a.profiles.push_back(raw.profiles.substr(start, comma - start));
    start = comma + 1;
  }
  return std::nullopt;
}

// Some files can hold one run only.
std::optional<ParsedArguments> check_joins(const Arguments& a) {
  for (const OutFormInfo& info : kOutForms)
    if (!info.joins && !a.out[static_cast<size_t>(info.form)].empty() && a.sources.size() > 1)
      return usage_error(std::string(info.option) + ": expected one scenario, found " +
                         std::to_string(a.sources.size()));
  return std::nullopt;
}

// Standard output holds one machine's text: two would spoil each other.
std::optional<ParsedArguments> check_standard_output(const Arguments& a) {
  std::vector<std::string> there;
  if (a.format == Format::Jsonl || a.format == Format::Packetdrill) there.push_back("--format");
  for (const OutFormInfo& info : kOutForms)
    if (a.out[static_cast<size_t>(info.form)] == "-") there.push_back(info.option);
  if (a.out_scenario == "-") there.push_back("--out-scenario");
  if (a.junit == "-") there.push_back("--junit");
  if (there.size() < 2) return std::nullopt;
  return usage_error(there[1] + ": expected a file, found '-': standard output has " + there[0]);
}

// The system that plays the endpoint of scripts, and what is printed of a capture.
std::optional<ParsedArguments> understand_files_of_others(const RawArguments& raw, Arguments& a) {
  if (!raw.profile.empty()) {
    const auto profile = parse_profile(raw.profile);
    if (!profile)
      return usage_error("--profile: expected the name of a system, found '" +
                         printable(raw.profile, 40) + "'" +
                         suggestion(raw.profile, profile_names()));
    a.profile = *profile;
  }
  if (raw.capture_format.empty()) return std::nullopt;
  const auto found = std::find(kCaptureFormats.begin(), kCaptureFormats.end(), raw.capture_format);
  if (found == kCaptureFormats.end())
    return bad_choice("--format", raw.capture_format, kCaptureFormats);
  a.capture_format = static_cast<CaptureFormat>(found - kCaptureFormats.begin());
  return std::nullopt;
}

// What a picture shows, and in which colours.
std::optional<ParsedArguments> understand_picture(const RawArguments& raw, Arguments& a) {
  const auto kind = std::find(kPictures.begin(), kPictures.end(), raw.picture);
  if (!raw.picture.empty() && kind == kPictures.end())
    return bad_choice("--picture", raw.picture, kPictures);
  if (!raw.picture.empty()) a.picture = static_cast<PictureKind>(kind - kPictures.begin());
  const auto theme = std::find(kPictureThemes.begin(), kPictureThemes.end(), raw.theme);
  if (!raw.theme.empty() && theme == kPictureThemes.end())
    return bad_choice("--theme", raw.theme, kPictureThemes);
  if (!raw.theme.empty()) a.theme = static_cast<PictureTheme>(theme - kPictureThemes.begin());
  return std::nullopt;
}

// A file has a name, and what has been read from standard input is gone.
std::optional<ParsedArguments> check_sources(const Arguments& a) {
  const bool words = a.command == Subcommand::New || a.command == Subcommand::Rules ||
                     a.command == Subcommand::Schema;
  if (!words && std::find(a.sources.begin(), a.sources.end(), "") != a.sources.end())
    return usage_error("expected a file, found ''");
  if (std::count(a.sources.begin(), a.sources.end(), "-") < 2) return std::nullopt;
  return usage_error("expected '-' once, found it again: standard input can be read only once");
}

// Words of the command line may hold anything: a message is one line of text all the same.
std::string one_line(const std::string& message) {
  if (!is_utf8(message)) return printable(message, message.size());
  std::string out;
  for (const char& c : message) {
    const bool control = static_cast<unsigned char>(c) < 32 || c == 127;
    out += control ? printable({&c, 1}, 1) : std::string(1, c);
  }
  return out;
}

}  // namespace

ParsedArguments usage_error(const std::string& message) {
  ParsedArguments out;
  out.exit = Exit::BadInput;
  out.err = "finwait: " + one_line(message) + "\n";
  return out;
}

std::optional<ParsedArguments> understand_common(const RawArguments& raw, Arguments& a) {
  const auto colour = parse_colour_wish(raw.colour);
  if (!colour) return bad_choice("--color", raw.colour, kColours);
  a.colour = *colour;
  const auto language = parse_language(raw.language);
  if (!language) return bad_choice("--lang", raw.language, kLanguages);
  a.language = *language;
  return std::nullopt;
}

std::optional<ParsedArguments> understand(const RawArguments& raw, Arguments& a) {
  if (!raw.format.empty()) {
    const auto found = std::find(kFormats.begin(), kFormats.end(), raw.format);
    if (found == kFormats.end()) return bad_choice("--format", raw.format, kFormats);
    a.format = static_cast<Format>(found - kFormats.begin());
  }
  if (auto error = understand_files_of_others(raw, a)) return error;
  if (auto error = understand_picture(raw, a)) return error;
  if (auto error = understand_table(raw, a)) return error;
  if (auto error = check_joins(a)) return error;
  if (auto error = check_sources(a)) return error;
  if (auto error = check_standard_output(a)) return error;
  if (!raw.api.empty() && std::find(kApis.begin(), kApis.end(), raw.api) == kApis.end())
    return bad_choice("--api", raw.api, kApis);
  if (!raw.api.empty()) a.overrides.push_back({"hosts.*.api", raw.api});
  if (!raw.seed.empty()) a.overrides.push_back({"seed", raw.seed});
  if (!raw.until.empty()) a.overrides.push_back({"until", raw.until});
  for (const std::string& text : raw.set) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
      return usage_error("--set: expected PATH=VALUE, found '" + printable(text, 60) + "'");
    a.overrides.push_back({text.substr(0, equals), text.substr(equals + 1)});
  }
  return std::nullopt;
}

}  // namespace finwait
