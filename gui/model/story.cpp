#include "gui/model/story.hpp"

#include "sim/base/text.hpp"
#include "sim/wire/notation.hpp"
#include "sim/world/api_words.hpp"

namespace finwait {
namespace {

bool is_pattern(std::string_view text, uint32_t offset) {
  for (size_t i = 0; i < text.size(); ++i)
    if (text[i] != pattern_octet(offset + static_cast<uint32_t>(i))) return false;
  return true;
}

std::string option_label(const Entry& entry) {
  const std::string name = entry.option ? std::string(option_name(*entry.option)) : "option";
  if (entry.call == CallKind::GetSockOpt) return name + "?";
  if (entry.option == Option::SoLinger) {
    if (entry.onoff == 0) return name + " off";
    return name + " " + std::to_string(entry.linger) + " s";
  }
  return name + " = " + std::to_string(entry.value);
}

std::string entry_label(const HostConfig& host, const Entry& entry) {
  const std::string name(call_word(host, entry.call, entry.wording));
  switch (entry.call) {
    case CallKind::Send: return name + "(" + std::to_string(entry.length()) + ")";
    case CallKind::Shutdown:
      return name + "(" + std::string(shutdown_word(host.api, entry.how)) + ")";
    case CallKind::SetSockOpt:
    case CallKind::GetSockOpt: return option_label(entry);
    case CallKind::Crash:
    case CallKind::Reboot:
    case CallKind::Cut:
    case CallKind::Heal:
    case CallKind::Icmp: return name;
    case CallKind::Inject: return "forge " + flag_names(entry.segment.ctl);
    case CallKind::PowerOff: return "power off";
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

std::string segment_label(const Packet& packet) {
  const Segment& seg = packet.segment;
  std::string label = flag_names(seg.ctl) + " ";
  if (seg.text > 0)
    return label + std::to_string(packet.seq()) + ":" + std::to_string(packet.seq() + seg.text);
  if (!seg.has(kSyn) && !seg.has(kFin) && !seg.has(kRst) && seg.has(kAck))
    return label + std::to_string(packet.ack());
  label += std::to_string(packet.seq());
  if (seg.has(kSyn) && seg.has(kAck)) label += " / " + std::to_string(packet.ack());
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

std::string trip_remark(const Trip& trip, const Packet& packet) {
  std::string remark;
  if (trip.retransmission > 0) {
    remark = "retransmission";
    if (trip.retransmission > 1) remark += " " + std::to_string(trip.retransmission);
  }
  if (packet.forged) remark = "forged";
  if (trip.copy > 0) remark += (remark.empty() ? "" : ", ") + std::string("duplicate");
  return remark;
}

std::string call_label(const Source& source, const Record& call) {
  if (call.entry() < source.script.timeline.size())
    return entry_label(source.script.hosts[call.host], source.script.timeline[call.entry()]);
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
      return is_plain_success(r, result) ? label : label + " \u2192 " + result_text(source, result);
    }
    case Mark::Kind::Result:
      return std::string(call_word(source.script.hosts[r.host], r.call())) + " \u2192 " +
             result_text(source, r);
    case Mark::Kind::Told: return event_word(source.script.hosts[r.host], r);
    case Mark::Kind::TimerFired:
      return r.timer() == Timer::Retransmission ? "RTO" : std::string(timer_label(r.timer()));
    case Mark::Kind::Host: {
      const auto action = r.host_action();
      return action == HostAction::PowerOff ? "power off" : std::string(host_action_name(action));
    }
  }
  return "";
}

std::string_view host_letter(uint8_t host) {
  return host == 0 ? "A" : "B";
}

std::string timer_phrase(Timer timer) {
  switch (timer) {
    case Timer::Retransmission: return "the retransmission timer";
    case Timer::TimeWait: return "the 2MSL timer";
    case Timer::Persist: return "the persist timer";
    case Timer::Keepalive: return "the keep-alive timer";
    case Timer::FinWait2: return "the FIN_WAIT_2 timer";
    case Timer::DelayedAck: return "the delayed-ACK timer";
    case Timer::User: return "the user timeout";
    case Timer::Override: return "the silly-window timer";
    case Timer::Linger: return "the linger timer";
  }
  return "";
}

std::string_view timer_label(Timer timer) {
  switch (timer) {
    case Timer::Retransmission: return "retransmit";
    case Timer::TimeWait: return "2MSL";
    case Timer::Persist: return "persist";
    case Timer::Keepalive: return "keep-alive";
    case Timer::FinWait2: return "FIN_WAIT_2";
    case Timer::DelayedAck: return "delayed ACK";
    case Timer::User: return "user";
    case Timer::Override: return "override";
    case Timer::Linger: return "linger";
  }
  return "";
}

std::string clause_text(const RuleInfo& info) {
  std::string text = info.rfc.empty() ? "" : "RFC " + std::string(info.rfc) + " ";
  text += info.section;
  if (!info.step.empty()) text += ", " + std::string(info.step);
  return text;
}

std::string capitalized(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

}  // namespace finwait
