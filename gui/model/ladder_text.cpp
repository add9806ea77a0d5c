#include "gui/model/ladder_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "gui/model/words.hpp"
#include "sim/report/describe.hpp"

namespace finwait {
namespace {

constexpr float kArrowEm = 12;
constexpr float kTickEm = 11;
constexpr size_t kQuote = 28;
constexpr size_t kMostLabelled = 120;  // arrows that get a label, if there is room
constexpr size_t kLabelledOfMany = 60;
constexpr size_t kMostBreaks = 200;  // between which instants are written
constexpr float kPillPad = 12;   // of a silence, around its text
constexpr float kHeadRoom = 13;  // design units of an arrow's end that no label covers
constexpr float kTailRoom = 7;   // and of its start
constexpr uint32_t kCounted = 3;  // of one kind in a bundle have one label and their number
constexpr float kTooSteep = 0.62f;  // radians; steeper labels lie flat beside their arrow

// 1, 2 or 5 times a power of ten, at least `d`.
Duration round_up(Duration d) {
  for (int64_t decade = 1;; decade *= 10)
    for (int64_t digit : {1, 2, 5})
      if (decade * digit >= d.ns) return {decade * digit};
}

template <class Is>
bool any_of(const std::vector<std::string>& texts, const Is& is) {
  return std::any_of(texts.begin(), texts.end(), is);
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
  for (const LadderArrow& a : m_.arrows) ways_.push_back(around_points({a.from, a.goal}));
  if (m_.arrows.size() <= kMostLabelled) find_ends();
  place_now();
  place_divergence();
  place_breaks();
  for (uint8_t host = 0; host < 2; ++host) place_beside(host);
  for (LadderCrowd& crowd : m_.crowds) place_crowd(crowd);
  place_arrows();
  place_ticks();
}

// What finds no room beside its arrow stands on it, shorter if need be; the last resort is a few
// letters that others pass behind.
void LadderTexts::place_arrows() {
  std::vector<const LadderArrow*> rest = labelled_arrows();
  if (m_.arrows.size() > kMostLabelled) {
    for (const LadderArrow* a : rest) place_one_of_many(*a);
    return;
  }
  const auto leave = [&](const auto& is_placed) {
    std::erase_if(rest, [&](const LadderArrow* a) { return is_placed(*a); });
  };
  leave([&](const LadderArrow& a) {
    if (is_counted(a) && bundle_is_named(a)) return true;
    return any_of(wordings(a), [&](const std::string& text) { return place_free(a, text); });
  });
  leave([&](const LadderArrow& a) { return bundle_is_named(a); });
  leave([&](const LadderArrow& a) {
    if (bundle_is_named(a)) return true;
    const auto on_itself = [&](const std::string& text) { return place_on(a, text, Ground::Own); };
    if (any_of(wordings(a), on_itself)) return true;
    return any_of(short_wordings(a), [&](const std::string& text) {
      return place_free(a, text) || on_itself(text);
    });
  });
  for (const LadderArrow* a : rest)
    if (!bundle_is_named(*a))
      any_of(a->bundle == 0 ? short_wordings(*a) : wordings(*a),
             [&](const std::string& text) { return place_on(*a, text, Ground::Others); });
}

void LadderTexts::add(Label label) {
  boxes_.push_back(bounds(label));
  m_.labels.push_back(std::move(label));
}

// Those that are pointed at first; of a bundle, and of very many, the rare ones, then others.
std::vector<const LadderArrow*> LadderTexts::labelled_arrows() const {
  std::vector<const LadderArrow*> order;
  for (const LadderArrow& a : m_.arrows) order.push_back(&a);
  const bool many = order.size() > kMostLabelled;
  const auto rank = [&](const LadderArrow* a) {
    if (a->strong) return 0;
    if (!many && (a->bundle == 0 || is_counted(*a))) return 2;
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
  if (!Rect{m_.body.x0, m_.clip.y0, m_.body.x1, m_.clip.y1}.contains(box)) return false;
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
    const std::string time = time_text(std::min(b.to, in_.now) - b.from);
    drawn.idle = is_idle(b);
    std::vector<std::string> texts = {time};
    if (drawn.idle) texts.insert(texts.begin(), in_.source.phrases(Phrase::Idle, {time}));
    const float half = in_.type.size(12) * kLine;
    const float low = std::max(m_.body.y0 + half, m_.body.y1 - half);
    const float wish = (drawn.y0 + (b.unfolded ? drawn.y1 : y_of(b.to))) / 2;
    const float y = b.unfolded ? std::clamp(wish, m_.body.y0 + half, low) : wish;
    any_of(texts, [&](const std::string& text) {
      for (float part : {0.5f, 0.25f, 0.75f, 0.15f, 0.85f, 0.38f, 0.62f})
        if (try_break(drawn, {m_.x[0] + (m_.x[1] - m_.x[0]) * part, y}, text)) return true;
      return false;
    });
    if (drawn.pill.width() > 0) continue;
    // Where the lifelines are too near to each other, to their right.
    const float half_pill = in_.type.width(Face::Text, 12, time) / 2 + kPillPad * in_.type.ui;
    try_break(drawn, {m_.x[1] + m_.strip + half_pill, y}, time);
  }
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
  const Rect pill = label.box.inset(-kPillPad * ui, -3 * ui);
  Label whole = label;  // nothing else may touch the pill
  whole.box = pill;
  const float inner = m_.strip;  // clear of the lifelines and their zigzags
  const bool between_them = pill.x0 >= m_.x[0] + inner && pill.x1 <= m_.x[1] - inner;
  if (!between_them && pill.x0 < m_.x[1] + inner - 0.5f) return false;
  if (!m_.body.contains(pill) || !is_free(whole)) return false;
  for (const LadderArrow& a : m_.arrows)
    if (crosses(whole, a.from, a.to)) return false;
  drawn.pill = pill;
  label.box = {label.box.x0, pill.y0, label.box.x1, pill.y1};
  add(label);
  return true;
}

std::string LadderTexts::counted(Phrase phrase, size_t count) const {
  return in_.source.phrases(phrase, {grouped_text(count)});
}

// From the most telling to the shortest.
std::vector<std::string> LadderTexts::wordings(const LadderArrow& arrow) const {
  const Trip& trip = in_.index.trips[arrow.trip];
  const Packet& packet = in_.source.trace.packet(arrow.packet);
  const std::string base = arrow_label(packet, in_.source.absolute);
  if (is_counted(arrow)) return {base + " \u2026 (" + std::to_string(arrow.alike) + ")"};
  const std::string quote = segment_quote(in_.source, packet, kQuote);
  std::string remark = trip_remark(in_.source.phrases, trip, packet);
  if (arrow.hatched) remark = in_.source.phrases(Phrase::OldDuplicate);
  if (!remark.empty()) remark = " (" + remark + ")";
  std::vector<std::string> all;
  if (in_.axis.squeezed()) {  // a whole life on a slide: its flags tell it
    const std::string flags = base.substr(0, base.find(' '));
    return remark.empty() ? std::vector{flags} : std::vector{flags + remark, flags};
  }
  if (!quote.empty()) all.push_back(base + " " + quote + remark);
  if (!remark.empty()) all.push_back(base + remark);
  all.push_back(base);
  return all;
}

// Of a segment that travels alone, where its whole arrow is in sight: without the number that it
// acknowledges, then the flags alone, then without the ACK that nearly all have.
std::vector<std::string> LadderTexts::short_wordings(const LadderArrow& arrow) const {
  const bool whole = arrow.from.y >= m_.body.y0 && arrow.goal.y <= m_.body.y1;
  if (!whole || arrow.bundle != 0) return {};
  const std::string text = arrow_label(in_.source.trace.packet(arrow.packet), in_.source.absolute);
  const std::string flags = text.substr(0, text.find(' '));
  std::vector<std::string> all = {text.substr(0, text.find(" / ")), flags};
  const size_t ack = flags.find(",ACK");
  if (ack != std::string::npos && flags != "SYN,ACK") all.push_back(flags.substr(0, ack));
  return all;
}

bool LadderTexts::place_one_of_many(const LadderArrow& arrow) {
  const std::string text = arrow_label(in_.source.trace.packet(arrow.packet));
  for (float along : {0.5f, 0.3f, 0.7f})
    if (try_arrow(arrow, text, {along, -1})) return true;
  return false;
}

// In the middle, or else nearer to its sender, where crossing arrows are apart; the lower ones of a
// bundle rather below it.
bool LadderTexts::place_free(const LadderArrow& arrow, const std::string& text) {
  const float first = arrow.above > arrow.below ? 1.f : -1.f;
  const bool mirrored = arrow.from.x > arrow.goal.x;
  for (float side : {first, -first})
    for (float along : {0.5f, 0.3f, 0.4f, 0.22f, 0.6f, 0.15f, 0.7f, 0.78f, 0.85f})
      if (try_arrow(arrow, text, {mirrored ? 1 - along : along, side})) return true;
  return false;
}

// On its own line, or if need be on others beside it; near its sender, where it is told from them.
bool LadderTexts::place_on(const LadderArrow& arrow, const std::string& text, Ground ground) {
  const bool mirrored = arrow.from.x > arrow.goal.x;
  for (float side : {0.f, -1.f, 1.f}) {
    if (side != 0 && ground == Ground::Own) break;
    for (float along : {0.3f, 0.25f, 0.35f, 0.4f, 0.45f, 0.5f, 0.6f, 0.7f})
      if (try_arrow(arrow, text, {mirrored ? 1 - along : along, side, ground})) return true;
  }
  return false;
}

bool LadderTexts::try_arrow(const LadderArrow& arrow, const std::string& text,
                            const ArrowPlace& place) {
  if (measured_.text != text)
    measured_ = make_label(in_.type, {}, Align::Center, Face::Mono, kArrowEm, {}, text);
  Label label = measured_;
  label.color = arrow.color;
  // In flight the label stands where it will stay.
  const float edge = place.side < 0 ? -arrow.above : place.side > 0 ? arrow.below : 0;
  const Point off{0, edge};
  const Point a = (arrow.from.x < arrow.goal.x ? arrow.from : arrow.goal) + off;
  const Point b = (arrow.from.x < arrow.goal.x ? arrow.goal : arrow.from) + off;
  if (arrow.loop)
    set_beside_loop(label, arrow);
  else if (length(b - a) < 20 || !set_along(label, a, b, place.along, place.side))
    return false;
  const Rect outer = bounds(label);
  const float inner = m_.strip / 2 + 2;
  if (outer.x0 < m_.x[0] + inner || outer.x1 > m_.x[1] - inner) return false;
  Label wide = label;
  wide.box = wide.box.inset(-6 * in_.type.ui, 0);
  if (!is_free(wide)) return false;
  const auto own = static_cast<size_t>(&arrow - m_.arrows.data());
  const bool hits = hits_arrow(label, outer, own);
  if (hits && place.ground != Ground::Others) return false;
  if (hits_end(label, own)) return false;
  const float halo = 10 * in_.type.ui;
  const Rect dots{arrow.to.x - halo, arrow.to.y - arrow.above - halo, arrow.to.x + halo,
                  arrow.to.y + arrow.below + halo};
  const bool dotted = arrow.dot && outer.overlaps(dots);
  if (hits || dotted || place.side == 0) m_.plated.push_back(m_.labels.size());
  add(label);
  if (arrow.bundle != 0 && (arrow.alike < kCounted || is_counted(arrow)))
    named_.push_back({arrow.bundle, arrow.color});
  return true;
}

// Whether it shares a label with others of its kind. One that is pointed at has its own.
bool LadderTexts::is_counted(const LadderArrow& arrow) const {
  return arrow.alike >= kCounted && !arrow.strong;
}

// Whether another one of its kind in its bundle has a label.
bool LadderTexts::bundle_is_named(const LadderArrow& arrow) const {
  return std::any_of(named_.begin(), named_.end(), [&](const Kind& k) {
    return k.bundle == arrow.bundle && k.color == arrow.color;
  });
}

// Where they end, in flight where they will, and where they begin.
void LadderTexts::find_ends() {
  for (size_t i = 0; i < m_.arrows.size(); ++i) {
    const LadderArrow& a = m_.arrows[i];
    const float whole = length(a.goal - a.from) / in_.type.ui;
    if (a.loop || whole < kHeadRoom) continue;
    const Point neck = between(a.goal, a.from, kHeadRoom / whole);
    const Point tail = between(a.from, a.goal, kTailRoom / whole);
    ends_.push_back({i, true, neck, a.goal, around_points({neck, a.goal}).inset(-1)});
    ends_.push_back({i, false, a.from, tail, around_points({a.from, tail}).inset(-1)});
  }
}

// Whether a label covers where an arrow ends, or another one begins.
bool LadderTexts::hits_end(const Label& label, size_t own) const {
  const float ui = in_.type.ui;
  Label fat = label;
  fat.box = fat.box.inset(-ui, -1.5f * ui);
  const Rect box = bounds(fat);
  return std::any_of(ends_.begin(), ends_.end(), [&](const End& end) {
    if (!box.overlaps(end.box)) return false;
    if (end.arrow != own) return crosses(fat, end.a, end.b);
    return end.head && crosses(label, end.a, end.b);
  });
}

// Whether a label touches another arrow than its own. The neighbours are the likeliest.
bool LadderTexts::hits_arrow(const Label& label, const Rect& box, size_t own) const {
  const auto hits = [&](size_t i) {
    const LadderArrow& other = m_.arrows[i];
    const bool near = box.overlaps(ways_[i].inset(-1));
    const bool ours = i == own || (other.bundle != 0 && other.bundle == m_.arrows[own].bundle);
    if (near && !ours && !other.loop && crosses(label, other.from, other.goal)) return true;
    if (other.reset && overlap(label, cross_label(*other.reset))) return true;
    return other.cross && overlap(label, cross_label(other.to));
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
Label LadderTexts::cross_label(Point at) const {
  Label label;
  label.box = around(at, 16 * in_.type.ui, 16 * in_.type.ui);
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
    if (b.to <= bottom) try_tick(b.to);
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
  const Point at{m_.body.x0 + kBracketColumn * ui,
                 std::max(y_of(t), m_.clip.y0 + half)};
  const Label label = fit_label(in_.type, at, Align::Left, Face::Mono, kTickEm, in_.theme.dim,
                                instant_text(t), kTimeColumn * ui);
  Label wide = label;  // a gap to the texts at the lifeline
  wide.box.x1 += 5 * ui;
  if (!is_free(wide)) return false;
  add(label);
  return true;
}

}  // namespace finwait
