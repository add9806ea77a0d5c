// The labels of segments: beside their arrows where there is room, else on them, shorter.
#include <algorithm>
#include <array>
#include <cmath>

#include "gui/model/ladder_text.hpp"
#include "gui/model/words.hpp"
#include "sim/report/describe.hpp"

namespace finwait {
namespace {

constexpr size_t kQuote = 28;
constexpr size_t kMostLabelled = 80;  // arrows that get a label, if there is room
constexpr size_t kLabelledOfMany = 60;
constexpr float kHeadRoom = 13;  // design units of an arrow's end that no label covers
constexpr float kTailRoom = 7;   // and of its start
constexpr float kCross = 8;      // design units from a cross' middle that nothing may touch
constexpr float kBesideCross = 16;  // and to its sides: a text there reads as if it were lost
constexpr float kLift = 1.5f;    // design units between an arrow and its label
constexpr uint32_t kCounted = 3;  // of one kind in a bundle have one label and their number
constexpr float kTooSteep = 0.62f;  // radians; steeper labels lie flat beside their arrow

template <class Is>
bool any_of(const std::vector<std::string>& texts, const Is& is) {
  return std::any_of(texts.begin(), texts.end(), is);
}

Rect around_points(std::array<Point, 2> p) {
  return {std::min(p[0].x, p[1].x), std::min(p[0].y, p[1].y), std::max(p[0].x, p[1].x),
          std::max(p[0].y, p[1].y)};
}

}  // namespace

void LadderTexts::note_ways() {
  const float cross = kCross * in_.type.ui;
  for (const LadderArrow& a : m_.arrows) {
    const Rect way = around_points({a.from, a.goal});
    way_rows_.add(static_cast<uint32_t>(ways_.size()), way.y0 - cross, way.y1 + cross);
    ways_.push_back(way);
  }
  slants_.resize(ways_.size());
}

// So many arrows that only some of them are named, and briefly.
bool LadderTexts::are_many() const {
  return m_.arrows.size() > kMostLabelled || !m_.folds.empty();
}

// What finds no room beside its arrow stands on it, shorter if need be; the last resort is a few
// letters that others pass behind.
void LadderTexts::place_arrows() {
  std::vector<const LadderArrow*> rest = labelled_arrows();
  if (are_many()) {
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

// Those that are pointed at first; of a bundle, and of very many, the rare ones, then others.
std::vector<const LadderArrow*> LadderTexts::labelled_arrows() const {
  std::vector<const LadderArrow*> order;
  for (const LadderArrow& a : m_.arrows) order.push_back(&a);
  const bool many = are_many();
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
  if (many) order.resize(std::min(order.size(), kLabelledOfMany));
  return order;
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
  Writing writing = writing_of(arrow, arrow_label(in_.source.trace.packet(arrow.packet)));
  for (float along : {0.5f, 0.3f, 0.7f})
    if (try_arrow(arrow, writing, {along, -1})) return true;
  return false;
}

// In the middle, or else nearer to its sender, where crossing arrows are apart; the lower ones of a
// bundle rather below it.
bool LadderTexts::place_free(const LadderArrow& arrow, const std::string& text) {
  const float first = arrow.above > arrow.below ? 1.f : -1.f;
  const bool mirrored = arrow.from.x > arrow.goal.x;
  Writing writing = writing_of(arrow, text);
  for (float side : {first, -first}) {
    if (writing.slant.hemmed[side > 0]) continue;
    for (float along : {0.5f, 0.3f, 0.4f, 0.22f, 0.6f, 0.15f, 0.7f, 0.78f, 0.85f})
      if (try_arrow(arrow, writing, {mirrored ? 1 - along : along, side})) return true;
  }
  return false;
}

// On its own line, or if need be on others beside it; near its sender, where it is told from them.
bool LadderTexts::place_on(const LadderArrow& arrow, const std::string& text, Ground ground) {
  const bool mirrored = arrow.from.x > arrow.goal.x;
  Writing writing = writing_of(arrow, text);
  for (float side : {0.f, -1.f, 1.f}) {
    if (side != 0 && ground == Ground::Own) break;
    for (float along : {0.3f, 0.25f, 0.35f, 0.4f, 0.45f, 0.5f, 0.6f, 0.7f})
      if (try_arrow(arrow, writing, {mirrored ? 1 - along : along, side, ground})) return true;
  }
  return false;
}

LadderTexts::Writing LadderTexts::writing_of(const LadderArrow& arrow,
                                             const std::string& text) {
  return {make_label(in_.type, {}, Align::Center, Face::Mono, kArrowEm, arrow.color, text),
          slant_of(arrow)};
}

const LadderTexts::Slant& LadderTexts::slant_of(const LadderArrow& arrow) {
  std::optional<Slant>& slant = slants_[static_cast<size_t>(&arrow - m_.arrows.data())];
  if (!slant) slant = find_slant(arrow);
  return *slant;
}

LadderTexts::Slant LadderTexts::find_slant(const LadderArrow& arrow) const {
  if (arrow.loop) return {};
  const Point way = arrow.goal - arrow.from;
  Slant slant;
  slant.angle = way.x < 0 ? std::atan2(-way.y, -way.x) : std::atan2(way.y, way.x);
  slant.steep = std::abs(slant.angle) > kTooSteep;
  if (slant.steep) return slant;
  slant.cosine = std::cos(slant.angle);
  slant.sine = std::sin(slant.angle);
  if (!are_many()) slant.hemmed = {is_hemmed(arrow, slant, -1), is_hemmed(arrow, slant, 1)};
  return slant;
}

// Whether another arrow runs beside it all its way, so near that it strikes through every label of
// this side: then no place needs to be tried.
bool LadderTexts::is_hemmed(const LadderArrow& arrow, const Slant& slant, float side) const {
  const float high = in_.type.size(kArrowEm) * kLine;
  const float off = side < 0 ? -arrow.above : arrow.below;
  const float x0 = std::min(arrow.from.x, arrow.goal.x);
  const float x1 = std::max(arrow.from.x, arrow.goal.x);
  const auto y_at = [](const LadderArrow& a, float x) {
    return between(a.from, a.goal, (x - a.from.x) / (a.goal.x - a.from.x)).y;
  };
  const auto strikes = [&](const LadderArrow& other, float x, float y) {
    const float away = (y_at(other, x) - y - off) * slant.cosine * side - kLift * in_.type.ui;
    return away > 0.1f * high && away < 0.9f * high;
  };
  const Rect way = around_points({arrow.from, arrow.goal});
  // It is there already where the arrow begins.
  return way_rows_.any(arrow.from.y - 2 * high, arrow.from.y + 2 * high, [&](uint32_t i) {
    const LadderArrow& other = m_.arrows[i];
    if (std::abs(ways_[i].y0 - way.y0) > 2 * high) return false;
    if (std::abs(ways_[i].y1 - way.y1) > 2 * high) return false;
    if (other.loop || are_one(arrow, other)) return false;
    if (ways_[i].x0 > x0 + 1 || ways_[i].x1 < x1 - 1) return false;
    return strikes(other, arrow.from.x, arrow.from.y) && strikes(other, arrow.goal.x, arrow.goal.y);
  });
}

// The same, or in one bundle.
bool LadderTexts::are_one(const LadderArrow& a, const LadderArrow& b) const {
  return &a == &b || (a.bundle != 0 && a.bundle == b.bundle);
}

bool LadderTexts::try_arrow(const LadderArrow& arrow, Writing& writing, const ArrowPlace& place) {
  Label& label = writing.label;
  const Slant& slant = writing.slant;
  // In flight the label stands where it will stay.
  const float edge = place.side < 0 ? -arrow.above : place.side > 0 ? arrow.below : 0;
  const Point off{0, edge};
  const Point a = (arrow.from.x < arrow.goal.x ? arrow.from : arrow.goal) + off;
  const Point b = (arrow.from.x < arrow.goal.x ? arrow.goal : arrow.from) + off;
  if (arrow.loop)
    set_beside_loop(label, arrow);
  else if (length(b - a) < 20)
    return false;
  else
    set_along(writing, a, b, place);
  const Quad shape = corners(label.box, slant.cosine, slant.sine);
  const Rect outer = bounds(shape);
  const float inner = m_.strip / 2 + 2;
  if (outer.x0 < m_.x[0] + inner || outer.x1 > m_.x[1] - inner) return false;
  const Rect wide = label.box.inset(-6 * in_.type.ui, 0);
  if (!is_free(corners(wide, slant.cosine, slant.sine), label.angle != 0)) return false;
  const auto own = static_cast<size_t>(&arrow - m_.arrows.data());
  const bool hits = hits_arrow(label, shape, own);
  if (hits && place.ground != Ground::Others) return false;
  if (hits_end(writing, shape, own)) return false;
  const float halo = 10 * in_.type.ui;
  const Rect dots{arrow.to.x - halo, arrow.to.y - arrow.above - halo, arrow.to.x + halo,
                  arrow.to.y + arrow.below + halo};
  const bool dotted = arrow.dot && outer.overlaps(dots);
  if (hits || dotted || place.side == 0) m_.plated.push_back(m_.labels.size());
  add(label, outer);
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
    add_end(i, true, neck, a.goal);
    add_end(i, false, a.from, tail);
  }
}

void LadderTexts::add_end(size_t arrow, bool head, Point a, Point b) {
  const Rect box = around_points({a, b}).inset(-1);
  end_rows_.add(static_cast<uint32_t>(ends_.size()), box.y0, box.y1);
  ends_.push_back({arrow, head, a, b, box});
}

// Whether a label covers where an arrow ends, or another one begins.
bool LadderTexts::hits_end(const Writing& writing, const Quad& shape, size_t own) const {
  const float ui = in_.type.ui;
  const Rect wide = writing.label.box.inset(-ui, -1.5f * ui);
  const Quad fat = corners(wide, writing.slant.cosine, writing.slant.sine);
  const Rect box = bounds(fat);
  return end_rows_.any(box.y0, box.y1, [&](uint32_t i) {
    const End& end = ends_[i];
    if (!box.overlaps(end.box)) return false;
    if (end.arrow != own) return crosses(fat, end.a, end.b);
    return end.head && crosses(shape, end.a, end.b);
  });
}

// Whether a label touches another arrow than its own.
bool LadderTexts::hits_arrow(const Label& label, const Quad& corners, size_t own) const {
  const Rect box = bounds(corners);
  return way_rows_.any(box.y0, box.y1, [&](uint32_t i) {
    const LadderArrow& other = m_.arrows[i];
    const bool near = box.overlaps(ways_[i].inset(-1));
    const bool ours = are_one(other, m_.arrows[own]);
    if (near && !ours && !other.loop && crosses(corners, other.from, other.goal)) return true;
    if (other.reset && overlap(label, cross_label(*other.reset))) return true;
    return other.cross && overlap(label, cross_label(other.to));
  });
}

// Along the line from a (left) to b, or lying flat beside it where it is steep.
void LadderTexts::set_along(Writing& writing, Point a, Point b, const ArrowPlace& place) const {
  Label& label = writing.label;
  const Slant& slant = writing.slant;
  const float high = label.box.height();
  const Point at = between(a, b, place.along);
  if (slant.steep) {
    const float overhang = high / 2 / std::tan(std::abs(slant.angle));
    const float off = place.side * (label.box.width() / 2 + overhang + 6 * in_.type.ui);
    label.box = around({at.x + off, at.y}, label.box.width(), high);
  } else {
    const float off = place.side * (high / 2 + kLift * in_.type.ui);
    label.box = around({at.x - slant.sine * off, at.y + slant.cosine * off}, label.box.width(),
                       high);
    label.angle = slant.angle;
  }
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
  label.box = around(at, 2 * kBesideCross * in_.type.ui, 2 * kCross * in_.type.ui);
  return label;
}

}  // namespace finwait
