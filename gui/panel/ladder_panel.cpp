#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "gui/model/story.hpp"
#include "gui/model/words.hpp"
#include "gui/panel/ladder_arrows.hpp"
#include "gui/panel/panels.hpp"

namespace finwait {
namespace {

constexpr float kReach = 7;  // design units from which an arrow is hit

// Segments in flight: on the plates of labels, below their letters.
void draw_dot(Canvas& c, const LadderDot& d) {
  if (d.halo.width() > 0) c.fill(d.halo, d.color.fade(0.3f), c.px(10));
  const float round = std::min(d.rect.width(), d.rect.height()) / 2;
  c.fill(d.rect, mix(d.color, c.theme().ink, 0.3f), round);
  if (d.life) c.ring(d.rect.center(), c.px(13), *d.life, c.theme().ink, c.px(2));
}

void draw_zigzags(Canvas& c, const LadderModel& m, float y) {
  for (float x : m.x) {
    const float w = m.strip * 0.75f;  // clear of the texts at the lifeline
    const float h = c.px(4);
    c.fill({x - w, y - h - c.px(3), x + w, y + h + c.px(3)}, c.theme().card);
    for (float shift : {-c.px(5), c.px(5)}) {
      const std::array<Point, 4> zigzag{Point{x - w, y + shift},
                                        {x - w / 3, y + shift - h},
                                        {x + w / 3, y + shift + h},
                                        {x + w, y + shift}};
      c.polyline(zigzag, c.theme().ink, c.px(1.6f));
    }
  }
}

// The lifelines are cut by a zigzag where a silence was folded; where it is unfolded, at both ends,
// because its scale is its own.
void draw_break(Canvas& c, const LadderModel& m, const LadderBreak& b) {
  if (b.unfolded) {
    draw_zigzags(c, m, b.y0 + c.px(10));
    draw_zigzags(c, m, b.y1 - c.px(10));
  } else {
    draw_zigzags(c, m, (b.y0 + b.y1) / 2);
  }
  if (b.pill.width() <= 0) return;
  const float y = b.pill.center().y;
  for (const auto& piece : b.pieces)
    c.dashes({piece[0], y}, {piece[1], y}, c.theme().dim, 1, c.px(2), c.px(5));
  c.fill(b.pill, c.theme().field, b.pill.height() / 2);
}

void draw_bracket(Canvas& c, const LadderBracket& b) {
  const Color color = b.color.fade(0.85f);
  c.line({b.x, b.y0}, {b.x, b.y1}, color, c.px(1.4f));
  c.line({b.x, b.y0}, {b.x + b.tick, b.y0}, color, c.px(1.4f));
  c.line({b.x, b.y1}, {b.x + b.tick, b.y1}, color, c.px(1.4f));
}

// From a fired timer to where the lifeline shows what it did.
void draw_leader(Canvas& c, const LadderLeader& l) {
  const Color color = l.color.fade(l.strong ? 1 : 0.7f);
  const float thick = c.px(l.strong ? 2 : 1);
  for (const auto& piece : l.pieces) c.line({piece[0], l.tip.y}, {piece[1], l.tip.y}, color, thick);
  c.arrow_head(l.from, l.tip, color, c.px(l.strong ? 5.5f : 4.5f));
}

// Where several states share a few pixels, the lifeline is narrower at one side.
void draw_strip(Canvas& c, const LadderStrip& s) {
  c.fill(s.rect, s.color, s.crowd ? 0 : c.px(s.thin ? 1 : 2));
  if (s.differs) c.frame(s.rect.inset(-c.px(3), 0), c.theme().accent, c.px(3), c.px(1.4f));
  if (s.selected) c.frame(s.rect.inset(-c.px(2), 0), c.theme().ink, c.px(3), c.px(1.8f));
  if (!s.crowd) return;
  const Rect& r = s.rect;
  c.fill({r.x1 - r.width() * 0.3f, r.y0, r.x1, (r.y0 + r.y1) / 2}, c.theme().card);
}

// Many arrows as one surface.
void draw_fold(Canvas& c, const LadderFold& f) {
  const auto& p = f.corners;
  const Color color = f.color.fade(0.45f);
  c.triangle(p[0], p[1], p[2], color);
  c.triangle(p[0], p[2], p[3], color);
  c.line(p[0], p[3], color, 1);
}

// A zigzag at the sender's side says that there are more than can be seen, a number how many.
void draw_crowd(Canvas& c, const LadderModel& m, const LadderCrowd& crowd) {
  const float y0 = std::max(crowd.y0, m.body.y0);
  const float y1 = std::min(std::max(crowd.y1, crowd.y0 + c.px(4)), m.body.y1);
  const float side = crowd.host == 0 ? 1.f : -1.f;
  const float x = m.x[crowd.host] + side * (m.strip / 2 + c.px(3));
  const float step = c.px(4);
  std::vector<Point> zigzag;
  for (float y = y0; y <= y1; y += step)
    zigzag.push_back({x + (zigzag.size() % 2 == 0 ? 0 : side * c.px(4)), y});
  if (zigzag.size() > 1) c.polyline(zigzag, c.theme().ink, c.px(1.3f));
  if (crowd.pill.width() > 0) c.fill(crowd.pill, c.theme().card, crowd.pill.height() / 2);
}

void draw_interval(Canvas& c, const LadderModel& m, const LadderInterval& i) {
  const Color accent = c.theme().accent;
  const float x = i.pill.center().x;
  c.fill({m.body.x0, i.y0, m.body.x1, i.y1}, accent.fade(0.1f));
  for (float y : {i.y0, i.y1}) c.line({m.body.x0, y}, {m.body.x1, y}, accent, c.px(1.4f));
  c.line({x, i.y0}, {x, i.y1}, accent, c.px(1.4f));
  if (i.y1 - i.y0 > c.px(20)) {
    c.arrow_head({x, i.y1}, {x, i.y0}, accent, c.px(8));
    c.arrow_head({x, i.y0}, {x, i.y1}, accent, c.px(8));
  }
  c.fill(i.pill, c.theme().card, c.px(6));
  c.frame(i.pill, accent, c.px(6), c.px(1.2f));
  c.label(i.length);
  c.label(i.ends);
}

// Below the present the lifelines go on as a hint of what is to come.
void draw_now(Canvas& c, const LadderModel& m) {
  if (!m.now_y) return;
  for (const auto& piece : m.now_pieces)
    c.dashes({piece[0], *m.now_y}, {piece[1], *m.now_y}, c.theme().soft, 1, c.px(3), c.px(3));
  for (float x : m.x)
    if (*m.now_y + c.px(4) < m.body.y1)
      c.dashes({x, *m.now_y + c.px(4)}, {x, m.body.y1}, c.theme().line, c.px(1.4f), c.px(2),
               c.px(6));
}

// A text that stands on an arrow stays legible.
void draw_plate(Canvas& c, Label label) {
  label.box = label.box.inset(-c.px(3), c.px(1));
  const std::array<Point, 4> p = corners(label);
  const Color color = c.theme().card.fade(0.88f);
  c.triangle(p[0], p[1], p[2], color);
  c.triangle(p[0], p[2], p[3], color);
}

// The letters that a dot in flight passes below have a rim, so that they are told from it.
void draw_rim(Canvas& c, const LadderModel& m, Label label) {
  const Rect box = bounds(label);
  const bool passed = std::any_of(m.dots.begin(), m.dots.end(),
                                  [&](const LadderDot& d) { return d.rect.overlaps(box); });
  if (!passed) return;
  const Rect at = label.box;
  const float rim = c.px(1.4f);
  label.color = c.theme().card;
  for (const Point off : {Point{-rim, 0}, {rim, 0}, {0, -rim}, {0, rim}}) {
    label.box = {at.x0 + off.x, at.y0 + off.y, at.x1 + off.x, at.y1 + off.y};
    c.label(label);
  }
}

void draw_body(Canvas& c, const LadderModel& m) {
  c.clip(m.clip);
  for (const LadderStrip& s : m.strips) draw_strip(c, s);
  for (const LadderBreak& b : m.breaks) draw_break(c, m, b);
  for (const LadderMark& mark : m.marks) {
    if (!mark.selected) continue;
    const Rect box = mark.rect.inset(-c.px(2), -c.px(1));
    c.fill(box, c.theme().accent.fade(0.2f), c.px(4));
    c.frame(box, c.theme().accent, c.px(4), c.px(1.2f));
  }
  for (const LadderBracket& b : m.brackets) draw_bracket(c, b);
  for (const LadderLeader& l : m.leaders) draw_leader(c, l);
  draw_now(c, m);
  for (const LadderFold& f : m.folds) draw_fold(c, f);
  if (m.divergence_y)
    c.dashes({m.body.x0, *m.divergence_y}, {m.body.x1, *m.divergence_y}, c.theme().accent,
             c.px(1.6f), c.px(9), c.px(4));
  draw_ladder_arrows(c, m.arrows);
  for (const LadderCrowd& crowd : m.crowds) draw_crowd(c, m, crowd);
  for (size_t i : m.plated) draw_plate(c, m.labels[i]);
  for (const LadderDot& d : m.dots) draw_dot(c, d);
  if (m.divergence_y)
    for (const Label& l : m.labels)
      if (crosses(l, {m.body.x0, *m.divergence_y}, {m.body.x1, *m.divergence_y})) draw_plate(c, l);
  for (size_t i : m.plated) draw_rim(c, m, m.labels[i]);
  c.labels(m.labels);
  if (m.interval) draw_interval(c, m, *m.interval);
  c.unclip();
}

// What a click or a right click on it would do.
void draw_drop_tip(Canvas& c, const Session& s) {
  tooltip_line(c, Face::Text, 12, c.theme().accent,
               s.phrases(s.drop_mode ? Phrase::DropModeTip : Phrase::DropTip));
}

void draw_tooltip(Canvas& c, const Session& s, const Run& run, const LadderArrow& a) {
  const Packet& p = run.trace().packet(a.packet);
  const Trip& trip = run.index.trips[a.trip];
  ImGui::BeginTooltip();
  tooltip_line(c, Face::Mono, 12.5f, a.color, arrow_label(p, s.absolute));
  std::string numbers = "SEQ " + std::to_string(p.seq());
  if (p.segment.has(kAck)) numbers += "  ACK " + std::to_string(p.ack());
  numbers += "  WND " + std::to_string(p.segment.wnd) + "  LEN " + std::to_string(p.segment.len());
  tooltip_line(c, Face::Mono, 11.5f, c.theme().ink, numbers);
  std::string way =
      address_text(p.from) + " \u2192 " + address_text(p.to) + "  " + time_text(trip.sent - Time{});
  tooltip_line(c, Face::Mono, 11.5f, c.theme().soft, way);
  const std::string remark = trip_remark(s.phrases, trip, p);
  if (!remark.empty()) tooltip_line(c, Face::Text, 12, c.theme().soft, remark);
  if (a.hatched)
    tooltip_line(c, Face::Text, 12, c.theme().soft, s.phrases(Phrase::OldDuplicate));
  if (can_edit(run.simulation, run.index, a.packet, PacketEdit::Drop))
    draw_drop_tip(c, s);
  ImGui::EndTooltip();
}


bool draw_named(Canvas& c, const char* name, const Rect& rect, const Label& label) {
  if (rect.width() < 1) return false;
  const Canvas::Press press = c.hit(name, rect);
  c.button_box(rect, press);
  c.label(label);
  return press.clicked;
}

Canvas::Press draw_chip(Canvas& c, const char* prefix, const BranchChip& chip) {
  const Canvas::Press press = c.hit(prefix + std::to_string(chip.branch), chip.rect);
  c.button_box(chip.rect, press);
  if (chip.shown) c.frame(chip.rect, c.theme().accent, c.px(6), c.px(1.4f));
  c.label(chip.label);
  return press;
}

void draw_branches(Canvas& c, const ScreenModel& screen, Commands& out) {
  if (draw_named(c, "compare", screen.beside_button, screen.beside_name))
    out.push_back(command::ToggleBeside{});
  if (draw_named(c, "save", screen.save_button, screen.save_name))
    out.push_back(command::Save{});
  for (const BranchChip& chip : screen.branches) {
    const Canvas::Press press = draw_chip(c, "branch-", chip);
    if (press.clicked) out.push_back(command::ShowBranch{chip.branch});
    if (press.hovered && ImGui::IsMouseClicked(ImGuiMouseButton_Right))
      out.push_back(command::CompareWith{chip.branch});
  }
}

// Two edges and an arrow between them.
void draw_fit_button(Canvas& c, const Rect& r, const Session& s, Commands& out) {
  const Canvas::Press press = c.hit("fit", r);
  c.button_box(r, press);
  const Point middle = r.center();
  const float half = c.px(6);
  const Point top{middle.x, middle.y - half};
  const Point foot{middle.x, middle.y + half};
  for (const Point& end : {top, foot})
    c.line({end.x - c.px(4), end.y}, {end.x + c.px(4), end.y}, c.theme().accent, c.px(1.4f));
  c.line(top, foot, c.theme().accent, c.px(1.2f));
  c.arrow_head(foot, top, c.theme().accent, c.px(5));
  c.arrow_head(top, foot, c.theme().accent, c.px(5));
  if (press.hovered) tip(c, s.phrases(Phrase::FitTip));
  if (press.clicked) out.push_back(command::Fit{});
}

// A timeline's background. Of two branches the one that the inspectors show has a frame.
void draw_half(Canvas& c, const LadderModel& m, bool inspected) {
  c.card(m.panel);
  if (inspected) c.frame(m.panel, c.theme().accent, c.px(8), c.px(1.6f));
}

// The segment under the mouse in a timeline, of whichever run it shows.
struct Pointed {
  Canvas::Press press;
  std::optional<uint32_t> packet;
  bool chosen = false;  // by a click, perhaps on nothing
  bool dropped = false;  // by a right click on its arrow; a lifeline's opens its calls
};

// `name`: of the place, and before it, of the segments.
Pointed point_at(Canvas& c, const LadderModel& m, const Session& s, const Run& run,
                 const std::string& name, const std::string& prefix) {
  for (const LadderArrow& a : m.arrows)
    if (m.folds.empty())
      c.place(prefix + "packet-" + std::to_string(a.packet),
              around(between(a.from, a.to, 0.5f), 8, 8));
  Pointed p;
  p.press = c.hit(name, m.body);
  const ImVec2 mouse = ImGui::GetMousePos();
  const LadderArrow* under =
      p.press.hovered ? m.arrow_at({mouse.x, mouse.y}, c.px(kReach)) : nullptr;
  if (under) p.packet = under->packet;
  if (under) draw_tooltip(c, s, run, *under);
  const bool dragged = ImGui::GetMouseDragDelta(ImGuiMouseButton_Left, 5).y != 0;
  p.chosen = p.press.clicked && !dragged;
  const float reach = c.px(kLifelineReach);
  p.dropped = under && ImGui::IsMouseClicked(ImGuiMouseButton_Right) &&
              mouse.x >= m.x[0] + reach && mouse.x <= m.x[1] - reach;
  return p;
}

}  // namespace

namespace {

// A click selects what it hit, or drops it.
void choose(const Session& s, const Inspected& in, const Pointed& at, Commands& out) {
  if (!at.chosen) return;
  if (!s.drop_mode) return out.push_back(select_in(in, at.packet));
  if (!at.packet) return;
  if (const auto drop = drop_in(in, *at.packet)) out.push_back(*drop);
}

// A click on what a branch does at the first difference selects it there.
void draw_differences(Canvas& c, const BesideBar& bar, const Session& s, Commands& out) {
  for (const DifferenceRow& row : bar.rows) {
    const Inspected in = row.beside ? branch_beside(s) : shown_branch(s);
    const Record& r = in.run.trace().record(row.record);
    const Canvas::Press press = c.hit(row.beside ? "differs-beside" : "differs", row.rect);
    if (press.hovered) c.fill(row.rect, c.theme().field, c.px(5));
    c.fill({row.rect.x0, row.rect.y0 + c.px(1), row.rect.x0 + c.px(3), row.rect.y1 - c.px(1)},
           c.theme().accent, c.px(1.5f));
    if (press.hovered) tip(c, s.phrases(Phrase::RowTip));
    if (!press.clicked) continue;
    out.push_back(command::SeekTime{r.t});
    if (r.kind == RecordKind::Sent)
      out.push_back(select_in(in, r.packet()));
    else
      out.push_back(select_in(in, {}, row.record));
  }
  c.labels(bar.labels);
}

void draw_other(Canvas& c, const ScreenModel& screen, const Session& s, AxisCache& axes,
                LadderHold& hold, Commands& out) {
  const LadderModel& m = screen.beside;
  const Inspected in = branch_beside(s);
  draw_half(c, m, s.beside->inspected);
  c.labels(m.heading);
  for (const LadderToken& t : m.tokens) c.token(t.host, t.center, t.radius);
  draw_body(c, m);
  for (const BranchChip& chip : screen.others)
    if (draw_chip(c, "beside-branch-", chip).clicked)
      out.push_back(command::CompareWith{chip.branch});
  const TimeAxis& axis = axes.ladder(s, screen.ladder.panel, screen.layout.ui);
  const FoldedRun folded{in.run, s.phrases, axis, "beside-", scale_of(s.view, s.clock)};
  for (const Commands& more : {draw_ladder_marks(c, m, axis, in, s),
                               draw_ladder_folds(c, m, folded, hold),
                               draw_ladder_states(c, m, in)})
    out.insert(out.end(), more.begin(), more.end());
  const Pointed at = point_at(c, m, s, s.beside->run, "beside", "beside-");
  if (at.packet != s.beside->hovered) out.push_back(command::HoverBeside{at.packet});
  choose(s, in, at, out);
  if (at.dropped) out.push_back(edit_in(in, command::EditPacket{*at.packet, PacketEdit::Drop}));
  const Commands moved =
      handle_timeline(c, m, axis, scale_of(s.view, s.clock), s.cursor.now, at.press, hold);
  out.insert(out.end(), moved.begin(), moved.end());
}

}  // namespace

// The other branch may stand behind another panel.
Commands draw_beside(Canvas& c, const ScreenModel& screen, const Session& s, AxisCache& axes,
                     LadderHold& hold) {
  Commands out;
  if (screen.layout.beside.width() > 0) draw_other(c, screen, s, axes, hold, out);
  c.card(screen.beside_bar.panel);
  draw_differences(c, screen.beside_bar, s, out);
  if (draw_named(c, "compare-swap", screen.beside_bar.swap, screen.beside_bar.swap_name))
    out.push_back(command::SwapBeside{});
  if (draw_named(c, "compare-end", screen.beside_bar.back, screen.beside_bar.back_name))
    out.push_back(command::ToggleBeside{});
  return out;
}

Commands draw_drop_banner(Canvas& canvas, const ScreenModel& m) {
  if (m.drop_banner.width() <= 0) return {};
  Canvas c = canvas.on(ImGui::GetForegroundDrawList());
  const Color red = c.theme().rst;
  const Rect& r = m.drop_banner;
  const Canvas::Press press = c.hit("drop-mode", r);
  c.fill(r, mix(c.theme().card, red, press.hovered ? 0.2f : 0.1f), r.height() / 2);
  c.frame(r, red, r.height() / 2, c.px(1.6f));
  c.cross({r.x0 + c.px(12), r.center().y}, c.px(4), red, c.px(2.2f));
  c.label(m.drop_name);
  const ImVec2 mouse = ImGui::GetMousePos();
  const Point at{mouse.x, mouse.y};
  if (m.ladder.body.contains(at) || m.beside.body.contains(at))
    c.cross({at.x + c.px(12), at.y + c.px(16)}, c.px(4), red, c.px(2.2f));
  if (press.clicked) return {command::ToggleDropMode{}};
  return {};
}

void paint_timeline(Canvas& c, const LadderModel& m) {
  for (const LadderToken& t : m.tokens) c.token(t.host, t.center, t.radius);
  draw_body(c, m);
}

Commands draw_ladder(Canvas& c, const ScreenModel& screen, const Session& s, AxisCache& axes,
                     LadderHold& hold) {
  const LadderModel& m = screen.ladder;
  Commands out;
  draw_half(c, m, s.beside && !s.beside->inspected);
  c.labels(m.heading);
  const Canvas::Press axis = c.hit("axis", screen.axis_button);
  c.button_box(screen.axis_button, axis);
  c.label(screen.axis_name);
  if (axis.clicked) out.push_back(command::CycleAxis{});
  const Canvas::Press numbers = c.hit("numbers", screen.numbers_button);
  c.button_box(screen.numbers_button, numbers);
  c.label(screen.numbers_name);
  if (numbers.clicked) out.push_back(command::ToggleNumbers{});
  if (numbers.hovered) tip(c, s.phrases(Phrase::NumbersTip));
  draw_fit_button(c, screen.fit_button, s, out);
  if (!s.run) return out;
  if (draw_named(c, "back", screen.back_button, screen.back_name))
    out.push_back(command::Back{});
  draw_branches(c, screen, out);
  const Commands more =
      draw_timeline(c, m, s, axes.ladder(s, m.panel, screen.layout.ui), hold);
  out.insert(out.end(), more.begin(), more.end());
  return out;
}

Commands draw_timeline(Canvas& c, const LadderModel& m, const Session& s, const TimeAxis& axis,
                       LadderHold& hold) {
  Commands out;
  paint_timeline(c, m);
  const Pointed at = point_at(c, m, s, *s.run, "ladder", "");
  if (at.packet != s.hovered) out.push_back(command::Hover{at.packet});
  choose(s, shown_branch(s), at, out);
  if (at.dropped) out.push_back(command::EditPacket{*at.packet, PacketEdit::Drop});
  const ShownScale scale = scale_of(s.view, s.clock);
  for (const Commands& more :
       {handle_timeline(c, m, axis, scale, s.cursor.now, at.press, hold),
        travel(m, axis, scale, hold)})
    out.insert(out.end(), more.begin(), more.end());
  return out;
}

}  // namespace finwait
