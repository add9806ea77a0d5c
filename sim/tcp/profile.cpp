#include "sim/tcp/profile.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "sim/base/text.hpp"

namespace finwait {
namespace {

struct TimeSetting {
  std::string_view name;
  Duration Profile::*member;
  Duration highest;
};
struct CountSetting {
  std::string_view name;
  int32_t Profile::*member;    // one of the two is set
  uint32_t Profile::*size;
  int64_t lowest;
  int64_t highest;
  std::string_view expected;
};
struct FlagSetting {
  std::string_view name;
  bool Profile::*member;
};
struct WordSetting {
  std::string_view name;
  std::string_view expected;
};

constexpr std::array kTimes = {
    TimeSetting{"challenge_ack_interval", &Profile::challenge_ack_interval, kMaxDuration},
    TimeSetting{"connect_timeout", &Profile::connect_timeout, kMaxDuration},
    TimeSetting{"data_give_up", &Profile::data_give_up, kMaxDuration},
    TimeSetting{"delayed_ack", &Profile::delayed_ack, milliseconds(500)},
    TimeSetting{"fin_wait_2_timeout", &Profile::fin_wait_2_timeout, kMaxDuration},
    TimeSetting{"keepalive_idle", &Profile::keepalive_idle, kMaxDuration},
    TimeSetting{"keepalive_interval", &Profile::keepalive_interval, kMaxDuration},
    TimeSetting{"persist_closed", &Profile::persist_closed, kMaxDuration},
    TimeSetting{"persist_idle", &Profile::persist_idle, kMaxDuration},
    TimeSetting{"persist_max", &Profile::persist_max, kMaxDuration},
    TimeSetting{"persist_min", &Profile::persist_min, kMaxDuration},
    TimeSetting{"quiet_time", &Profile::quiet_time, kMaxDuration},
    TimeSetting{"rto_initial", &Profile::rto_initial, kMaxDuration},
    TimeSetting{"rto_max", &Profile::rto_max, kMaxDuration},
    TimeSetting{"rto_min", &Profile::rto_min, kMaxDuration},
    TimeSetting{"rto_slop", &Profile::rto_slop, kMaxDuration},
    TimeSetting{"sws_override", &Profile::sws_override, kMaxDuration},
    TimeSetting{"syn_give_up", &Profile::syn_give_up, kMaxDuration},
    TimeSetting{"time_wait", &Profile::time_wait, kMaxDuration},
    TimeSetting{"timestamp_clock", &Profile::timestamp_clock, seconds(1)},
    TimeSetting{"user_timeout", &Profile::user_timeout, kMaxDuration},
};

constexpr std::string_view kRetries = "a number of retransmissions from 0 to 255";
constexpr std::string_view kOctets = "a number of octets from 1 to 1073725440";

constexpr std::array kCounts = {
    CountSetting{"data_retries", &Profile::data_retries, nullptr, 0, 255, kRetries},
    CountSetting{"descriptors", nullptr, &Profile::descriptors, 0, 1000000,
                 "a number of descriptors, or 0 for no limit"},
    CountSetting{"initial_window", nullptr, &Profile::initial_window, 0, 65535,
                 "a number of segments from 0 (the standard's) to 65535"},
    CountSetting{"keepalive_count", &Profile::keepalive_count, nullptr, 1, 255,
                 "a number of probes from 1 to 255"},
    CountSetting{"mss", nullptr, &Profile::mss, 1, 65495, "a number of octets from 1 to 65495"},
    CountSetting{"orphan_retries", &Profile::orphan_retries, nullptr, 0, 255, kRetries},
    CountSetting{"receive_buffer", nullptr, &Profile::receive_buffer, 1, 1073725440, kOctets},
    CountSetting{"rto_doublings", &Profile::rto_doublings, nullptr, 0, 255,
                 "a number of doublings from 0 to 255"},
    CountSetting{"send_buffer", nullptr, &Profile::send_buffer, 1, 1073725440, kOctets},
    CountSetting{"somaxconn", nullptr, &Profile::somaxconn, 1, 65535,
                 "a number of connections from 1 to 65535"},
    CountSetting{"syn_backlog", &Profile::syn_backlog, nullptr, 1, 65535,
                 "a number of half-open requests from 1 to 65535"},
    CountSetting{"syn_linear_timeouts", &Profile::syn_linear_timeouts, nullptr, 0, 255, kRetries},
    CountSetting{"syn_retries", &Profile::syn_retries, nullptr, 0, 255, kRetries},
    CountSetting{"synack_retries", &Profile::synack_retries, nullptr, 0, 255, kRetries},
    CountSetting{"window_scale", &Profile::window_scale, nullptr, 0, 14,
                 "a shift count from 0 to 14, or false"},
};

constexpr std::array kFlags = {
    FlagSetting{"abort_on_overflow", &Profile::abort_on_overflow},
    FlagSetting{"acked_bytes_bound", &Profile::acked_bytes_bound},
    FlagSetting{"ackless_dropped", &Profile::ackless_dropped},
    FlagSetting{"closed_text_resets", &Profile::closed_text_resets},
    FlagSetting{"closing_fin_again", &Profile::closing_fin_again},
    FlagSetting{"coalesce_resend", &Profile::coalesce_resend},
    FlagSetting{"compressed_time_wait", &Profile::compressed_time_wait},
    FlagSetting{"cwnd_validated", &Profile::cwnd_validated},
    FlagSetting{"dsack", &Profile::dsack},
    FlagSetting{"early_last_ack", &Profile::early_last_ack},
    FlagSetting{"fin_ack_at_once", &Profile::fin_ack_at_once},
    FlagSetting{"fin_wait_2_rechecks", &Profile::fin_wait_2_rechecks},
    FlagSetting{"fin_wait_2_when_shut", &Profile::fin_wait_2_when_shut},
    FlagSetting{"give_up_reset", &Profile::give_up_reset},
    FlagSetting{"half_open_resend", &Profile::half_open_resend},
    FlagSetting{"icmp_aborts", &Profile::icmp_aborts},
    FlagSetting{"icmp_by_code", &Profile::icmp_by_code},
    FlagSetting{"icmp_ends_opening", &Profile::icmp_ends_opening},
    FlagSetting{"icmp_kept", &Profile::icmp_kept},
    FlagSetting{"icmp_may_reset", &Profile::icmp_may_reset},
    FlagSetting{"icmp_reverts_back_off", &Profile::icmp_reverts_back_off},
    FlagSetting{"icmp_told", &Profile::icmp_told},
    FlagSetting{"idle_restart", &Profile::idle_restart},
    FlagSetting{"keepalive_reset", &Profile::keepalive_reset},
    FlagSetting{"late_text_resets", &Profile::late_text_resets},
    FlagSetting{"listen_syn_ack_silent", &Profile::listen_syn_ack_silent},
    FlagSetting{"nagle", &Profile::nagle},
    FlagSetting{"old_ack_opens", &Profile::old_ack_opens},
    FlagSetting{"old_segment_acks", &Profile::old_segment_acks},
    FlagSetting{"overflow_reset", &Profile::overflow_reset},
    FlagSetting{"quickack", &Profile::quickack},
    FlagSetting{"refused_as_reset", &Profile::refused_as_reset},
    FlagSetting{"refused_retry", &Profile::refused_retry},
    FlagSetting{"request_socket", &Profile::request_socket},
    FlagSetting{"reset_as_pipe", &Profile::reset_as_pipe},
    FlagSetting{"reset_before_fin", &Profile::reset_before_fin},
    FlagSetting{"reset_with_ack", &Profile::reset_with_ack},
    FlagSetting{"retry_time", &Profile::retry_time},
    FlagSetting{"rfc1337", &Profile::rfc1337},
    FlagSetting{"rfc5961", &Profile::rfc5961},
    FlagSetting{"sack", &Profile::sack},
    FlagSetting{"sack_after_rto", &Profile::sack_after_rto},
    FlagSetting{"shutdown_waits", &Profile::shutdown_waits},
    FlagSetting{"simultaneous_ack", &Profile::simultaneous_ack},
    FlagSetting{"syn_data_dropped", &Profile::syn_data_dropped},
    FlagSetting{"syn_fin_dropped", &Profile::syn_fin_dropped},
    FlagSetting{"syn_resend_on_bad_ack", &Profile::syn_resend_on_bad_ack},
    FlagSetting{"tail_loss_probe", &Profile::tail_loss_probe},
    FlagSetting{"time_wait_socket", &Profile::time_wait_socket},
    FlagSetting{"timestamps", &Profile::timestamps},
    FlagSetting{"timestamps_required", &Profile::timestamps_required},
    FlagSetting{"tw_reuse", &Profile::tw_reuse},
    FlagSetting{"user_timeout_on_probe", &Profile::user_timeout_on_probe},
    FlagSetting{"variance_floor", &Profile::variance_floor},
    FlagSetting{"whole_segments", &Profile::whole_segments},
    FlagSetting{"window_beyond_field", &Profile::window_beyond_field},
    FlagSetting{"window_from_last_ack", &Profile::window_from_last_ack},
};

constexpr std::array kWords = {
    WordSetting{"congestion", "\"none\" or \"reno\""},
    WordSetting{"ephemeral_ports", "a range of ports such as \"49152-65535\""},
    WordSetting{"persist_style", "\"one_octet\" or \"zero_length\""},
    WordSetting{"shut_text", "\"keep\", \"discard\" or \"reset\""},
    WordSetting{"unread_close", "\"reset\", \"reset_held\" or \"fin\""},
};

constexpr std::string_view kTimeExpected = "a time such as \"200ms\"";
constexpr std::string_view kFlagExpected = "true or false";

std::vector<Setting> make_settings() {
  std::vector<Setting> all;
  for (const auto& s : kTimes) all.push_back({s.name, SettingKind::Time, kTimeExpected});
  for (const auto& s : kCounts) all.push_back({s.name, SettingKind::Count, s.expected});
  for (const auto& s : kFlags) all.push_back({s.name, SettingKind::Flag, kFlagExpected});
  for (const auto& s : kWords) all.push_back({s.name, SettingKind::Word, s.expected});
  for (const auto& s : socket_flags()) all.push_back({s.name, SettingKind::Flag, kFlagExpected});
  for (const auto& s : socket_words()) all.push_back({s.name, SettingKind::Word, s.expected});
  std::sort(all.begin(), all.end(),
            [](const Setting& a, const Setting& b) { return a.name < b.name; });
  return all;
}

const std::vector<Setting>& settings() {
  static const std::vector<Setting> all = make_settings();
  return all;
}

template <class Table>
const typename Table::value_type* find_in(const Table& table, std::string_view name) {
  for (const auto& row : table)
    if (row.name == name) return &row;
  return nullptr;
}

std::string unread_close_text(UnreadClose value) {
  switch (value) {
    case UnreadClose::Reset: return "\"reset\"";
    case UnreadClose::Fin: return "\"fin\"";
    case UnreadClose::ResetHeld: return "\"reset_held\"";
  }
  return "";
}

std::string shut_text_text(ShutText value) {
  switch (value) {
    case ShutText::Keep: return "\"keep\"";
    case ShutText::Discard: return "\"discard\"";
    case ShutText::Reset: return "\"reset\"";
  }
  return "";
}

bool set_port_range(Profile& profile, std::string_view value) {
  const size_t dash = value.find('-');
  if (dash == std::string_view::npos) return false;
  const auto first = parse_unsigned(value.substr(0, dash));
  const auto last = parse_unsigned(value.substr(dash + 1));
  if (!first || !last || *first == 0 || *first > *last || *last > 65535) return false;
  profile.ephemeral_first = static_cast<uint32_t>(*first);
  profile.ephemeral_last = static_cast<uint32_t>(*last);
  return true;
}

}  // namespace

std::span<const Setting> all_settings() { return settings(); }
const Setting* find_setting(std::string_view name) { return find_in(settings(), name); }

bool set_time(Profile& profile, std::string_view name, Duration value) {
  const TimeSetting* s = find_in(kTimes, name);
  if (!s || value.ns < 0 || value > s->highest) return false;
  const bool needs_a_length = s->member == &Profile::rto_initial ||
                              s->member == &Profile::rto_min || s->member == &Profile::rto_max ||
                              s->member == &Profile::keepalive_idle ||
                              s->member == &Profile::keepalive_interval;
  if (needs_a_length && value.ns == 0) return false;
  profile.*(s->member) = value;
  return true;
}

bool set_count(Profile& profile, std::string_view name, int64_t value) {
  const CountSetting* s = find_in(kCounts, name);
  if (!s || value < s->lowest || value > s->highest) return false;
  if (s->member) profile.*(s->member) = static_cast<int32_t>(value);
  else profile.*(s->size) = static_cast<uint32_t>(value);
  return true;
}

bool set_flag(Profile& profile, std::string_view name, bool value) {
  if (name == "window_scale" && !value) {
    profile.window_scale = -1;
    return true;
  }
  if (const FlagSetting* s = find_in(kFlags, name)) {
    profile.*(s->member) = value;
    return true;
  }
  for (const SocketFlag& s : socket_flags()) {
    if (s.name != name) continue;
    profile.*(s.member) = value;
    return true;
  }
  return false;
}

bool set_word(Profile& profile, std::string_view name, std::string_view value) {
  if (name == "congestion" && value == "none") profile.congestion = Congestion::None;
  else if (name == "congestion" && value == "reno") profile.congestion = Congestion::Reno;
  else if (name == "persist_style" && value == "one_octet")
    profile.persist_style = PersistStyle::OneOctet;
  else if (name == "persist_style" && value == "zero_length")
    profile.persist_style = PersistStyle::ZeroLength;
  else if (name == "unread_close" && value == "reset") profile.unread_close = UnreadClose::Reset;
  else if (name == "unread_close" && value == "fin") profile.unread_close = UnreadClose::Fin;
  else if (name == "unread_close" && value == "reset_held")
    profile.unread_close = UnreadClose::ResetHeld;
  else if (name == "shut_text" && value == "keep") profile.shut_text = ShutText::Keep;
  else if (name == "shut_text" && value == "discard") profile.shut_text = ShutText::Discard;
  else if (name == "shut_text" && value == "reset") profile.shut_text = ShutText::Reset;
  else if (name == "ephemeral_ports") return set_port_range(profile, value);
  else return set_socket_word(profile, name, value);
  return true;
}

std::string setting_text(const Profile& profile, std::string_view name) {
  if (const TimeSetting* t = find_in(kTimes, name))
    return "\"" + duration_text(profile.*(t->member)) + "\"";
  if (const CountSetting* c = find_in(kCounts, name)) {
    if (name == "window_scale" && profile.window_scale < 0) return "false";
    return std::to_string(c->member ? int64_t{profile.*(c->member)} : profile.*(c->size));
  }
  if (const FlagSetting* f = find_in(kFlags, name)) return profile.*(f->member) ? "true" : "false";
  for (const SocketFlag& f : socket_flags())
    if (f.name == name) return profile.*(f.member) ? "true" : "false";
  if (const std::string_view word = socket_word(profile, name); !word.empty())
    return "\"" + std::string(word) + "\"";
  if (name == "congestion")
    return profile.congestion == Congestion::None ? "\"none\"" : "\"reno\"";
  if (name == "persist_style")
    return profile.persist_style == PersistStyle::OneOctet ? "\"one_octet\"" : "\"zero_length\"";
  if (name == "unread_close") return unread_close_text(profile.unread_close);
  if (name == "shut_text") return shut_text_text(profile.shut_text);
  return "\"" + std::to_string(profile.ephemeral_first) + "-" +
         std::to_string(profile.ephemeral_last) + "\"";
}

}  // namespace finwait
