#include "gui/model/ladder_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "gui/model/words.hpp"
#include "sim/report/describe.hpp"

namespace finwait {
namespace {

constexpr float kArrowEm = 12;
constexpr float kStateEm = 12;
constexpr float kCallEm = 11.5f;
constexpr float kTickEm = 11;
constexpr size_t kQuote = 28;
constexpr size_t kMostLabelled = 120;  // arrows that get a label, if there is room
constexpr size_t kLabelledOfMany = 60;
constexpr size_t kFewInRow = 2;
constexpr size_t kMostBreaks = 200;  // between which instants are written
constexpr float kTooSteep = 0.62f;  // radians; steeper labels lie flat beside their arrow

// 1, 2 or 5 times a power of ten, at least `d`.
Duration round_up(Duration d) {
  for (int64_t decade = 1;; decade *= 10)
    for (int64_t digit : {1, 2, 5})
      if (decade * digit >= d.ns) return {decade * digit};
}

Rect around_points(std::array<Point, 2> p) {
  return {std::min(p[0].x, p[1].x), std::min(p[0].y, p[1].y), std::max(p[0].x, p[1].x),
          std::max(p[0].y, p[1].y)};
}

}  // namespace

float LadderTexts::y_of(Time t) const {
  return m_.body.y0 + static_cast<float>(in_.axis.y(t) - m_.scroll);
}

void LadderTexts::place() {
  times_ = shown_times(in_, m_);
  for (const LadderArrow& a : m_.arrows) ways_.push_back(around_points({a.from, a.to}));
  place_now();
  place_divergence();
  place_breaks();
  for (uint8_t host = 0; host < 2; ++host) place_beside(host);
  for (LadderCrowd& crowd : m_.crowds) place_crowd(crowd);
  for (const LadderArrow* a : labelled_arrows()) place_arrow(*a);
  place_ticks();
}

void LadderTexts::add(Label label) {
  boxes_.push_back(bounds(label));
  m_.labels.push_back(std::move(label));
}

// Those that are pointed at first; of very many the rare ones, and some of the others.
std::vector<const LadderArrow*> LadderTexts::labelled_arrows() const {
  std::vector<const LadderArrow*> order;
  for (const LadderArrow& a : m_.arrows) order.push_back(&a);
  const bool many = order.size() > kMostLabelled;
  const auto rank = [&](const LadderArrow* a) {
    if (a->strong) return 0;
    if (!many) return 1;
    constexpr uint16_t kPlain = kTripAck | kTripData;
    const unsigned flags = in_.index.flags[a->trip];
    return ((flags | flags >> kTripFlags) & kTripAny & ~kPlain) != 0 ? 1 : 2;
  };
  auto rest = order.begin();
  for (int r = 0; r < 2; ++r)
    rest = std::stable_partition(rest, order.end(),
                                 [&](const LadderArrow* a) { return rank(a) == r; });
  if (many) order.resize(kLabelledOfMany);
  return order;
}

bool LadderTexts::is_free(const Label& label) const {
  const Rect box = bounds(label);
  if (!m_.body.contains(box)) return false;
  for (size_t i = 0; i < boxes_.size(); ++i)
    if (box.overlaps(boxes_[i]) && overlap(label, m_.labels[i])) return false;
  return true;
}

void LadderTexts::place_now() {
  if (!m_.now_y) return;
  const float ui = in_.type.ui;
  const std::string text = instant_text(in_.now);
  const float half = in_.type.size(kTickEm) * kLine / 2;
  const bool above = *m_.now_y - 2 * half >= m_.body.y0;
  const float wish = *m_.now_y + (above ? -half : half);
  const float y = std::clamp(wish, m_.body.y0 + half, m_.body.y1 - half);
  add(make_label(in_.type, {m_.body.x0 + kBracketColumn * ui, y}, Align::Left, Face::Mono, kTickEm,
                 in_.theme.ink, text));
}

// At the end of its line where there is room.
void LadderTexts::place_divergence() {
  if (!m_.divergence_y) return;
  const float ui = in_.type.ui;
  const float half = kTickEm * ui * kLine / 2 + 1;
  const float x[2] = {m_.body.x1 - kBracketColumn * ui, m_.body.x0 + kBracketColumn * ui};
  for (const bool left : {false, true})
    for (float side : {-half, half}) {
      const Label label = make_label(in_.type, {x[left], *m_.divergence_y + side},
                                     left ? Align::Left : Align::Right, Face::Mono, kTickEm,
                                     in_.theme.accent, "\u2260 " + instant_text(*in_.divergence));
      if (!is_free(label)) continue;
      add(label);
      return;
    }
}

void LadderTexts::place_breaks() {
  for (LadderBreak& drawn : m_.breaks) {
    const TimeAxis::Break b = in_.axis.break_number(drawn.number);
    const Duration shown = std::min(b.to, in_.now) - b.from;
    std::string text = time_text(shown);
    drawn.idle = is_idle(b);
    if (drawn.idle) text = in_.source.phrases(Phrase::Idle, {text});
    const float half = in_.type.size(12) * kLine;
    const float low = std::max(m_.body.y0 + half, m_.body.y1 - half);
    const float wish = (drawn.y0 + (b.unfolded ? drawn.y1 : y_of(b.to))) / 2;
    const float y = b.unfolded ? std::clamp(wish, m_.body.y0 + half, low) : wish;
    for (float part : {0.5f, 0.25f, 0.75f, 0.15f, 0.85f, 0.38f, 0.62f})
      if (try_break(drawn, {m_.x[0] + (m_.x[1] - m_.x[0]) * part, y}, text)) break;
  }
}

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

// Nothing happens in a break, but something may be on its way.
bool LadderTexts::is_idle(const TimeAxis::Break& b) const {
  const float y = (y_of(b.from) + y_of(b.to)) / 2;
  return std::none_of(m_.arrows.begin(), m_.arrows.end(), [&](const LadderArrow& a) {
    return std::min(a.from.y, a.to.y) < y && std::max(a.from.y, a.to.y) > y;
  });
}

bool LadderTexts::try_break(LadderBreak& drawn, Point middle, const std::string& text) {
  const float ui = in_.type.ui;
  Label label = make_label(in_.type, middle, Align::Center, Face::Text, 12, in_.theme.soft, text);
  const Rect pill = label.box.inset(-12 * ui, -3 * ui);
  Label whole = label;  // nothing else may touch the pill
  whole.box = pill;
  if (!m_.body.contains(pill) || !is_free(whole)) return false;
  for (const LadderArrow& a : m_.arrows)
    if (crosses(whole, a.from, a.to)) return false;
  drawn.pill = pill;
  label.box = {label.box.x0, pill.y0, label.box.x1, pill.y1};
  add(label);
  return true;
}

std::vector<LadderTexts::Beside> LadderTexts::beside(uint8_t host) const {
  std::vector<Beside> texts;
  add_states(host, texts);
  add_marks(host, texts);
  std::stable_sort(texts.begin(), texts.end(),
                   [](const Beside& a, const Beside& b) { return a.rank < b.rank; });
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
      out.push_back({y_of(span.from), counted(Phrase::ManyStates, end - i), in_.theme.soft, 0});
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
    out.push_back({y, std::move(name), color, 0, span.record, LadderMark::Sign::State});
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
      out.push_back({y_of(marks[i].t), counted(Phrase::ManyCalls, rest), in_.theme.dim, 3});
  }
}

void LadderTexts::add_mark(const Mark& mark, std::vector<Beside>& out) const {
  const float y = y_of(mark.t);
  if (y > m_.body.y1 || y < m_.body.y0) return;
  const bool timer = mark.kind == Mark::Kind::TimerFired;
  std::string text = mark_label(in_.source, mark);
  if (timer) text += " " + time_text(mark.t - mark.since);
  const Color color = timer             ? timer_color(mark)
                      : mark.automatic ? in_.theme.dim
                                       : in_.theme.accent;
  const int rank = mark.automatic ? 3 : mark.kind == Mark::Kind::Result ? 2 : 1;
  out.push_back({y, std::move(text), color, rank, chosen_by(mark), sign_of(mark)});
}

std::string LadderTexts::counted(Phrase phrase, size_t count) const {
  return in_.source.phrases(phrase, {grouped_text(count)});
}

// A state's name stands below the line where it begins, calls above it as far as there is room.
// What finds none is left out.
void LadderTexts::place_beside(uint8_t host) {
  const float ui = in_.type.ui;
  const float line = in_.type.size(kStateEm) * kLine + 0.5f;
  const float x = m_.x[host] + (host == 0 ? -1.f : 1.f) * (m_.strip / 2 + 6 * ui);
  const Align align = host == 0 ? Align::Right : Align::Left;
  for (const Beside& text : beside(host)) {
    const float em = text.rank == 0 ? kStateEm : kCallEm;
    const float first = text.rank == 0 ? 0.5f : -0.5f;
    for (float lines : {first, -first, 1.5f, -1.5f, 2.5f, -2.5f}) {
      const Label label =
          fit_label(in_.type, {x, text.y + lines * line}, align, Face::Mono, em, text.color,
                    text.text, (host == 0 ? in_.style.left : in_.style.right) * ui);
      if (!is_free(label) || !fits_beside(label)) continue;
      add(label);
      if (text.record != 0) mark(host, text, label);
      break;
    }
  }
}

void LadderTexts::mark(uint8_t host, const Beside& text, const Label& label) {
  const bool selected = in_.selected_record == text.record;
  m_.marks.push_back({label.box, text.record, host, text.sign, selected});
}

bool LadderTexts::fits_beside(const Label& label) const {
  return !m_.now_y || label.box.y0 < *m_.now_y + 1;
}

// From the most telling to the shortest.
std::vector<std::string> LadderTexts::wordings(const LadderArrow& arrow) const {
  const Trip& trip = in_.index.trips[arrow.trip];
  const Packet& packet = in_.source.trace.packet(arrow.packet);
  const std::string base = arrow_label(packet, in_.source.absolute);
  const std::string quote = segment_quote(in_.source, packet, kQuote);
  std::string remark = trip_remark(in_.source.phrases, trip, packet);
  if (arrow.hatched) remark = in_.source.phrases(Phrase::OldDuplicate);
  if (!remark.empty()) remark = " (" + remark + ")";
  std::vector<std::string> all;
  if (!quote.empty()) all.push_back(base + " " + quote + remark);
  if (!remark.empty()) all.push_back(base + remark);
  all.push_back(base);
  return all;
}

void LadderTexts::place_arrow(const LadderArrow& arrow) {
  const bool many = m_.arrows.size() > kMostLabelled;
  if (many) {
    const std::string text = arrow_label(in_.source.trace.packet(arrow.packet));
    for (float along : {0.5f, 0.3f, 0.7f})
      if (try_arrow(arrow, text, along, -1)) return;
    return;
  }
  for (const std::string& text : wordings(arrow))
    for (float side : {-1.f, 1.f})
      for (float along : {0.5f, 0.4f, 0.6f, 0.3f, 0.7f, 0.22f, 0.78f})
        if (try_arrow(arrow, text, along, side)) return;
}

// `side` -1: above the arrow, 1: below it.
bool LadderTexts::try_arrow(const LadderArrow& arrow, const std::string& text, float along,
                            float side) {
  Label label = make_label(in_.type, {}, Align::Center, Face::Mono, kArrowEm, arrow.color, text);
  // In flight the label stands where it will stay.
  const Point a = arrow.from.x < arrow.goal.x ? arrow.from : arrow.goal;
  const Point b = arrow.from.x < arrow.goal.x ? arrow.goal : arrow.from;
  if (arrow.loop)
    set_beside_loop(label, arrow);
  else if (length(b - a) < 20 || !set_along(label, a, b, along, side))
    return false;
  const Rect outer = bounds(label);
  const float inner = m_.strip / 2 + 2;
  if (outer.x0 < m_.x[0] + inner || outer.x1 > m_.x[1] - inner) return false;
  if (m_.now_y && !arrow.dot && outer.y0 < *m_.now_y && outer.y1 > *m_.now_y + 0.5f) return false;
  Label wide = label;
  wide.box = wide.box.inset(-4 * in_.type.ui, 0);
  if (!is_free(wide)) return false;
  if (hits_arrow(label, outer, static_cast<size_t>(&arrow - m_.arrows.data()))) return false;
  add(label);
  return true;
}

// Whether a label touches another arrow than its own. The neighbours are the likeliest.
bool LadderTexts::hits_arrow(const Label& label, const Rect& box, size_t own) const {
  const auto hits = [&](size_t i) {
    const LadderArrow& other = m_.arrows[i];
    const bool near = box.overlaps(ways_[i].inset(-1));
    if (near && i != own && !other.loop && crosses(label, other.from, other.to)) return true;
    return other.cross && overlap(label, cross_label(other));
  };
  const size_t count = m_.arrows.size();
  for (size_t off = 0; off <= std::max(own, count - own); ++off) {
    if (off <= own && hits(own - off)) return true;
    if (off > 0 && own + off < count && hits(own + off)) return true;
  }
  return false;
}

// How many segments lie here, over them, nearer to their sender.
void LadderTexts::place_crowd(LadderCrowd& crowd) {
  const float ui = in_.type.ui;
  const std::string text = counted(Phrase::ManySegments, crowd.count);
  Label label = make_label(in_.type, {}, Align::Center, Face::Mono, kArrowEm, in_.theme.ink, text);
  const float wide = label.box.width();
  for (float along : {0.3f, 0.4f, 0.2f, 0.5f})
    for (float part : {0.5f, 0.3f, 0.7f, 0.1f, 0.9f}) {
      const Point at = between_crowd(crowd, part, along);
      label.box = around(at, wide, label.box.height());
      Label whole = label;
      whole.box = label.box.inset(-6 * ui, -1 * ui);
      if (!is_free(whole)) continue;
      crowd.pill = whole.box;
      add(std::move(label));
      boxes_.back() = whole.box;
      return;
    }
}

// A point on one of its folds: `part` says on which, `along` how far from its sender.
Point LadderTexts::between_crowd(const LadderCrowd& crowd, float part, float along) const {
  const auto range = static_cast<float>(crowd.last_fold - crowd.first_fold);
  size_t i = crowd.first_fold + static_cast<size_t>(range * part);
  while (m_.folds[i].host != crowd.host) --i;
  const auto& p = m_.folds[i].corners;
  return between(between(p[0], p[1], 0.5f), between(p[2], p[3], 0.5f), along);
}

// Along the line from a (left) to b, or lying flat beside it where it is steep.
bool LadderTexts::set_along(Label& label, Point a, Point b, float along, float side) const {
  const float angle = std::atan2(b.y - a.y, b.x - a.x);
  const float high = label.box.height();
  const Point at = between(a, b, along);
  if (std::abs(angle) > kTooSteep) {
    const float slant = high / 2 / std::tan(std::abs(angle));
    const float off = side * (label.box.width() / 2 + slant + 6 * in_.type.ui);
    label.box = around({at.x + off, at.y}, label.box.width(), high);
  } else {
    const float off = side * (high / 2 + 1.5f * in_.type.ui);
    label.box = around({at.x - std::sin(angle) * off, at.y + std::cos(angle) * off},
                       label.box.width(), high);
    label.angle = angle;
  }
  return true;
}

void LadderTexts::set_beside_loop(Label& label, const LadderArrow& arrow) const {
  const bool right = arrow.from.x < (m_.x[0] + m_.x[1]) / 2;
  const float off = (label.box.width() / 2 + 44 * in_.type.ui) * (right ? 1.f : -1.f);
  label.box = around({arrow.from.x + off, (arrow.from.y + arrow.goal.y) / 2}, label.box.width(),
                     label.box.height());
}

// The room that a cross takes.
Label LadderTexts::cross_label(const LadderArrow& arrow) const {
  Label label;
  label.box = around(arrow.to, 16 * in_.type.ui, 16 * in_.type.ui);
  return label;
}

void LadderTexts::place_ticks() {
  if (in_.axis.break_count() == 0 && m_.content <= 0) return;
  const Time top = in_.axis.time(m_.scroll);
  const Time bottom = std::min(in_.now, in_.axis.time(m_.scroll + m_.body.height()));
  Time from = top;
  const size_t first = in_.axis.break_below(m_.scroll);
  for (size_t i = first; i < in_.axis.break_count() && i < first + kMostBreaks; ++i) {
    const TimeAxis::Break b = in_.axis.break_number(i);
    if (b.from >= bottom) break;
    if (b.to <= top) continue;
    place_piece(from, b.from);
    if (b.unfolded) place_piece(b.from, std::min(b.to, bottom));
    try_tick(b.to);
    from = b.to;
  }
  place_piece(from, bottom);
}

// Round instants at a distance that leaves room for their labels.
void LadderTexts::place_piece(Time from, Time to) {
  const double px = in_.axis.y(to) - in_.axis.y(from);
  if (to <= from || px <= 1) return;
  const double ns = static_cast<double>((to - from).ns);
  const Duration step = round_up({static_cast<int64_t>(ns / px * 54 * in_.type.ui)});
  Time t{(from.ns + step.ns - 1) / step.ns * step.ns};
  for (int i = 0; t <= to && i < 200; t = t + step, ++i) try_tick(t);
}

bool LadderTexts::try_tick(Time t) {
  const float ui = in_.type.ui;
  const float half = in_.type.size(kTickEm) * kLine / 2;
  const Point at{m_.body.x0 + kBracketColumn * ui, y_of(t) + (t.ns == 0 ? half : 0)};
  const Label label = fit_label(in_.type, at, Align::Left, Face::Mono, kTickEm, in_.theme.dim,
                                instant_text(t), kTimeColumn * ui);
  if (!is_free(label)) return false;
  add(label);
  return true;
}

}  // namespace finwait
