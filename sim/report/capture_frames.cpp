#include "sim/report/capture_frames.hpp"

#include <algorithm>

#include "sim/base/text.hpp"
#include "sim/report/describe.hpp"
#include "sim/report/ladder_index.hpp"
#include "sim/world/api_words.hpp"

namespace finwait {
namespace {

constexpr uint32_t kNoFrame = 0xffffffff;

class FrameMaker {
 public:
  FrameMaker(const Simulation& simulation, CapturePoint point, Language language)
      : script_(simulation.script()),
        trace_(simulation.trace()),
        point_(point),
        language_(language),
        index_(script_, trace_),
        frame_of_record_(trace_.records.size() + 1, kNoFrame) {}

  CaptureFrames make() {
    for (uint32_t id = 1; id <= trace_.records.size(); ++id) add_frame(id);
    for (uint32_t id = 1; id <= trace_.records.size(); ++id) add_notes(id);
    return std::move(out_);
  }

 private:
  bool sees(uint8_t host) const {
    return point_ != (host == 0 ? CapturePoint::SecondHost : CapturePoint::FirstHost);
  }

  // Whether a copy came to a host at all: a corrupted one is thrown away there.
  static bool reached_host(const Record& r) {
    return r.kind == RecordKind::Arrived ||
           (r.kind == RecordKind::Dropped && r.reason() == DropReason::Checksum);
  }

  uint8_t destination(const Packet& packet) const {
    return packet.to.ip == script_.hosts[0].address ? 0 : 1;
  }

  void add_frame(uint32_t id) {
    const Record& r = trace_.record(id);
    const bool sent = r.kind == RecordKind::Sent;
    if (!sent && (point_ == CapturePoint::Senders || !reached_host(r))) return;
    CaptureFrame frame;
    frame.packet = r.packet();
    frame.t = r.t;
    frame.host = sent ? r.host : destination(trace_.packet(r.packet()));
    frame.inbound = !sent;
    frame.corrupt = r.kind == RecordKind::Dropped;
    if (!sees(frame.host)) return;
    frame_of_record_[id] = static_cast<uint32_t>(out_.frames.size());
    out_.frames.push_back(std::move(frame));
  }

  void add_notes(uint32_t id) {
    const Record& r = trace_.record(id);
    if (r.kind == RecordKind::Sent) return sent(id, r);
    if (r.kind == RecordKind::Dropped || r.kind == RecordKind::Arrived) return ended(id, r);
    if (!index_.is_shown(id)) return;
    note(place_of(id), r, text_of(id, r));
  }

  void sent(uint32_t id, const Record& r) {
    last_ = id;
    const Packet& packet = trace_.packet(r.packet());
    if (packet.forged) note(id, r, std::string(word(Word::Forged, language_)));
    if (packet.retransmission)
      note(id, r, std::string(word(Word::Retransmission, language_)) + rule_suffix(r.rule));
  }

  // Only what a reader cannot see otherwise: losses, copies, and segments that nobody heeded.
  void ended(uint32_t id, const Record& r) {
    const uint32_t at = frame_of_record_[id] != kNoFrame ? id : trace_.packet(r.packet()).sent;
    if (r.kind == RecordKind::Dropped)
      return note(at, r, std::string(drop_words(r.reason(), language_)));
    if (r.copy > 0) note(at, r, std::string(word(Word::Duplicate, language_)));
    if (!index_.is_ignored(id)) return;
    std::string rules;
    for (uint16_t rule : r.rules)
      if (rule != 0) rules = rule_name(static_cast<Rule>(rule));
    note(at, r, word(Word::Ignored, language_, rules));
  }

  static std::string rule_suffix(Rule rule) {
    return rule == Rule::None ? std::string() : " (" + rule_name(rule) + ")";
  }

  std::string returned(const Record& result) const {
    const std::string detail = result_detail(script_, trace_, result);
    return " → " + result_text(script_, result) + (detail.empty() ? "" : " (" + detail + ")");
  }

  std::string text_of(uint32_t id, const Record& r) const {
    switch (r.kind) {
      case RecordKind::State:
        return std::string(state_name(r.from())) + " → " + std::string(state_name(r.to())) +
               rule_suffix(r.rule);
      case RecordKind::Call:
        if (!index_.returned_at_once(id)) return call_text(script_, r);
        return call_text(script_, r) + returned(trace_.record(index_.result_of(id)));
      case RecordKind::Result: return call_text_name(script_, r) + returned(r);
      case RecordKind::Timer:
        return std::string(r.action() == TimerAction::Restarted
                               ? word(Word::TimeWaitAgain, language_)
                               : timer_words(r.timer(), language_));
      case RecordKind::Bytes: return word(Word::Discarded, language_, std::to_string(r.length()));
      case RecordKind::Host: return std::string(host_action_name(r.host_action()));
      case RecordKind::Socket:
      case RecordKind::Sent:
      case RecordKind::Arrived:
      case RecordKind::Dropped: return {};
      case RecordKind::Event: return event_word(script_.hosts[r.host], r);
    }
    return {};
  }

  // The record of the segment that a record belongs to; 0: none.
  uint32_t place_of(uint32_t id) const {
    const Record& r = trace_.record(id);
    for (uint32_t cause = r.cause; cause != kNoCause; cause = trace_.record(cause).cause) {
      const Record& c = trace_.record(cause);
      if (c.t != r.t) break;
      if (c.kind != RecordKind::Arrived) continue;
      return frame_of_record_[cause] != kNoFrame ? cause : trace_.packet(c.packet()).sent;
    }
    for (uint32_t next = id + 1; next <= trace_.records.size(); ++next) {
      const Record& n = trace_.record(next);
      if (n.t != r.t) break;
      if (n.kind == RecordKind::Sent && n.host == r.host) return next;
    }
    return last_;
  }

  // At the frame of a record; when it was not seen, at the last frame before it, or the first.
  void note(uint32_t record, const Record& r, const std::string& what) {
    const std::string text = seconds_text(r.t) + " " + script_.hosts[r.host].name + ": " +
                             index_.socket_tag(r.socket) + what;
    uint32_t frame = record == 0 ? kNoFrame : frame_of_record_[record];
    while (frame == kNoFrame && record > 1) frame = frame_of_record_[--record];
    if (frame == kNoFrame) frame = 0;
    (out_.frames.empty() ? out_.notes : out_.frames[frame].notes).push_back(text);
  }

  const Script& script_;
  const Trace& trace_;
  const CapturePoint point_;
  const Language language_;
  const LadderIndex index_;
  std::vector<uint32_t> frame_of_record_;
  uint32_t last_ = 0;  // the last Sent record so far
  CaptureFrames out_;
};

}  // namespace

CaptureFrames capture_frames(const Simulation& simulation, CapturePoint point, Language language) {
  return FrameMaker(simulation, point, language).make();
}

}  // namespace finwait
