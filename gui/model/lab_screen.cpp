#include "gui/model/lab_screen.hpp"

#include <algorithm>

#include "gui/model/lab_table.hpp"
#include "gui/model/ladder_interval.hpp"
#include "gui/model/view_ease.hpp"
#include "gui/model/words.hpp"
#include "sim/report/close_matrix.hpp"
#include "sim/tcp/profile.hpp"

namespace finwait {
namespace {

constexpr float kEm = 12.5f;
constexpr float kWideLadder = 470;  // design units from which the usual columns have room
constexpr float kTallLadder = 470;  // what is above this is the table's
// Side by side they are to be seen whole.
constexpr LadderStyle kSlim = {
    .heading = 92, .title = false, .left = 94, .right = 92, .min_stretch = 0.55};
constexpr double kFollow = 0.84;    // of a ladder's height, where the cursor stands
constexpr float kBelowTop = 24;     // design units, of what differs first
constexpr LadderStyle kWide = {.heading = 92, .title = false, .min_stretch = 0.45};

TimeAxis axis_of(const LabRuns& runs, double zoom, const Rect& panel, float ui,
                 const LadderStyle& style) {
  const Duration flight = usual_flight(runs.runs.front());
  return TimeAxis(runs.events,
                  ladder_axis_shape(AxisMode::Compressed, flight, zoom, panel, ui, style));
}

TimeAxis scrub_axis(const LabRuns& runs) {
  TimeAxis::Shape shape;
  shape.typical = usual_flight(runs.runs.front());
  return TimeAxis(runs.events, shape);
}

class LabMaker {
 public:
  LabMaker(const Session& session, const ScreenLayout& layout, const Measure& measure)
      : s_(session),
        type_{measure, layout.ui},
        theme_(theme_of(session.theme)),
        ui_(layout.ui),
        y_(layout.top.center().y),
        right_(layout.top.x1),
        now_(session.lab.now) {
    m_.layout = layout;
    m_.playing = session.playing;
  }

  LabModel make() {
    m_.close = button(s_.phrases(Phrase::PresentLeave), false);
    right_ -= 14 * ui_;
    if (s_.lab.page == LabPage::Script) toggles();
    pages();
    title();
    const ScreenLayout& l = m_.layout;
    const Rect all{l.top.x0, l.top.y1 + 6 * ui_, l.top.x1, l.screen.y1 - 16 * ui_};
    if (s_.lab.page == LabPage::Matrix)
      m_.table = make_lab_table(s_, all, type_);
    else if (s_.lab.runs)
      script(all);
    return std::move(m_);
  }

 private:
  LabButton button(const std::string& text, bool on) {
    const float width = type_.width(Face::Text, kEm, text) + 24 * ui_;
    LabButton b;
    b.on = on;
    b.rect = {right_ - width, y_ - 15 * ui_, right_, y_ + 15 * ui_};
    b.label = make_label(type_, b.rect.center(), Align::Center, Face::Text, kEm,
                         on ? theme_.ink : theme_.soft, text);
    right_ = b.rect.x0 - 6 * ui_;
    return b;
  }

  void toggles() {
    const auto names = profile_names();
    for (size_t i = names.size(); i-- > 0;) {
      const auto& chosen = s_.lab.systems;
      const bool on = std::find(chosen.begin(), chosen.end(), names[i]) != chosen.end();
      LabToggle t;
      t.system = names[i];
      t.button = button(t.system, on);
      t.possible = on ? chosen.size() > kFewestSystems : chosen.size() < kMostSystems;
      m_.toggles.insert(m_.toggles.begin(), std::move(t));
    }
    right_ -= 14 * ui_;
  }

  void pages() {
    LabButton matrix =
        button(s_.phrases(Phrase::LabEveryWay), s_.lab.page == LabPage::Matrix);
    LabButton script =
        button(s_.phrases(Phrase::LabThisScript), s_.lab.page == LabPage::Script);
    m_.pages = {std::move(script), std::move(matrix)};
    right_ -= 14 * ui_;
  }

  void title() {
    const float x = m_.layout.top.x0 + 4 * ui_;
    m_.title = make_label(type_, {x, y_}, Align::Left, Face::Bold, 18, theme_.ink,
                          s_.phrases(Phrase::LabTitle));
    const float from = m_.title.box.x1 + 16 * ui_;
    const std::string name = s_.run->simulation.scenario().title.in(s_.phrases.language());
    if (s_.lab.page == LabPage::Script && right_ - from > 40 * ui_)
      m_.scenario = fit_label(type_, {from, y_}, Align::Left, Face::Text, 14, theme_.soft,
                              name.empty() ? s_.origin().name : name, right_ - from);
  }

  void script(const Rect& all) {
    const float gap = 10 * ui_;
    m_.controls = {all.x0, all.y1 - 46 * ui_, all.x1, all.y1};
    const float bottom = m_.controls.y0 - gap;
    const float split = bottom - table_height(bottom - all.y0) - gap;
    ladders({all.x0, all.y0, all.x1, split});
    m_.table = make_lab_table(s_, {all.x0, split + gap, all.x1, bottom}, type_);
    controls();
  }

  // All of its rows, where the ladders have enough to be read.
  float table_height(float room) const {
    const float most = std::max(room * 0.4f, room - kTallLadder * ui_);
    return std::min(lab_table_height(s_, ui_), most);
  }

  void ladders(const Rect& all) {
    const LabRuns& runs = *s_.lab.runs;
    const auto count = static_cast<float>(runs.systems.size());
    const float gap = 10 * ui_;
    const float width = (all.width() - gap * (count - 1)) / count;
    const LadderStyle& style = width / ui_ >= kWideLadder ? kWide : kSlim;
    m_.axis = axis_of(runs, shown_zoom(s_.lab.view, s_.clock), all, ui_, style);
    look_first(room_of(all, style));
    float x = all.x0;
    for (size_t i = 0; i < runs.systems.size(); ++i, x += width + gap)
      m_.ladders.push_back(ladder(i, {x, all.y0, x + width, all.y1}, *m_.axis, style));
  }

  LabLadder ladder(size_t system, const Rect& panel, const TimeAxis& axis,
                   const LadderStyle& style) {
    const Run& run = s_.lab.runs->runs[system];
    LabLadder out;
    out.panel = panel;
    out.heading = heading(system, panel);
    out.ladder = make_ladder_model({.source = {run.script(), run.trace(), s_.phrases},
                                    .index = run.index,
                                    .axis = axis,
                                    .now = std::min(now_, run.index.end),
                                    .record_limit = record_limit_at(run, now_),
                                    .selected = selected_packet(system),
                                    .selected_record = {},
                                    .hovered = {},
                                    .scroll = scroll(axis, panel, style),
                                    .anchor = s_.lab.view.follow ? std::nullopt
                                                                     : s_.lab.view.anchor,
                                    .follow = false,
                                    .ease = ladder_ease(s_.lab.view, s_.clock),
                                    .hint = false,
                                    .measured = measured_interval(s_),
                                    .panel = panel,
                                    .type = type_,
                                    .theme = theme_,
                                    .style = style});
    return out;
  }

  // All ladders stand alike, also those whose run is over when they follow the cursor.
  double scroll(const TimeAxis& axis, const Rect& panel, const LadderStyle& style) const {
    if (!s_.lab.view.follow) return s_.lab.view.scroll;
    return std::max(0.0, axis.y(now_) - room_of(panel, style) * kFollow);
  }

  double room_of(const Rect& panel, const LadderStyle& style) const {
    return panel.height() - (style.heading + 8) * ui_;
  }

  // Where not all of the run shows, as much of it as does with what differs first near the top.
  void look_first(double room) {
    if (!s_.lab.first_look || m_.axis->length() + kLadderFoot * ui_ <= room) return;
    const double top = std::max(0.0, m_.axis->y(*s_.lab.first_look) - kBelowTop * ui_);
    const Time most = m_.axis->time(top + room * kFollow);
    const std::vector<Time>& events = s_.lab.runs->events;
    const auto after = std::upper_bound(events.begin(), events.end(), most);
    const Time last = after == events.begin() ? Time{} : *(after - 1);
    now_ = std::max(last, *s_.lab.first_look);
    if (now_ != s_.lab.now) m_.goes_to = now_;
  }

  std::vector<Label> heading(size_t system, const Rect& panel) const {
    const ComparedRuns& table = s_.lab.runs->table;
    const Point at{panel.x0 + 14 * ui_, panel.y0 + 20 * ui_};
    std::vector<Label> all = {make_label(type_, at, Align::Left, Face::Bold, 15, theme_.ink,
                                         s_.lab.runs->systems[system])};
    size_t differ = 0;
    for (const ComparedRow& row : table.rows) differ += row.cells[system].differs ? 1 : 0;
    const std::string text =
        system == 0 ? s_.phrases(Phrase::LabReference)
                    : s_.phrases(Phrase::LabDifferences,
                                 {std::to_string(differ), std::to_string(table.rows.size())});
    const float room = panel.x1 - 14 * ui_ - all[0].box.x1 - 10 * ui_;
    all.push_back(fit_label(type_, {panel.x1 - 14 * ui_, at.y}, Align::Right, Face::Text, 12,
                            theme_.soft, text, room));
    return all;
  }

  // The segment that the selected cell tells of, if it tells of one.
  std::optional<uint32_t> selected_packet(size_t system) const {
    if (!s_.lab.selected || s_.lab.selected->system != system) return std::nullopt;
    const ComparedRuns& table = s_.lab.runs->table;
    if (s_.lab.selected->row >= table.rows.size()) return std::nullopt;
    const uint32_t record = table.rows[s_.lab.selected->row].cells[system].record;
    const Trace& trace = s_.lab.runs->runs[system].trace();
    for (uint32_t id = 0; record != 0 && id < trace.packets.size(); ++id)
      if (trace.packet(id).sent == record) return id;
    return std::nullopt;
  }

  void controls() {
    const Rect& c = m_.controls;
    const float y = c.center().y;
    float x = c.x0 + 12 * ui_;
    for (Rect& rect : m_.buttons) {
      rect = {x, y - 15 * ui_, x + 36 * ui_, y + 15 * ui_};
      x += 42 * ui_;
    }
    m_.now = make_label(type_, {x + 12 * ui_, y}, Align::Left, Face::Mono, 13, theme_.ink,
                        instant_text(now_));
    m_.scrub = {x + 110 * ui_, c.y0 + 8 * ui_, c.x1 - 22 * ui_, c.y1 - 8 * ui_};
    const TimeAxis axis = scrub_axis(*s_.lab.runs);
    const double part = axis.length() > 0 ? axis.y(now_) / axis.length() : 0;
    m_.knob = m_.scrub.x0 + m_.scrub.width() * static_cast<float>(std::clamp(part, 0.0, 1.0));
  }

  const Session& s_;
  const Type type_;
  const Theme& theme_;
  float ui_;
  float y_;
  float right_;
  Time now_;  // the cursor
  LabModel m_;
};

}  // namespace

LabModel make_lab_model(const Session& session, const ScreenLayout& layout,
                        const Measure& measure) {
  return LabMaker(session, layout, measure).make();
}

Time lab_time(const Session& s, const LabModel& m, float x) {
  if (!s.lab.runs || m.scrub.width() <= 0) return s.lab.now;
  const TimeAxis axis = scrub_axis(*s.lab.runs);
  const float part = std::clamp((x - m.scrub.x0) / m.scrub.width(), 0.f, 1.f);
  return axis.time(static_cast<double>(part) * axis.length());
}

}  // namespace finwait
