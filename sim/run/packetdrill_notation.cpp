#include "sim/run/packetdrill_notation.hpp"

#include <algorithm>
#include <array>

namespace finwait {
namespace {

using Kind = DrillOption::Kind;

struct IcmpWord {
  std::string_view word;
  IcmpKind kind;
};
// A code of "unreachable"; a kind's own word comes first. The rest, IPv6's among them, stand for
// the kind that has their effect: Linux's errors for host_unknown, source_host_isolated and
// admin_prohibited (EHOSTDOWN, ENONET, EACCES) are not told apart here.
constexpr std::array kIcmpCodes = {
    IcmpWord{"net_unreachable", IcmpKind::NetUnreachable},
    IcmpWord{"host_unreachable", IcmpKind::HostUnreachable},
    IcmpWord{"protocol_unreachable", IcmpKind::ProtocolUnreachable},
    IcmpWord{"port_unreachable", IcmpKind::PortUnreachable},
    IcmpWord{"frag_needed", IcmpKind::FragmentationNeeded},
    IcmpWord{"source_route_failed", IcmpKind::SourceRouteFailed},
    IcmpWord{"net_prohibited", IcmpKind::NetProhibited},
    IcmpWord{"host_prohibited", IcmpKind::HostProhibited},
    IcmpWord{"packet_filtered", IcmpKind::PacketFiltered},
    IcmpWord{"net_unknown", IcmpKind::NetUnreachable},
    IcmpWord{"host_unknown", IcmpKind::HostUnreachable},
    IcmpWord{"source_host_isolated", IcmpKind::HostUnreachable},
    IcmpWord{"net_unreachable_for_tos", IcmpKind::NetUnreachable},
    IcmpWord{"host_unreachable_for_tos", IcmpKind::HostUnreachable},
    IcmpWord{"precedence_violation", IcmpKind::HostUnreachable},
    IcmpWord{"precedence_cutoff", IcmpKind::HostUnreachable},
    IcmpWord{"no_route", IcmpKind::NetUnreachable},
    IcmpWord{"admin_prohibited", IcmpKind::PacketFiltered},
    IcmpWord{"not_neighbour", IcmpKind::HostUnreachable},
    IcmpWord{"address_unreachable", IcmpKind::HostUnreachable},
};

void add_nops(std::vector<DrillOption>& out, int count) {
  while (count-- > 0) out.push_back({Kind::Nop});
}

DrillOption stamp(const Options& o) {
  return {Kind::Timestamps, o.ts_value, o.ts_echo};
}

// Linux: MSS, SACK-permitted and timestamps together, window scale.
std::vector<DrillOption> linux_order(const Options& o) {
  std::vector<DrillOption> out;
  if (o.mss) out.push_back({Kind::Mss, o.mss});
  if (o.sack_permitted != o.timestamps) add_nops(out, 2);
  if (o.sack_permitted) out.push_back({Kind::SackPermitted});
  if (o.timestamps) out.push_back(stamp(o));
  if (o.window_scale) {
    add_nops(out, 1);
    out.push_back({Kind::Scale, o.window_scale - 1u});
  }
  return out;
}

// The others: MSS, window scale, SACK-permitted, timestamps; FreeBSD pads at the end with EOL.
std::vector<DrillOption> bsd_order(const Options& o, bool windows) {
  std::vector<DrillOption> out;
  if (o.mss) out.push_back({Kind::Mss, o.mss});
  if (o.window_scale) {
    add_nops(out, 1);
    out.push_back({Kind::Scale, o.window_scale - 1u});
  }
  if (o.sack_permitted) {
    if (windows) add_nops(out, 2);
    out.push_back({Kind::SackPermitted});
  }
  if (o.timestamps) {
    if (!o.sack_permitted || windows) add_nops(out, 2);
    out.push_back(stamp(o));
  } else if (o.sack_permitted && !windows) {
    out.push_back({Kind::Eol});
    out.push_back({Kind::Eol});
  }
  return out;
}

std::vector<DrillOption> by_system(const Options& o, ProfileName profile) {
  switch (profile) {
    case ProfileName::Linux: return linux_order(o);
    case ProfileName::FreeBsd:
    case ProfileName::MacOs: return bsd_order(o, false);
    case ProfileName::Windows:
    case ProfileName::Rfc9293: return bsd_order(o, true);
  }
  return {};
}

std::string option_text(const DrillOption& o) {
  switch (o.kind) {
    case Kind::Eol: return "eol";
    case Kind::Nop: return "nop";
    case Kind::Mss: return "mss " + std::to_string(o.value);
    case Kind::Scale: return "wscale " + std::to_string(o.value);
    case Kind::SackPermitted: return "sackOK";
    case Kind::Sack: {
      std::string text = "sack";
      for (const auto& block : o.blocks)
        text += " " + std::to_string(block.first) + ":" + std::to_string(block.second);
      return text;
    }
    case Kind::Timestamps:
      return "TS val " + std::to_string(o.value) + " ecr " + std::to_string(o.echo);
  }
  return {};
}

}  // namespace

// SACK blocks stand behind the rest, aligned; their numbers count from `base`.
std::vector<DrillOption> drill_options(const Options& o, ProfileName profile, uint32_t base) {
  std::vector<DrillOption> out = by_system(o, profile);
  if (o.sack_count == 0) return out;
  add_nops(out, 2);
  DrillOption& sack = out.emplace_back();
  sack.kind = Kind::Sack;
  for (size_t i = 0; i < o.sack_count; ++i)
    sack.blocks.emplace_back(o.sack[i].start.value - base, o.sack[i].end.value - base);
  return out;
}

std::string drill_option_octets(const std::vector<DrillOption>& options) {
  std::string out;
  const auto put = [&](uint32_t value, int octets) {
    for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8)
      out += static_cast<char>(static_cast<uint8_t>(value >> shift));
  };
  for (const DrillOption& o : options) {
    switch (o.kind) {
      case Kind::Eol: put(0, 1); break;
      case Kind::Nop: put(1, 1); break;
      case Kind::Mss: put(0x0204, 2), put(o.value, 2); break;
      case Kind::Scale: put(0x0303, 2), put(o.value, 1); break;
      case Kind::SackPermitted: put(0x0402, 2); break;
      case Kind::Sack:
        put(0x05, 1), put(static_cast<uint32_t>(2 + 8 * o.blocks.size()), 1);
        for (const auto& block : o.blocks) put(block.first, 4), put(block.second, 4);
        break;
      case Kind::Timestamps: put(0x080a, 2), put(o.value, 4), put(o.echo, 4); break;
    }
  }
  while (out.size() % 4 != 0) put(1, 1);
  return out;
}

std::string drill_options_text(const std::vector<DrillOption>& options) {
  std::string out;
  for (const DrillOption& o : options) out += (out.empty() ? "" : ",") + option_text(o);
  return "<" + out + ">";
}

std::string drill_poll_words(uint8_t events) {
  constexpr std::array<std::string_view, 5> kWords = {"POLLIN", "POLLOUT", "POLLERR", "POLLHUP",
                                                      "POLLRDHUP"};
  std::string out;
  for (size_t i = 0; i < kWords.size(); ++i)
    if (events >> i & 1) out += (out.empty() ? "" : "|") + std::string(kWords[i]);
  return out.empty() ? "0" : out;
}

std::string drill_icmp_text(IcmpKind kind) {
  if (kind == IcmpKind::TimeExceeded) return "icmp time_exceeded";
  if (kind == IcmpKind::ParameterProblem) return "icmp parameter_problem";
  const auto found = std::find_if(kIcmpCodes.begin(), kIcmpCodes.end(),
                                  [&](const IcmpWord& w) { return w.kind == kind; });
  return "icmp unreachable " + std::string(found->word);
}

// FreeBSD (icmp_errmap(), icmp6_errmap()) ignores late fragments and the third parameter problem.
bool parse_drill_icmp(std::string_view type, std::string_view code, DrillIcmp& out) {
  if (type == "source_quench" || type == "redirect") return true;  // MUST-55; the way's business
  if (type == "packet_too_big") {
    out.kind = out.bsd = IcmpKind::FragmentationNeeded;
  } else if (type == "time_exceeded") {
    out.kind = out.bsd = IcmpKind::TimeExceeded;
    if (code == "frag_reass_exceeded" || code == "exceeded_frag_time" || code == "code_1")
      out.bsd.reset();
  } else if (type == "parameter_problem") {
    out.kind = out.bsd = IcmpKind::ParameterProblem;
    if (code == "unknown_next_header") out.bsd = IcmpKind::ProtocolUnreachable;
    if (code == "code_2") out.bsd.reset();
  } else if (type == "unreachable") {
    const auto found = std::find_if(kIcmpCodes.begin(), kIcmpCodes.end(),
                                    [&](const IcmpWord& w) { return w.word == code; });
    if (found == kIcmpCodes.end()) return false;
    out.kind = out.bsd = found->kind;
  } else {
    return false;
  }
  return true;
}

}  // namespace finwait
