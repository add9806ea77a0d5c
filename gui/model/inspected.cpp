#include "gui/model/inspected.hpp"

#include <algorithm>

#include "gui/model/beside.hpp"

namespace finwait {
namespace {

std::optional<uint32_t> twin(const Run& from, std::optional<uint32_t> packet, const Run& to) {
  return packet ? twin_of(from.trace(), *packet, to.trace()) : std::nullopt;
}

}  // namespace

Inspected shown_branch(const Session& s) {
  std::optional<uint32_t> hovered = s.hovered;
  if (!hovered && s.beside) hovered = twin(s.beside->run, s.beside->hovered, *s.run);
  return {*s.run,          s.branch,   false,             s.cursor.now, s.cursor.step,
          record_limit(s), s.selected, s.selected_record, hovered};
}

// As far as the cursor; once the shown run is over, to its own end.
Inspected branch_beside(const Session& s) {
  const Beside& other = *s.beside;
  const bool over = s.cursor.now >= s.run->index.end;
  const Time now = over ? std::max(other.run.index.end, s.cursor.now) : s.cursor.now;
  const auto& ends = other.run.trace().step_ends;
  const size_t last = ends.empty() ? 0 : ends.size() - 1;
  const size_t step = std::min<size_t>(other.run.trace().step_at(now), last);
  std::optional<uint32_t> hovered = other.hovered;
  if (!hovered) hovered = twin(*s.run, s.hovered, other.run);
  return {other.run,
          other.branch,
          true,
          now,
          step,
          ends.empty() ? 0 : ends[step],
          other.selected,
          other.selected_record,
          hovered};
}

Inspected inspected(const Session& s) {
  return s.beside && s.beside->inspected ? branch_beside(s) : shown_branch(s);
}

uint32_t last_timer_set(const Inspected& in, uint32_t socket, Timer timer) {
  return in.run.index.timers.last(socket, timer, in.record_limit);
}

const std::vector<OfferedCall>& calls_of_inspected(const Session& s, uint8_t host) {
  return s.beside && s.beside->inspected ? s.beside->calls[host] : s.calls[host];
}

Command select_in(const Inspected& in, std::optional<uint32_t> packet,
                  std::optional<uint32_t> record) {
  if (in.beside) return command::SelectBeside{packet, record};
  return command::Select{packet, record};
}

Command edit_in(const Inspected& in, command::PastEdit edit) {
  if (in.beside) return command::EditBeside{edit};
  return std::visit([](const auto& e) { return Command{e}; }, edit);
}

std::optional<Command> drop_in(const Inspected& in, uint32_t packet) {
  if (!can_edit(in.run.simulation, in.run.index, packet, PacketEdit::Drop)) return std::nullopt;
  return edit_in(in, command::EditPacket{packet, PacketEdit::Drop});
}

std::optional<Command> switch_off_in(const Inspected& in, uint32_t record) {
  const Simulation& simulation = in.run.simulation;
  if (can_edit_call(simulation, in.run.index, record))
    return edit_in(in, command::EditCall{record, CallEdit::SwitchOff});
  if (can_edit_timer(simulation, in.run.index, record, TimerEdit::NeverFires, in.now))
    return edit_in(in, command::EditTimer{record, TimerEdit::NeverFires});
  return std::nullopt;
}

}  // namespace finwait
