#include "gui/model/transport.hpp"

#include <algorithm>
#include <cmath>

#include "gui/model/beside_bar.hpp"
#include "gui/model/words.hpp"
#include "sim/base/hash.hpp"

namespace finwait {
namespace {

constexpr float kPad = 16;
constexpr float kTracks = 64;  // where the branches' tracks begin
constexpr float kTrack = 8;    // the height of one
constexpr size_t kMostTracks = 3;
constexpr double kDecades = 6;  // of the speed slider: 1/1000 to 1000

class TransportMaker {
 public:
  TransportMaker(const Session& session, AxisCache& axes, const Rect& panel, const Type& type)
      : s_(session), axes_(axes), type_(type), theme_(theme_of(session.theme)), ui_(type.ui) {
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
    // With branches the bands move together, and tracks lie below them.
    forked_ = s_.run && s_.branches.size() > 1;
    const float bottom = forked_ ? m_.panel.y0 + kTracks * ui_ : m_.panel.y1 - 8 * ui_;
    m_.scrub = {x0, m_.panel.y0 + 14 * ui_, x1, bottom};
    if (!s_.run) return std::move(m_);
    m_.knob = x(s_.cursor.now);
    for (Time t : s_.bookmarks) m_.bookmarks.push_back(x(t));
    status();
    const ScrubMarks& marks = axes_.scrub_marks(s_, m_.scrub.width());
    ticks(marks);
    bands(marks);
    tracks();
    for (float fold : marks.folds) m_.folds.push_back(m_.scrub.x0 + fold);
    return std::move(m_);
  }

 private:
  float x(Time t) const {
    return m_.scrub.x0 + static_cast<float>(scrub_x(axes_.scrub(s_), m_.scrub.width(), t));
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

  Color tick_color(uint16_t flag) const {
    switch (static_cast<TripFlag>(flag)) {
      case kTripLost:
      case kTripRst: return theme_.rst;
      case kTripSyn: return theme_.syn;
      case kTripFin: return theme_.fin;
      case kTripData: return theme_.data;
      case kTripAck:
      case kTripAgain:
      case kTripForged: break;
    }
    return theme_.ack;
  }

  void ticks(const ScrubMarks& marks) {
    for (const ScrubMarks::Tick& t : marks.ticks)
      m_.ticks.push_back({m_.scrub.x0 + t.x, tick_color(t.flag), t.flag == kTripLost,
                         t.flag == kTripRst});
  }

  void bands(const ScrubMarks& marks) {
    const auto top = [&](uint8_t host) {
      const auto nth = static_cast<float>(host);
      return m_.line_y + (forked_ ? 10 + 9 * nth : 18 + 12 * nth) * ui_;
    };
    for (uint8_t host = 0; host < 2; ++host) {
      const float middle = top(host) + (forked_ ? 2.5f : 3) * ui_;
      m_.labels.push_back(make_label(type_, {m_.scrub.x0 - 8 * ui_, middle}, Align::Right,
                                     Face::Mono, forked_ ? 9 : 10, theme_.soft,
                                     host == 0 ? "A" : "B"));
    }
    for (const ScrubMarks::Band& b : marks.bands) {
      const float x0 = m_.scrub.x0 + b.x0;
      const float x1 = m_.scrub.x0 + b.x1;
      const float y = top(b.host);
      m_.bands.push_back(
          {{x0, y, std::max(x0 + 1, x1 - 1), y + (forked_ ? 5 : 6) * ui_},
           state_color(theme_, b.state)});
    }
  }

  // As many as find room, the one that is shown among them.
  void tracks() {
    if (!forked_) return;
    const size_t count = s_.branches.size();
    const size_t most = std::min(count, kMostTracks);
    const size_t before = s_.branch == 0 ? 0 : s_.branch - 1;
    const size_t first = std::min(before, count - most);
    const float top = m_.panel.y0 + kTracks * ui_;
    const float high = kTrack * ui_;
    const auto middle = [&](size_t i) {
      return top + (static_cast<float>(i - first) + 0.5f) * high;
    };
    for (size_t i = first; i < first + most; ++i) {
      const Branch& branch = s_.branches[i];
      ScrubTrack track;
      track.branch = i;
      track.name = branch_name(s_, i);
      track.y = middle(i);
      track.row = {m_.scrub.x0, track.y - high / 2, m_.scrub.x1, track.y + high / 2};
      track.from = i == 0 ? m_.scrub.x0 : x(branch.at);
      track.to = std::max(x(branch.end), track.from + 2);
      const bool visible = branch.parent >= first && branch.parent < i;
      track.parent_y = i == 0 ? track.y : visible ? middle(branch.parent) : top;
      track.shown = i == s_.branch;
      m_.tracks.push_back(track);
    }
  }

  const Session& s_;
  AxisCache& axes_;
  const Type& type_;
  const Theme& theme_;
  float ui_;
  bool forked_ = false;
  TransportModel m_;
};

}  // namespace

TransportModel make_transport_model(const Session& session, AxisCache& axes, const Rect& panel,
                                    const Type& type) {
  return TransportMaker(session, axes, panel, type).make();
}

const ScrubTrack* track_at(const TransportModel& m, float y) {
  for (const ScrubTrack& track : m.tracks)
    if (y >= track.row.y0 && y < track.row.y1) return &track;
  return nullptr;
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
