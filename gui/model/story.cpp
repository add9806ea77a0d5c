#include "gui/model/story.hpp"

#include <algorithm>
#include <array>

#include "sim/base/text.hpp"
#include "sim/report/describe.hpp"
#include "sim/wire/notation.hpp"
#include "sim/world/api_words.hpp"

namespace finwait {
namespace {

// As RFC 9293 counts them in 3.10.7.4.
constexpr std::array<std::string_view, 8> kSteps = {"first", "second", "third",   "fourth",
                                                    "fifth", "sixth",  "seventh", "eighth"};

bool is_pattern(std::string_view text, uint32_t offset) {
  for (size_t i = 0; i < text.size(); ++i)
    if (text[i] != pattern_octet(offset + static_cast<uint32_t>(i))) return false;
  return true;
}

std::string option_label(const Phrases& phrases, const Entry& entry) {
  const std::string name = entry.option ? std::string(option_name(*entry.option)) : "option";
  if (entry.call == CallKind::GetSockOpt) return name + "?";
  if (entry.option == Option::SoLinger) {
    if (entry.onoff == 0) return phrases(Phrase::OptionOff, {name});
    return name + " " + std::to_string(entry.linger) + " s";
  }
  return name + " = " + std::to_string(entry.value);
}

std::string entry_label(const Phrases& phrases, const HostConfig& host, const Entry& entry) {
  const std::string name(call_word(host, entry.call, entry.wording));
  switch (entry.call) {
    case CallKind::Send: return name + "(" + std::to_string(entry.length()) + ")";
    case CallKind::Shutdown:
      return name + "(" + std::string(shutdown_word(host.api, entry.how)) + ")";
    case CallKind::SetSockOpt:
    case CallKind::GetSockOpt: return option_label(phrases, entry);
    case CallKind::Crash: return phrases(Phrase::Crash);
    case CallKind::Reboot: return phrases(Phrase::Reboot);
    case CallKind::Cut: return phrases(Phrase::Cut);
    case CallKind::Heal: return phrases(Phrase::Heal);
    case CallKind::PowerOff: return phrases(Phrase::PowerOff);
    case CallKind::Icmp: return name;
    case CallKind::StopTimer:
      return phrases(Phrase::StopsTimer, {phrases(timer_label(entry.timer))});
    case CallKind::FireTimer:
      return phrases(Phrase::FiresTimer, {phrases(timer_label(entry.timer))});
    case CallKind::Inject: return phrases(Phrase::Forge, {flag_names(entry.segment.ctl)});
    case CallKind::Socket:
    case CallKind::Bind:
    case CallKind::Listen:
    case CallKind::Accept:
    case CallKind::Connect:
    case CallKind::Recv:
    case CallKind::Close:
    case CallKind::Abort:
    case CallKind::Poll:
    case CallKind::GetSockName:
    case CallKind::GetPeerName:
    case CallKind::Dup:
    case CallKind::WsaSendDisconnect:
    case CallKind::WsaRecvDisconnect:
    case CallKind::WsaAsyncSelect:
    case CallKind::WsaEventSelect:
    case CallKind::Select:
    case CallKind::SetTimeout:
    case CallKind::Signal:
    case CallKind::Detach:
    case CallKind::Exit: return name + "()";
  }
  return name;
}

Phrase host_action_phrase(HostAction action) {
  switch (action) {
    case HostAction::Crash: return Phrase::Crash;
    case HostAction::Reboot: return Phrase::Reboot;
    case HostAction::PowerOff: return Phrase::PowerOff;
    case HostAction::Cut: return Phrase::Cut;
    case HostAction::Heal: return Phrase::Heal;
  }
  return Phrase::Nothing;
}

// Whether a call's result only says that it did what was asked.
bool is_plain_success(const Record& call, const Record& result) {
  if (result.error() != Errno::Ok) return false;
  switch (call.call()) {
    case CallKind::Recv:
    case CallKind::Poll:
    case CallKind::Select:
    case CallKind::GetSockOpt:
    case CallKind::GetSockName:
    case CallKind::GetPeerName: return false;
    case CallKind::Send: return result.value() == call.value();
    default: return true;
  }
}

}  // namespace

std::string arrow_label(const Packet& packet, bool absolute) {
  const Segment& seg = packet.segment;
  const int64_t seq = absolute ? seg.seq.value : packet.seq();
  const int64_t ack = absolute ? seg.ack.value : packet.ack();
  std::string label = flag_names(seg.ctl) + " ";
  if (seg.text > 0)
    return label + std::to_string(seq) + ":" + std::to_string(seq + seg.text);
  if (!seg.has(kSyn) && !seg.has(kFin) && !seg.has(kRst) && seg.has(kAck))
    return label + std::to_string(ack);
  label += std::to_string(seq);
  if (seg.has(kSyn) && seg.has(kAck)) label += " / " + std::to_string(ack);
  return label;
}

std::string segment_quote(const Source& source, const Packet& packet, size_t limit) {
  if (packet.segment.text == 0) return "";
  const std::string text = payload_text(source.trace, source.script, packet);
  if (text.empty() || is_pattern(text, packet.segment.payload.offset)) return "";
  std::string first = text.substr(0, text.find_first_of("\r\n"));
  const bool cut = first.size() > limit;
  return "\u201c" + printable(cut ? first.substr(0, limit) : first, limit) + (cut ? "\u2026" : "") +
         "\u201d";
}

std::string trip_remark(const Phrases& phrases, const Trip& trip, const Packet& packet) {
  std::string remark;
  if (trip.retransmission > 0)
    remark = trip.retransmission == 1
                 ? phrases(Phrase::Retransmission)
                 : phrases(Phrase::RetransmissionN, {std::to_string(trip.retransmission)});
  if (packet.forged) remark = phrases(Phrase::Forged);
  if (trip.copy > 0) remark += (remark.empty() ? "" : ", ") + phrases(Phrase::Duplicate);
  return remark;
}

std::string call_label(const Source& source, const Record& call) {
  if (call.entry() < source.script.timeline.size())
    return entry_label(source.phrases, source.script.hosts[call.host],
                       source.script.timeline[call.entry()]);
  return std::string(call_word(source.script.hosts[call.host], call.call())) + "()";
}

std::string result_text(const Source& source, const Record& result) {
  return result_word(source.script.hosts[result.host], result.call(), result.error(),
                     result.value());
}

std::string mark_label(const Source& source, const Mark& mark) {
  const Record& r = source.trace.record(mark.record);
  switch (mark.kind) {
    case Mark::Kind::Call: {
      const std::string label = call_label(source, r);
      if (mark.result == 0) return label;
      const Record& result = source.trace.record(mark.result);
      const std::string doubt(doubt_mark(source.script, result));
      if (is_plain_success(r, result)) return label + doubt;
      return label + " \u2192 " + result_text(source, result) + doubt;
    }
    case Mark::Kind::Result:
      return std::string(call_word(source.script.hosts[r.host], r.call())) + " \u2192 " +
             result_text(source, r) + std::string(doubt_mark(source.script, r));
    case Mark::Kind::Told: return event_word(source.script.hosts[r.host], r);
    case Mark::Kind::TimerFired:
      return r.timer() == Timer::Retransmission ? "RTO" : source.phrases(timer_label(r.timer()));
    case Mark::Kind::Host: return source.phrases(host_action_phrase(r.host_action()));
  }
  return "";
}

std::string_view host_letter(uint8_t host) {
  return host == 0 ? "A" : "B";
}

std::string host_text(const Phrases& say, const std::string& name) {
  for (const Phrase known : {Phrase::HostClient, Phrase::HostServer}) {
    if (name != phrase_key(known).substr(std::string_view("host-").size())) continue;
    return say(known) == name ? name : name + " " + say(known);
  }
  return name;
}

Phrase timer_phrase(Timer timer) {
  switch (timer) {
    case Timer::Retransmission: return Phrase::TimerRetransmission;
    case Timer::TimeWait: return Phrase::TimerTimeWait;
    case Timer::Persist: return Phrase::TimerPersist;
    case Timer::Keepalive: return Phrase::TimerKeepalive;
    case Timer::FinWait2: return Phrase::TimerFinWait2;
    case Timer::DelayedAck: return Phrase::TimerDelayedAck;
    case Timer::User: return Phrase::TimerUser;
    case Timer::Override: return Phrase::TimerOverride;
    case Timer::Linger: return Phrase::TimerLinger;
  }
  return Phrase::Nothing;
}

Phrase timer_label(Timer timer) {
  switch (timer) {
    case Timer::Retransmission: return Phrase::LabelRetransmission;
    case Timer::TimeWait: return Phrase::LabelTimeWait;
    case Timer::Persist: return Phrase::LabelPersist;
    case Timer::Keepalive: return Phrase::LabelKeepalive;
    case Timer::FinWait2: return Phrase::LabelFinWait2;
    case Timer::DelayedAck: return Phrase::LabelDelayedAck;
    case Timer::User: return Phrase::LabelUser;
    case Timer::Override: return Phrase::LabelOverride;
    case Timer::Linger: return Phrase::LabelLinger;
  }
  return Phrase::Nothing;
}

std::string chip_clause(const Phrases& say, const RuleInfo& info) {
  std::string text = info.rfc.empty() ? "" : "RFC " + std::string(info.rfc) + " ";
  text += info.section;
  if (info.step.empty()) return text;
  const auto step = std::find(kSteps.begin(), kSteps.end(), info.step);
  const bool word = say.language() == Language::En || step == kSteps.end();
  const auto number = std::to_string(step - kSteps.begin() + 1);
  return text + say(Phrase::ClauseStep, {word ? std::string(info.step) : number});
}

std::string capitalized(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

}  // namespace finwait
