// The documented defaults of each system (facts B.2 and A.12).
#include <algorithm>
#include <array>

#include "sim/tcp/profile.hpp"

namespace finwait {
namespace {

Profile make_linux() {
  Profile p;
  p.name = ProfileName::Linux;
  p.timestamps_required = false;
  p.time_wait = seconds(60);
  p.fin_wait_2_timeout = seconds(60);
  p.rto_min = milliseconds(200);
  p.rto_max = seconds(120);
  p.syn_retries = 6;
  p.syn_linear_timeouts = 4;
  p.synack_retries = 5;
  p.data_retries = 15;
  p.orphan_retries = 8;
  p.delayed_ack = milliseconds(40);
  p.challenge_ack_interval = milliseconds(500);
  p.receive_buffer = 64240;  // of 65535 what whole segments of 1460 fill
  p.send_buffer = 87040;
  p.window_scale = 7;
  p.timestamps = true;
  p.sack = true;
  p.initial_window = 10;
  p.ephemeral_first = 32768;
  p.ephemeral_last = 60999;
  p.persist_style = PersistStyle::ZeroLength;
  for (bool Profile::*quirk :
       {&Profile::quickack, &Profile::variance_floor, &Profile::retry_time,
        &Profile::reset_with_ack, &Profile::half_open_resend, &Profile::syn_fin_dropped,
        &Profile::syn_data_dropped, &Profile::request_socket, &Profile::time_wait_socket,
        &Profile::window_from_last_ack, &Profile::ackless_dropped,
        &Profile::syn_resend_on_bad_ack, &Profile::reset_before_fin, &Profile::old_ack_opens,
        &Profile::late_text_resets, &Profile::acked_bytes_bound, &Profile::simultaneous_ack,
        &Profile::shutdown_waits, &Profile::whole_segments, &Profile::early_last_ack,
        &Profile::coalesce_resend, &Profile::keepalive_reset,
        &Profile::user_timeout_on_probe, &Profile::refused_as_reset, &Profile::reset_as_pipe,
        &Profile::sack_after_rto, &Profile::dsack, &Profile::cwnd_validated,
        &Profile::icmp_ends_opening, &Profile::icmp_reverts_back_off})
    p.*quirk = true;
  p.icmp_aborts = false;
  return p;
}

// FreeBSD 13, from its source. UNVERIFIED: the options it offers, initial window, buffers, ports,
// accept queue, T151, that segments without a timestamp pass, and that no challenge ACK is held
// back. Whether it is silent to a SYN,ACK in LISTEN depends on its age (listen_syn_ack_silent); 13
// resets.
constexpr std::array<std::string_view, 13> kUnverifiedBsd = {
    "challenge_ack_interval", "ephemeral_ports", "half_open_resend", "initial_window",
    "listen_syn_ack_silent",  "receive_buffer",  "sack",             "send_buffer",
    "somaxconn",              "timestamps",      "timestamps_required",
    "user_timeout",           "window_scale"};

Profile make_freebsd() {
  Profile p;
  p.name = ProfileName::FreeBsd;
  p.timestamps_required = false;
  p.time_wait = seconds(60);            // 2 net.inet.tcp.msl
  p.fin_wait_2_timeout = seconds(600);  // keepcnt * keepintvl (T141)
  p.rto_min = milliseconds(30);
  p.rto_slop = milliseconds(200);
  p.rto_max = seconds(64);
  p.rto_doublings = 9;                  // back-off 1, 2, 4, ..., 512, 512, 512, 512
  p.persist_min = seconds(5);
  p.persist_max = seconds(60);
  p.persist_idle = seconds(7200);
  p.persist_closed = seconds(60);
  p.connect_timeout = seconds(75);      // keepinit
  p.syn_retries = 12;                   // TCP_MAXRXTSHIFT, if keepinit lets it
  p.synack_retries = 3;                 // the count is its source's, the times are UNVERIFIED
  p.data_retries = 12;
  p.delayed_ack = milliseconds(40);
  p.keepalive_count = 8;
  p.window_scale = 6;
  p.timestamps = true;
  p.sack = true;
  p.initial_window = 10;
  p.somaxconn = 128;
  p.ephemeral_first = 10000;
  p.unread_close = UnreadClose::Fin;  // T164
  for (bool Profile::*quirk :
       {&Profile::rfc1337, &Profile::reset_with_ack, &Profile::half_open_resend,
        &Profile::window_beyond_field,
        &Profile::early_last_ack, &Profile::keepalive_reset, &Profile::fin_wait_2_when_shut,
        &Profile::fin_wait_2_rechecks, &Profile::compressed_time_wait,
        &Profile::closed_text_resets, &Profile::give_up_reset, &Profile::closing_fin_again,
        &Profile::old_segment_acks, &Profile::fin_ack_at_once})
    p.*quirk = true;
  p.shut_text = ShutText::Discard;  // A084
  p.icmp_aborts = false;  // T184: only in SYN_SENT, by icmp_errmap() and tcp_ctlinput()
  p.icmp_by_code = true;
  p.icmp_kept = true;  // tcp_notify(), tcp_drop(), syncache_unreach()
  p.icmp_told = false;
  return p;
}

// xnu, as FreeBSD but for what is named here. Its ports are UNVERIFIED.
Profile make_macos() {
  Profile p = make_freebsd();
  p.name = ProfileName::MacOs;
  p.time_wait = seconds(30);
  p.fin_wait_2_timeout = seconds(60);
  p.fin_wait_2_rechecks = false;
  p.rto_doublings = 6;                  // back-off 1, 2, 4, ..., 64, 64
  p.syn_linear_timeouts = 4;            // of a SYN: 1, 1, 1, 1, 1, 2, 4, ...
  p.ephemeral_first = 49152;
  p.unread_close = UnreadClose::ResetHeld;  // T164m
  p.reset_before_fin = true;                // T172
  return p;
}

// Windows as its documentation says, with the legacy times. UNVERIFIED: the lower bound of RTO,
// SYN,ACK retries, FIN_WAIT_2, delayed ACK, window probes, options offered, T118 and T151.
constexpr std::array<std::string_view, 21> kUnverifiedWindows = {
    "challenge_ack_interval", "delayed_ack",    "early_last_ack",     "fin_ack_at_once",
    "fin_wait_2_timeout",     "give_up_reset",  "half_open_resend",   "initial_window",
    "keepalive_reset",        "orphan_retries", "persist_style",      "receive_buffer",
    "reset_with_ack",         "rfc5961",        "rto_min",            "sack",
    "send_buffer",            "synack_retries", "timestamps_required", "unread_close",
    "window_scale"};

Profile make_windows() {
  Profile p;
  p.name = ProfileName::Windows;
  p.timestamps_required = false;
  p.time_wait = seconds(120);           // TcpTimedWaitDelay: KB 314053; range 30 to 300 s
  p.fin_wait_2_timeout = seconds(120);  // TcpFinWait2Delay
  p.rto_initial = seconds(3);
  p.rto_min = milliseconds(300);
  p.syn_retries = 2;                    // TcpMaxConnectRetransmissions: SYN at 0, 3, 9; fails at 21
  p.synack_retries = 2;
  p.data_retries = 5;                   // TcpMaxDataRetransmissions
  p.keepalive_interval = seconds(1);
  p.keepalive_count = 10;               // since Vista; before 5
  p.window_scale = 8;
  p.sack = true;
  p.somaxconn = 65535;
  p.half_open_resend = true;
  p.refused_retry = true;               // T166
  p.overflow_reset = true;              // T167
  p.shut_text = ShutText::Reset;        // T168
  p.icmp_aborts = false;  // T184
  p.icmp_told = false;
  return p;
}

Profile with_calls(Profile p) {
  static_cast<SocketRules&>(p) = socket_rules_of(p.name);
  return p;
}

constexpr std::array<std::string_view, 5> kNames = {"rfc9293", "linux", "freebsd", "windows",
                                                    "macos"};
// macOS is a variant of FreeBSD: a comparison shows it when it is asked for.
constexpr size_t kCompared = 4;

}  // namespace

const Profile& default_profile(ProfileName name) {
  static const Profile rfc9293;
  static const Profile linux_profile = with_calls(make_linux());
  static const Profile freebsd = with_calls(make_freebsd());
  static const Profile windows = with_calls(make_windows());
  static const Profile macos = with_calls(make_macos());
  switch (name) {
    case ProfileName::Rfc9293: return rfc9293;
    case ProfileName::Linux: return linux_profile;
    case ProfileName::FreeBsd: return freebsd;
    case ProfileName::Windows: return windows;
    case ProfileName::MacOs: return macos;
  }
  return rfc9293;
}

bool is_unverified(ProfileName name, std::string_view setting) {
  const auto in = [&](const auto& list) {
    return std::find(list.begin(), list.end(), setting) != list.end();
  };
  switch (name) {
    case ProfileName::Rfc9293:
    case ProfileName::Linux: return false;
    case ProfileName::FreeBsd:
    case ProfileName::MacOs: return in(kUnverifiedBsd);
    case ProfileName::Windows: return in(kUnverifiedWindows);
  }
  return false;
}

std::string_view profile_text(ProfileName name) { return kNames[static_cast<size_t>(name)]; }
std::span<const std::string_view> profile_names() { return kNames; }
std::span<const std::string_view> compared_profile_names() {
  return std::span(kNames).first(kCompared);
}

std::optional<ProfileName> parse_profile(std::string_view name) {
  for (size_t i = 0; i < kNames.size(); ++i)
    if (kNames[i] == name) return static_cast<ProfileName>(i);
  return std::nullopt;
}

}  // namespace finwait
