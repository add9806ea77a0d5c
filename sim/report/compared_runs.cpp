#include "sim/report/compared_runs.hpp"

#include <algorithm>
#include <array>

#include "sim/report/byte_fates.hpp"
#include "sim/report/describe.hpp"
#include "sim/report/words.hpp"

namespace finwait {
namespace {

constexpr std::string_view kNothing = "—";
constexpr const char* kFirstSegment = "segments first";  // the key of a row
constexpr size_t kSocketsApart = 8;  // a host with more gets one row for all of its sockets

// A row of one run. Rows of several runs belong together when their keys are the same.
struct Fact {
  Word group = Word::GroupStates;
  std::string key;
  std::string label;
  std::string separator;  // between pieces
  std::vector<ComparedPiece> pieces;
};

std::string time_words(Time t) {
  return people_duration(t - Time{});
}

// Lists the facts of one run.
class FactFinder {
 public:
  FactFinder(const Simulation& simulation, Language language)
      : simulation_(simulation),
        language_(language),
        script_(simulation.script()),
        trace_(simulation.trace()),
        result_of_(trace_.records.size() + 1) {
    for (uint32_t id = 1; id <= trace_.records.size(); ++id)
      if (trace_.record(id).kind == RecordKind::Result)
        result_of_[trace_.record(id).call_id()] = id;
  }

  std::vector<Fact> find();

 private:
  void add(Word group, std::string key, std::string label, std::vector<ComparedPiece> pieces,
           std::string separator = ", ");
  std::vector<ComparedPiece> path_of(uint32_t socket) const;
  void add_states(uint8_t host);
  void add_segments();
  void add_resets();
  void add_calls();
  ComparedPiece result_of(uint32_t call) const;
  Rule rule_of_effect(uint32_t call) const;
  std::string share_text(size_t part, uint64_t count) const;
  std::string end_text() const;
  void add_bytes(uint8_t host, const std::vector<StreamFate>& fates);
  void add_end();
  const std::string& name(uint8_t host) const { return script_.hosts[host].name; }

  std::string say(Word w, std::string_view first = {}, std::string_view second = {}) const {
    return word(w, language_, first, second);
  }

  const Simulation& simulation_;
  Language language_;
  const Script& script_;
  const Trace& trace_;
  std::vector<uint32_t> result_of_;  // by call id
  std::vector<Fact> facts_;
};

void FactFinder::add(Word group, std::string key, std::string label,
                     std::vector<ComparedPiece> pieces, std::string separator) {
  facts_.push_back(
      {group, std::move(key), std::move(label), std::move(separator), std::move(pieces)});
}

std::vector<ComparedPiece> FactFinder::path_of(uint32_t socket) const {
  std::vector<ComparedPiece> path;
  for (uint32_t id = 1; id <= trace_.records.size(); ++id) {
    const Record& r = trace_.record(id);
    if (r.kind == RecordKind::State && r.socket == socket)
      path.push_back({std::string(state_name(r.to())), r.rule, "", id});
  }
  return path;
}

void FactFinder::add_states(uint8_t host) {
  std::vector<uint32_t> sockets;
  for (uint32_t id = 1; id <= trace_.sockets.size(); ++id)
    if (trace_.socket(id).host == host) sockets.push_back(id);
  if (sockets.size() <= kSocketsApart) {
    for (uint32_t id : sockets) {
      const std::string label = name(host) + " " + socket_name(trace_, script_, id);
      auto path = path_of(id);
      if (!path.empty()) add(Word::GroupStates, label, label, std::move(path), " → ");
    }
    return;
  }
  std::vector<ComparedPiece> entered;  // each state with how often it was entered
  for (int i = 0; i < kStates; ++i) {
    size_t count = 0;
    ComparedPiece piece;
    for (const Record& r : trace_.records) {
      if (r.kind != RecordKind::State || r.host != host || r.to() != static_cast<State>(i))
        continue;
      ++count;
      piece.rule = r.rule;
    }
    piece.text = std::string(state_name(static_cast<State>(i))) + " ×" + std::to_string(count);
    if (count > 0) entered.push_back(std::move(piece));
  }
  add(Word::GroupStates, name(host), say(Word::AllSockets, name(host)), std::move(entered));
}

void FactFinder::add_segments() {
  std::vector<ComparedPiece> sent;
  for (const Packet& p : trace_.packets)
    sent.push_back({name(p.host) + " " + segment_label(p), p.rule, "", p.sent});
  add(Word::GroupSegments, "segments count", say(Word::RowSent),
      {{std::to_string(sent.size()), Rule::None}});
  add(Word::GroupSegments, kFirstSegment, say(Word::RowFirstDiffers), std::move(sent));
  add_resets();
}

// Who gave up, and when: a reset is what a comparison is most often about.
void FactFinder::add_resets() {
  std::vector<ComparedPiece> resets;
  for (const Packet& p : trace_.packets) {
    if (!p.segment.has(kRst) || p.forged) continue;
    if (resets.empty()) {
      const std::string at = time_words(trace_.record(p.sent).t);
      resets.push_back({say(Word::AtTime, name(p.host), at), p.rule, "", p.sent});
    } else if (resets.size() == 1) {
      resets.push_back({say(Word::AndMore), p.rule});
    }
  }
  if (resets.empty()) resets.push_back({say(Word::None), Rule::None});
  add(Word::GroupSegments, "segments resets", say(Word::RowFirstReset), std::move(resets), " ");
}

// A call that names no rule itself: the rule of the first thing that it did.
Rule FactFinder::rule_of_effect(uint32_t call) const {
  for (uint32_t id = call + 1; id <= trace_.records.size(); ++id) {
    const Record& r = trace_.record(id);
    const bool effect = r.kind == RecordKind::State || r.kind == RecordKind::Sent;
    if (effect && r.cause == call && r.rule != Rule::None) return r.rule;
  }
  return Rule::None;
}

ComparedPiece FactFinder::result_of(uint32_t call) const {
  const uint32_t id = result_of_[call];
  if (id == 0) return {say(Word::Pending), rule_of_effect(call), "", call};
  const Record& r = trace_.record(id);
  std::string more = result_detail(script_, trace_, r);
  if (!more.empty()) more = " " + more;
  const Duration blocked = r.t - trace_.record(call).t;
  if (blocked.ns > 0) more += " " + say(Word::After, people_duration(blocked));
  return {result_text(script_, r) + more, r.rule != Rule::None ? r.rule : rule_of_effect(call),
          plain_result_text(script_, r) + more, id};
}

// The calls of the timeline in its order; what programs do by themselves shows in the bytes.
void FactFinder::add_calls() {
  std::vector<Fact> calls(script_.timeline.size());
  for (uint32_t id = 1; id <= trace_.records.size(); ++id) {
    const Record& r = trace_.record(id);
    if (r.kind != RecordKind::Call || r.entry() >= calls.size()) continue;
    if (r.call() == CallKind::Inject || r.call() == CallKind::Icmp) continue;
    Fact& fact = calls[r.entry()];
    fact.label = name(r.host) + " " + call_text(script_, r);
    fact.pieces.push_back(result_of(id));
  }
  for (size_t i = 0; i < calls.size(); ++i) {
    const Entry& e = script_.timeline[i];
    if (calls[i].label.empty()) continue;
    if (e.at) calls[i].label = time_words(*e.at) + " " + calls[i].label;
    std::vector<ComparedPiece>& all = calls[i].pieces;
    const auto same = [&](const ComparedPiece& p) { return p.text == all.front().text; };
    if (all.size() > 1 && std::all_of(all.begin(), all.end(), same)) {
      all.front().text += " ×" + std::to_string(all.size());
      all.front().meaning += " ×" + std::to_string(all.size());
      all.resize(1);
    }
    add(Word::GroupCalls, "call " + std::to_string(i), calls[i].label, std::move(all));
  }
}

// A share of a ledger, by its place in kLedgerParts.
std::string FactFinder::share_text(size_t part, uint64_t count) const {
  constexpr std::array<Word, kLedgerParts.size()> kShares = {
      Word::Unsent, Word::InFlight, Word::Held, Word::Unread, Word::Read, Word::DiscardedCount};
  if (language_ == Language::En)
    return std::to_string(count) + " " + std::string(kLedgerParts[part].name);
  return say(kShares[part], std::to_string(count));
}

std::string FactFinder::end_text() const {
  const std::string at = time_words(simulation_.end_time());
  if (language_ == Language::En)
    return std::string(end_reason_name(simulation_.end())) + " at " + at;
  return say(ending_word(simulation_.end()), at);
}

void FactFinder::add_bytes(uint8_t host, const std::vector<StreamFate>& fates) {
  uint64_t written = 0;
  uint64_t foreign = 0;
  std::array<uint64_t, kLedgerParts.size()> sums{};
  Rule loss = Rule::None;
  for (const StreamFate& fate : fates) {
    if (fate.host != host) continue;
    written += fate.ledger.written;
    foreign += fate.ledger.foreign;
    for (size_t i = 0; i < sums.size(); ++i) sums[i] += fate.ledger.*kLedgerParts[i].count;
    if (loss == Rule::None && !fate.discards.empty()) loss = fate.discards.front().rule;
  }
  if (written + foreign == 0) return;
  std::vector<ComparedPiece> pieces = {{say(Word::Written, std::to_string(written)), loss}};
  for (size_t i = 0; i < sums.size(); ++i)
    if (sums[i] > 0) pieces.push_back({share_text(i, sums[i]), loss});
  if (foreign > 0) pieces.push_back({say(Word::Foreign, std::to_string(foreign)), loss});
  const std::string label = name(host) + " → " + name(host == 0 ? 1 : 0);
  add(Word::GroupBytes, "bytes " + label, label, std::move(pieces));
}

void FactFinder::add_end() {
  std::vector<uint32_t> last(trace_.sockets.size() + 1);  // records of states, by socket
  for (uint32_t id = 1; id <= trace_.records.size(); ++id)
    if (trace_.record(id).kind == RecordKind::State) last[trace_.record(id).socket] = id;
  uint32_t latest = 0;
  ComparedPiece alive;
  for (uint32_t id = 1; id <= trace_.sockets.size(); ++id) {
    if (last[id] == 0 || trace_.socket(id).listener) continue;
    const Record& r = trace_.record(last[id]);
    const bool closed = r.to() == State::Closed || r.to() == State::Listen;
    if (closed && (latest == 0 || r.t >= trace_.record(latest).t)) latest = last[id];
    if (!closed && alive.text.empty())
      alive = {say(Word::StaysIn, name(r.host), state_name(r.to())), r.rule, "", last[id]};
  }
  if (!alive.text.empty())
    add(Word::GroupEnd, "end closed", say(Word::RowAllClosed), {alive});
  else if (latest != 0)
    add(Word::GroupEnd, "end closed", say(Word::RowAllClosed),
        {{time_words(trace_.record(latest).t), trace_.record(latest).rule, "", latest}});
  add(Word::GroupEnd, "end reason", say(Word::RowRunEnds), {{end_text(), Rule::None}});
}

std::vector<Fact> FactFinder::find() {
  const std::vector<StreamFate> fates = byte_fates(simulation_);
  add_states(0);
  add_states(1);
  add_segments();
  add_calls();
  add_bytes(0, fates);
  add_bytes(1, fates);
  add_end();
  return std::move(facts_);
}

std::string joined(const Fact& fact) {
  std::string out;
  for (const ComparedPiece& piece : fact.pieces)
    out += (out.empty() ? "" : fact.separator) + piece.text;
  return out.empty() ? std::string(kNothing) : out;
}

size_t first_difference(const std::vector<ComparedPiece>& a, const std::vector<ComparedPiece>& b) {
  size_t i = 0;
  while (i < a.size() && i < b.size() && a[i].compared() == b[i].compared()) ++i;
  return i;
}

void judge(ComparedCell& cell, const ComparedCell& reference) {
  const size_t i = first_difference(reference.pieces, cell.pieces);
  cell.differs = i < std::max(reference.pieces.size(), cell.pieces.size());
  if (cell.pieces.empty()) return;
  const size_t last = cell.pieces.size() - 1;
  const ComparedPiece& telling = cell.pieces[cell.differs ? std::min(i, last) : last];
  cell.rule = telling.rule;
  cell.record = telling.record;
}

// Of all segments only the first that is not the same everywhere is told.
void shorten_to_first(ComparedRow& row) {
  size_t first = SIZE_MAX;
  for (const ComparedCell& cell : row.cells)
    if (cell.differs)
      first = std::min(first, first_difference(row.cells.front().pieces, cell.pieces));
  for (ComparedCell& cell : row.cells) {
    const bool exists = first < cell.pieces.size();
    cell.text = exists ? "#" + std::to_string(first + 1) + " " + cell.pieces[first].text
                       : std::string(kNothing);
    cell.rule = exists ? cell.pieces[first].rule : Rule::None;
    cell.record = exists ? cell.pieces[first].record : 0;
    cell.differs = first != SIZE_MAX && cell.text != row.cells.front().text;
  }
}

// That there are more or fewer segments began with the first that differs.
void explain_count(ComparedRow& count, const ComparedRow& first) {
  for (size_t i = 0; i < count.cells.size(); ++i)
    if (count.cells[i].differs) {
      count.cells[i].rule = first.cells[i].rule;
      count.cells[i].record = first.cells[i].record;
    }
}

// Where a new row goes: behind the last of its group.
std::vector<ComparedRow>::iterator place_for(std::vector<ComparedRow>& rows,
                                             const std::string& group) {
  const auto last = std::find_if(rows.rbegin(), rows.rend(),
                                 [&](const ComparedRow& row) { return row.group == group; });
  return last == rows.rend() ? rows.end() : last.base();
}

}  // namespace

bool ComparedRow::differs() const {
  return std::any_of(cells.begin(), cells.end(), [](const auto& cell) { return cell.differs; });
}

size_t ComparedRuns::differences() const {
  return static_cast<size_t>(
      std::count_if(rows.begin(), rows.end(), [](const auto& row) { return row.differs(); }));
}

ComparedRuns compare_systems(const std::vector<std::string>& systems,
                             const std::vector<Simulation>& runs, Language title,
                             Language language) {
  ComparedRuns out;
  out.file = runs.front().scenario().file;
  out.title = runs.front().scenario().title.in(title);
  out.language = language;
  out.systems = systems;
  std::vector<std::string> keys;  // of rows
  for (size_t system = 0; system < runs.size(); ++system) {
    for (Fact& fact : FactFinder(runs[system], language).find()) {
      const auto known = std::find(keys.begin(), keys.end(), fact.key);
      auto row = out.rows.begin() + (known - keys.begin());
      if (known == keys.end()) {
        const std::string group(word(fact.group, language));
        row = place_for(out.rows, group);
        keys.insert(keys.begin() + (row - out.rows.begin()), fact.key);
        row = out.rows.insert(row, {group, fact.label, {}});
        row->cells.resize(systems.size());
        for (ComparedCell& cell : row->cells) cell.text = kNothing;
      }
      row->cells[system].text = joined(fact);
      row->cells[system].pieces = std::move(fact.pieces);
    }
  }
  for (size_t i = 0; i < out.rows.size(); ++i) {
    for (ComparedCell& cell : out.rows[i].cells) judge(cell, out.rows[i].cells.front());
    if (keys[i] != kFirstSegment) continue;
    shorten_to_first(out.rows[i]);
    explain_count(out.rows[i - 1], out.rows[i]);
  }
  return out;
}

}  // namespace finwait
