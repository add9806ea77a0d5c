#include "sim/report/ladder_rows.hpp"

#include <algorithm>

#include "sim/report/describe.hpp"
#include "sim/report/display_width.hpp"
#include "sim/report/ladder_index.hpp"
#include "sim/world/api_words.hpp"

namespace finwait {
namespace {

class RowMaker {
 public:
  RowMaker(const Script& script, const Trace& trace, Language language, int margin)
      : script_(script),
        trace_(trace),
        index_(script, trace),
        language_(language),
        margin_(margin),
        states_(trace.sockets.size(), State::Closed) {}

  std::vector<LadderRow> make() {
    for (id_ = 1; id_ <= trace_.records.size(); ++id_) take(trace_.record(id_));
    return std::move(rows_);
  }

 private:
  void take(const Record& r) {
    switch (r.kind) {
      case RecordKind::Host: return host_action(r);
      case RecordKind::Call: return call(r);
      case RecordKind::Result: return result(r);
      case RecordKind::Sent: return sent(r);
      case RecordKind::Arrived:
      case RecordKind::Dropped: return ended(r);
      case RecordKind::State: return state(r);
      case RecordKind::Timer: return timer(r);
      case RecordKind::Bytes: return bytes(r);
      case RecordKind::Event: return event(r);
      case RecordKind::Socket: return;
    }
  }

  void host_action(const Record& r);
  void call(const Record& r);
  void result(const Record& r);
  void sent(const Record& r);
  void ended(const Record& r);
  void state(const Record& r);
  void timer(const Record& r);
  void bytes(const Record& r);
  void event(const Record& r);

  std::string returned(const Record& result) const;
  LadderRow& new_row(Time t);
  bool has_room(const LadderRow& row, uint8_t host, const SideText& text) const;
  void add_text(const Record& r, const std::string& text, Ink ink, bool is_state = false);
  void add_line(Time t, uint8_t host, SideText text);
  void add_arrow(Time t, RowArrow arrow, uint8_t at);
  void note_opposite(uint8_t host, const std::string& text, Ink ink);
  void note_end(const Packet& packet, uint32_t end);

  const Script& script_;
  const Trace& trace_;
  const LadderIndex index_;
  const Language language_;
  const int margin_;
  uint32_t id_ = 0;
  std::vector<State> states_;  // by socket
  std::array<Lifeline, 2> lifelines_;
  std::array<bool, 2> down_{};  // powered off
  std::vector<LadderRow> rows_;
};

LadderRow& RowMaker::new_row(Time t) {
  LadderRow& row = rows_.emplace_back();
  row.t = t;
  row.record = id_;
  row.lifelines = lifelines_;
  return row;
}

int side_width(const std::vector<SideText>& texts) {
  int width = 0;
  for (const SideText& text : texts) width += display_width(text.text) + 2;
  return width;
}

// A row takes one more text at the same end and instant; a state comes last, because it stands
// next to the lifeline, and only an arrow may follow it.
bool RowMaker::has_room(const LadderRow& row, uint8_t host, const SideText& text) const {
  const std::vector<SideText>& own = row.sides[host];
  if (!row.sides[1 - host].empty()) return false;
  if (row.arrow && (row.arrow->part != ArrowPart::End || row.arrow->from == host)) return false;
  if (!own.empty() && (text.closed || own.back().closed || own.back().state)) return false;
  return side_width(own) + display_width(text.text) <= margin_;
}

void RowMaker::add_line(Time t, uint8_t host, SideText text) {
  const bool fits = !rows_.empty() && rows_.back().t == t && has_room(rows_.back(), host, text);
  LadderRow& row = fits ? rows_.back() : new_row(t);
  row.lifelines = lifelines_;
  row.sides[host].push_back(std::move(text));
}

void RowMaker::add_text(const Record& r, const std::string& text, Ink ink, bool is_state) {
  const std::string whole = index_.socket_tag(r.socket) + text;
  std::vector<std::string> lines = wrap_width(whole, margin_);
  const bool broken = lines.size() > 1;
  for (std::string& line : lines) add_line(r.t, r.host, {std::move(line), ink, is_state, broken});
}

// An arrow joins the texts that led to it, at its own end `at`.
void RowMaker::add_arrow(Time t, RowArrow arrow, uint8_t at) {
  bool joins = !rows_.empty() && rows_.back().t == t && !rows_.back().arrow &&
               arrow.part != ArrowPart::End && rows_.back().sides[1 - at].empty();
  if (joins && !rows_.back().sides[at].empty()) {
    const SideText& last = rows_.back().sides[at].back();
    joins = last.state || !last.closed;
  }
  LadderRow& row = joins ? rows_.back() : new_row(t);
  row.arrow = std::move(arrow);
}

// A short note at the end where an arrow points to, in the row of the arrow.
void RowMaker::note_opposite(uint8_t host, const std::string& text, Ink ink) {
  rows_.back().sides[host].push_back({fit_width(text, margin_), ink, false, true});
}

void RowMaker::host_action(const Record& r) {
  Word what = Word::Crash;
  switch (r.host_action()) {
    case HostAction::Crash: what = Word::Crash; break;
    case HostAction::Reboot: what = Word::Reboot; break;
    case HostAction::PowerOff: what = Word::PowerOff; break;
    case HostAction::Cut: what = Word::Cut; break;
    case HostAction::Heal: what = Word::Heal; break;
  }
  if (what == Word::Crash || what == Word::Reboot || what == Word::PowerOff) {
    down_[r.host] = what == Word::PowerOff;
    lifelines_[r.host] = {down_[r.host] ? Life::Down : Life::None, Ink::Faint};
    for (uint32_t i = 0; i < states_.size(); ++i)
      if (trace_.sockets[i].host == r.host) states_[i] = State::Closed;
  }
  add_text(r, std::string(word(what, language_)), Ink::Rst);
}

std::string RowMaker::returned(const Record& result) const {
  const std::string detail = result_detail(script_, trace_, result);
  return result_text(script_, result) + (detail.empty() ? "" : " (" + detail + ")") +
         std::string(doubt_mark(script_, result));
}

void RowMaker::call(const Record& r) {
  if (!index_.is_shown(id_)) return;
  std::string text = call_text(script_, r);
  Ink ink = r.entry() == kAutoCall ? Ink::Faint : Ink::Plain;
  if (index_.returned_at_once(id_)) {
    const Record& result = trace_.record(index_.result_of(id_));
    text += " → " + returned(result);
    if (result.error() != Errno::Ok) ink = Ink::Rst;
  }
  add_text(r, text, ink);
}

void RowMaker::result(const Record& r) {
  if (!index_.is_shown(id_)) return;
  const bool by_itself = r.call_id() == 0 || trace_.record(r.call_id()).entry() == kAutoCall;
  const std::string value = call_text_name(script_, r) + " → " + returned(r);
  const Ink ink = r.error() != Errno::Ok ? Ink::Rst : by_itself ? Ink::Faint : Ink::Plain;
  if (by_itself) return add_text(r, value, ink);
  const std::string took = people_duration(r.t - trace_.record(r.call_id()).t);
  const std::string longer = value + " " + word(Word::After, language_, took);
  const int room = margin_ - display_width(index_.socket_tag(r.socket));
  add_text(r, display_width(longer) <= room ? longer : value + " (" + took + ")", ink);
}

// What the system tells the program by itself.
void RowMaker::event(const Record& r) {
  if (!index_.is_shown(id_)) return;
  const bool bad = r.error() != Errno::Ok || r.event() == EventKind::SigPipe;
  add_text(r, event_word(script_.hosts[r.host], r), bad ? Ink::Rst : Ink::Faint);
}

void RowMaker::sent(const Record& r) {
  const Packet& packet = trace_.packet(r.packet());
  const uint32_t end = index_.end_of(r.packet());
  RowArrow arrow;
  arrow.packet = r.packet();
  arrow.from = packet.host;
  arrow.loop = packet.from.ip == packet.to.ip;
  arrow.tag = index_.arrow_tag(packet);
  const bool whole = end != 0 && !index_.crosses(r.packet());
  arrow.part = whole ? ArrowPart::Whole : ArrowPart::Start;
  arrow.lost = whole && trace_.record(end).kind == RecordKind::Dropped;
  add_arrow(r.t, std::move(arrow), packet.host);
  if (whole) note_end(packet, end);
}

// The second part of an arrow, or a copy that the network made.
void RowMaker::ended(const Record& r) {
  if (r.copy == 0 && !index_.crosses(r.packet())) return;
  const Packet& packet = trace_.packet(r.packet());
  RowArrow arrow;
  arrow.packet = r.packet();
  arrow.copy = r.copy;
  arrow.from = packet.host;
  arrow.loop = packet.from.ip == packet.to.ip;
  arrow.tag = index_.arrow_tag(packet);
  arrow.part = ArrowPart::End;
  arrow.lost = r.kind == RecordKind::Dropped;
  add_arrow(r.t, std::move(arrow), packet.host);
  note_end(packet, id_);
}

// What became of a segment when that is not seen otherwise: why it never arrived, or that nothing
// came of it.
void RowMaker::note_end(const Packet& packet, uint32_t end) {
  const Record& r = trace_.record(end);
  const auto opposite = static_cast<uint8_t>(1 - packet.host);
  if (r.kind == RecordKind::Dropped)
    return note_opposite(opposite, std::string(drop_words(r.reason(), language_)), Ink::Rst);
  if (!script_.hosts[opposite].simulated() || !index_.is_ignored(end)) return;
  std::string rules;
  for (uint16_t rule : r.rules)
    if (rule != 0) rules = rule_name(static_cast<Rule>(rule));
  note_opposite(opposite, word(Word::Ignored, language_, rules), Ink::Faint);
}

void RowMaker::state(const Record& r) {
  if (r.socket != kNoSocket) states_[r.socket - 1] = r.to();
  Lifeline line;
  for (uint32_t i = 0; i < states_.size(); ++i) {
    if (trace_.sockets[i].host != r.host || states_[i] == State::Closed) continue;
    if (states_[i] == State::Listen && line.life == Life::Open) continue;
    line.life = states_[i] == State::Listen ? Life::Listening : Life::Open;
    line.ink = state_ink(states_[i]);
  }
  if (down_[r.host]) line.life = Life::Down;
  if (r.to() != State::Closed && r.to() != State::Listen) line.ink = state_ink(r.to());
  lifelines_[r.host] = line;
  const std::string name = std::string(state_name(r.to())) + std::string(doubt_mark(script_, r));
  add_text(r, name, state_ink(r.to()), true);
}

void RowMaker::timer(const Record& r) {
  if (!index_.is_shown(id_)) return;
  if (r.action() == TimerAction::Restarted)
    return add_text(r, std::string(word(Word::TimeWaitAgain, language_)), Ink::TimeWait);
  add_text(r, std::string(timer_words(r.timer(), language_)), Ink::Faint);
}

void RowMaker::bytes(const Record& r) {
  if (!index_.is_shown(id_)) return;
  add_text(r, word(Word::Discarded, language_, std::to_string(r.length())), Ink::Rst);
}

}  // namespace

std::vector<LadderRow> ladder_rows(const Script& script, const Trace& trace, Language language,
                                   int margin) {
  return RowMaker(script, trace, language, margin).make();
}

}  // namespace finwait
