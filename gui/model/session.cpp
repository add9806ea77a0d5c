#include "gui/model/session.hpp"

#include <algorithm>
#include <cmath>

#include "gui/model/lab_runs.hpp"
#include "gui/model/session_beside.hpp"
#include "gui/model/session_files.hpp"
#include "gui/model/session_live.hpp"
#include "gui/model/session_parts.hpp"
#include "gui/model/session_past.hpp"
#include "gui/model/story.hpp"
#include "gui/model/view_ease.hpp"
#include "sim/run/builtin.hpp"

namespace finwait {

Session::Session() = default;
Session::Session(const Session&) = default;
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(const Session&) = default;
Session& Session::operator=(Session&&) noexcept = default;
Session::~Session() = default;

namespace {

using session::on;

constexpr double kSilenceSeconds = 0.9;      // what a folded silence takes at most
constexpr double kLongestTick = 0.1;

using session::time_of_step;

// The state changes that the cursor has just passed light up.
void light(Session& s) {
  const uint32_t limit = record_limit(s);
  for (uint8_t host = 0; host < 2; ++host) {
    const uint32_t record = s.run->index.span_at_record(host, limit).record;
    if (record != s.lit[host].record) s.lit[host] = {record, s.clock};
  }
}

void seek_step(Session& s, uint64_t step) {
  if (!s.run) return;
  step = std::min(step, last_step(s));
  session::move_to(s, step, time_of_step(s, step));
}

}  // namespace

void session::move_to(Session& s, uint64_t step, Time now) {
  s.cursor = {step, now};
  travel(s, step);
  offer_calls(s);
  light(s);
}

Time session::time_of_step(const Session& s, uint64_t step) {
  const Trace& trace = s.run->trace();
  const uint32_t records = trace.step_ends[std::min<size_t>(step, trace.step_ends.size() - 1)];
  return records == 0 ? Time{} : trace.record(records).t;
}

void session::seek_time(Session& s, Time t) {
  if (!s.run) return;
  t = std::clamp(t, Time{}, s.run->index.end);
  move_to(s, s.run->trace().step_at(t), t);
}

namespace {

using session::follow_cause;
using session::move_to;
using session::on;
using session::renew_backstory;
using session::seek_time;

// The last message counts: what went wrong before it is over.
void on(Session& s, const command::ShowNotice& c) {
  s.error.clear();
  s.notice = c.text;
}

void on(Session& s, const command::TogglePlay&) {
  if (!s.run) return;
  const bool at_end = s.cursor.now >= s.run->index.end && s.cursor.step >= last_step(s);
  if (!s.playing && at_end) seek_step(s, 0);
  s.playing = !s.playing;
  if (s.playing) s.view.follow = true;
}

void on(Session& s, const command::Step& c) {
  if (!s.run) return;
  s.playing = false;
  s.view.follow = true;
  const bool between = s.cursor.now > time_of_step(s, s.cursor.step);
  const int64_t by = c.by < 0 && between ? c.by + 1 : c.by;
  const int64_t step = static_cast<int64_t>(s.cursor.step) + by;
  seek_step(s, static_cast<uint64_t>(std::max<int64_t>(step, 0)));
}

void on(Session& s, const command::ToStart&) {
  s.playing = false;
  s.view.follow = true;
  seek_step(s, 0);
}

void on(Session& s, const command::ToEnd&) {
  s.playing = false;
  s.view.follow = true;
  if (s.run) seek_time(s, s.run->index.end);
}

void on(Session& s, const command::SeekStep& c) {
  s.playing = false;
  seek_step(s, c.step);
}

void on(Session& s, const command::SeekTime& c) {
  s.playing = false;
  s.view.follow = true;
  seek_time(s, c.t);
}

void on(Session& s, const command::FollowCause& c) {
  follow_cause(s, c.by);
}

void on(Session& s, const command::SetSpeed& c) {
  s.speed = std::clamp(c.speed, kSlowest, kFastest);
  s.own_speed = true;
}

// Where the cursor gets within `seconds`. A folded silence passes quickly, but never past its end.
Time played_to(const Session& s, Time now, double seconds) {
  const Time end = s.run->index.end;
  const double left = static_cast<double>((end - now).ns);
  const double ns = std::clamp(seconds * s.speed * 1e9, 1.0, std::max(left, 1.0));
  const Time plain = now + Duration{static_cast<int64_t>(ns)};
  if (s.axis != AxisMode::Compressed) return plain;
  const bool last = s.cursor.step >= last_step(s);
  const Time next = last ? end : time_of_step(s, s.cursor.step + 1);
  const Duration silence = next - time_of_step(s, s.cursor.step);
  if (silence <= usual_flight(*s.run) * kSilence) return plain;
  const double quick = seconds / kSilenceSeconds * static_cast<double>(silence.ns);
  return std::max(plain, std::min(next, now + Duration{static_cast<int64_t>(quick)}));
}

// The time goes on unseen until the next event; then the picture jumps there.
void jump(Session& s, double seconds) {
  const bool moved = s.glide < s.cursor.now || s.run->trace().step_at(s.glide) != s.cursor.step;
  s.glide = played_to(s, moved ? s.cursor.now : s.glide, seconds);
  const uint64_t step = s.run->trace().step_at(s.glide);
  if (s.glide >= s.run->index.end)
    seek_time(s, s.glide);
  else if (step != s.cursor.step)
    seek_step(s, step);
}

void on(Session& s, const command::Tick& c) {
  s.clock += c.seconds;
  if (!s.playing || !s.run) return;
  const double seconds = std::min(c.seconds, kLongestTick);
  if (s.reduce_motion)
    jump(s, seconds);
  else
    seek_time(s, played_to(s, s.cursor.now, seconds));
  // Where more is being computed it goes on.
  const bool grows = s.wanted && !s.wanted->then;
  if (s.cursor.now >= s.run->index.end && !grows) s.playing = false;
}

void on(Session& s, const command::ToggleBookmark&) {
  if (!s.run) return;
  const auto at = std::lower_bound(s.bookmarks.begin(), s.bookmarks.end(), s.cursor.now);
  if (at != s.bookmarks.end() && *at == s.cursor.now)
    s.bookmarks.erase(at);
  else
    s.bookmarks.insert(at, s.cursor.now);
}

void on(Session& s, const command::ToBookmark& c) {
  if (!s.run) return;
  const auto& all = s.bookmarks;
  const auto after = std::upper_bound(all.begin(), all.end(), s.cursor.now);
  const auto here = std::lower_bound(all.begin(), all.end(), s.cursor.now);
  if (c.by > 0 ? after == all.end() : here == all.begin()) return;
  s.playing = false;
  s.view.follow = true;
  seek_time(s, c.by > 0 ? *after : *(here - 1));
}

void on(Session& s, const command::ToggleNumbers&) {
  s.absolute = !s.absolute;
}

void on(Session& s, const command::ToggleDiagrams&) {
  s.two_diagrams = !s.two_diagrams;
}

void on(Session& s, const command::ToggleTheme&) {
  s.theme = static_cast<ThemeName>((static_cast<int>(s.theme) + 1) % kThemes);
}

void on(Session& s, const command::SetLanguage& c) {
  s.phrases = Phrases(c.language);
}

void on(Session& s, const command::CycleLanguage&) {
  const auto next = static_cast<size_t>(s.phrases.language()) + 1;
  s.phrases = Phrases(kAllLanguages[next % kAllLanguages.size()]);
}

void on(Session& s, const command::ToggleKeys&) {
  s.show_keys = !s.show_keys;
}

void on(Session& s, const command::TogglePresent&) {
  s.present = !s.present;
  s.drop_mode = false;
}

void on(Session& s, const command::Select& c) {
  s.selected = c.packet;
  s.selected_record = c.packet ? std::nullopt : c.record;
  s.asked.reset();
  session::inspect_shown(s);
}

void on(Session& s, const command::Hover& c) {
  s.hovered = c.packet;
}

void on(Session& s, const command::ShowError& c) {
  s.error = c.text;
}

void on(Session& s, const command::Escape&) {
  if (s.menu)
    s.menu.reset();
  else if (s.show_palette)
    s.show_palette = false;
  else if (s.show_keys)
    s.show_keys = false;
  else if (!s.error.empty())
    s.error.clear();
  else if (s.dialog.kind != DialogKind::None)
    s.dialog.kind = DialogKind::None;
  else if (s.drop_mode)
    s.drop_mode = false;
  else if (s.measured)
    s.measured.reset();
  else if (session::cancel_wanted(s))
    return;
  else if (!s.notice.empty())
    s.notice.clear();
  else if (s.present)
    s.present = false;
  else if (!s.selected && is_tour_visible(s))
    on(s, command::EndTour{});
  else
    apply(s, command::Select{});
}

}  // namespace

Command::Command() = default;
Command::Command(const Command& other) = default;
Command::Command(Command&& other) noexcept = default;
Command& Command::operator=(const Command& other) = default;
Command& Command::operator=(Command&& other) noexcept = default;
Command::~Command() = default;

namespace {

template <typename... Kinds>
bool is_any_of(const AnyCommand& command) {
  return (std::holds_alternative<Kinds>(command) || ...);
}

// Good news were read by the time the next thing is done. What a live run says of itself stays.
void put_notice_away(Session& s, const Command& command) {
  if (s.notice.empty() || s.live) return;
  if (is_any_of<command::TogglePlay, command::Step, command::ToStart, command::ToEnd,
                command::SeekStep, command::SeekTime, command::FollowCause, command::EditPacket,
                command::Undo, command::Redo, command::HopBranch, command::ShowBranch,
                command::ToggleBeside, command::OpenLab, command::TogglePresent>(command))
    s.notice.clear();
}

}  // namespace

void apply(Session& session, const Command& command) {
  put_notice_away(session, command);
  if (session.lab.open && apply_in_lab(session, command)) return;
  std::visit([&](const auto& c) { on(session, c); }, static_cast<const AnyCommand&>(command));
  session::keep_beside(session);
  if (session.run) renew_backstory(session);
  // Another script while the lab is open: it is compared at once.
  if (session.lab.open && session.lab.generation != session.generation)
    on(session, command::OpenLab{});
  if (session.lab.open) translate_lab(session);
}

bool is_moving(const Session& s) {
  if (s.playing) return true;
  if (s.reduce_motion) return false;
  if (is_easing(s.lab.open ? s.lab.view : s.view, s.clock)) return true;
  if (!s.lab.open && shown_axis(s).part < 1) return true;
  return std::any_of(s.lit.begin(), s.lit.end(), [&](const Lit& lit) {
    return lit.record != 0 && s.clock - lit.since < kLitSeconds;
  });
}

uint32_t record_limit(const Session& s) {
  const auto& ends = s.run->trace().step_ends;
  if (ends.empty()) return 0;
  return ends[std::min<size_t>(s.cursor.step, ends.size() - 1)];
}

Duration usual_flight(const Run& run) {
  return usual_flight(run.script());
}

const Origin& Session::origin() const {
  return branches[branch].origin;
}

uint64_t last_step(const Session& s) {
  return s.run ? s.run->trace().step_ends.size() - 1 : 0;
}

}  // namespace finwait
