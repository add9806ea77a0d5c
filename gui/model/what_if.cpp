#include "gui/model/what_if.hpp"

#include "gui/model/story.hpp"

namespace finwait {
namespace {

WhatIf edit_of(const Session& s, Phrase phrase, const std::string& what, Command command) {
  return {s.phrases(phrase, {what}), {std::move(command)}};
}

std::optional<WhatIf> of_segment(const Session& s, const Record& r, PacketEdit edit) {
  const uint32_t packet = r.packet();
  if (!can_edit(s.run->simulation, s.run->index, packet, edit)) return std::nullopt;
  const Phrase phrase =
      edit == PacketEdit::Drop ? Phrase::WhatIfLost : Phrase::WhatIfArrived;
  return edit_of(s, phrase, arrow_label(s.run->trace().packet(packet)),
                 command::EditPacket{packet, edit});
}

// The record that set the 2MSL timer first, if the event under the cursor restarted it; 0: none.
uint32_t first_wait(const Run& run, uint32_t first, uint32_t last) {
  const Trace& trace = run.trace();
  uint32_t again = 0;
  for (uint32_t id = first; id <= last; ++id) {
    const Record& r = trace.record(id);
    if (r.kind == RecordKind::Timer && r.timer() == Timer::TimeWait &&
        r.action() == TimerAction::Restarted)
      again = id;
  }
  if (again == 0) return 0;
  return run.index.timers.last(trace.record(again).socket, Timer::TimeWait, first - 1);
}

// TIME_WAIT earns its keep: had it been over at once, nobody would be there to answer.
std::optional<WhatIf> without_wait(const Session& s, uint32_t first, uint32_t last) {
  const Trace& trace = s.run->trace();
  const uint32_t set = first_wait(*s.run, first, last);
  if (set == 0) return std::nullopt;
  const Record& r = trace.record(set);
  if (!can_edit_timer(s.run->simulation, s.run->index, set, TimerEdit::FireNow, r.t))
    return std::nullopt;
  const std::string letter(host_letter(r.host & 1));
  return WhatIf{s.phrases(Phrase::WhatIfNoWait, {letter}),
                {command::SeekTime{r.t}, command::EditTimer{set, TimerEdit::FireNow}}};
}

std::optional<WhatIf> of_timer(const Session& s, uint32_t id) {
  const Record& r = s.run->trace().record(id);
  if (!can_edit_timer(s.run->simulation, s.run->index, id, TimerEdit::NeverFires, r.t))
    return std::nullopt;
  return edit_of(s, Phrase::WhatIfNeverFires, std::string(s.phrases(timer_label(r.timer()))),
                 command::EditTimer{id, TimerEdit::NeverFires});
}

std::optional<WhatIf> of_call(const Session& s, uint32_t id) {
  if (!can_edit_call(s.run->simulation, s.run->index, id)) return std::nullopt;
  const Source source{s.run->script(), s.run->trace(), s.phrases};
  const Record& r = s.run->trace().record(id);
  return edit_of(s, Phrase::WhatIfNotCalled, call_label(source, r),
                 command::EditCall{id, CallEdit::SwitchOff});
}

}  // namespace

std::optional<WhatIf> what_if(const Session& s) {
  if (!s.run || s.live || s.beside || s.selected || s.selected_record || s.cursor.step == 0)
    return std::nullopt;
  const Trace& trace = s.run->trace();
  const uint32_t first = trace.step_ends[s.cursor.step - 1] + 1;
  const uint32_t last = trace.step_ends[s.cursor.step];
  if (first > last) return std::nullopt;
  if (auto wait = without_wait(s, first, last)) return wait;
  const Record& r = trace.record(first);
  switch (r.kind) {
    case RecordKind::Arrived: return of_segment(s, r, PacketEdit::Drop);
    case RecordKind::Dropped: return of_segment(s, r, PacketEdit::Deliver);
    case RecordKind::Timer: return of_timer(s, first);
    case RecordKind::Call: return of_call(s, first);
    case RecordKind::Host:
    case RecordKind::Socket:
    case RecordKind::Result:
    case RecordKind::Sent:
    case RecordKind::State:
    case RecordKind::Event:
    case RecordKind::Bytes: return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace finwait
