#include "gui/model/ladder.hpp"

#include <algorithm>
#include <cmath>

#include "gui/model/ladder_bundle.hpp"
#include "gui/model/ladder_interval.hpp"
#include "gui/model/ladder_leader.hpp"
#include "gui/model/ladder_text.hpp"
#include "gui/model/ladder_window.hpp"
#include "gui/model/words.hpp"

namespace finwait {

LadderModel::LadderModel() = default;
LadderModel::LadderModel(const LadderModel&) = default;
LadderModel::LadderModel(LadderModel&&) noexcept = default;
LadderModel& LadderModel::operator=(const LadderModel&) = default;
LadderModel& LadderModel::operator=(LadderModel&&) noexcept = default;
LadderModel::~LadderModel() = default;

namespace {

constexpr float kPad = 14;
constexpr float kMargin = 8;  // around the body
constexpr float kRim = 6;     // above it, texts and lines may reach there
constexpr float kFootRim = 2;
constexpr float kStrip = 12;
constexpr float kTall = 4;      // window heights of an arrow that is clipped
constexpr float kBeyond = 60;   // design units beyond the window that are drawn of it
constexpr float kResetBehind = 18;   // design units from the head to a reset's cross
constexpr float kLeastBracket = 3;   // pixels
constexpr double kLeastApart = 12;   // of two breaks
constexpr size_t kMostStrips = 300;  // of more states those in one row are one strip
constexpr double kRow = 5;           // pixels
constexpr double kLeastScroll = 0.5;
constexpr double kUnfolded = 0.6;  // of the window's height
constexpr double kFollow = 0.84;  // where the cursor stands in a window that follows it

class LadderMaker {
 public:
  explicit LadderMaker(const LadderInput& input) : in_(input) {
    m_.panel = in_.panel;
    m_.body = body_of(in_.panel, in_.type.ui, in_.style);
    m_.clip = {m_.panel.x0, m_.body.y0 - kRim * in_.type.ui, m_.panel.x1,
               m_.body.y1 + kFootRim * in_.type.ui};
  }

  LadderModel make() {
    const float ui = in_.type.ui;
    m_.ui = ui;
    m_.min_stretch = in_.style.min_stretch;
    m_.whole_stretch = in_.style.whole_stretch;
    m_.strip = kStrip * ui;
    m_.x[0] = m_.body.x0 + (kBracketColumn + in_.style.left + 6 + kStrip / 2) * ui;
    m_.x[1] = m_.body.x1 - (kBracketColumn + in_.style.right + 6 + kStrip / 2) * ui;
    m_.content = in_.axis.length();
    m_.scroll = scroll();
    m_.finer = in_.axis.finer();
    m_.coarser = std::min(1.0, (m_.body.height() - kLadderFoot * ui) / std::max(1.0, m_.content));
    times_ = shown_times(in_, m_);
    heading();
    for (uint8_t host = 0; host < 2; ++host) strips(host);
    breaks();
    arrows();
    spread_bundles(m_, ui);
    place_dots(m_);
    for (uint8_t host = 0; host < 2; ++host) brackets(host);
    now_line();
    divergence_line();
    LadderTexts(in_, m_).place();
    place_leaders(in_, m_);
    place_now_line(m_, ui);
    break_silences(m_, ui);
    place_interval(in_, m_);
    return std::move(m_);
  }

  static Rect body_of(const Rect& panel, float ui, const LadderStyle& style) {
    const float margin = kMargin * ui;
    return {panel.x0 + margin, panel.y0 + style.heading * ui, panel.x1 - margin,
            panel.y1 - margin};
  }

 private:
  float y_of(Time t) const { return m_.body.y0 + static_cast<float>(in_.axis.y(t) - m_.scroll); }
  Time time_of(float y) const { return in_.axis.time(y - m_.body.y0 + m_.scroll); }
  bool happened(uint32_t record) const { return record <= in_.record_limit; }

  double scroll() const {
    const double room = m_.body.height();
    const double beyond = m_.content + kLadderFoot * in_.type.ui - room;
    const double most = beyond < kLeastScroll ? 0 : beyond;  // what fits, fits from its beginning
    if (!in_.ease) return std::clamp(own_scroll(), 0.0, most);
    const double from = in_.axis.y(in_.ease->here.t) - in_.ease->here.px;
    return std::clamp(from + (own_scroll() - from) * in_.ease->come, 0.0, most);
  }

  double own_scroll() const {
    if (in_.follow) return in_.axis.y(in_.now) - m_.body.height() * kFollow;
    if (in_.anchor) return in_.axis.y(in_.anchor->t) - in_.anchor->px;
    return in_.scroll * (in_.ease ? in_.ease->scale : 1);
  }

  void heading() {
    const float ui = in_.type.ui;
    const Rect& p = in_.panel;
    if (in_.style.title)
      m_.heading.push_back(fit_label(
          in_.type, {p.x0 + kPad * ui, p.y0 + 18 * ui}, Align::Left, Face::Bold, 13, in_.theme.soft,
          in_.title.empty() ? in_.source.phrases(Phrase::PacketTimeline) : in_.title,
          p.width() - 2 * kPad * ui));
    // The buttons of axis and numbers stand to the right of the hint.
    if (in_.hint)
      m_.heading.push_back(make_label(in_.type, {p.x1 - 184 * ui, p.y0 + 18 * ui}, Align::Right,
                                      Face::Text, 12.5f, in_.theme.soft,
                                      in_.source.phrases(Phrase::TimelineHint)));
    for (uint8_t host = 0; host < 2; ++host) host_heading(host);
  }

  void host_heading(uint8_t host) {
    const float ui = in_.type.ui;
    const Point c{m_.x[host], m_.body.y0 - 28 * ui};
    m_.tokens[host] = {host, c, 12 * ui};
    const float side = host == 0 ? -1.f : 1.f;
    const Align align = host == 0 ? Align::Right : Align::Left;
    const float x = c.x + side * 24 * ui;
    const float edge = host == 0 ? m_.panel.x0 + 3 * ui : m_.panel.x1 - 3 * ui;
    const HostConfig& config = in_.source.script.hosts[host];
    m_.heading.push_back(fit_label(in_.type, {x, c.y - 8 * ui}, align, Face::Text, 13,
                                   in_.theme.ink, host_text(in_.source.phrases, config.name),
                                   std::abs(edge - x)));
    m_.heading.push_back(fit_label(in_.type, {x, c.y + 8 * ui}, align, Face::Mono, 11,
                                   in_.theme.soft, address(host), std::abs(edge - x)));
  }

  // With the port, as soon as the connection has one.
  std::string address(uint8_t host) const {
    const Span& span = in_.index.span_at_record(host, in_.record_limit);
    Address a{in_.source.script.hosts[host].address, 0};
    if (span.socket != kNoSocket) a.port = in_.source.trace.socket(span.socket).local.port;
    std::string text = address_text(a);
    return a.port == 0 ? text.substr(0, text.find(':')) : text;
  }

  void strips(uint8_t host) {
    const auto& spans = in_.index.spans[host];
    const IndexRange shown = shown_spans(in_, host, times_);
    const auto next = [&](size_t i) { return i == spans.size() ? nullptr : &spans[i]; };
    for (size_t i = shown.first; i < shown.end;) {
      size_t end = i + 1;
      if (shown.size() > kMostStrips) {
        const Time row = row_end(in_.axis, spans[i].from, kRow);
        end = gallop(end, shown.end, [&](size_t k) { return spans[k].from >= row; });
      }
      if (y_of(spans[i].from) <= m_.body.y1) strip(host, spans[i], next(end), end > i + 1);
      i = end;
    }
  }

  void strip(uint8_t host, const Span& span, const Span* next, bool crowd) {
    const bool over = next != nullptr && happened(next->record);
    float y0 = std::max(y_of(span.from), m_.body.y0 - 4);
    const float y1 = std::min(y_of(over ? next->from : in_.now), m_.body.y1 + 4);
    if (y1 <= y0) return;
    const bool thin = span.state == State::Closed && !crowd;
    const float half = m_.strip / 2 * (thin ? 0.34f : 1);
    if (y1 - y0 > 4) y0 += 1;  // a gap tells two states of one colour apart
    m_.strips.push_back({host,
                         span.state,
                         {m_.x[host] - half, y0, m_.x[host] + half, y1},
                         state_color(in_.theme, span.state),
                         thin,
                         crowd,
                         differs(host, span),
                         crowd ? 0 : span.record,
                         span.record != 0 && in_.selected_record == span.record});
  }

  bool differs(uint8_t host, const Span& span) const {
    if (in_.differing == nullptr) return false;
    const auto place = static_cast<size_t>(&span - in_.index.spans[host].data());
    return in_.differing->spans[host][place];
  }

  void divergence_line() {
    if (!in_.divergence) return;
    const float y = y_of(*in_.divergence);
    if (y >= m_.body.y0 && y <= m_.body.y1) m_.divergence_y = y;
  }

  void breaks() {
    const float now = y_of(in_.now);
    for (size_t i = in_.axis.break_below(m_.scroll); i < in_.axis.break_count();) {
      const TimeAxis::Break b = in_.axis.break_number(i);
      const float y0 = y_of(b.from);
      const float y1 = std::min(y_of(b.to), now);
      if (y0 > m_.body.y1 || now < y0 + 6) break;
      if (y1 >= m_.body.y0) m_.breaks.push_back({i, y0, y1, {}, true, b.unfolded});
      // Those that would lie on each other are one.
      i = std::max(i + 1, in_.axis.break_below(b.y0 + kLeastApart));
    }
  }

  void arrows() {
    const Time bottom = std::min(in_.now, time_of(m_.body.y1));
    const VisibleTrips shown =
        find_visible_trips(in_.index, in_.source.trace, in_.axis,
                           {time_of(m_.body.y0), bottom, in_.record_limit, m_.x[1] - m_.x[0]});
    for (uint32_t trip : shown.single) arrow(trip);
    for (const TripFold& f : shown.folds) fold(f);
    crowds(shown.pitch);
  }

  void arrow(uint32_t index) {
    const Trip& trip = in_.index.trips[index];
    const Packet& packet = in_.source.trace.packet(trip.packet);
    LadderArrow a;
    a.trip = index;
    a.packet = trip.packet;
    a.color = segment_color(in_.theme, packet.segment);
    a.dashed = trip.retransmission > 0;
    a.doubled = packet.segment.has(kRst);
    a.twin = trip.twin;
    a.forged = packet.forged;
    a.hatched = is_old(index);
    a.loop = trip.from == trip.to;
    a.differs = in_.differing != nullptr && in_.differing->trips[index];
    a.strong = in_.selected == trip.packet || in_.hovered == trip.packet;
    ends(trip, a);
    if (a.hatched && a.dot) a.life = life_left(trip);
    if (a.doubled) a.reset = reset_sign(a);
    if (std::max(a.from.y, a.goal.y) < m_.body.y0) return;
    if (in_.motion == Motion::None && a.dot) return;
    m_.arrows.push_back(a);
  }

  // Behind the head, or behind the dot in flight. A lost one has its cross already.
  std::optional<Point> reset_sign(const LadderArrow& a) const {
    const float whole = length(a.to - a.from);
    const float behind = kResetBehind * in_.type.ui;
    if (a.cross || a.loop || a.streak || whole < 2 * behind) return std::nullopt;
    return between(a.to, a.from, behind / whole);
  }

  // Its connection has a successor by now, though it is still on its way.
  bool is_old(uint32_t trip) const {
    const uint32_t since = in_.index.outlived_at(trip);
    return since != 0 && happened(since);
  }

  float life_left(const Trip& trip) const {
    const auto msl = static_cast<double>(std::max<int64_t>(in_.source.script.msl.ns, 1));
    const double age = static_cast<double>((in_.now - trip.sent).ns);
    return static_cast<float>(std::clamp(1 - age / msl, 0.0, 1.0));
  }

  // From the first to the last of them, as if none was lost.
  void fold(const TripFold& f) {
    const LadderArrow first = whole_way(f.first);
    const LadderArrow last = whole_way(f.last);
    const auto mask = static_cast<uint16_t>(kTripData << (f.host == 0 ? 0 : kTripFlags));
    const bool data = (in_.index.flags.any(f.first, f.last + 1) & mask) != 0;
    m_.folds.push_back({f.host,
                        {first.from, last.from, last.to, first.to},
                        f.count,
                        data ? in_.theme.data : in_.theme.ack,
                        f.first,
                        f.last});
  }

  LadderArrow whole_way(uint32_t index) const {
    Trip trip = in_.index.trips[index];
    if (trip.end == Trip::End::Dropped) trip.end = Trip::End::Unknown;
    LadderArrow a;
    ends(trip, a);
    if (trip.end == Trip::End::Unknown && in_.now > trip.sent + usual(trip)) a.to = a.goal;
    return a;
  }

  // Folds without a gap between them have one sign and one number.
  void crowds(double pitch) {
    for (uint8_t host = 0; host < 2; ++host) {
      const LadderFold* before = nullptr;
      for (const LadderFold& f : m_.folds) {
        if (f.host != host) continue;
        const float y0 = f.corners[0].y;
        if (before == nullptr || y0 > before->corners[1].y + 1.5f * static_cast<float>(pitch))
          m_.crowds.push_back({host, y0, y0, 0, index_of(f), index_of(f), {}});
        LadderCrowd& crowd = m_.crowds.back();
        crowd.y1 = f.corners[1].y;
        crowd.last_fold = index_of(f);
        crowd.count += f.count;
        before = &f;
      }
    }
  }

  void ends(const Trip& trip, LadderArrow& a) const {
    const float gap = m_.strip / 2 + 3 * in_.type.ui;
    const float way = a.loop ? 0.f : trip.from == 0 ? 1.f : -1.f;
    const float out = trip.from == 0 ? 1.f : -1.f;
    const bool ended = trip.end != Trip::End::Unknown && happened(trip.end_record);
    const bool lost = trip.end == Trip::End::Dropped;
    const Time sent = trip.sent;
    const Time arrives = trip.end == Trip::End::Unknown ? sent + usual(trip) : trip.ended;
    a.from = {m_.x[trip.from] + out * gap, y_of(sent)};
    a.goal = {m_.x[trip.to] - (a.loop ? -out : way) * gap, y_of(arrives)};
    const float part = lost ? loss_part(trip) : 1.f;
    // A lost copy would have gone on at the slope that it had.
    if (lost && !a.loop) a.goal = on_way(a, part);
    a.to = a.goal;
    a.cross = lost && ended;
    a.head = ended && !lost;
    a.dot = !ended && in_.now >= sent;
    if (ended) return;
    a.to = flying(a);
    a.streak = a.dot && in_.motion == Motion::Streaks;
    a.dot = a.dot && !a.streak;
    clip(a);
  }

  // Of a very tall arrow only what lies in the window and a little beyond, so that drawing and
  // labelling it costs no more than another.
  void clip(LadderArrow& a) const {
    if (a.goal.y - a.from.y < kTall * m_.body.height()) return;
    const Point from = a.from;
    const Point goal = a.goal;
    const float beyond = kBeyond * in_.type.ui;
    const auto clipped = [&](Point p) {
      const float y = std::clamp(p.y, m_.body.y0 - beyond, m_.body.y1 + beyond);
      return Point{between(from, goal, (y - from.y) / (goal.y - from.y)).x, y};
    };
    a.from = clipped(from);
    a.to = clipped(a.to);
    a.goal = clipped(goal);
  }

  Point on_way(const LadderArrow& a, float part) const {
    return {a.from.x + (a.goal.x - a.from.x) * part, a.goal.y};
  }

  Point flying(const LadderArrow& a) const {
    const float whole = a.goal.y - a.from.y;
    const float part = whole > 0 ? (y_of(in_.now) - a.from.y) / whole : 1;
    return between(a.from, a.goal, std::clamp(part, 0.f, 1.f));
  }

  Duration usual(const Trip& trip) const {
    const Duration delay = in_.source.script.links[trip.from].delay;
    return delay.ns > 0 ? delay : milliseconds(1);
  }

  // How far a lost copy came.
  float loss_part(const Trip& trip) const {
    switch (trip.reason) {
      case DropReason::Checksum:
      case DropReason::NoHost: return 0.96f;
      case DropReason::Queue: return 0.08f;
      case DropReason::Expired: return 0.8f;
      case DropReason::Loss:
      case DropReason::Fault:
      case DropReason::Cut: break;
    }
    const double part =
        static_cast<double>((trip.ended - trip.sent).ns) / static_cast<double>(usual(trip).ns);
    return static_cast<float>(std::clamp(part == 0 ? 0.5 : part, 0.15, 0.92));
  }

  uint32_t index_of(const LadderFold& f) const {
    return static_cast<uint32_t>(&f - m_.folds.data());
  }

  void brackets(uint8_t host) {
    for (size_t i : shown_timers(in_, host, times_, kLeastBracket))
      bracket(host, in_.index.marks[host][in_.index.fired[host][i]]);
  }

  void bracket(uint8_t host, const Mark& mark) {
    const Timer timer = in_.source.trace.record(mark.record).timer();
    const float y0 = y_of(mark.since);
    const float y1 = y_of(mark.t);
    if (y1 < m_.body.y0 || y0 > m_.body.y1 || y1 - y0 < kLeastBracket) return;
    const float ui = in_.type.ui;
    const float x = host == 0 ? m_.body.x0 + 1 : m_.body.x1 - 1;
    const Color color = timer == Timer::TimeWait ? in_.theme.time_wait : in_.theme.fin;
    const float beyond = kBeyond * ui;
    m_.brackets.push_back({x, std::max(y0, m_.body.y0 - beyond),
                           std::min(y1, m_.body.y1 + beyond), (host == 0 ? 6 : -6) * ui, color,
                           mark.record, host});
    Rect reach{x - 5 * ui, std::max(y0, m_.body.y0), x + 5 * ui, std::min(y1, m_.body.y1)};
    m_.marks.push_back(
        {reach, mark.record, host, LadderMark::Sign::Bracket,
         in_.selected_record == mark.record});
  }

  void now_line() {
    const float y = y_of(in_.now);
    if (y >= m_.body.y0 - 1 && y <= m_.body.y1 + 1) m_.now_y = y;
  }

  const LadderInput& in_;
  LadderModel m_;
  TimeRange times_;
};

}  // namespace

const LadderArrow* LadderModel::arrow_at(Point p, float reach) const {
  const LadderArrow* best = nullptr;
  for (const LadderArrow& a : arrows) {
    const float d = distance_to_segment(p, a.from, a.to);
    if (d < reach) {
      reach = d;
      best = &a;
    }
  }
  return best;
}

TimeAxis::Shape ladder_axis_shape(AxisMode mode, Duration usual_flight, double zoom, float height,
                                  float ui, double min_stretch) {
  TimeAxis::Shape shape;
  shape.mode = mode;
  shape.typical = usual_flight;
  shape.typical_px = 30 * ui * zoom;
  shape.break_px = 46 * ui * std::min(1.0, zoom);  // to see a long run whole, they shrink, too
  shape.event_px = 26 * ui * zoom;
  shape.room = (height - kLadderFoot * ui) * zoom;
  shape.max_stretch = 2.6;
  shape.min_stretch = min_stretch;
  shape.unfolded_px = kUnfolded * height;
  return shape;
}

TimeAxis::Shape ladder_axis_shape(AxisMode mode, Duration usual_flight, double zoom,
                                  const Rect& panel, float ui, const LadderStyle& style) {
  const Rect body = LadderMaker::body_of(panel, ui, style);
  return ladder_axis_shape(mode, usual_flight, zoom, body.height(), ui, style.min_stretch);
}

LadderModel make_ladder_model(const LadderInput& input) {
  return LadderMaker(input).make();
}

}  // namespace finwait
