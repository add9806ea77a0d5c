// The texts at the lifelines: what a host did and what state it came to, from above downwards in
// the order in which it happened.
#include <algorithm>

#include "gui/model/ladder_stack.hpp"
#include "gui/model/ladder_text.hpp"
#include "gui/model/words.hpp"
#include "sim/report/describe.hpp"

namespace finwait {
namespace {

constexpr float kStateEm = 12;
constexpr float kCallEm = 11.5f;
constexpr float kLeastEm = 9;
constexpr size_t kFewInRow = 2;
constexpr float kMostAway = 3.2f;    // lines, from the instant
constexpr float kMostBelow = 2.2f;   // lines, of the present
constexpr float kStateWeight = 3;    // a state's name keeps to its strip, calls give way

std::string without_doubt(const std::string& text) {
  return text.ends_with(" ?") ? text.substr(0, text.size() - 2) : text;
}

}  // namespace

// The record that a click on a mark chooses: of a late result, its call.
uint32_t LadderTexts::chosen_by(const Mark& mark) const {
  const Record& r = in_.source.trace.record(mark.record);
  if (r.kind == RecordKind::Result) return r.call_id();
  return r.kind == RecordKind::Call || r.kind == RecordKind::Timer ? mark.record : 0;
}

LadderMark::Sign LadderTexts::sign_of(const Mark& mark) {
  if (mark.kind == Mark::Kind::Call) return LadderMark::Sign::Call;
  return mark.kind == Mark::Kind::Result ? LadderMark::Sign::Result : LadderMark::Sign::Timer;
}

std::vector<LadderTexts::Beside> LadderTexts::beside(uint8_t host) const {
  std::vector<Beside> texts;
  add_states(host, texts);
  add_marks(host, texts);
  std::stable_sort(texts.begin(), texts.end(), [](const Beside& a, const Beside& b) {
    return a.y != b.y ? a.y < b.y : a.order < b.order;
  });
  return texts;
}

void LadderTexts::add_states(uint8_t host, std::vector<Beside>& out) const {
  const auto& spans = in_.index.spans[host];
  const IndexRange shown = shown_spans(in_, host, times_);
  const float half = in_.type.size(kStateEm) * kLine / 2;
  for (size_t i = shown.first, end = 0; i < shown.end; i = end) {
    const Span& span = spans[i];
    end = row_of(shown, i, [&](size_t k) { return spans[k].from; });
    if (span.record == 0) continue;
    if (y_of(span.from) > m_.body.y1) break;
    if (end > i + 1) {
      out.push_back({y_of(span.from), counted(Phrase::ManyStates, end - i), in_.theme.soft, 0,
                     span.record});
      continue;
    }
    if (span.to < in_.now && y_of(span.to) < m_.body.y0 + 2 * half) {
      if (y_of(span.from) < m_.body.y0) continue;  // no room for the name of what is left of it
    }
    // The name of a state that began above the window stays at the window's top.
    const float y = std::max(y_of(span.from), m_.body.y0);
    const bool closed = span.state == State::Closed;
    const Color color = closed ? in_.theme.soft : state_color(in_.theme, span.state);
    const Record& record = in_.source.trace.record(span.record);
    std::string name(state_name(span.state));
    name += doubt_mark(in_.source.script, record);
    out.push_back({y, std::move(name), color, 0, span.record, span.record,
                   LadderMark::Sign::State});
  }
}

Color LadderTexts::timer_color(const Mark& mark) const {
  const Timer timer = in_.source.trace.record(mark.record).timer();
  return timer == Timer::TimeWait ? in_.theme.time_wait : in_.theme.fin;
}

// Of many marks those of one line are one text, but for what was done by hand.
void LadderTexts::add_marks(uint8_t host, std::vector<Beside>& out) const {
  const auto& marks = in_.index.marks[host];
  const auto& by_hand = in_.index.by_hand[host];
  const auto& fired = in_.index.fired[host];
  const IndexRange shown = shown_marks(in_, host, times_);
  for (size_t i = shown.first, end = 0; i < shown.end; i = end) {
    end = row_of(shown, i, [&](size_t k) { return marks[k].t; });
    if (end <= i + kFewInRow) {
      for (size_t k = i; k < end; ++k) add_mark(marks[k], out);
      continue;
    }
    const IndexRange hand = part_of(by_hand, {i, end});
    const IndexRange timers = part_of(fired, {i, end});
    const IndexRange few{hand.first, std::min(hand.end, hand.first + kFewInRow)};
    for (size_t k = few.first; k < few.end; ++k) add_mark(marks[by_hand[k]], out);
    if (timers.size() > 0) add_mark(marks[fired[timers.first]], out);
    const size_t rest = end - i - few.size() - timers.size();
    if (rest > 0)
      out.push_back({y_of(marks[i].t), counted(Phrase::ManyCalls, rest), in_.theme.dim, 3,
                     marks[i].record});
  }
}

void LadderTexts::add_mark(const Mark& mark, std::vector<Beside>& out) const {
  const float y = y_of(mark.t);
  if (y > m_.body.y1 || y < m_.body.y0) return;
  const bool timer = mark.kind == Mark::Kind::TimerFired;
  std::string text = mark_label(in_.source, mark);
  const std::string took = timer ? time_text(mark.t - mark.since) : "";
  if (timer) text += " " + took;
  const Color color = timer             ? timer_color(mark)
                      : mark.automatic ? in_.theme.dim
                                       : in_.theme.accent;
  const int rank = mark.automatic ? 3 : mark.kind == Mark::Kind::Result ? 2 : 1;
  out.push_back(
      {y, std::move(text), color, rank, mark.record, chosen_by(mark), sign_of(mark), took});
}

// What leads to a state stands above the line where it begins, its name and what follows below; a
// timer that led to none stands on the line that leads to what it caused.
std::vector<StackedLine> LadderTexts::lines_of(const std::vector<Beside>& texts) const {
  std::vector<StackedLine> lines;
  bool below = false;
  for (size_t i = 0; i < texts.size(); ++i) {
    const Beside& text = texts[i];
    const bool state = text.rank == 0;
    below = state || (below && i > 0 && texts[i - 1].y == text.y);
    const float high = in_.type.size(state ? kStateEm : kCallEm) * kLine + 0.5f;
    const bool last = i + 1 == texts.size() || texts[i + 1].y != text.y;
    const bool on_line = !text.shorter.empty() && last && !below;
    const float off = on_line ? 0 : below ? high / 2 : -high / 2;
    lines.push_back({text.y + off, high, state ? kStateWeight : 1, text.rank});
  }
  return lines;
}

// What finds no room is left out.
void LadderTexts::place_beside(uint8_t host) {
  const float ui = in_.type.ui;
  const float line = in_.type.size(kStateEm) * kLine + 0.5f;
  const float x = m_.x[host] + (host == 0 ? -1.f : 1.f) * (m_.strip / 2 + 6 * ui);
  const Align align = host == 0 ? Align::Right : Align::Left;
  const float room = (host == 0 ? in_.style.left : in_.style.right) * ui;
  const std::vector<Beside> texts = beside(host);
  const float most = kMostBelow * line;
  const float low = m_.now_y ? std::min(m_.body.y1, *m_.now_y + most) : m_.body.y1;
  const std::vector<StackedLine> lines = lines_of(texts);
  const auto middles = stack_lines(lines, {m_.body.y0, low, kMostAway * line});
  float above = m_.body.y0 - line;
  for (size_t i = 0; i < texts.size(); ++i) {
    if (!middles[i]) continue;
    float em = texts[i].rank == 0 ? kStateEm : kCallEm;
    const std::string telling = telling_part(texts[i], em, room);
    // The long name of an error is written smaller rather than cut.
    const bool name = telling.find(' ') == std::string::npos;
    while (name && em > kLeastEm && in_.type.width(Face::Mono, em, telling) > room) em -= 0.5f;
    // It takes no state's place.
    const bool leads = i + 1 < texts.size() && texts[i + 1].rank == 0 && middles[i + 1];
    const float below = leads ? *middles[i + 1] - line / 2 : m_.body.y1;
    const auto find_place = [&](const std::string& text) {
      for (float off : {0.f, 0.5f, -0.5f, 1.f, -1.f, 1.5f, -1.5f}) {
        const float y = *middles[i] + off * line;
        const Label label =
            fit_label(in_.type, {x, y}, align, Face::Mono, em, texts[i].color, text, room);
        if (y <= above || y > below || label.box.y0 >= low || !is_free(label)) continue;
        above = y;
        add(label);
        if (texts[i].record != 0) mark(host, texts[i], label);
        return true;
      }
      return false;
    };
    if (find_place(telling)) continue;
    if (!texts[i].shorter.empty() && find_place(texts[i].shorter)) continue;
    // A state's name finds room where its sign of doubt does not.
    const size_t space = texts[i].text.find(' ');
    if (texts[i].sign == LadderMark::Sign::State && space != std::string::npos)
      find_place(texts[i].text.substr(0, space));
  }
}

// What is too long goes without its sign of doubt; where a call and its result are too long
// together, the result says more; of a timer the time that it took.
std::string LadderTexts::telling_part(const Beside& text, float em, float room) const {
  const auto fits = [&](const std::string& t) { return in_.type.width(Face::Mono, em, t) <= room; };
  std::vector<std::string> parts = {text.text};
  const size_t arrow = text.text.find("\u2192 ");
  if (arrow != std::string::npos) {
    parts.push_back(text.text.substr(arrow));
    parts.push_back(parts.back().substr(parts.back().find(' ') + 1));
  } else if (!text.shorter.empty()) {
    parts.push_back(text.shorter);
  }
  for (const std::string& part : parts)
    for (const std::string& sure : {part, without_doubt(part)})
      if (fits(sure)) return sure;
  return without_doubt(parts.back());
}

void LadderTexts::mark(uint8_t host, const Beside& text, const Label& label) {
  const bool selected = in_.selected_record == text.record;
  m_.marks.push_back({label.box, text.record, host, text.sign, selected});
}

}  // namespace finwait
