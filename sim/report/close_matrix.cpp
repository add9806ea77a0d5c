#include "sim/report/close_matrix.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "sim/base/assert.hpp"
#include "sim/report/describe.hpp"
#include "sim/report/json_rule.hpp"
#include "sim/report/rules_text.hpp"
#include "sim/report/words.hpp"
#include "sim/run/simulation.hpp"

namespace finwait {
namespace {

constexpr Time kCloses{1000000000};  // when the client closes
constexpr Duration kSoon = milliseconds(1);
constexpr Duration kLinger = seconds(2);  // only lingering makes these calls block

struct Closing {
  std::string_view name;
  std::string_view calls;  // lines of the timeline
  Rule rule;               // where neither the result nor its effect names one
  std::optional<Word> words = {};  // the name is more than a call
};

constexpr std::array<Closing, 7> kClosings = {{
    {"shutdown(SHUT_RD)", R"(  { at = "1s", host = "client", call = "shutdown", how = "SHUT_RD" },
)",
     Rule::A084},
    {"shutdown(SHUT_WR)", R"(  { at = "1s", host = "client", call = "shutdown", how = "SHUT_WR" },
)",
     Rule::A073},
    {"shutdown(SHUT_RDWR)",
     R"(  { at = "1s", host = "client", call = "shutdown", how = "SHUT_RDWR" },
)",
     Rule::A085},
    {"close()", R"(  { at = "1s", host = "client", call = "close" },
)",
     Rule::A093},
    {"close(), linger 0 s",
     R"(  { at = "1s", host = "client", call = "setsockopt", option = "SO_LINGER", linger = 0 },
  { at = "1s", host = "client", call = "close" },
)",
     Rule::A110, Word::LingerNone},
    {"close(), linger 2 s",
     R"(  { at = "1s", host = "client", call = "setsockopt", option = "SO_LINGER", linger = 2 },
  { at = "1s", host = "client", call = "close" },
)",
     Rule::A111, Word::LingerSome},
    {"close(), linger 2 s, non-blocking",
     R"(  { at = "1s", host = "client", call = "setsockopt", option = "SO_LINGER", linger = 2 },
  { at = "1s", host = "client", call = "close", nonblocking = true },
)",
     Rule::A113, Word::LingerNonBlocking},
}};

struct Situation {
  Word name;
  std::string_view calls;
};

constexpr std::array<Situation, 5> kSituations = {{
    {Word::NothingPending, ""},
    {Word::UnreadData, R"(  { at = "200ms", host = "server", call = "send", bytes = 10 },
)"},
    {Word::UnsentData,
     R"(  { at = "200ms", host = "client", call = "send", bytes = 20000 },
)"},
    {Word::PeerClosed, R"(  { at = "500ms", host = "server", call = "close" },
)"},
    {Word::PeerDead, R"(  { at = "900ms", host = "server", call = "cut" },
)"},
}};

constexpr std::string_view kStart = R"(network = { delay = "10ms", msl = "30s" }
until = "600s"
)";
constexpr std::string_view kOpening = R"(timeline = [
  { at = "0ms", host = "server", call = "listen", port = 80 },
  { at = "0ms", host = "client", call = "connect", to = "server:80" },
)";
constexpr std::string_view kReading =
    R"(  { at = "5s", host = "server", call = "recv", repeat = 30, every = "200ms" },
]
)";

// Reads what one run says about the client that closed.
class Observer {
 public:
  Observer(const Simulation& run, Language language)
      : trace_(run.trace()), script_(run.script()), run_(run), language_(language) {}
  CloseCell cell(Rule usual) const;

 private:
  uint32_t closing_call() const;
  std::string result(uint32_t call, Rule& rule, std::string& plain) const;
  std::string first_segment() const;
  State state_at(Time t, Rule& rule) const;
  std::string peer(std::string& plain) const;

  const Trace& trace_;
  const Script& script_;
  const Simulation& run_;
  Language language_;
};

std::string closing_name(const Closing& closing, Language language) {
  return std::string(closing.words ? word(*closing.words, language) : closing.name);
}

uint32_t Observer::closing_call() const {
  uint32_t last = 0;
  for (uint32_t id = 1; id <= trace_.records.size(); ++id) {
    const Record& r = trace_.record(id);
    if (r.kind == RecordKind::Call && r.host == 0 && r.t == kCloses) last = id;
  }
  return last;
}

std::string Observer::result(uint32_t call, Rule& rule, std::string& plain) const {
  std::string out(word(Word::Pending, language_));
  for (const Record& r : trace_.records) {
    const bool effect = r.kind == RecordKind::State || r.kind == RecordKind::Sent;
    if (effect && r.cause == call && rule == Rule::None) rule = r.rule;
    if (r.kind != RecordKind::Result || r.call_id() != call) continue;
    out = result_text(script_, r);
    plain = plain_result_text(script_, r) + " " + people_duration(r.t - kCloses);
    if (r.t > kCloses) out += " " + word(Word::After, language_, people_duration(r.t - kCloses));
    if (r.t > kCloses) rule = r.t - kCloses >= kLinger ? Rule::A112 : Rule::A111;
    if (r.rule != Rule::None) rule = r.rule;
  }
  return out;
}

std::string Observer::first_segment() const {
  for (const Packet& p : trace_.packets) {
    const Time t = trace_.record(p.sent).t;
    if (p.host == 0 && t >= kCloses && t <= kCloses + kSoon)
      return std::string(flag_names(p.segment.ctl));
  }
  return std::string(word(Word::NothingSent, language_));
}

// The client's state, and the rule that led to it.
State Observer::state_at(Time t, Rule& rule) const {
  State state = State::Closed;
  for (const Record& r : trace_.records) {
    if (r.kind != RecordKind::State || r.host != 0 || r.t > t) continue;
    state = r.to();
    rule = r.rule;
  }
  return state;
}

// What the peer reads from 5 s on, and how it ends.
std::string Observer::peer(std::string& plain) const {
  int64_t octets = 0;
  std::string end(word(Word::PeerWaits, language_));
  std::string plain_end = end;
  for (const Record& r : trace_.records) {
    if (r.kind != RecordKind::Result || r.host != 1 || r.call() != CallKind::Recv) continue;
    if (r.error() == Errno::EBadf) return std::string(word(Word::PeerHasClosed, language_));
    if (r.value() > 0) {
      octets += r.value();
      continue;
    }
    end = result_text(script_, r);
    plain_end = plain_result_text(script_, r);
    break;
  }
  plain += ", peer " + std::to_string(octets) + " " + plain_end;
  return octets == 0 ? end : word(Word::BytesThen, language_, std::to_string(octets), end);
}

CloseCell Observer::cell(Rule usual) const {
  CloseCell cell;
  cell.result = result(closing_call(), cell.rule, cell.plain);
  if (cell.rule == Rule::None) cell.rule = usual;
  cell.evidence = evidence_of(cell.rule, script_.hosts[0].profile.name);
  cell.segment = first_segment();
  Rule last = Rule::None;
  cell.soon = std::string(state_name(state_at(kCloses + kSoon, last)));
  cell.end = std::string(state_name(state_at(run_.end_time(), last)));
  cell.end_unverified = cell.end != cell.soon &&
                        evidence_of(last, script_.hosts[0].profile.name) == Evidence::Unverified;
  cell.peer = peer(cell.plain);
  for (uint32_t stream = 1; stream <= run_.world().stream_count(); ++stream)
    cell.discarded += run_.world().ledger(stream).discarded;
  return cell;
}

std::string cell_text(const CloseCell& c) {
  std::string out = "**" + c.result + "** · " + c.segment + "<br>" + c.soon;
  if (c.end != c.soon) out += " → " + c.end + (c.end_unverified ? " (unverified)" : "");
  out += "<br>peer: " + c.peer;
  if (c.discarded > 0) out += "<br>" + std::to_string(c.discarded) + " bytes discarded";
  out += "<br>" + rule_name(c.rule) + ", " + clause_text(rule_info(c.rule)) + " (";
  return out + std::string(evidence_name(c.evidence)) + ")";
}

// The same in one line.
std::string cell_line(const CloseCell& c) {
  std::string out = c.result + " · " + c.segment + " · " + c.soon;
  if (c.end != c.soon) out += " → " + c.end + (c.end_unverified ? " (unverified)" : "");
  out += " · peer: " + c.peer;
  if (c.discarded > 0) out += " · " + std::to_string(c.discarded) + " bytes discarded";
  return out + " · " + rule_name(c.rule) + " (" + std::string(evidence_name(c.evidence)) + ")";
}

// Whether the same came of two runs, in whatever words and however it is known.
bool same_outcome(const CloseCell& a, const CloseCell& b) {
  return a.plain == b.plain && a.segment == b.segment && a.soon == b.soon && a.end == b.end &&
         a.discarded == b.discarded;
}

// Whether a cell of macOS says the same as that of FreeBSD.
bool as_freebsd(const CloseMatrix& matrix, const CloseRow& row, size_t i) {
  const auto other = std::find(matrix.systems.begin(), matrix.systems.end(), "freebsd");
  if (matrix.systems[i] != "macos" || other == matrix.systems.end()) return false;
  const auto at = static_cast<size_t>(other - matrix.systems.begin());
  return cell_text(row.cells[at]) == cell_text(row.cells[i]);
}

std::string escaped(std::string text) {
  for (size_t at = text.find('_'); at != std::string::npos; at = text.find('_', at + 2))
    text.insert(at, "\\");
  return text;
}

}  // namespace

std::string close_scenario(size_t row, const std::string& system) {
  const Closing& closing = kClosings[row / kSituations.size()];
  const Situation& situation = kSituations[row % kSituations.size()];
  std::string out = "format = 1\n";
  for (const auto& [name, language] : {std::pair{"en", Language::En},
                                       {"zh-Hans", Language::ZhHans},
                                       {"zh-Hant", Language::ZhHant}})
    out += "title." + std::string(name) + " = \"" + closing_name(closing, language) +
           (language == Language::En ? ": " : "：") +
           std::string(word(situation.name, language)) + "\"\n";
  out += kStart;
  for (const char* host : {"client", "server"})
    out += "hosts." + std::string(host) + " = { profile = \"" + system +
           "\", reads = \"manual\", set = { receive_buffer = 4000 } }\n";
  out += std::string(kOpening) + std::string(situation.calls) + std::string(closing.calls);
  return out + std::string(kReading);
}

Result<CloseMatrix> close_matrix(const std::vector<std::string>& systems, Language language) {
  CloseMatrix out;
  out.language = language;
  out.systems = systems;
  for (size_t row = 0; row < kClosings.size() * kSituations.size(); ++row) {
    const Closing& closing = kClosings[row / kSituations.size()];
    const Word situation = kSituations[row % kSituations.size()].name;
    out.rows.push_back(
        {closing_name(closing, language), std::string(word(situation, language)), {}});
    for (const std::string& system : systems) {
      Result<Scenario> scenario = read_scenario(close_scenario(row, system), "matrix");
      if (!scenario) return scenario.error();
      Simulation run(scenario.take());
      run.run();
      out.rows.back().cells.push_back(Observer(run, language).cell(closing.rule));
    }
  }
  return out;
}

std::string close_matrix_markdown(const CloseMatrix& matrix) {
  std::string out = "# Ways of closing\n\n";
  out +=
      "Each cell is the outcome of a run. Both hosts are the system above; the delay is 10 ms,\n";
  out += "the receive buffers hold 4000 bytes, and the call is made 1 s after the start. A cell\n";
  out +=
      "says: the call's **result** and the first segment sent within 1 ms; the state 1 ms later\n";
  out +=
      "and, where it is another, after 10 minutes; what the recv() of the peer says that reads\n";
  out +=
      "from 5 s on; the bytes discarded in both directions; the rule, its clause or system, and\n";
  out += "how it is known of that system: from an RFC, measured, documented, or unverified. What\n";
  out += "macos does as freebsd is not told again.\n";
  std::string closing;
  for (const CloseRow& row : matrix.rows) {
    if (row.closing != closing) {
      closing = row.closing;
      out += "\n## " + escaped(closing) + "\n\n| |";
      for (const std::string& system : matrix.systems) out += " " + system + " |";
      out += "\n|---|";
      for (size_t i = 0; i < matrix.systems.size(); ++i) out += "---|";
      out += "\n";
    }
    out += "| " + row.situation + " |";
    for (size_t i = 0; i < row.cells.size(); ++i)
      out +=
          " " + escaped(as_freebsd(matrix, row, i) ? "as freebsd" : cell_text(row.cells[i])) + " |";
    out += "\n";
  }
  return out;
}

std::string close_matrix_page() {
  const auto systems = profile_names();
  const Result<CloseMatrix> matrix =
      close_matrix(std::vector<std::string>(systems.begin(), systems.end()));
  SIM_ASSERT(matrix.ok());
  return "<!-- Made by `./dev docs`; do not edit. -->\n\n" + close_matrix_markdown(matrix.value());
}

std::string close_matrix_json(const CloseMatrix& matrix) {
  std::string out;
  JsonWriter json(out);
  json.open_object().key("systems").open_array();
  for (const std::string& system : matrix.systems) json.text(system);
  json.close_array().key("rows").open_array();
  for (const CloseRow& row : matrix.rows) {
    json.open_object().text("closing", row.closing).text("situation", row.situation);
    json.key("cells").open_array();
    for (size_t i = 0; i < row.cells.size(); ++i) {
      const CloseCell& c = row.cells[i];
      json.open_object().text("system", matrix.systems[i]).text("result", c.result);
      json.text("segment", c.segment).text("state_1ms", c.soon).text("state_end", c.end);
      json.flag("end_unverified", c.end_unverified);
      json.text("peer_recv", c.peer).number("discarded", c.discarded);
      put_rule(json, "rule", c.rule, *parse_profile(matrix.systems[i]));
      json.text("evidence", evidence_name(c.evidence)).close_object();
    }
    json.close_array().close_object();
  }
  json.close_array().close_object();
  return out + "\n";
}

ComparedRuns as_comparison(const CloseMatrix& matrix) {
  ComparedRuns out;
  out.file = "close-matrix";
  out.language = matrix.language;
  out.title = word(Word::MatrixTitle, matrix.language);
  out.systems = matrix.systems;
  for (const CloseRow& row : matrix.rows) {
    out.rows.push_back({row.closing, row.situation, {}});
    for (const CloseCell& c : row.cells) {
      const std::string text = cell_line(c);
      const bool differs = !same_outcome(c, row.cells.front());
      out.rows.back().cells.push_back(
          {.text = text, .differs = differs, .pieces = {{text, c.rule}}});
    }
  }
  return out;
}

}  // namespace finwait
