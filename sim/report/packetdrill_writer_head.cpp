// What a script needs before its first event: the settings of the system that differ from its
// defaults, as sysctls where the system has them.
#include <algorithm>
#include <array>

#include "sim/base/text.hpp"
#include "sim/report/packetdrill_writing.hpp"
#include "sim/run/packetdrill_settings.hpp"

namespace finwait {
namespace {

// A setting as a sysctl; a time is divided by `unit`.
struct Sysctl {
  std::string_view setting;
  std::string_view name;
  Duration unit{};
};

constexpr std::array kLinux = {
    Sysctl{"abort_on_overflow", "net.ipv4.tcp_abort_on_overflow"},
    Sysctl{"challenge_ack_interval", "net.ipv4.tcp_invalid_ratelimit", milliseconds(1)},
    Sysctl{"data_retries", "net.ipv4.tcp_retries2"},
    Sysctl{"fin_wait_2_timeout", "net.ipv4.tcp_fin_timeout", seconds(1)},
    Sysctl{"keepalive_count", "net.ipv4.tcp_keepalive_probes"},
    Sysctl{"keepalive_idle", "net.ipv4.tcp_keepalive_time", seconds(1)},
    Sysctl{"keepalive_interval", "net.ipv4.tcp_keepalive_intvl", seconds(1)},
    Sysctl{"orphan_retries", "net.ipv4.tcp_orphan_retries"},
    Sysctl{"rfc1337", "net.ipv4.tcp_rfc1337"},
    Sysctl{"rto_max", "net.ipv4.tcp_rto_max_ms", milliseconds(1)},
    Sysctl{"rto_min", "net.ipv4.tcp_rto_min_us", microseconds(1)},
    Sysctl{"sack", "net.ipv4.tcp_sack"},
    Sysctl{"somaxconn", "net.core.somaxconn"},
    Sysctl{"syn_backlog", "net.ipv4.tcp_max_syn_backlog"},
    Sysctl{"syn_linear_timeouts", "net.ipv4.tcp_syn_linear_timeouts"},
    Sysctl{"syn_retries", "net.ipv4.tcp_syn_retries"},
    Sysctl{"synack_retries", "net.ipv4.tcp_synack_retries"},
    Sysctl{"timestamps", "net.ipv4.tcp_timestamps"},
    Sysctl{"tw_reuse", "net.ipv4.tcp_tw_reuse"},
    Sysctl{"window_scale", "net.ipv4.tcp_window_scaling"},
};

constexpr std::array kFreeBsd = {
    Sysctl{"delayed_ack", "net.inet.tcp.delacktime", milliseconds(1)},
    Sysctl{"fin_wait_2_timeout", "net.inet.tcp.finwait2_timeout", milliseconds(1)},
    Sysctl{"keepalive_count", "net.inet.tcp.keepcnt"},
    Sysctl{"keepalive_idle", "net.inet.tcp.keepidle", milliseconds(1)},
    Sysctl{"keepalive_interval", "net.inet.tcp.keepintvl", milliseconds(1)},
    Sysctl{"receive_buffer", "net.inet.tcp.recvspace"},
    Sysctl{"rto_initial", "net.inet.tcp.rexmit_initial", milliseconds(1)},
    Sysctl{"rto_min", "net.inet.tcp.rexmit_min", milliseconds(1)},
    Sysctl{"sack", "net.inet.tcp.sack.enable"},
    Sysctl{"send_buffer", "net.inet.tcp.sendspace"},
    Sysctl{"time_wait", "net.inet.tcp.msl", milliseconds(2)},
};

std::span<const Sysctl> sysctls_of(ProfileName system) {
  switch (system) {
    case ProfileName::Linux: return kLinux;
    case ProfileName::FreeBsd: return kFreeBsd;
    case ProfileName::MacOs:
    case ProfileName::Windows:
    case ProfileName::Rfc9293: return {};
  }
  return {};
}

// A value as a scenario writes it, without its quotes.
std::string bare(const std::string& value) {
  return value.starts_with('"') ? value.substr(1, value.size() - 2) : value;
}

// The number that a sysctl takes; nullopt when it cannot say the value.
std::optional<std::string> sysctl_value(const Sysctl& sysctl, const std::string& value) {
  if (value == "true" || value == "false") return value == "true" ? "1" : "0";
  if (sysctl.setting == "window_scale") return std::nullopt;  // which one follows from the buffer
  if (sysctl.unit.ns == 0)
    return parse_unsigned(value) ? std::optional<std::string>(value) : std::nullopt;
  const auto time = parse_duration(value);
  if (!time || time->ns % sysctl.unit.ns != 0) return std::nullopt;
  return std::to_string(time->ns / sysctl.unit.ns);
}

}  // namespace

DrillHead drill_head(const Script& script, const HostConfig& host) {
  DrillHead head;
  DrillOptions standard;
  standard.profile = host.profile.name;
  const Profile usual = drill_profile(standard).value();
  Profile wanted = host.profile;
  if (wanted.time_wait.ns < 0 && script.msl != Script{}.msl)
    wanted.time_wait = Duration{2 * script.msl.ns};
  if (wanted.mss != usual.mss) head.flags = "--mtu=" + std::to_string(wanted.mss + 40) + "\n";
  std::string sysctls;
  for (const Setting& setting : all_settings()) {
    const std::string value = bare(setting_text(wanted, setting.name));
    if (value == bare(setting_text(usual, setting.name)) || setting.name == "mss") continue;
    const auto known = sysctls_of(host.profile.name);
    const auto found = std::find_if(known.begin(), known.end(),
                                    [&](const Sysctl& s) { return s.setting == setting.name; });
    const auto number = found == known.end() ? std::nullopt : sysctl_value(*found, value);
    if (number)
      sysctls += (sysctls.empty() ? "" : "\n ") + std::string("sysctl -q ") +
                 std::string(found->name) + "=" + *number;
    else
      head.settings.emplace_back(setting.name, value);
  }
  if (!sysctls.empty()) head.commands = "`" + sysctls + "`\n";
  return head;
}

}  // namespace finwait
