#include "sim/report/bytes_table.hpp"

#include <algorithm>

#include "sim/report/byte_fates.hpp"
#include "sim/report/describe.hpp"
#include "sim/report/display_width.hpp"
#include "sim/report/json_rule.hpp"
#include "sim/report/markup.hpp"
#include "sim/report/rule_words.hpp"
#include "sim/report/rules_text.hpp"
#include "sim/report/words.hpp"

namespace finwait {
namespace {

constexpr int kWidestStrip = 100;
constexpr int kNarrowest = 20;

// How a share is drawn in the strip.
struct Band {
  uint64_t Ledger::*count;
  Word name;
  std::string_view symbol;
  Ink ink;
};

// In the order of the stream: what was written first is read first.
constexpr std::array<Band, 6> kBands = {{{&Ledger::read, Word::HeadRead, "█", Ink::Data},
                                         {&Ledger::unread, Word::HeadUnread, "▓", Ink::Syn},
                                         {&Ledger::held, Word::HeadHeld, "▒", Ink::TimeWait},
                                         {&Ledger::in_flight, Word::HeadInFlight, "›", Ink::Fin},
                                         {&Ledger::unsent, Word::HeadUnsent, "·", Ink::Faint},
                                         {&Ledger::discarded, Word::HeadDiscarded, "✗", Ink::Rst}}};

struct Cell {
  std::string head;
  std::string value;
  Ink ink = Ink::Plain;
};

std::vector<Cell> cells_of(const Ledger& ledger, Language language) {
  // By kLedgerParts.
  constexpr std::array<Word, kLedgerParts.size()> kHeads = {Word::HeadUnsent, Word::HeadInFlight,
                                                            Word::HeadHeld,   Word::HeadUnread,
                                                            Word::HeadRead,   Word::HeadDiscarded};
  const auto head = [&](Word w) { return std::string(word(w, language)); };
  std::vector<Cell> cells = {
      {head(Word::HeadWritten), std::to_string(ledger.written), Ink::Strong}};
  for (size_t i = 0; i < kLedgerParts.size(); ++i) {
    const LedgerPart& part = kLedgerParts[i];
    const uint64_t count = ledger.*part.count;
    const bool lost = part.count == &Ledger::discarded && count > 0;
    cells.push_back({head(kHeads[i]), std::to_string(count),
                     count == 0 ? Ink::Faint
                     : lost     ? Ink::Rst
                                : Ink::Plain});
  }
  cells.push_back({head(Word::HeadForeign), std::to_string(ledger.foreign),
                   ledger.foreign > 0 ? Ink::Rst : Ink::Faint});
  return cells;
}

// Columns of numbers under their names, in as many rows as the width asks for.
void add_cells(std::string& out, const Ledger& ledger, const BytesOptions& options) {
  PaintedLine heads;
  PaintedLine values;
  int column = 0;
  const auto flush = [&] {
    out += heads.text(options.colour) + "\n" + values.text(options.colour) + "\n";
    heads = {};
    values = {};
    column = 0;
  };
  for (const Cell& cell : cells_of(ledger, options.language)) {
    const int wide = 2 + std::max(display_width(cell.head), display_width(cell.value));
    if (column > 0 && column + wide > options.width) flush();
    column += wide;
    heads.put_before(column, cell.head, Ink::Faint);
    values.put_before(column, cell.value, cell.ink);
  }
  flush();
}

// Columns for each band: in proportion, at least one for what there is, together `room`.
std::array<int, kBands.size()> band_widths(const Ledger& ledger, int room) {
  std::array<int, kBands.size()> widths{};
  int used = 0;
  for (size_t i = 0; i < kBands.size(); ++i) {
    const uint64_t count = ledger.*kBands[i].count;
    if (count == 0) continue;
    widths[i] = std::max(1, static_cast<int>(count * static_cast<uint64_t>(room) / ledger.written));
    used += widths[i];
  }
  const auto widest = std::max_element(widths.begin(), widths.end());
  *widest += room - used;
  return widths;
}

void add_strip(std::string& out, const Ledger& ledger, const BytesOptions& options) {
  if (ledger.written == 0) return;
  const int room = std::min(kWidestStrip, options.width - 2);
  const auto widths = band_widths(ledger, room);
  out += "  ";
  for (size_t i = 0; i < kBands.size(); ++i)
    out += painted(repeated(kBands[i].symbol, widths[i]), kBands[i].ink, options.colour);
  out += "\n";
}

// `head` in front of the first line, as much room in front of the others.
void add_wrapped(std::string& out, std::string head, std::string_view text, Ink ink,
                 const BytesOptions& options) {
  const int indent = display_width(head);
  for (const std::string& line : wrap_width(text, std::max(2, options.width - indent))) {
    out += painted(head, Ink::Faint, options.colour) + painted(line, ink, options.colour) + "\n";
    head.assign(static_cast<size_t>(indent), ' ');
  }
}

std::string told_text(const Simulation& simulation, const StreamFate& fate, const Discard& d,
                      Language language) {
  const std::string who = simulation.script().hosts[fate.host].name;
  if (d.told == 0) return word(Word::NeverTold, language, who);
  const Record& r = simulation.trace().record(d.told);
  std::string result = result_text(simulation.script(), r);
  if (r.error() == Errno::Ok) result = result_detail(simulation.script(), simulation.trace(), r);
  return word(Word::ToldBy, language, call_name(r.call()), who, result,
              people_duration(r.t - Time{}));
}

std::string rule_words(Rule rule, ProfileName system, const RuleWords& rules) {
  std::string out = rule_name(rule) + ", " + clause_text(rule_info(rule));
  if (evidence_of(rule, system) == Evidence::Unverified)
    out += " (" + std::string(evidence_word(Evidence::Unverified, rules.language())) + ")";
  return out + ": " + rules.title(rule);
}

// The names of what is said of a loss, as wide as the widest.
std::string head_words(Word w, Language language) {
  constexpr int kGap = 2;
  int widest = 0;
  for (Word head : {Word::KilledBy, Word::RuleHead, Word::WriterTold})
    widest = std::max(widest, display_width(word(head, language)));
  const std::string_view text = word(w, language);
  const int padding = widest - display_width(text) + kGap;
  return "    " + std::string(text) + std::string(static_cast<size_t>(padding), ' ');
}

void add_discard(std::string& out, const Simulation& simulation, const StreamFate& fate,
                 const Discard& d, const BytesOptions& options, const RuleWords& rules) {
  const Language language = options.language;
  const uint64_t count = d.to - d.from;
  const std::string range = std::to_string(d.from) + ":" + std::to_string(d.to);
  const std::string what =
      word(count == 1 ? Word::ByteLost : Word::BytesLost, language, std::to_string(count), range);
  add_wrapped(out, "  ✗ ", what, Ink::Rst, options);
  if (!d.killer.empty())
    add_wrapped(out, head_words(Word::KilledBy, language), d.killer, Ink::Plain, options);
  if (d.rule != Rule::None)
    add_wrapped(out, head_words(Word::RuleHead, language),
                rule_words(d.rule, simulation.script().hosts[d.host].profile.name, rules),
                Ink::Plain, options);
  add_wrapped(out, head_words(Word::WriterTold, language), told_text(simulation, fate, d, language),
              d.told == 0 ? Ink::Fin : Ink::Plain, options);
}

void add_fate(std::string& out, const Simulation& simulation, const StreamFate& fate,
              const BytesOptions& options, const RuleWords& rules) {
  add_wrapped(out, "", direction_text(simulation, fate), Ink::Strong, options);
  add_cells(out, fate.ledger, options);
  add_strip(out, fate.ledger, options);
  if (fate.ledger.foreign > 0)
    add_wrapped(out, "  ! ",
                word(Word::ForeignRead, options.language, std::to_string(fate.ledger.foreign)),
                Ink::Rst, options);
  for (const Discard& d : fate.discards) add_discard(out, simulation, fate, d, options, rules);
  out += "\n";
}

// What the symbols of the strips mean; only those that occur.
void add_legend(std::string& out, const std::vector<StreamFate>& fates,
                const BytesOptions& options) {
  std::string line;
  int column = 0;
  for (const Band& band : kBands) {
    const bool occurs = std::any_of(fates.begin(), fates.end(), [&](const StreamFate& fate) {
      return fate.ledger.*band.count > 0;
    });
    if (!occurs) continue;
    const std::string_view name = word(band.name, options.language);
    const int wide = 2 + 1 + 1 + display_width(name);
    if (column > 0 && column + wide > options.width) {
      line += "\n";
      column = 0;
    }
    line += "  " + painted(band.symbol, band.ink, options.colour) + " " +
            painted(name, Ink::Faint, options.colour);
    column += wide;
  }
  if (!line.empty()) out += line + "\n";
}

bool is_empty(const StreamFate& fate) {
  return fate.ledger.written == 0 && fate.ledger.foreign == 0;
}

std::string end_words(const Simulation& simulation, Language language) {
  return word(ending_word(simulation.end()), language,
              people_duration(simulation.end_time() - Time{}));
}

void put_discard(JsonWriter& json, const Simulation& simulation, const Discard& d) {
  json.open_object().key("range").open_array().number(d.from).number(d.to).close_array();
  json.number("t_ns", d.t.ns).text("killed_by", d.killer);
  put_rule(json, "rule", d.rule, simulation.script().hosts[d.host].profile.name);
  if (d.told == 0) {
    json.null("told").close_object();
    return;
  }
  const Record& r = simulation.trace().record(d.told);
  json.key("told").open_object().number("id", uint64_t{d.told}).number("t_ns", r.t.ns);
  const Script& script = simulation.script();
  json.text("call", call_text_name(script, r)).text("result", result_text(script, r));
  json.close_object().close_object();
}

void put_fate(JsonWriter& json, const Simulation& simulation, const StreamFate& fate) {
  const Trace& trace = simulation.trace();
  const Script& script = simulation.script();
  json.open_object().text("host", script.hosts[fate.host].name);
  json.text("socket", socket_name(trace, script, fate.writer));
  if (fate.reader == kNoSocket) {
    json.null("reader_host").null("reader");
  } else {
    json.text("reader_host", script.hosts[trace.socket(fate.reader).host].name);
    json.text("reader", socket_name(trace, script, fate.reader));
  }
  json.number("written", fate.ledger.written);
  for (const LedgerPart& part : kLedgerParts) json.number(part.key, fate.ledger.*part.count);
  json.number("foreign", fate.ledger.foreign).key("discards").open_array();
  for (const Discard& d : fate.discards) put_discard(json, simulation, d);
  json.close_array().close_object();
}

}  // namespace

std::string bytes_text(const Simulation& simulation, const BytesOptions& asked) {
  BytesOptions options = asked;
  options.width = std::max(kNarrowest, asked.width);
  const std::vector<StreamFate> fates = byte_fates(simulation, options.language);
  const RuleWords rules(options.language);
  std::string out;
  add_wrapped(out, "", single_line(simulation.scenario().title.in(options.language)), Ink::Strong,
              options);
  add_wrapped(out, "", end_words(simulation, options.language), Ink::Faint, options);
  out += "\n";
  size_t empty = 0;
  for (const StreamFate& fate : fates) {
    if (is_empty(fate))
      ++empty;
    else
      add_fate(out, simulation, fate, options, rules);
  }
  add_legend(out, fates, options);
  if (empty == fates.size())
    add_wrapped(out, "", word(Word::NoByte, options.language), Ink::Plain, options);
  else if (empty > 0)
    add_wrapped(out, "  ",
                word(empty == 1 ? Word::EmptyDirection : Word::EmptyDirections, options.language,
                     std::to_string(empty)),
                Ink::Faint, options);
  return out;
}

std::string bytes_json(const Simulation& simulation, Language language) {
  std::string out;
  JsonWriter json(out);
  const Scenario& scenario = simulation.scenario();
  json.open_object().text("file", scenario.file).text("title", scenario.title.in(language));
  json.text("end", end_reason_name(simulation.end())).number("end_ns", simulation.end_time().ns);
  json.key("streams").open_array();
  for (const StreamFate& fate : byte_fates(simulation)) put_fate(json, simulation, fate);
  json.close_array().close_object();
  return out + "\n";
}

}  // namespace finwait
