#include "gui/platform/command_line.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "sim/base/text.hpp"
#include "sim/tcp/profile.hpp"

namespace finwait {
namespace {

constexpr int kSmallest = 320;
constexpr int kLargest = 8192;

constexpr auto kNames =
    std::to_array<std::string_view>({"--screenshot",    "--at",      "--size",       "--scale",
                                     "--theme",         "--lang",    "--connection", "--picture",
                                     "--film",          "--from",    "--to",         "--fps",
                                     "--no-settings",   "--present", "--lab",        "--welcome",
                                     "--drop",          "--delay",   "--duplicate",  "--corrupt",
                                     "--deliver",       "--beside",  "--reduce-motion",
                                     "--places",        "--narrate", "--help",       "--version",
                                     "--live",          "--kernel",  "--set",        "--seed",
                                     "--event",         "--select"});

Error wrong(std::string_view option, std::string_view expected, std::string_view found) {
  return {.file = {},
          .line = 0,
          .column = 0,
          .message = std::string(option) + ": expected " + std::string(expected) + ", found '" +
                     std::string(found) + "'"};
}

std::optional<int> side(std::string_view text) {
  const auto n = parse_unsigned(text);
  if (!n || *n < kSmallest || *n > kLargest) return std::nullopt;
  return static_cast<int>(*n);
}

bool set_size(CommandLine& o, std::string_view text) {
  const size_t x = text.find('x');
  if (x == std::string_view::npos) return false;
  const auto width = side(text.substr(0, x));
  const auto height = side(text.substr(x + 1));
  if (!width || !height) return false;
  o.width = *width;
  o.height = *height;
  return o.size_given = true;
}

// "2", "1.5": 0.5 to 4.
bool set_scale(CommandLine& o, std::string_view text) {
  const size_t point = text.find('.');
  const auto whole = parse_unsigned(text.substr(0, point));
  if (!whole || *whole > 4) return false;
  float scale = static_cast<float>(*whole);
  if (point != std::string_view::npos) {
    const std::string_view digits = text.substr(point + 1);
    const auto part = parse_unsigned(digits);
    if (!part || digits.size() > 3) return false;
    float unit = 1;
    for (size_t i = 0; i < digits.size(); ++i) unit /= 10;
    scale += static_cast<float>(*part) * unit;
  }
  o.scale = scale;
  o.scale_given = true;
  return scale >= 0.5f && scale <= 4;
}

bool set_theme(CommandLine& o, std::string_view text) {
  o.theme = text == "light"      ? ThemeName::Light
            : text == "contrast" ? ThemeName::Contrast
                                 : ThemeName::Dark;
  o.theme_given = true;
  return text == "light" || text == "dark" || text == "contrast";
}

bool set_language(CommandLine& o, std::string_view text) {
  const auto language = parse_language(text);
  if (language) o.language = *language;
  o.language_given = true;
  return language.has_value();
}

// "linux,windows"; in the engine's order, as the toggles put them.
bool set_lab(CommandLine& o, std::string_view text) {
  std::vector<std::string> asked;
  for (size_t from = 0; from <= text.size();) {
    const size_t comma = std::min(text.find(',', from), text.size());
    asked.emplace_back(text.substr(from, comma - from));
    from = comma + 1;
  }
  std::vector<std::string> systems;
  for (std::string_view name : profile_names())
    if (std::find(asked.begin(), asked.end(), name) != asked.end()) systems.emplace_back(name);
  o.lab = systems;
  return systems.size() == asked.size() && systems.size() >= kFewestSystems &&
         systems.size() <= kMostSystems;
}

bool set_instant(std::optional<Time>& instant, std::string_view text) {
  const auto d = parse_duration(text);
  if (d) instant = Time{} + *d;
  return d.has_value();
}

bool set_time(CommandLine& o, std::string_view text) {
  return set_instant(o.moment.at, text);
}

bool set_event(CommandLine& o, std::string_view text) {
  const auto n = parse_unsigned(text);
  if (n) o.moment.event = *n;
  return n.has_value();
}

bool set_selection(CommandLine& o, std::string_view text) {
  o.moment.select = parse_selection(text);
  return o.moment.select.has_value();
}

bool set_picture(CommandLine& o, std::string_view text) {
  constexpr std::array<std::string_view, 3> kParts = {"screen", "ladder", "diagram"};
  for (size_t i = 0; i < kParts.size(); ++i) {
    if (text != kParts[i]) continue;
    o.picture = static_cast<PicturePart>(i);
    return true;
  }
  return false;
}

bool set_film(CommandLine& o, std::string_view text) {
  o.film = text;
  return text.ends_with(".gif") || text.ends_with(".mp4");
}

bool set_fps(CommandLine& o, std::string_view text) {
  const auto n = parse_unsigned(text);
  if (!n || *n < 1 || *n > 60) return false;
  o.fps = static_cast<int>(*n);
  return true;
}

// "--drop 12", "--drop FIN,ACK:2".
bool add_edit(CommandLine& o, const char* option, PacketEdit edit, std::string_view text) {
  const auto name = parse_segment_name(text);
  if (name) o.edits.push_back({option, std::string(text), *name, edit});
  return name.has_value();
}

// "network.loss=10%"; what it means is for the scenario's reader to say.
bool set_value(CommandLine& o, std::string_view text) {
  const size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0) return false;
  const std::string_view value = text.substr(equals + 1);
  o.overrides.push_back({std::string(text.substr(0, equals)), std::string(value)});
  return true;
}

bool set_seed(CommandLine& o, std::string_view text) {
  o.overrides.push_back({"seed", std::string(text)});
  return !text.empty();
}

bool set_connection(CommandLine& o, std::string_view text) {
  const auto n = parse_unsigned(text);
  if (!n || *n == 0 || *n > UINT32_MAX) return false;
  o.connection = static_cast<size_t>(*n - 1);
  return true;
}

// What an option takes, and how it is set.
struct Setter {
  std::string_view name;
  std::string_view expected;
  bool (*set)(CommandLine&, std::string_view);
};
constexpr std::string_view kSegment = "a segment such as 12, FIN,ACK or client:ACK:-1";
constexpr auto kSetters = std::to_array<Setter>({
    {"--drop", kSegment,
     [](CommandLine& o, std::string_view text) {
       return add_edit(o, "--drop", PacketEdit::Drop, text);
     }},
    {"--delay", kSegment,
     [](CommandLine& o, std::string_view text) {
       return add_edit(o, "--delay", PacketEdit::Delay, text);
     }},
    {"--duplicate", kSegment,
     [](CommandLine& o, std::string_view text) {
       return add_edit(o, "--duplicate", PacketEdit::Duplicate, text);
     }},
    {"--corrupt", kSegment,
     [](CommandLine& o, std::string_view text) {
       return add_edit(o, "--corrupt", PacketEdit::Corrupt, text);
     }},
    {"--deliver", kSegment,
     [](CommandLine& o, std::string_view text) {
       return add_edit(o, "--deliver", PacketEdit::Deliver, text);
     }},
    {"--screenshot", "the name of a PNG file",
     [](CommandLine& o, std::string_view text) { return !(o.screenshot = text).empty(); }},
    {"--at", "a time such as 600ms or 1.5s", set_time},
    {"--event", "a number from 0 on", set_event},
    {"--select", "a segment such as 12 or FIN,ACK:2, or a record such as id:57", set_selection},
    {"--picture", "screen, ladder or diagram", set_picture},
    {"--film", "the name of a .gif or .mp4 file", set_film},
    {"--from", "a time such as 600ms or 1.5s",
     [](CommandLine& o, std::string_view text) { return set_instant(o.from, text); }},
    {"--to", "a time such as 600ms or 1.5s",
     [](CommandLine& o, std::string_view text) { return set_instant(o.to, text); }},
    {"--fps", "a number from 1 to 60", set_fps},
    {"--connection", "a number from 1 on", set_connection},
    {"--size", "WIDTHxHEIGHT, each 320 to 8192", set_size},
    {"--scale", "a number from 0.5 to 4", set_scale},
    {"--theme", "dark, light or contrast", set_theme},
    {"--lab", "2 to 4 systems, such as linux,windows", set_lab},
    {"--lang", "en, zh-Hans or zh-Hant", set_language},
    {"--set", "a value such as network.loss=10%", set_value},
    {"--seed", "a number", set_seed},
    {"--kernel", "the name of a host",
     [](CommandLine& o, std::string_view text) { return !(o.kernel = text).empty(); }},
});

bool set_flag(CommandLine& o, std::string_view name) {
  if (name == "--help" || name == "-h") return o.help = true;
  if (name == "--version") return o.version = true;
  if (name == "--no-settings") return o.no_settings = true;
  if (name == "--reduce-motion") return o.reduce_motion = true;
  if (name == "--welcome") return o.welcome = true;
  if (name == "--present") return o.present = true;
  if (name == "--beside") return o.beside = true;
  if (name == "--places") return o.places = true;
  if (name == "--narrate") return o.narrate = true;
  if (name == "--live") return o.live = true;
  return false;
}

// What goes together.
Result<CommandLine> checked(CommandLine o) {
  if (!o.live && !o.program.empty()) return wrong("--", "--live before a program", o.program[0]);
  if (!o.live && !o.kernel.empty()) return wrong("--kernel", "--live with it", o.kernel);
  if (o.live && !o.edits.empty())
    return wrong("--live", "no changes of the run", o.edits[0].option);
  if (o.live && !o.named) o.scenario = "http-server";
  if (o.moment.at && o.moment.event)
    return wrong("--event", "no --at with it", std::to_string(*o.moment.event));
  if (o.beside && o.edits.empty())
    return Error{{}, 0, 0, "--beside: expected a branch beside it, such as --drop ACK:-1"};
  return o;
}

}  // namespace

const char* const kHelp =
    "finwait-gui [FILE|NAME]   the visualizer, on a scenario (.toml), a capture (.pcap, .pcapng),\n"
    "                          a packetdrill script (.pkt), or a built-in scenario\n"
    "  --connection N          of a capture with several\n"
    "  --set PATH=VALUE, --seed N   other values than the scenario's: network.loss=10%\n"
    "  --live [--kernel NAME] [-- PROGRAM ARGUMENT...]   as finwait live, shown while it goes on\n"
    "                          (Linux, root); the scenario is http-server if none is named\n"
    "  --screenshot OUT.png    write a picture instead of opening a window; needs no display\n"
    "  --picture screen|ladder|diagram   what is on it (screen); the ladder alone is all of it\n"
    "  --film OUT.gif|OUT.mp4  make a film of it being played; needs the program ffmpeg\n"
    "  --from T, --to T, --fps N   of this part of the run (all), so many pictures a second (25)\n"
    "  --at TIME               at this instant (600ms, 1.5s), or --event N: after event N; a\n"
    "                          picture is of the end of the run if neither is given\n"
    "  --select WHAT           with this selected: a segment as below, or id:57 (record 57 of\n"
    "                          finwait run --format jsonl); beside:12 in the branch beside.\n"
    "                          Ctrl+L in the window copies such a command line\n"
    "  --drop SEGMENT          the branch in which this segment is lost; so --delay, --duplicate,\n"
    "                          --corrupt, and --deliver what a fault took. SEGMENT: 12 (packet\n"
    "                          12 of finwait run --format jsonl), FIN,ACK (the first), FIN,ACK:2,\n"
    "                          client:ACK:-1 (the client's last). Each changes the branch before\n"
    "  --beside                that branch beside the one that it was made from\n"
    "  --size WxH              of the picture or the window, in pixels (1600x1000)\n"
    "  --scale S               larger or smaller text and shapes, 0.5 to 4, as far as they fit\n"
    "  --theme dark|light|contrast\n"
    "  --lang en|zh-Hans|zh-Hant\n"
    "  --no-settings           neither read nor write what the window remembers\n"
    "  --lab linux,windows     the close lab: the same script on two to four systems\n"
    "  --welcome               the first thirty seconds: a scenario with one thing to do\n"
    "  --present               presenter mode: large type, diagram, timeline, one sentence\n"
    "  --reduce-motion         what moves jumps\n"
    "  --narrate               print a line for each event that is shown, for screen readers and\n"
    "                          scripts; with the run's hash at its end\n"
    "  --places                print where things can be clicked, for scripts that drive it\n"
    "  --help, --version\n";

Result<CommandLine> read_command_line(int count, const char* const* words) {
  CommandLine o;
  for (int i = 1; i < count; ++i) {
    const std::string_view word = words[i];
    if (word == "--") {
      o.program.assign(words + i + 1, words + count);
      break;
    }
    if (set_flag(o, word)) continue;
    if (word.empty() || word[0] != '-') {
      if (o.named) return wrong("arguments", "one scenario", word);
      o.named = true;
      o.scenario = word;
      continue;
    }
    const size_t equals = word.find('=');
    const std::string_view name = word.substr(0, equals);
    const Setter* setter = nullptr;
    for (const Setter& s : kSetters)
      if (s.name == name) setter = &s;
    if (setter == nullptr)
      return Error{
          {}, 0, 0, "unknown option '" + std::string(word) + "'" + suggestion(name, kNames)};
    if (equals == std::string_view::npos && i + 1 == count)
      return Error{{}, 0, 0, std::string(name) + ": expected " + std::string(setter->expected)};
    const std::string_view value =
        equals == std::string_view::npos ? words[++i] : word.substr(equals + 1);
    if (!setter->set(o, value)) return wrong(name, setter->expected, value);
  }
  return checked(std::move(o));
}

}  // namespace finwait
