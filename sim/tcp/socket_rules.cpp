// The documented values of each system (facts C), and the names that scenarios use for them.
#include "sim/tcp/socket_rules.hpp"

#include <array>

#include "sim/tcp/profile.hpp"

namespace finwait {
namespace {

SocketRules linux_rules() {
  SocketRules r;
  r.connect_restarts = true;
  r.opening_send_waits = true;
  r.fresh_send_pipe = true;
  r.end_before_error = true;
  r.early_shutdown_cancels = true;
  r.close_under_call = CloseUnderCall::GoesOn;
  r.buffers_doubled = true;
  r.cork_option = true;
  return r;
}

SocketRules freebsd_rules() {
  SocketRules r;
  r.reuse_needs_both = false;
  r.backlog_rule = BacklogRule::ThreeHalves;
  r.reset_in_queue = ResetInQueue::Aborted;
  r.inherits_nonblocking = true;
  r.listener_shutdown = ListenerShutdown::WakesAccept;
  r.listener_send_pipe = false;
  r.connect_reports_success = false;
  r.time_wait_addrinuse = true;
  r.opening_send_waits = true;
  r.send_pipe_before_error = true;
  r.shut_read = ShutRead::Flushes;
  r.linger_expiry = LingerExpiry::Error;
  r.linger_nonblocking = LingerNonblocking::Returns;
  r.linger_reset_tells = true;
  r.user_timeout_option = false;
  r.bsd_options = true;
  return r;
}

SocketRules windows_rules() {
  SocketRules r;
  r.low_ports_reserved = false;
  r.time_wait_holds_port = false;
  r.reuse_needs_both = false;
  r.reuse_hijacks = true;
  r.specific_beside_wildcard = true;
  r.listen_needs_bind = true;
  r.listen_again_counts = false;
  r.listen_connected_isconn = true;
  r.backlog_rule = BacklogRule::Exact;
  r.reset_in_queue = ResetInQueue::Reset;
  r.inherits_nonblocking = true;
  r.listener_shutdown = ListenerShutdown::NotConnected;
  r.listener_send_pipe = false;
  r.connect_reports_success = false;
  r.connect_forgets = true;
  r.connect_listening_inval = true;
  r.time_wait_addrinuse = true;
  r.opening_not_connected = true;
  r.shutdown_error = true;
  r.dead_send_not_connected = true;
  r.errors_repeat = true;
  r.keepalive_netreset = true;
  r.timeout_is_timedout = true;
  r.reset_loses_unread = true;
  r.shut_read = ShutRead::Fails;
  r.recv_zero_inval = true;
  r.reset_shutdown_tells = true;
  r.linger_expiry = LingerExpiry::Reset;
  r.linger_nonblocking = LingerNonblocking::WouldBlock;
  r.winsock_options = true;
  r.user_timeout_option = false;
  r.dead_keepalive_fails = true;
  r.connect_fails_in_exceptfds = true;
  return r;
}

constexpr std::array kFlags = {
    SocketFlag{"bsd_options", &SocketRules::bsd_options},
    SocketFlag{"buffers_doubled", &SocketRules::buffers_doubled},
    SocketFlag{"connect_fails_in_exceptfds", &SocketRules::connect_fails_in_exceptfds},
    SocketFlag{"connect_forgets", &SocketRules::connect_forgets},
    SocketFlag{"connect_listening_inval", &SocketRules::connect_listening_inval},
    SocketFlag{"connect_reports_success", &SocketRules::connect_reports_success},
    SocketFlag{"connect_restarts", &SocketRules::connect_restarts},
    SocketFlag{"cork_option", &SocketRules::cork_option},
    SocketFlag{"dead_keepalive_fails", &SocketRules::dead_keepalive_fails},
    SocketFlag{"dead_send_not_connected", &SocketRules::dead_send_not_connected},
    SocketFlag{"early_shutdown_cancels", &SocketRules::early_shutdown_cancels},
    SocketFlag{"end_before_error", &SocketRules::end_before_error},
    SocketFlag{"errors_repeat", &SocketRules::errors_repeat},
    SocketFlag{"fresh_send_pipe", &SocketRules::fresh_send_pipe},
    SocketFlag{"inherits_nonblocking", &SocketRules::inherits_nonblocking},
    SocketFlag{"keepalive_netreset", &SocketRules::keepalive_netreset},
    SocketFlag{"linger_reset_tells", &SocketRules::linger_reset_tells},
    SocketFlag{"listen_again_counts", &SocketRules::listen_again_counts},
    SocketFlag{"listen_connected_isconn", &SocketRules::listen_connected_isconn},
    SocketFlag{"listen_needs_bind", &SocketRules::listen_needs_bind},
    SocketFlag{"listener_send_pipe", &SocketRules::listener_send_pipe},
    SocketFlag{"low_ports_reserved", &SocketRules::low_ports_reserved},
    SocketFlag{"opening_not_connected", &SocketRules::opening_not_connected},
    SocketFlag{"opening_send_waits", &SocketRules::opening_send_waits},
    SocketFlag{"privileged", &SocketRules::privileged},
    SocketFlag{"recv_zero_inval", &SocketRules::recv_zero_inval},
    SocketFlag{"reset_loses_unread", &SocketRules::reset_loses_unread},
    SocketFlag{"reset_shutdown_tells", &SocketRules::reset_shutdown_tells},
    SocketFlag{"reuse_hijacks", &SocketRules::reuse_hijacks},
    SocketFlag{"reuse_needs_both", &SocketRules::reuse_needs_both},
    SocketFlag{"send_pipe_before_error", &SocketRules::send_pipe_before_error},
    SocketFlag{"shutdown_error", &SocketRules::shutdown_error},
    SocketFlag{"specific_beside_wildcard", &SocketRules::specific_beside_wildcard},
    SocketFlag{"time_wait_addrinuse", &SocketRules::time_wait_addrinuse},
    SocketFlag{"time_wait_holds_port", &SocketRules::time_wait_holds_port},
    SocketFlag{"timeout_is_timedout", &SocketRules::timeout_is_timedout},
    SocketFlag{"user_timeout_option", &SocketRules::user_timeout_option},
    SocketFlag{"winsock_options", &SocketRules::winsock_options},
};

constexpr std::array kWords = {
    SocketWord{"backlog_rule", "\"plus_one\", \"three_halves\" or \"exact\""},
    SocketWord{"close_under_call", "\"aborts\" or \"goes_on\""},
    SocketWord{"linger_expiry", "\"background\", \"reset\" or \"error\""},
    SocketWord{"linger_nonblocking", "\"blocks\", \"returns\" or \"would_block\""},
    SocketWord{"listener_shutdown", "\"closes\", \"wakes_accept\" or \"not_connected\""},
    SocketWord{"reset_in_queue", "\"accepted\", \"aborted\" or \"reset\""},
    SocketWord{"shut_read", "\"reads\", \"flushes\" or \"fails\""},
};

constexpr std::array<std::string_view, 3> kBacklogRule = {"plus_one", "three_halves", "exact"};
constexpr std::array<std::string_view, 2> kCloseUnderCall = {"aborts", "goes_on"};
constexpr std::array<std::string_view, 3> kLingerExpiry = {"background", "reset", "error"};
constexpr std::array<std::string_view, 3> kLingerNonblocking = {"blocks", "returns",
                                                                "would_block"};
constexpr std::array<std::string_view, 3> kListenerShutdown = {"closes", "wakes_accept",
                                                               "not_connected"};
constexpr std::array<std::string_view, 3> kResetInQueue = {"accepted", "aborted", "reset"};
constexpr std::array<std::string_view, 3> kShutRead = {"reads", "flushes", "fails"};

// The word of an enumerator, and back.
template <class Enum>
struct Words {
  Enum SocketRules::*member;
  std::span<const std::string_view> words;

  bool set(SocketRules& rules, std::string_view value) const {
    for (size_t i = 0; i < words.size(); ++i) {
      if (words[i] != value) continue;
      rules.*member = static_cast<Enum>(i);
      return true;
    }
    return false;
  }
  std::string_view get(const SocketRules& rules) const {
    return words[static_cast<size_t>(rules.*member)];
  }
};

// Hands the words of a setting to `use`.
template <class Use>
auto with_words(std::string_view name, Use use) {
  if (name == "backlog_rule")
    return use(Words<BacklogRule>{&SocketRules::backlog_rule, kBacklogRule});
  if (name == "close_under_call")
    return use(Words<CloseUnderCall>{&SocketRules::close_under_call, kCloseUnderCall});
  if (name == "linger_expiry")
    return use(Words<LingerExpiry>{&SocketRules::linger_expiry, kLingerExpiry});
  if (name == "linger_nonblocking")
    return use(Words<LingerNonblocking>{&SocketRules::linger_nonblocking, kLingerNonblocking});
  if (name == "listener_shutdown")
    return use(Words<ListenerShutdown>{&SocketRules::listener_shutdown, kListenerShutdown});
  if (name == "reset_in_queue")
    return use(Words<ResetInQueue>{&SocketRules::reset_in_queue, kResetInQueue});
  return use(Words<ShutRead>{&SocketRules::shut_read, kShutRead});
}

bool is_socket_word(std::string_view name) {
  for (const SocketWord& word : kWords)
    if (word.name == name) return true;
  return false;
}

}  // namespace

SocketRules socket_rules_of(ProfileName name) {
  switch (name) {
    case ProfileName::Rfc9293: return {};
    case ProfileName::Linux: return linux_rules();
    case ProfileName::FreeBsd:
    case ProfileName::MacOs: return freebsd_rules();
    case ProfileName::Windows: return windows_rules();
  }
  return {};
}

std::span<const SocketFlag> socket_flags() { return kFlags; }
std::span<const SocketWord> socket_words() { return kWords; }

bool set_socket_word(SocketRules& rules, std::string_view name, std::string_view value) {
  return is_socket_word(name) &&
         with_words(name, [&](const auto& words) { return words.set(rules, value); });
}

std::string_view socket_word(const SocketRules& rules, std::string_view name) {
  if (!is_socket_word(name)) return {};
  return with_words(name, [&](const auto& words) { return words.get(rules); });
}

}  // namespace finwait
