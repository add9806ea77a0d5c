// Commands that make the window fit its user: size, motion, and everything by keyboard.
#include <algorithm>
#include <array>

#include "gui/model/inspected.hpp"
#include "gui/model/session_parts.hpp"

namespace finwait::session {
namespace {

constexpr std::array<float, 7> kScales = {1, 1.25f, 1.5f, 1.75f, 2, 2.5f, 3};

}  // namespace

void on(Session& s, const command::Enlarge& c) {
  if (c.by == 0) {
    s.scale = 1;
    return;
  }
  size_t at = 0;
  while (at + 1 < kScales.size() && kScales[at + 1] <= s.scale + 0.01f) ++at;
  const size_t last = kScales.size() - 1;
  s.scale = kScales[c.by > 0 ? std::min(at + 1, last) : at == 0 ? 0 : at - 1];
}

void on(Session& s, const command::ShowSide& c) {
  s.side = c.panel;
}

void on(Session& s, const command::NextSide& c) {
  const int next = static_cast<int>(s.side) + (c.by < 0 ? kSidePanels - 1 : 1);
  s.side = static_cast<SidePanel>(next % kSidePanels);
}

void on(Session& s, const command::OpenPalette&) {
  s.show_palette = true;
}

void on(Session& s, const command::ClosePalette&) {
  s.show_palette = false;
}

void on(Session& s, const command::ToggleMotion&) {
  s.reduce_motion = !s.reduce_motion;
  s.view.ease.reset();
  s.axis_change.reset();
  s.lab.view.ease.reset();
  s.glide = s.cursor.now;
}

// On the grid 1, 2, 5, 10, ...
void on(Session& s, const command::ScaleSpeed& c) {
  double best = s.speed;
  for (double decade = kSlowest; decade <= kFastest * 1.001; decade *= 10)
    for (const double digit : {1.0, 2.0, 5.0}) {
      const double speed = decade * digit;
      if (speed > kFastest * 1.001) continue;
      if (c.by < 0 && speed < s.speed * 0.999) best = speed;
      if (c.by > 0 && speed > s.speed * 1.001 && best == s.speed) best = speed;
    }
  s.speed = std::clamp(best, kSlowest, kFastest);
  s.own_speed = true;
}

// Of the segments that were sent so far, in the order of sending; a segment's copies count once.
void on(Session& s, const command::SelectNext& c) {
  if (!s.run) return;
  const Inspected in = inspected(s);
  const RunIndex& index = in.run.index;
  const Trace& trace = in.run.trace();
  const size_t end = index.trip_from(in.now + Duration{1});
  const auto shown = [&](size_t trip) {
    const uint32_t packet = index.trips[trip].packet;
    return index.first_trip(packet) == trip && trace.packet(packet).sent <= in.record_limit;
  };
  const size_t none = index.trips.size();
  const size_t from = in.packet ? index.first_trip(*in.packet) : none;
  size_t at = from < end ? from : end;  // without a selection: behind the last
  const bool forward = c.by > 0 && from < end;
  while (forward ? ++at < end : at-- > 0) {
    if (!shown(at)) continue;
    const Command select = select_in(in, index.trips[at].packet);
    apply(s, select);
    return;
  }
}

namespace {

// Whether a record is an event that can be selected: a segment, a call that somebody made, or a
// timer that fired.
bool is_event(const Run& run, uint32_t id) {
  const Record& record = run.trace().record(id);
  if (record.kind == RecordKind::Sent) return true;
  if (record.kind != RecordKind::Call && record.kind != RecordKind::Timer) return false;
  const std::vector<Mark>& marks = run.index.marks[record.host & 1];
  const auto mark = std::lower_bound(marks.begin(), marks.end(), id,
                                     [](const Mark& m, uint32_t r) { return m.record < r; });
  return mark != marks.end() && mark->record == id && !mark->automatic;
}

uint32_t selected_event(const Inspected& in) {
  if (in.packet) return in.run.trace().packet(*in.packet).sent;
  return in.record.value_or(0);
}

}  // namespace

// Of those up to the cursor.
void on(Session& s, const command::SelectEvent& c) {
  if (!s.run) return;
  const Inspected in = inspected(s);
  const uint32_t end = in.record_limit + 1;
  const uint32_t from = selected_event(in);
  uint32_t at = from != 0 && from < end ? from : end;  // without a selection: behind the last
  const bool forward = c.by > 0 && at < end;
  while (forward ? ++at < end : --at > 0) {
    if (!is_event(in.run, at)) continue;
    const Record& record = in.run.trace().record(at);
    const Command select = record.kind == RecordKind::Sent ? select_in(in, record.packet())
                                                           : select_in(in, {}, at);
    apply(s, select);
    return;
  }
}

}  // namespace finwait::session
