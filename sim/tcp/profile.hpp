// Profile: how one system differs from another, as values. There is no #ifdef and no virtual call
// in the protocol: every deviation from RFC 9293 is a named switch here, with the T row it stands
// for, and a scenario may set any of them (`set = { rfc1337 = true }`).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sim/base/time.hpp"
#include "sim/tcp/socket_rules.hpp"

namespace finwait {

// MacOs is FreeBsd with the differences that are named in its defaults.
enum class ProfileName : uint8_t { Rfc9293, Linux, FreeBsd, Windows, MacOs };

enum class Congestion : uint8_t { None, Reno };
// What is sent into a closed window (T138): one octet at SND.NXT, or nothing at SND.UNA-1.
enum class PersistStyle : uint8_t { OneOctet, ZeroLength };
// What close() does while received data is unread (T118, A096).
// ResetHeld: text beyond a hole counts, too (T164m).
enum class UnreadClose : uint8_t { Reset, Fin, ResetHeld };
// What becomes of text once the user has shut the receiving direction (A084, T168).
enum class ShutText : uint8_t { Keep, Discard, Reset };

// What its socket calls do and say is the base's.
struct Profile : SocketRules {
  ProfileName name = ProfileName::Rfc9293;

  // -- Timers and limits (facts B.2). A zero duration switches a timer off where that is possible.
  Duration time_wait = nanoseconds(-1);      // -1: 2 MSL of the network (MUST-13)
  Duration fin_wait_2_timeout{};             // after close() (T141); 0: for ever
  Duration rto_initial = seconds(1);         // RFC 6298 (2.1)
  Duration rto_min = seconds(1);             // RFC 6298 (2.4)
  Duration rto_max = seconds(60);            // RFC 6298 (2.5)
  Duration rto_slop{};                       // added to what the samples say, outside the doubling
  int32_t rto_doublings = 255;               // the RTO doubles at most so often
  Duration syn_give_up = seconds(180);       // MUST-23: R2 of a SYN; used when syn_retries < 0
  Duration data_give_up = seconds(100);      // SHLD-11: R2; used when data_retries < 0
  Duration connect_timeout{};                // the whole of connect(); 0: only what follows
  int32_t syn_retries = -1;                  // SYN retransmissions before ETIMEDOUT
  int32_t syn_linear_timeouts = 0;           // the first so many do not double the RTO
  int32_t synack_retries = -1;               // SYN,ACK retransmissions before the child is dropped
  int32_t data_retries = -1;                 // as `retry_time` counts
  int32_t orphan_retries = -1;               // the same after close(); -1: as data_retries
  Duration persist_min{};                    // shortest wait for a window probe
  Duration persist_max{};                    // longest; 0: as rto_max
  Duration persist_idle{};     // > 0: data_retries probes end it only after so long a silence
  Duration persist_closed{};   // > 0: after CLOSE a silence of this length is the end
  Duration user_timeout{};                   // 0: none (T130)
  Duration delayed_ack = milliseconds(200);  // < 0.5 s (MUST-40); 0: every segment at once
  Duration sws_override = milliseconds(200); // 0.1 to 1 s (T143)
  Duration keepalive_idle = seconds(7200);   // MUST-28
  Duration keepalive_interval = seconds(75);
  int32_t keepalive_count = 9;
  Duration challenge_ack_interval{};         // at most one per interval (T162); 0: no limit
  Duration quiet_time{};                     // after a reboot, before the first ISN

  // -- Sizes in octets, queues in connections
  uint32_t mss = 1460;
  uint32_t receive_buffer = 65535;
  uint32_t send_buffer = 65536;
  int32_t window_scale = -1;      // RFC 7323 shift count 0..14; -1: option not offered
  bool timestamps = false;        // RFC 7323
  bool timestamps_required = true;  // RFC 7323 3.2: once agreed, a segment without is dropped
  Duration timestamp_clock{};     // TSval ticks; 0: 1 ms with an offset drawn from the seed
  bool sack = false;              // RFC 2018, used as RFC 6675 says
  Congestion congestion = Congestion::Reno;
  uint32_t initial_window = 0;    // segments; 0: RFC 5681's upper bound
  int32_t syn_backlog = -1;       // half-open requests per listener; -1: as the accept queue
  uint32_t somaxconn = 4096;
  uint32_t ephemeral_first = 49152;
  uint32_t ephemeral_last = 65535;

  // -- Protocol switches
  bool nagle = true;
  bool rfc5961 = true;             // challenge ACKs (T075, T076, T090, T096)
  bool rfc1337 = false;            // RST ignored in TIME_WAIT (T146)
  PersistStyle persist_style = PersistStyle::OneOctet;
  UnreadClose unread_close = UnreadClose::Reset;
  ShutText shut_text = ShutText::Keep;
  bool abort_on_overflow = false;  // T170
  bool tw_reuse = false;           // connect() may reuse a TIME_WAIT with timestamps
  bool quickack = false;           // the first segments are acknowledged at once
  bool variance_floor = false;     // RTO = SRTT + max(RTO_MIN, 4 RTTVAR), not max(RTO_MIN, ...)
  bool retry_time = false;         // data_retries is turned into a time limit (Linux)
  bool reset_with_ack = false;     // a RST of ABORT carries ACK (T036)
  bool half_open_resend = false;   // T151: a duplicate SYN draws SYN,ACK again
  bool syn_fin_dropped = false;    // T150
  bool syn_data_dropped = false;   // T049, T157: text on SYN and SYN,ACK is not queued
  bool request_socket = false;     // T160, T161, T170: passive SYN_RECEIVED as Linux checks it
  bool time_wait_socket = false;   // T152, T155, T178: TIME_WAIT and orphaned FIN_WAIT_2 likewise
  bool window_beyond_field = false;   // RCV.WND is what the buffer holds, not what the field says
  bool window_from_last_ack = false;  // T176, T182: step 1 tests against RCV.WUP
  bool ackless_dropped = false;    // T177
  bool syn_resend_on_bad_ack = false;  // T156
  bool reset_before_fin = false;   // T172: RST at RCV.NXT-1 after a FIN is believed
  bool old_ack_opens = false;      // T179
  bool late_text_resets = false;   // T153, T154, T180
  bool acked_bytes_bound = false;  // T096 with min(MAX.SND.WND, octets acknowledged)
  bool simultaneous_ack = false;   // T094 is answered with an ACK
  bool early_last_ack = false;     // G6: LAST_ACK at the call, not when the FIN leaves
  bool shutdown_waits = false;     // A081: shutdown() in SYN_RECEIVED acts after ESTABLISHED
  bool whole_segments = false;     // a segment leaves when the window has room for all of it
  bool coalesce_resend = false;    // T175: a retransmission merges what fits
  bool keepalive_reset = false;    // T140: the last act is a RST
  bool user_timeout_on_probe = false;  // A127: the user timeout counts while probes are answered
  bool refused_as_reset = false;   // T159: a RST in an active SYN_RECEIVED is ECONNRESET
  bool reset_as_pipe = false;      // T158: a RST in CLOSE_WAIT is EPIPE
  bool icmp_aborts = true;         // T184: hard errors abort an established connection (SHLD-26)
  bool icmp_ends_opening = false;  // T184: any error ends a connection that opens (Linux)
  bool icmp_by_code = false;       // T184: FreeBSD's list of codes ends SYN_SENT, and only that
  bool icmp_may_reset = true;      // T184: any message ends a connection that opens (icmp_may_rst)
  bool icmp_kept = false;          // T184: what does not abort stands in for ETIMEDOUT, and the
                                   // second one after four SYNs again ends the attempt (FreeBSD)
  bool icmp_told = true;           // SHLD-25: errors that do not abort wait in SO_ERROR, and stand
                                   // in for ETIMEDOUT
  bool icmp_reverts_back_off = false;  // RFC 6069: a blocked way takes a doubling of RTO back
  bool fin_wait_2_when_shut = false;  // T141: also when only the receiving direction is shut
  bool fin_wait_2_rechecks = false;   // T141: not while segments arrive
  bool compressed_time_wait = false;  // T163: TIME_WAIT judges segments by a short list
  bool closed_text_resets = false;    // T164: after close() new text is reset in any later state
  bool give_up_reset = false;      // T165: a timeout that ends the connection sends a RST
  bool refused_retry = false;      // T166: a refused SYN is sent again
  bool overflow_reset = false;     // T167: a SYN that finds the queue full draws a RST
  bool closing_fin_again = false;  // T183: in CLOSING an ACK is the FIN again
  bool listen_syn_ack_silent = false;  // T183: LISTEN does not answer a SYN,ACK
  bool old_segment_acks = false;   // step 1 drops old text but not the ACK field that came with it
  bool dsack = false;              // RFC 2883: what arrives twice is reported
  bool tail_loss_probe = false;    // RFC 8985 7, with SACK
  bool cwnd_validated = false;     // the congestion window grows only while it limits (Linux)
  bool idle_restart = true;        // RFC 5681 4.1: the congestion window after idle time
  bool sack_after_rto = false;     // RFC 2018 8 forgets the blocks at an RTO; this one keeps them
  bool fin_ack_at_once = false;    // the peer's FIN is acknowledged without delay

  bool operator==(const Profile&) const = default;
};

// The documented defaults of a system.
const Profile& default_profile(ProfileName name);

// Whether a system's value is general knowledge that no source at hand confirmed.
bool is_unverified(ProfileName name, std::string_view setting);

std::string_view profile_text(ProfileName name);
// The names a scenario may use, and those of them that a comparison shows without being told.
std::span<const std::string_view> profile_names();
std::span<const std::string_view> compared_profile_names();
std::optional<ProfileName> parse_profile(std::string_view name);

// What kind of value a setting takes in `set = { NAME = value }`.
enum class SettingKind : uint8_t { Time, Count, Flag, Word };

struct Setting {
  std::string_view name;
  SettingKind kind;
  std::string_view expected;  // for error messages: "a time such as \"200ms\""
};

// Every setting, sorted by name.
std::span<const Setting> all_settings();
const Setting* find_setting(std::string_view name);

// Sets one; false when the value is outside what `expected` says.
[[nodiscard]] bool set_time(Profile& profile, std::string_view name, Duration value);
[[nodiscard]] bool set_count(Profile& profile, std::string_view name, int64_t value);
[[nodiscard]] bool set_flag(Profile& profile, std::string_view name, bool value);
[[nodiscard]] bool set_word(Profile& profile, std::string_view name, std::string_view value);

// The value as a scenario would write it: "\"200ms\"", "9", "true", "\"reno\"".
std::string setting_text(const Profile& profile, std::string_view name);

}  // namespace finwait
