#include "gui/model/focus.hpp"

#include <algorithm>

namespace finwait {
namespace {

class FocusMaker {
 public:
  FocusMaker(const Inspected& in, uint32_t packet)
      : trace_(in.run.trace()), index_(in.run.index), limit_(in.record_limit), packet_(packet) {}

  Focus make() {
    focus_.packet = packet_;
    const uint32_t sent = trace_.packet(packet_).sent;
    add(sent);
    const auto causes = causes_of(trace_, sent);
    if (!causes.empty()) add(causes.front());
    add_effects(sent);
    for (size_t i = index_.first_trip(packet_);
         i < index_.trips.size() && index_.trips[i].packet == packet_; ++i) {
      add(index_.trips[i].end_record);
      add_effects(index_.trips[i].end_record);
    }
    std::sort(focus_.records.begin(), focus_.records.end());
    return std::move(focus_);
  }

 private:
  void add(uint32_t record) {
    if (record != 0 && record <= limit_) focus_.records.push_back(record);
  }

  // What a record of the same step led to: states, timers, results.
  void add_effects(uint32_t record) {
    if (record == 0) return;
    const uint32_t step = trace_.step_of(record);
    const uint32_t last = step < trace_.step_ends.size() ? trace_.step_ends[step] : record;
    const uint32_t by = trace_.record(record).kind == RecordKind::Sent
                            ? trace_.record(record).cause
                            : record;
    for (uint32_t id = (step == 0 ? 0 : trace_.step_ends[step - 1]) + 1; id <= last; ++id)
      if (id != record && trace_.record(id).cause == by &&
          trace_.record(id).kind != RecordKind::Sent)
        add(id);
  }

  const Trace& trace_;
  const RunIndex& index_;
  uint32_t limit_;
  uint32_t packet_;
  Focus focus_;
};

}  // namespace

bool Focus::has(uint32_t record) const {
  return std::binary_search(records.begin(), records.end(), record);
}

Focus focus_of(const Session& s) {
  return s.run ? focus_of(shown_branch(s)) : Focus{};
}

Focus focus_of(const Inspected& in) {
  const auto packet = in.hovered ? in.hovered : in.packet;
  if (!packet || *packet >= in.run.trace().packets.size()) return {};
  return FocusMaker(in, *packet).make();
}

}  // namespace finwait
