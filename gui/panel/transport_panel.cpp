#include "gui/panel/panels.hpp"

namespace finwait {
namespace {

constexpr size_t kManyTicks = 300;  // they touch each other: their edges need not be smooth

void bar(Canvas& c, Point p, float h, Color color) {
  c.fill({p.x - c.px(1.1f), p.y - h, p.x + c.px(1.1f), p.y + h}, color, c.px(1));
}

// p: the middle of its upright side.
void wedge(Canvas& c, Point p, float way, float h, Color color) {
  c.triangle({p.x, p.y - h}, {p.x, p.y + h}, {p.x + way * h * 1.5f, p.y}, color);
}

// A step: a wedge behind a bar, away from which it goes.
void draw_step(Canvas& c, Point p, float way, Color color) {
  const float h = c.px(6);
  bar(c, {p.x - way * c.px(6), p.y}, h, color);
  wedge(c, {p.x - way * c.px(2.5f), p.y}, way, h, color);
}

// To an end: two wedges against a bar.
void draw_to_end(Canvas& c, Point p, float way, Color color) {
  const float h = c.px(5.5f);
  wedge(c, {p.x - way * c.px(9), p.y}, way, h, color);
  wedge(c, {p.x - way * c.px(1), p.y}, way, h, color);
  bar(c, {p.x + way * c.px(8.6f), p.y}, h, color);
}

void draw_play(Canvas& c, Point p, bool playing, Color color) {
  const float h = c.px(7.5f);
  if (!playing) return wedge(c, {p.x - c.px(4.5f), p.y}, 1, h, color);
  for (float x : {p.x - c.px(4), p.x + c.px(4)})
    c.fill({x - c.px(2), p.y - h, x + c.px(2), p.y + h}, color, c.px(1));
}

Command command_of(TransportButton which) {
  switch (which) {
    case TransportButton::ToStart: return command::ToStart{};
    case TransportButton::StepBack: return command::Step{-1};
    case TransportButton::Play: return command::TogglePlay{};
    case TransportButton::StepForward: return command::Step{1};
    case TransportButton::ToEnd: return command::ToEnd{};
  }
  return command::Escape{};
}

constexpr std::array<const char*, kTransportButtons> kNames = {"to-start", "step-back", "play",
                                                               "step", "to-end"};

void draw_speed(Canvas& c, const TransportModel& m, Commands& out) {
  const Canvas::Press press = c.hit("speed", m.speed);
  const float y = m.speed.center().y;
  const float middle = m.speed.center().x;
  c.line({m.speed.x0, y}, {m.speed.x1, y}, c.theme().field_edge, c.px(4));
  c.line({middle, y - c.px(5)}, {middle, y + c.px(5)}, c.theme().dim, c.px(1.2f));
  c.disc({m.speed_knob, y}, c.px(press.hovered || press.held ? 8 : 7), c.theme().ink);
  if (press.held) out.push_back(command::SetSpeed{slider_speed(m.speed, ImGui::GetMousePos().x)});
}

// What a folded silence under the mouse holds.
void draw_silence_tip(Canvas& c, const TransportModel& m, const TimeAxis& axis,
                      const Session& s, bool hovered) {
  for (size_t i = 0; i < m.folds.size(); ++i) {
    const Rect sign = around({m.folds[i], m.line_y}, c.px(14), c.px(14));
    c.place("scrub-fold-" + std::to_string(i), sign);
    const ImVec2 mouse = ImGui::GetMousePos();
    if (!hovered || !sign.contains(Point{mouse.x, mouse.y})) continue;
    const auto silence = axis.break_at(scrub_time(m, axis, m.folds[i]));
    if (!silence) continue;
    const RunIndex& index = s.run->index;
    const size_t sent = index.trip_from(silence->from + Duration{1});
    const bool idle = index.trip_until(silence->to, 0, sent) == sent;
    return tip(c, silence_text(s.phrases, idle, silence->from, silence->to));
  }
}

void draw_ticks(Canvas& c, const TransportModel& m) {
  const bool many = m.ticks.size() > kManyTicks;
  const float half = c.px(1.2f);
  for (const ScrubTick& t : m.ticks) {
    if (many && !t.reset) {
      c.fill({t.x - half, m.tick_top, t.x + half, m.tick_bottom}, t.color);
    } else {
      const float apart = t.reset ? c.px(1.8f) : 0;  // double, as its arrow
      for (float x : {t.x - apart, t.x + apart})
        c.line({x, m.tick_top}, {x, m.tick_bottom}, t.color, c.px(t.reset ? 1.4f : 2.4f));
    }
    if (t.lost) c.cross({t.x, m.tick_top - c.px(4)}, c.px(2.4f), t.color, c.px(1.4f));
  }
}

void draw_scrubber(Canvas& c, const TransportModel& m, const TimeAxis& axis, const Session& s,
                   Commands& out) {
  const Theme& theme = c.theme();
  const Canvas::Press press = c.hit("scrub", m.scrub);
  const float x0 = m.scrub.x0;
  c.line({x0, m.line_y}, {m.scrub.x1, m.line_y}, theme.field_edge, c.px(4));
  c.line({x0, m.line_y}, {m.knob, m.line_y}, theme.ink, c.px(4));
  for (float x : m.folds) {
    c.fill({x - c.px(5), m.line_y - c.px(4), x + c.px(5), m.line_y + c.px(4)}, theme.card);
    for (float shift : {-c.px(3), c.px(3)})
      c.line({x + shift - c.px(2), m.line_y + c.px(5)}, {x + shift + c.px(2), m.line_y - c.px(5)},
             theme.soft, c.px(1.4f));
  }
  draw_ticks(c, m);
  for (float x : m.bookmarks) {  // little flags
    c.line({x, m.scrub.y0 - c.px(6)}, {x, m.line_y}, theme.accent, c.px(1.4f));
    c.triangle({x, m.scrub.y0 - c.px(6)}, {x, m.scrub.y0 + c.px(2)},
               {x + c.px(8), m.scrub.y0 - c.px(2)}, theme.accent);
  }
  for (const ScrubBand& b : m.bands) c.fill(b.rect, b.color, c.px(1));
  const float low = m.scrub.y1 - c.px(m.tracks.empty() ? 14 : 4);
  c.line({m.knob, m.line_y}, {m.knob, low}, theme.ink.fade(0.5f), c.px(1.2f));
  c.disc({m.knob, m.line_y}, c.px(press.hovered || press.held ? 9.5f : 8.5f), theme.ink);
  draw_silence_tip(c, m, axis, s, press.hovered && !press.held);
  if (!press.held) return;
  const ImVec2 mouse = ImGui::GetMousePos();
  const ScrubTrack* under = track_at(m, mouse.y);  // dragged down to another branch
  if (under != nullptr && !under->shown) out.push_back(command::ShowBranch{under->branch});
  out.push_back(command::SeekTime{scrub_time(m, axis, mouse.x)});
}

void draw_track_tooltip(Canvas& c, const ScrubTrack& track) {
  ImGui::BeginTooltip();
  tooltip_line(c, Face::Text, 13, track.shown ? c.theme().accent : c.theme().ink, track.name);
  ImGui::EndTooltip();
}

// The tracks of the branches: a click shows one, at that instant; so does dragging the cursor down.
// A right click puts it beside the one that is shown.
void draw_tracks(Canvas& c, const TransportModel& m, const TimeAxis& axis, Commands& out) {
  const ImVec2 mouse = ImGui::GetMousePos();
  for (const ScrubTrack& track : m.tracks) {
    const Canvas::Press press = c.hit("track-" + std::to_string(track.branch), track.row);
    const Color color = track.shown     ? c.theme().accent
                        : press.hovered ? c.theme().ink
                                        : c.theme().dim;
    const float thick = c.px(track.shown ? 3 : 2);
    c.line({track.from, track.parent_y}, {track.from, track.y}, color, c.px(1.4f));
    c.line({track.from, track.y}, {track.to, track.y}, color, thick);
    if (track.shown) c.disc({std::min(m.knob, track.to), track.y}, c.px(3.6f), c.theme().ink);
    if (press.hovered) draw_track_tooltip(c, track);
    if (press.hovered && ImGui::IsMouseClicked(ImGuiMouseButton_Right))
      out.push_back(command::CompareWith{track.branch});
    if (!press.held) continue;
    const ScrubTrack* under = track_at(m, mouse.y);
    if (under != nullptr && !under->shown) out.push_back(command::ShowBranch{under->branch});
    out.push_back(command::SeekTime{scrub_time(m, axis, mouse.x)});
  }
}

}  // namespace

// The fonts lack these signs, and shapes are crisper.
void draw_transport_icon(Canvas& c, TransportButton which, bool playing, const Rect& r) {
  const Point p = r.center();
  const Color color = c.theme().ink;
  switch (which) {
    case TransportButton::ToStart: return draw_to_end(c, p, -1, color);
    case TransportButton::StepBack: return draw_step(c, p, -1, color);
    case TransportButton::Play: return draw_play(c, p, playing, color);
    case TransportButton::StepForward: return draw_step(c, p, 1, color);
    case TransportButton::ToEnd: return draw_to_end(c, p, 1, color);
  }
}

void draw_transport_button(Canvas& c, TransportButton which, bool playing, const Rect& rect,
                           Commands& out) {
  const Canvas::Press press = c.hit(kNames[static_cast<size_t>(which)], rect);
  c.button_box(rect, press);
  if (which == TransportButton::Play)
    c.frame(rect, c.theme().accent, c.px(6), c.px(1.4f));  // the one that most begin with
  draw_transport_icon(c, which, playing, rect);
  if (press.clicked) out.push_back(command_of(which));
}

Commands draw_transport(Canvas& c, const TransportModel& m, const TimeAxis& axis,
                        const Session& s) {
  Commands out;
  c.card(m.panel);
  for (size_t i = 0; i < m.buttons.size(); ++i)
    draw_transport_button(c, static_cast<TransportButton>(i), m.playing, m.buttons[i], out);
  draw_speed(c, m, out);
  draw_scrubber(c, m, axis, s, out);
  draw_tracks(c, m, axis, out);
  c.labels(m.labels);
  return out;
}

}  // namespace finwait
