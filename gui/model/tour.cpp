#include "gui/model/tour.hpp"

#include <algorithm>

#include "gui/model/session.hpp"
#include "gui/model/story.hpp"
#include "gui/model/words.hpp"

namespace finwait {
namespace {

// The finders of the experiments' segments.
bool is_bare_ack(const Packet& p) {
  return p.segment.ctl == kAck && p.segment.text == 0 && !p.forged;
}

bool has_fin(const Packet& p) {
  return p.segment.has(kFin) && !p.retransmission && !p.forged;
}

template <class Test>
std::optional<uint32_t> first(const Trace& trace, Test test) {
  for (uint32_t id = 0; id < trace.packets.size(); ++id)
    if (test(trace.packet(id))) return id;
  return std::nullopt;
}

template <class Test>
std::optional<uint32_t> last(const Trace& trace, Test test) {
  for (auto id = static_cast<uint32_t>(trace.packets.size()); id-- > 0;)
    if (test(trace.packet(id))) return id;
  return std::nullopt;
}

// Says what a change led to, sentence by sentence.
class AnswerMaker {
 public:
  explicit AnswerMaker(const Session& session)
      : s_(session),
        trace_(session.run->trace()),
        index_(session.run->index),
        changed_(trace_.packet(session.tour.changed)) {}

  std::vector<TourStep> make() {
    change();
    again();
    restarted();
    ending();
    return std::move(steps_);
  }

 private:
  const std::string& name(uint8_t host) const { return s_.run->script().hosts[host].name; }
  Time sent() const { return trace_.record(changed_.sent).t; }

  void change() {
    if (!s_.tour.dropped) {
      steps_.push_back({changed_.sent, s_.phrases(Phrase::TourChanged,
                                                  {s_.branches[s_.branch].name})});
      return;
    }
    const auto peer = static_cast<uint8_t>(1 - changed_.host);
    const State state = index_.span_at_record(peer, changed_.sent).state;
    steps_.push_back(
        {changed_.sent, s_.phrases(Phrase::TourLost, {arrow_label(changed_), name(changed_.host),
                                                      name(peer), state_name(state)})});
  }

  // The first segment that is sent once more, and how long its sender waited.
  void again() {
    for (uint32_t id = s_.tour.changed + 1; id < trace_.packets.size(); ++id) {
      const Packet& p = trace_.packet(id);
      if (!p.retransmission || p.forged) continue;
      const Duration wait = trace_.record(p.sent).t - first_sent(p, id);
      steps_.push_back({p.sent, s_.phrases(Phrase::TourAgain,
                                           {name(p.host), time_text(wait), arrow_label(p)})});
      return;
    }
    steps_.push_back({changed_.sent, s_.phrases(Phrase::TourNobodyRepeats)});
  }

  Time first_sent(const Packet& p, uint32_t before) const {
    for (uint32_t id = 0; id < before; ++id) {
      const Packet& q = trace_.packet(id);
      if (q.host == p.host && q.socket == p.socket && q.seq() == p.seq() &&
          q.segment.has(kSyn) == p.segment.has(kSyn) &&
          q.segment.has(kFin) == p.segment.has(kFin) && q.segment.text == p.segment.text)
        return trace_.record(q.sent).t;
    }
    return sent();
  }

  void restarted() {
    for (uint32_t id = changed_.sent + 1; id <= trace_.records.size(); ++id) {
      const Record& r = trace_.record(id);
      if (r.kind != RecordKind::Timer || r.timer() != Timer::TimeWait ||
          r.action() != TimerAction::Restarted)
        continue;
      steps_.push_back({id, s_.phrases(Phrase::TourRestarts, {name(r.host)})});
      return;
    }
  }

  void ending() {
    uint32_t closed = changed_.sent;
    for (uint8_t host = 0; host < 2; ++host) {
      const Span& span = index_.spans[host].back();
      if (span.state != State::Closed && span.state != State::Listen) {
        steps_.push_back({std::max(span.record, changed_.sent),
                          s_.phrases(Phrase::TourNeverEnds, {name(host), state_name(span.state)})});
        return;
      }
      closed = std::max(closed, span.record);
    }
    const std::string when = instant_text(trace_.record(closed).t);
    for (uint32_t id = changed_.sent + 1; id <= trace_.records.size(); ++id) {
      const Record& r = trace_.record(id);
      if (r.kind != RecordKind::Result || r.error() == Errno::Ok) continue;
      const std::string error = result_text({s_.run->script(), trace_, s_.phrases}, r);
      steps_.push_back({std::max(closed, id), s_.phrases(Phrase::TourEndsBadly,
                                                         {when, name(r.host), error})});
      return;
    }
    steps_.push_back({closed, s_.phrases(Phrase::TourEnds, {when})});
  }

  const Session& s_;
  const Trace& trace_;
  const RunIndex& index_;
  const Packet& changed_;
  std::vector<TourStep> steps_;
};

}  // namespace

std::string_view tour_scenario() {
  return "normal-close";
}

bool is_tour_visible(const Session& s) {
  if (!s.tour.shown || !s.run || s.present || s.lab.open) return false;
  return s.tour.experiment >= kExperiments || s.origin().name == tour_scenario();
}

std::optional<uint32_t> tour_target(const Session& s) {
  if (!s.run) return std::nullopt;
  switch (s.tour.experiment) {
    case 0: return last(s.run->trace(), is_bare_ack);
    case 1: return first(s.run->trace(), has_fin);
    case 2: return last(s.run->trace(), has_fin);
  }
  return std::nullopt;
}

bool has_tour_answer(const Session& s) {
  return s.run && s.branch != 0 && s.branch == s.tour.branch &&
         s.tour.changed < s.run->trace().packets.size();
}

std::vector<TourStep> tour_answer(const Session& s) {
  return AnswerMaker(s).make();
}

}  // namespace finwait
