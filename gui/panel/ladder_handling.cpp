// What mouse and keys do to a timeline: moving, zooming, measuring, folds.
#include <algorithm>
#include <cmath>

#include "gui/model/words.hpp"
#include "gui/panel/panels.hpp"

namespace finwait {
namespace {

constexpr double kWheelZoom = 1.2;
constexpr double kKeyZoom = 1.4;
constexpr double kKeyPan = 0.15;  // of the window's height
constexpr float kSnap = 9;        // design units from which a measured end goes to an event
constexpr double kZoomFill = 0.7;   // of the window, by what a click zooms into
constexpr double kZoomAbove = 0.15;  // of the window, above it
constexpr double kLeastZoom = 2;

// From the whole run to single nanoseconds; back to the usual scale in any case. What is on its way
// to a scale goes on from that one.
command::Zoom zoom_about(const LadderModel& m, const TimeAxis& axis, const ShownScale& scale,
                         float y, double factor) {
  const double at = y - m.body.y0 + m.scroll;
  const double coarser = std::min(m.coarser, 1 / std::max(scale.shown, 1.0));
  const double away = scale.wanted / scale.shown;
  const double there = std::clamp(away * factor, coarser, m.finer);
  return {there / away, at, m.scroll, axis.time(at)};
}

// The instant under the mouse: that of the event which is drawn there, if one is near.
Time pointed_at(const Canvas& c, const LadderModel& m, const TimeAxis& axis, Time last) {
  const float inside = std::clamp(ImGui::GetMousePos().y, m.body.y0, m.body.y1);
  const double y = inside - m.body.y0 + m.scroll;
  const Time plain = std::clamp(axis.time(y), Time{}, last);
  return axis.event_near(y, c.px(kSnap), last).value_or(plain);
}

// With Shift it measures, else it moves the timeline.
void drag(const Canvas& c, const LadderModel& m, const TimeAxis& axis, Time last,
          const Canvas::Press& press, LadderHold& hold, Commands& out) {
  if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) hold.measure_from.reset();
  if (!press.held) return;
  if (ImGui::IsMouseClicked(ImGuiMouseButton_Left)) {
    hold.drag_from = m.scroll;
    hold.measure_from.reset();
    if (ImGui::GetIO().KeyShift) hold.measure_from = pointed_at(c, m, axis, last);
  }
  if (!ImGui::IsMouseDragging(ImGuiMouseButton_Left, 5)) return;
  if (hold.measure_from)
    out.push_back(command::Measure{*hold.measure_from, pointed_at(c, m, axis, last)});
  else
    out.push_back(command::Scroll{hold.drag_from,
                                  -ImGui::GetMouseDragDelta(ImGuiMouseButton_Left, 5).y});
}

void draw_fold_tooltip(Canvas& c, const std::string& what, const std::string& how) {
  ImGui::BeginTooltip();
  tooltip_line(c, Face::Text, 13, c.theme().ink, what);
  if (!how.empty()) tooltip_line(c, Face::Text, 12, c.theme().accent, how);
  ImGui::EndTooltip();
}

// A click on the pill, or where there is none on the zigzags.
bool is_clicked(Canvas& c, const LadderModel& m, const std::string& name, const Rect& rect,
                LadderHold& hold, bool& hovered) {
  if (!m.body.contains(rect.center())) return false;
  const Canvas::Press press = c.hit(name, rect);
  if (!press.hovered) return press.clicked;
  hold.over_fold = hovered = true;
  Canvas above = c.on(ImGui::GetForegroundDrawList());  // the timeline is painted later
  above.frame(rect, c.theme().accent, std::min(rect.height(), rect.width()) / 2, c.px(1.2f));
  return press.clicked;
}

void draw_silence(Canvas& c, const LadderModel& m, const FoldedRun& f, const LadderBreak& b,
                  LadderHold& hold, Commands& out) {
  const std::string name = f.name + "fold-" + std::to_string(b.number);
  bool hovered = false;
  bool clicked = false;
  if (b.pill.width() > 0)
    clicked = is_clicked(c, m, name, b.pill, hold, hovered);
  else
    for (size_t host = 0; host < 2; ++host) {
      const Rect zigzag = around({m.x[host], (b.y0 + b.y1) / 2}, c.px(26), c.px(18));
      clicked |= is_clicked(c, m, name + (host == 0 ? "-a" : "-b"), zigzag, hold, hovered);
    }
  const TimeAxis::Break silence = f.axis.break_number(b.number);
  if (hovered) {
    const Phrase how = b.unfolded ? Phrase::FoldClose : Phrase::FoldOpen;
    draw_fold_tooltip(c, silence_text(f.phrases, b.idle, silence.from, silence.to),
                      f.opens ? f.phrases(how) : "");
  }
  const double above = kZoomAbove * m.body.height();
  if (clicked && f.opens)
    out.push_back(command::Unfold{silence.from, std::min<double>(b.y0 - m.body.y0, above),
                                  Anchor{silence.from, b.y0 - m.body.y0}});
}

// Zooms so far that the crowd fills most of the window.
void draw_crowd_hit(Canvas& c, const LadderModel& m, const FoldedRun& f, size_t number,
                    LadderHold& hold, Commands& out) {
  const LadderCrowd& crowd = m.crowds[number];
  const float x = m.x[crowd.host] + (crowd.host == 0 ? 1.f : -1.f) * m.strip;
  const Rect zigzag{x - c.px(7), std::max(crowd.y0, m.body.y0), x + c.px(7),
                    std::min(std::max(crowd.y1, crowd.y0 + c.px(8)), m.body.y1)};
  bool hovered = false;
  const Rect& rect = crowd.pill.width() > 0 ? crowd.pill : zigzag;
  const std::string name = f.name + "crowd-" + std::to_string(number);
  const bool clicked = is_clicked(c, m, name, rect, hold, hovered);
  if (!hovered && !clicked) return;
  const Time from = f.run.index.trips[m.folds[crowd.first_fold].first].sent;
  const Time to = f.run.index.trips[m.folds[crowd.last_fold].last].sent;
  if (hovered)
    draw_fold_tooltip(c,
                      f.phrases(Phrase::CrowdTip,
                                {grouped_text(crowd.count),
                                 f.run.script().hosts[crowd.host].name, instant_text(from),
                                 instant_text(to)}),
                      f.phrases(Phrase::CrowdZoom));
  if (!clicked) return;
  const double high = m.body.height();
  const double factor = kZoomFill * high / std::max(1.0, f.axis.y(to) - f.axis.y(from));
  const double most = std::max(1.0, m.finer);
  const command::Zoom zoom{
      std::min(std::max(factor, kLeastZoom), most) * f.scale.shown / f.scale.wanted,
      m.scroll + kZoomAbove * high, m.scroll, from, Anchor{from, f.axis.y(from) - m.scroll}};
  if (f.opens)
    out.push_back(command::ZoomInto{zoom});
  else
    out.push_back(zoom);
}

}  // namespace

void tooltip_line(Canvas& c, Face face, float em, Color color, const std::string& text) {
  ImGui::PushFont(c.fonts().of(face), imgui_size(face, em * c.ui()));
  ImGui::PushStyleColor(ImGuiCol_Text, Canvas::to_imgui(letters_color(c.theme(), color)));
  ImGui::TextUnformatted(text.c_str());
  ImGui::PopStyleColor();
  ImGui::PopFont();
}

void tip(Canvas& c, const std::string& text) {
  ImGui::BeginTooltip();
  tooltip_line(c, Face::Text, 13, c.theme().ink, text);
  ImGui::EndTooltip();
}

std::string silence_text(const Phrases& say, bool idle, Time from, Time to) {
  return say(idle ? Phrase::FoldTip : Phrase::FoldFlying,
             {time_text(to - from), instant_text(from), instant_text(to)});
}

Commands draw_ladder_folds(Canvas& c, const LadderModel& m, const FoldedRun& f,
                           LadderHold& hold) {
  Commands out;
  for (const LadderBreak& b : m.breaks) draw_silence(c, m, f, b, hold, out);
  for (size_t i = 0; i < m.crowds.size(); ++i) draw_crowd_hit(c, m, f, i, hold, out);
  return out;
}

Commands handle_timeline(Canvas& c, const LadderModel& m, const TimeAxis& axis,
                         const ShownScale& scale, Time last, const Canvas::Press& press,
                         LadderHold& hold) {
  Commands out;
  drag(c, m, axis, last, press, hold, out);
  const ImVec2 mouse = ImGui::GetMousePos();
  const float turned = ImGui::GetIO().MouseWheel;
  const bool inside = m.body.contains(Point{mouse.x, mouse.y});
  if (turned != 0 && (press.hovered || (hold.over_fold && inside)))
    out.push_back(zoom_about(m, axis, scale, mouse.y, std::pow(kWheelZoom, turned)));
  return out;
}

// The scale changes about the mouse, or about the cursor, or about the window's middle.
Commands travel(const LadderModel& m, const TimeAxis& axis, const ShownScale& scale,
                LadderHold& hold) {
  Commands out;
  const double middle = m.body.height() / 2;
  hold.middle = Anchor{axis.time(m.scroll + middle), middle};
  hold.place = {m.body.height(), m.ui, m.min_stretch, m.whole_stretch};
  if (hold.pan != 0)
    out.push_back(command::Scroll{m.scroll, hold.pan * kKeyPan * m.body.height()});
  if (hold.zoom == 0) return out;
  const ImVec2 mouse = ImGui::GetMousePos();
  const bool inside = m.body.contains(Point{mouse.x, mouse.y});
  const float y = inside ? mouse.y : m.now_y.value_or(m.body.center().y);
  out.push_back(zoom_about(m, axis, scale, y, std::pow(kKeyZoom, hold.zoom)));
  return out;
}

}  // namespace finwait
