#include "tests/conformance/case_table.hpp"

#include <algorithm>

#include "sim/base/text.hpp"

namespace finwait {
namespace {

constexpr std::string_view kSpaces = " \t";
constexpr Duration kAfterwards = milliseconds(300);

// The next word of a line; a quoted part may hold spaces. Takes it off the line.
std::string_view next_word(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(kSpaces), line.size()));
  bool quoted = false;
  size_t end = 0;
  for (; end < line.size() && (quoted || line[end] != ' '); ++end)
    if (line[end] == '"') quoted = !quoted;
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(end);
  return word;
}

std::string_view rest_of(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(kSpaces), line.size()));
  return line;
}

// A value as TOML wants it.
std::string toml_value(std::string_view value) {
  const std::string_view digits = value.substr(value.starts_with('-') ? 1 : 0);
  const bool bare = parse_unsigned(digits).has_value() || value == "true" || value == "false" ||
                    value.starts_with('"');
  return bare ? std::string(value) : "\"" + std::string(value) + "\"";
}

// "a=1 b=x" as "a = 1, b = \"x\"", each behind ", ".
std::string toml_members(std::string_view words) {
  std::string out;
  for (std::string_view w = next_word(words); !w.empty(); w = next_word(words)) {
    const size_t equals = w.find('=');
    if (equals == std::string_view::npos) return out + ", '" + std::string(w) + "'";
    out += ", " + std::string(w.substr(0, equals)) + " = " + toml_value(w.substr(equals + 1));
  }
  return out;
}

// How connection c is brought into a state, and what the next numbers are there.
struct Way {
  std::string_view state;
  std::string_view lines;
  int peer_next = 1;
  int our_next = 1;
};

constexpr std::string_view kOpening = "0ms c connect port=5000 to=peer:80 nonblocking=true";
constexpr Way kWays[] = {
    {"SYN_SENT", "", 1, 1},
    {"SYN_RECEIVED", "10ms < 80>5000 S 0:0(0)", 1, 1},
    {"ESTABLISHED", "10ms < 80>5000 S. 0:0(0) ack 1", 1, 1},
    {"FIN_WAIT_1", "10ms < 80>5000 S. 0:0(0) ack 1\n30ms c shutdown how=SHUT_WR", 1, 2},
    {"FIN_WAIT_2",
     "10ms < 80>5000 S. 0:0(0) ack 1\n30ms c shutdown how=SHUT_WR\n40ms < . 1:1(0) ack 2", 1, 2},
    {"CLOSING",
     "10ms < 80>5000 S. 0:0(0) ack 1\n30ms c shutdown how=SHUT_WR\n40ms < F. 1:1(0) ack 1", 2, 2},
    {"TIME_WAIT",
     "10ms < 80>5000 S. 0:0(0) ack 1\n30ms c shutdown how=SHUT_WR\n40ms < F. 1:1(0) ack 2", 2, 2},
    {"CLOSE_WAIT", "10ms < 80>5000 S. 0:0(0) ack 1\n30ms < F. 1:1(0) ack 1", 2, 1},
    {"LAST_ACK",
     "10ms < 80>5000 S. 0:0(0) ack 1\n30ms < F. 1:1(0) ack 1\n50ms c shutdown how=SHUT_WR", 2, 2},
};

// "$s" and "$a", with "+10" or "-10" behind them.
std::string with_numbers(std::string_view line, const Way& way) {
  std::string out;
  while (!line.empty()) {
    if (!line.starts_with("$s") && !line.starts_with("$a")) {
      out += line[0];
      line.remove_prefix(1);
      continue;
    }
    int64_t number = line[1] == 's' ? way.peer_next : way.our_next;
    line.remove_prefix(2);
    if (line.starts_with('+') || line.starts_with('-')) {
      const bool plus = line[0] == '+';
      const size_t end = std::min(line.find_first_not_of("0123456789", 1), line.size());
      const auto step = static_cast<int64_t>(parse_unsigned(line.substr(1, end - 1)).value_or(0));
      number += plus ? step : -step;
      line.remove_prefix(end);
    }
    out += std::to_string(number);
  }
  return out;
}

// One case while its lines are read.
struct Draft {
  Case it;
  std::string states;  // the case once for each
  std::vector<std::string> lines;
  std::string set;
  std::string delay = "50ms";
  std::string until;
  std::string flow_from = "5000";
  std::string flow_to = "80";
  std::string timeline;
  std::string faults;
  Duration last{};
};

std::string segment_entry(Draft& draft, std::string_view time, std::string_view rest) {
  const std::string_view before = rest;
  const std::string_view word = next_word(rest);
  const size_t arrow = word.find('>');
  if (arrow != std::string_view::npos) {
    draft.flow_from = std::string(word.substr(0, arrow));
    draft.flow_to = std::string(word.substr(arrow + 1));
  } else {
    rest = before;
  }
  return "{ at = \"" + std::string(time) + "\", host = \"peer\", call = \"inject\", port = " +
         draft.flow_from + ", to = \"kernel:" + draft.flow_to + "\", segment = \"" +
         std::string(rest_of(rest)) + "\" },\n";
}

std::string call_entry(const Draft& draft, std::string_view time, std::string_view socket,
                       std::string_view rest) {
  std::string host = "kernel";
  const size_t colon = socket.find(':');
  if (draft.it.pair && colon != std::string_view::npos) {
    host = std::string(socket.substr(0, colon));
    socket = socket.substr(colon + 1);
  }
  const std::string call(next_word(rest));
  const std::string named = call == "exit" ? "" : ", socket = \"" + std::string(socket) + "\"";
  return "{ at = \"" + std::string(time) + "\", host = \"" + host + "\"" + named +
         ", call = \"" + call + "\"" + toml_members(rest) + " },\n";
}

// False: no such line.
bool read_event(Draft& draft, std::string_view line) {
  const std::string_view time = next_word(line);
  const auto at = parse_duration(time);
  if (!at) return false;
  const std::string_view who = next_word(line);
  draft.last = max(draft.last, *at);
  if (who == "probe") draft.it.probes.push_back(Time{} + *at);
  else if (who == "<") draft.timeline += segment_entry(draft, time, line);
  else draft.timeline += call_entry(draft, time, who, line);
  return true;
}

bool read_key(Draft& draft, std::string_view key, std::string_view value) {
  if (key == "rows") draft.it.rows = std::string(value);
  else if (key == "differs") draft.it.differs = std::string(value);
  else if (key == "set") draft.set += toml_members(value);
  else if (key == "states") draft.states = std::string(value);
  else if (key == "until") draft.until = std::string(value);
  else if (key == "delay") draft.delay = std::string(value);
  else if (key == "fault") draft.faults += "{ " + toml_members(value).substr(2) + " },\n";
  else if (key == "uncounted") {
    draft.it.counted = false;
    draft.it.why_uncounted = std::string(value);
  }
  else if (key == "compare") {
    draft.it.compare_window = value.find("win") != std::string_view::npos;
    draft.it.compare_options = value.find("options") != std::string_view::npos;
  } else return false;
  return true;
}

// Later settings win, which TOML does not allow within one table.
std::string settings(const Draft& draft) {
  std::string out;
  for (const char* plain : {"timestamps", "window_scale", "sack"})
    if (draft.set.find(", " + std::string(plain) + " =") == std::string::npos)
      out += ", " + std::string(plain) + " = false";
  return (out + draft.set).substr(2);
}

std::string scenario_text(const Draft& draft) {
  const Duration end = draft.until.empty() ? draft.last + kAfterwards
                                           : parse_duration(draft.until).value_or(Duration{});
  const std::string kernel = "{ profile = \"linux\", reads = \"manual\", accepts = \"manual\", "
                             "set = { " + settings(draft) + " } }\n";
  std::string out = "format = 1\ntitle = \"" + draft.it.name + "\"\nuntil = \"" +
                    duration_text(end) + "\"\n";
  out += "network = { delay = \"" + (draft.it.pair ? draft.delay : "0ms") + "\" }\n";
  if (draft.it.pair) out += "hosts.a = " + kernel + "hosts.b = " + kernel;
  else out += "hosts.kernel = " + kernel + "hosts.peer = { profile = \"linux\", isn = 0 }\n";
  out += "timeline = [\n";
  if (!draft.it.pair)  // the peer is made by hand: nothing answers in its place
    out += "{ at = \"0ms\", host = \"peer\", call = \"power_off\" },\n";
  out += draft.timeline + "]\n";
  if (!draft.faults.empty()) out += "faults = [\n" + draft.faults + "]\n";
  return out;
}

Error bad(const std::string& file, int line, std::string message) {
  Error error;
  error.file = file;
  error.line = line;
  error.message = std::move(message);
  return error;
}

class TableReader {
 public:
  explicit TableReader(std::string file) : file_(std::move(file)) {}

  std::optional<Error> line(std::string_view line, int number) {
    if (line.empty() || line[0] == '#') return std::nullopt;
    if (line.starts_with("hosts: pair")) {
      pair_ = true;
      return std::nullopt;
    }
    if (line.starts_with("== ")) {
      if (auto error = end()) return error;
      draft_ = {};
      draft_.it.name = std::string(line.substr(3));
      draft_.it.file = file_;
      draft_.it.pair = pair_;
      line_ = number;
      open_ = true;
      return std::nullopt;
    }
    if (!open_) return bad(file_, number, "expected a case (== NAME)");
    const size_t colon = line.find(": ");
    const bool keyed = colon != std::string_view::npos && line[0] >= 'a' && line[0] <= 'z';
    if (!keyed) draft_.lines.emplace_back(line);
    else if (!read_key(draft_, line.substr(0, colon), line.substr(colon + 2)))
      return bad(file_, number, "unknown setting '" + std::string(line) + "'");
    return std::nullopt;
  }

  std::optional<Error> end() {
    if (!open_) return std::nullopt;
    open_ = false;
    if (draft_.states.empty()) return finish(draft_, Way{});
    std::string_view words = draft_.states;
    for (auto word = next_word(words); !word.empty(); word = next_word(words)) {
      const auto way = std::find_if(std::begin(kWays), std::end(kWays),
                                    [&](const Way& w) { return w.state == word; });
      if (way == std::end(kWays)) return bad(file_, line_, "no state '" + std::string(word) + "'");
      Draft draft = draft_;
      draft.it.name += ": " + std::string(word);
      begin_in(draft, *way);
      if (auto error = finish(draft, *way)) return error;
    }
    return std::nullopt;
  }

  std::vector<Case> cases;

 private:
  static void begin_in(Draft& draft, const Way& way) {
    std::vector<std::string> lines = {std::string(kOpening)};
    std::string_view rest = way.lines;
    while (!rest.empty()) {
      const size_t end = std::min(rest.find('\n'), rest.size());
      lines.emplace_back(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    draft.flow_from = "80";
    draft.flow_to = "5000";
    draft.lines.insert(draft.lines.begin(), lines.begin(), lines.end());
  }

  std::optional<Error> finish(Draft& draft, const Way& way) {
    for (const std::string& line : draft.lines)
      if (!read_event(draft, with_numbers(line, way)))
        return bad(file_, line_, "expected an event, found '" + line + "'");
    draft.it.text = scenario_text(draft);
    auto scenario = read_scenario(draft.it.text, draft.it.name);
    if (!scenario) return bad(file_, line_, scenario.error().text() + "\n" + draft.it.text);
    draft.it.scenario = scenario.take();
    cases.push_back(std::move(draft.it));
    return std::nullopt;
  }

  std::string file_;
  Draft draft_;
  int line_ = 0;
  bool open_ = false;
  bool pair_ = false;
};

}  // namespace

Result<std::vector<Case>> read_cases(std::string_view text, const std::string& file) {
  TableReader reader(file);
  for (int number = 1; !text.empty(); ++number) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    while (line.ends_with(' ')) line.remove_suffix(1);
    if (auto error = reader.line(line, number)) return *error;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (auto error = reader.end()) return *error;
  return std::move(reader.cases);
}

}  // namespace finwait
