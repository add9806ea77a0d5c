// Scenario: a Script with a title, a summary, an end and expectations; read from a TOML file and
// written back. The file format is the public contract of FinWait.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/result.hpp"
#include "sim/tcp/rule.hpp"
#include "sim/world/script.hpp"

namespace finwait {

enum class Language : uint8_t { En, ZhHans, ZhHant };
std::optional<Language> parse_language(std::string_view name);  // "en", "zh-Hans", "zh-Hant"
constexpr std::array<Language, 3> kAllLanguages = {Language::En, Language::ZhHans,
                                                   Language::ZhHant};

// One text in up to three languages; English stands in for a missing one.
struct LocalText {
  std::string en;
  std::string zh_hans;
  std::string zh_hant;
  const std::string& in(Language language) const;
};

// One `expect` entry.
struct Expectation {
  enum class Kind : uint8_t { State, States, Segments, Bytes, Events, End };
  Kind kind = Kind::State;
  std::optional<Time> at;   // State; absent: at the end
  uint8_t host = 0;
  int32_t socket = -1;      // index in Script::names, or see socket_text
  std::string socket_text;  // "conn#2", "listener", or a name; "": the host's only connection
  State state = State::Closed;
  std::vector<State> states;
  std::vector<std::string> events;  // Events: "FD_READ", "FD_CLOSE WSAECONNRESET"
  // Segments: lines as written; parsed.
  struct Line {
    bool any = false;       // "..."
    std::string from;       // host name, or an address for a stranger
    WrittenSegment segment;
    std::string text;       // as written
  };
  std::vector<Line> segments;
  // Bytes: only what was written is compared.
  std::map<std::string, uint64_t> bytes;  // written, read, discarded, unread, unsent, ...
  std::string end;          // "quiet", "until", "limit"
  int line = 0;
  int column = 0;
};

// What is right about a claim.
enum class LessonVerdict : uint8_t {
  True,
  Imprecise,      // usable only with the correction
  Wrong,
  TrueOnWindows,  // true as Windows documents it, not elsewhere
};

// A claim that the scenario settles by running: its expectations are the proof.
struct Lesson {
  LocalText claim;
  LessonVerdict verdict = LessonVerdict::Wrong;
  LocalText explanation;
  LocalText unverified;              // what in it no source confirms; empty: nothing
  std::vector<Rule> rules;           // the rules that decide the matter
  std::vector<std::string> settles;  // which rows of the folklore: "E14"
};

struct Scenario {
  // Defined in one place, so that whoever holds one does not compile all that is in it.
  Scenario();
  Scenario(const Scenario&);
  Scenario(Scenario&&) noexcept;
  Scenario& operator=(const Scenario&);
  Scenario& operator=(Scenario&&) noexcept;
  ~Scenario();

  std::string file;          // for messages
  LocalText title;
  LocalText summary;
  std::optional<Lesson> lesson;
  Script script;
  std::optional<Time> until;  // absent: until nothing can happen any more
  std::vector<Expectation> expect;
};

// A value that a command line sets: "network.loss=10%", "hosts.server.profile=linux", "seed=3".
struct Override {
  std::string path;
  std::string value;
};

// Reads a scenario. `name` stands in error messages. Overrides count as if the file said so.
Result<Scenario> read_scenario(std::string_view text, std::string name,
                               const std::vector<Override>& overrides = {});

// Writes a scenario that read_scenario reads back to the same run.
std::string write_scenario(const Scenario& scenario);

// The commented scenario to start from (`finwait new`).
std::string scenario_template(std::string_view title);

}  // namespace finwait
