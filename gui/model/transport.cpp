#include "gui/model/transport.hpp"

#include <algorithm>
#include <cmath>

#include "gui/model/words.hpp"
#include "sim/base/hash.hpp"

namespace finwait {
namespace {

constexpr float kPad = 16;
constexpr double kDecades = 6;  // of the speed slider: 1/1000 to 1000

// Of two ticks in one pixel the one that tells more is seen.
int weight(const Segment& segment, bool lost) {
  if (lost) return 6;
  if (segment.has(kRst)) return 5;
  if (segment.has(kFin)) return 4;
  if (segment.has(kSyn)) return 3;
  return segment.text > 0 ? 2 : 1;
}

class TransportMaker {
 public:
  TransportMaker(const Session& session, const TimeAxis& axis, const Rect& panel, const Type& type)
      : s_(session), axis_(axis), type_(type), theme_(theme_of(session.theme)), ui_(type.ui) {
    m_.panel = panel;
    m_.playing = session.playing;
  }

  TransportModel make() {
    buttons();
    speed();
    const float x0 = m_.speed.x1 + 34 * ui_;
    const float x1 = m_.panel.x1 - 22 * ui_;
    m_.line_y = m_.panel.y0 + 38 * ui_;
    m_.tick_top = m_.line_y - 15 * ui_;
    m_.tick_bottom = m_.line_y - 5 * ui_;
    m_.scrub = {x0, m_.panel.y0 + 14 * ui_, x1, m_.panel.y1 - 8 * ui_};
    if (!s_.run) return std::move(m_);
    m_.knob = x(s_.cursor.now);
    status();
    ticks();
    bands();
    for (const TimeAxis::Break& b : axis_.breaks()) m_.folds.push_back((x(b.from) + x(b.to)) / 2);
    return std::move(m_);
  }

 private:
  float x(Time t) const {
    const double part = axis_.length() > 0 ? axis_.y(t) / axis_.length() : 0;
    return m_.scrub.x0 + m_.scrub.width() * static_cast<float>(std::clamp(part, 0.0, 1.0));
  }

  void buttons() {
    const float wide = 44 * ui_;
    const float y0 = m_.panel.y0 + 15 * ui_;
    float left = m_.panel.x0 + kPad * ui_;
    for (Rect& button : m_.buttons) {
      button = {left, y0, left + wide, y0 + 36 * ui_};
      left += wide + 7 * ui_;
    }
  }

  void speed() {
    const float x0 = m_.buttons.back().x1 + 22 * ui_;
    const float x1 = x0 + 132 * ui_;
    const float y = m_.panel.y0 + 43 * ui_;
    m_.speed = {x0, y - 9 * ui_, x1, y + 9 * ui_};
    const double part = (std::log10(s_.speed) + kDecades / 2) / kDecades;
    m_.speed_knob = x0 + static_cast<float>(part) * (x1 - x0);
    const float middle = (x0 + x1) / 2;
    m_.labels.push_back(make_label(type_, {middle, m_.panel.y0 + 22 * ui_}, Align::Center,
                                   Face::Mono, 13, theme_.ink, speed_text(s_.speed)));
    m_.labels.push_back(make_label(type_, {middle, m_.panel.y0 + 68 * ui_}, Align::Center,
                                   Face::Text, 11.5f, theme_.soft,
                                   s_.phrases(Phrase::SimRealTime)));
  }

  void status() {
    const std::string text = s_.phrases(Phrase::EventStatus, {std::to_string(s_.cursor.step),
                                                              std::to_string(last_step(s_))}) +
                             "  " + fixed_text(static_cast<double>(s_.cursor.now.ns) / 1e9, 3) +
                             " s";
    const float room = m_.buttons.back().x1 - m_.buttons.front().x0;
    const Point at{m_.buttons.front().x0, m_.panel.y0 + 68 * ui_};
    const std::string hash = hash_text(s_.run->simulation.hash());
    const Label both =
        fit_label(type_, at, Align::Left, Face::Mono, 11.5f, theme_.soft, text + "  " + hash, room);
    m_.labels.push_back(both);
  }

  void ticks() {
    struct Best {
      int weight = 0;
      ScrubTick tick;
    };
    std::vector<Best> columns(static_cast<size_t>(m_.scrub.width()) + 2);
    const Trace& trace = s_.run->trace();
    for (const Trip& trip : s_.run->index.trips) {
      const Segment& segment = trace.packet(trip.packet).segment;
      const bool lost = trip.end == Trip::End::Dropped;
      const float at = x(trip.sent);
      Best& best = columns[static_cast<size_t>(at - m_.scrub.x0)];
      const int w = weight(segment, lost);
      if (w <= best.weight) continue;
      const Color color = lost ? theme_.rst : segment_color(theme_, segment);
      best = {w, {at, color, lost}};
    }
    for (const Best& best : columns)
      if (best.weight > 0) m_.ticks.push_back(best.tick);
  }

  void bands() {
    for (uint8_t host = 0; host < 2; ++host) {
      const float y = m_.line_y + (18 + 12 * static_cast<float>(host)) * ui_;
      m_.labels.push_back(make_label(type_, {m_.scrub.x0 - 8 * ui_, y + 3 * ui_}, Align::Right,
                                     Face::Mono, 10, theme_.soft, host == 0 ? "A" : "B"));
      for (const Span& span : s_.run->index.spans[host]) {
        const float x0 = x(span.from);
        const float x1 = x(std::min(span.to, s_.run->index.end));
        if (x1 - x0 < 0.5f) continue;
        m_.bands.push_back(
            {{x0, y, std::max(x0 + 1, x1 - 1), y + 6 * ui_}, state_color(theme_, span.state)});
      }
    }
  }

  const Session& s_;
  const TimeAxis& axis_;
  const Type& type_;
  const Theme& theme_;
  float ui_;
  TransportModel m_;
};

}  // namespace

TransportModel make_transport_model(const Session& session, const TimeAxis& axis, const Rect& panel,
                                    const Type& type) {
  return TransportMaker(session, axis, panel, type).make();
}

TimeAxis::Shape scrub_axis_shape(Duration usual_flight) {
  TimeAxis::Shape shape;
  shape.typical = usual_flight;
  shape.typical_px = 30;
  shape.break_px = 40;
  return shape;
}

Time scrub_time(const TransportModel& m, const TimeAxis& axis, float x) {
  const float part = std::clamp((x - m.scrub.x0) / m.scrub.width(), 0.f, 1.f);
  return axis.time(static_cast<double>(part) * axis.length());
}

double slider_speed(const Rect& track, float x) {
  const double part = std::clamp((x - track.x0) / track.width(), 0.f, 1.f);
  // Three stops in a decade: 1, 2, 5.
  const double exponent = part * kDecades - kDecades / 2;
  const double decade = std::floor(exponent + 1e-9);
  const double rest = exponent - decade;
  const double digit = rest < 0.15 ? 1 : rest < 0.5 ? 2 : rest < 0.85 ? 5 : 10;
  return std::clamp(std::pow(10.0, decade) * digit, kSlowest, kFastest);
}

}  // namespace finwait
