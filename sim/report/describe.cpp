#include "sim/report/describe.hpp"

#include <array>

#include "sim/base/text.hpp"
#include "sim/world/api_words.hpp"
#include "sim/world/event_words.hpp"

namespace finwait {
namespace {

// Octets of text on an arrow, as many as there is room for.
constexpr std::array<size_t, 4> kDataShown = {24, 16, 12, 8};

std::string quoted(const std::string& text, size_t shown) {
  const std::string start = printable(std::string_view(text).substr(0, shown), shown);
  return "\"" + start + (text.size() > shown ? "…\"" : "\"");
}

const Entry* entry_of(const Script& script, uint32_t entry) {
  return entry < script.timeline.size() ? &script.timeline[entry] : nullptr;
}

std::string duration_or_number(const Entry& e) {
  return e.duration.ns != 0 ? duration_text(e.duration) : std::to_string(e.value);
}

std::string option_arguments(const Entry& e, bool set) {
  if (!e.option) return {};
  std::string out(option_name(*e.option));
  if (!set) return out;
  if (*e.option == Option::SoLinger)
    return out + "={" + std::to_string(e.onoff) + "," + std::to_string(e.linger) + "}";
  return out + "=" + duration_or_number(e);
}

std::string send_arguments(const Entry& e) {
  return std::to_string(e.length()) + (e.urgent ? ", MSG_OOB" : "");
}

std::string port_text(const Entry& e) {
  return e.port ? ":" + std::to_string(*e.port) : std::string();
}

std::string connect_arguments(const Entry& e) {
  if (!e.to_text.empty()) return e.to_text;
  return e.to ? address_text(*e.to) : std::string();
}

std::string timeout_arguments(const Entry& e) {
  return e.timeout ? people_duration(*e.timeout) : "None";
}

std::string arguments(const Script& script, const Entry& e) {
  const Api api = script.hosts[e.host].api;
  switch (e.call) {
    case CallKind::Bind:
    case CallKind::Listen: return port_text(e);
    case CallKind::Connect: return connect_arguments(e);
    case CallKind::Send: return send_arguments(e);
    case CallKind::Recv: return e.max ? std::to_string(*e.max) : std::string();
    case CallKind::Shutdown: {
      const std::string how(shutdown_word(api, e.how));
      return how.substr(how.starts_with("SHUT_") ? 5 : 0);
    }
    case CallKind::SetSockOpt: return option_arguments(e, true);
    case CallKind::GetSockOpt: return option_arguments(e, false);
    case CallKind::Poll: return e.events ? poll_events_text(e.events) : std::string();
    case CallKind::Select: return e.events ? select_sets_text(e.events) : std::string();
    case CallKind::WsaAsyncSelect:
    case CallKind::WsaEventSelect: return network_events_text(e.events);
    case CallKind::SetTimeout: return timeout_arguments(e);
    case CallKind::StopTimer:
    case CallKind::FireTimer: return std::string(timer_name(e.timer));
    case CallKind::WsaSendDisconnect:
    case CallKind::WsaRecvDisconnect: return e.data.empty() ? "NULL" : "data";
    case CallKind::Socket:
    case CallKind::Accept:
    case CallKind::Close:
    case CallKind::Abort:
    case CallKind::GetSockName:
    case CallKind::GetPeerName:
    case CallKind::Dup:
    case CallKind::Signal:
    case CallKind::Detach:
    case CallKind::Exit:
    case CallKind::Crash:
    case CallKind::Reboot:
    case CallKind::PowerOff:
    case CallKind::Cut:
    case CallKind::Heal:
    case CallKind::Inject:
    case CallKind::Icmp: return {};
  }
  return {};
}

}  // namespace

std::string segment_label(const Packet& packet) {
  const Segment& s = packet.segment;
  std::string out = flag_names(s.ctl) + " " + std::to_string(packet.seq());
  if (s.text > 0) {
    out += ":" + std::to_string(packet.seq() + s.text) + "(" + std::to_string(s.text) + ")";
  }
  if (s.has(kAck)) out += " ack " + std::to_string(packet.ack());
  if (s.options.sack_count > 0) out += " " + sack_text(moved(s.options, -packet.ack_base));
  if (s.has(kUrg)) out += " urg " + std::to_string(s.up);
  if (s.wnd == 0 && !s.has(kRst)) out += " win 0";
  return out;
}

std::vector<std::vector<std::string>> segment_extras(const Trace& trace, const Script& script,
                                                     const Packet& packet) {
  const Segment& s = packet.segment;
  std::vector<std::vector<std::string>> extras;
  if (s.text > 0) {
    const std::string text = payload_text(trace, script, packet);
    std::vector<std::string>& forms = extras.emplace_back();
    for (const size_t shown : kDataShown) forms.push_back(quoted(text, shown));
  }
  const std::string options = options_text(s.options);
  if (s.has(kSyn) && !options.empty()) {
    extras.push_back({"<" + options + ">"});
    if (s.options.mss && options.find(',') != std::string::npos)
      extras.back().push_back("<" + options.substr(0, options.find(',')) + ",…>");
  }
  if (s.wnd != 0 && !s.has(kRst)) extras.push_back({"win " + std::to_string(s.wnd)});
  return extras;
}

std::string call_text(const Script& script, const Record& call) {
  const Entry* entry = call.entry() == kAutoCall ? nullptr : entry_of(script, call.entry());
  std::string inside;
  if (entry) inside = arguments(script, *entry);
  if (call.call() == CallKind::SetSockOpt && !inside.empty()) return inside;
  if (!entry) return call_text_name(script, call) + "(" + inside + ")";
  return std::string(call_word(script.hosts[call.host], entry->call, entry->wording)) + "(" +
         inside + ")";
}

std::string call_text_name(const Script& script, const Record& r) {
  return std::string(call_word(script.hosts[r.host], r.call()));
}

std::string result_text(const Script& script, const Record& result) {
  return result_word(script.hosts[result.host], result.call(), result.error(), result.value());
}

std::string plain_result_text(const Script& script, const Record& result) {
  HostConfig host = script.hosts[result.host];
  host.api = Api::Posix;
  return result_word(host, result.call(), result.error(), result.value());
}

std::string_view doubt_mark(const Script& script, const Record& r) {
  const ProfileName system = script.hosts[r.host].profile.name;
  return evidence_of(r.rule, system) == Evidence::Unverified ? " ?" : "";
}

std::string result_detail(const Script& script, const Trace& trace, const Record& result) {
  if (result.error() != Errno::Ok) return {};
  if (result.call() == CallKind::Poll) return poll_events_text(result.poll_events());
  if (result.call() == CallKind::Select) return select_sets_text(result.poll_events());
  if (result.call() == CallKind::GetSockName || result.call() == CallKind::GetPeerName)
    return std::to_string(result.detail());
  if (result.call() != CallKind::GetSockOpt || result.call_id() == 0) return {};
  const Entry* entry = entry_of(script, trace.record(result.call_id()).entry());
  if (entry && entry->option == Option::TcpInfoState)
    return std::string(state_name(static_cast<State>(result.detail())));
  if (entry && entry->option == Option::SoError && result.detail() != 0)
    return std::string(
        option_error_word(script.hosts[result.host], static_cast<Errno>(result.detail())));
  return std::to_string(result.detail());
}

std::string_view timer_words(Timer timer, Language language) {
  switch (timer) {
    case Timer::Retransmission: return word(Word::RetransmissionTimer, language);
    case Timer::TimeWait: return word(Word::TimeWaitOver, language);
    case Timer::Persist: return word(Word::PersistTimer, language);
    case Timer::Keepalive: return word(Word::KeepaliveTimer, language);
    case Timer::FinWait2: return word(Word::FinWait2Over, language);
    case Timer::DelayedAck: return word(Word::DelayedAckTimer, language);
    case Timer::User: return word(Word::UserTimer, language);
    case Timer::Override: return word(Word::OverrideTimer, language);
    case Timer::Linger: return word(Word::LingerTimer, language);
  }
  return {};
}

std::string_view drop_words(DropReason reason, Language language) {
  switch (reason) {
    case DropReason::Loss: return word(Word::Lost, language);
    case DropReason::Fault: return word(Word::Fault, language);
    case DropReason::Expired: return word(Word::Expired, language);
    case DropReason::Queue: return word(Word::QueueFull, language);
    case DropReason::Checksum: return word(Word::BadChecksum, language);
    case DropReason::NoHost: return word(Word::NoHost, language);
    case DropReason::Cut: return word(Word::Unplugged, language);
  }
  return {};
}

}  // namespace finwait
