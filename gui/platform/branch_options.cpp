#include "gui/platform/branch_options.hpp"

#include <algorithm>

#include "gui/model/story.hpp"
#include "sim/base/text.hpp"
#include "sim/wire/notation.hpp"

namespace finwait {
namespace {

constexpr uint64_t kMostSegments = UINT32_MAX;

std::vector<std::string_view> parts_of(std::string_view text) {
  std::vector<std::string_view> parts;
  for (size_t from = 0; from <= text.size();) {
    const size_t colon = std::min(text.find(':', from), text.size());
    parts.push_back(text.substr(from, colon - from));
    from = colon + 1;
  }
  return parts;
}

// "2", "-1"; not 0.
std::optional<int64_t> parse_nth(std::string_view text) {
  const bool negative = text.starts_with('-');
  const auto n = parse_unsigned(text.substr(negative ? 1 : 0));
  if (!n || *n == 0 || *n > kMostSegments) return std::nullopt;
  return negative ? -static_cast<int64_t>(*n) : static_cast<int64_t>(*n);
}

std::string many(size_t count, std::string_view what) {
  return std::to_string(count) + " " + std::string(what) + (count == 1 ? "" : "s");
}

// By its name in the scenario, or A and B as in the window.
std::optional<uint8_t> host_named(const Script& script, std::string_view name) {
  for (uint8_t host = 0; host < 2; ++host)
    if (script.hosts[host].name == name) return host;
  for (uint8_t host = 0; host < 2; ++host)
    if (host_letter(host) == name) return host;
  return std::nullopt;
}

std::string why_not(const Run& run, uint32_t packet, PacketEdit edit) {
  const Packet& p = run.trace().packet(packet);
  const std::string what = arrow_label(p);
  if (p.forged) return what + " is forged: faults do not touch it";
  return edit == PacketEdit::Deliver ? "no fault took " + what : what + " is lost already";
}

}  // namespace

std::optional<SegmentName> parse_segment_name(std::string_view text) {
  SegmentName name;
  if (const auto number = parse_unsigned(text)) {
    if (*number >= kMostSegments) return std::nullopt;
    name.packet = static_cast<uint32_t>(*number);
    return name;
  }
  std::vector<std::string_view> parts = parts_of(text);
  if (parts.size() > 1) {
    if (const auto nth = parse_nth(parts.back())) {
      name.nth = *nth;
      parts.pop_back();
    }
  }
  const auto flags = parse_flag_names(parts.back());
  if (!flags || parts.size() > 2) return std::nullopt;
  name.flags = *flags;
  if (parts.size() == 2) name.host = parts[0];
  if (parts.size() == 2 && name.host.empty()) return std::nullopt;
  return name;
}

Result<uint32_t> find_segment(const Run& run, const SegmentName& name) {
  const auto wrong = [](std::string text) { return Error{{}, 0, 0, std::move(text)}; };
  const Script& script = run.script();
  const auto& packets = run.trace().packets;
  if (name.packet) {
    if (*name.packet < packets.size()) return *name.packet;
    return wrong("the run has " + many(packets.size(), "segment") + ", counted from 0");
  }
  const auto host = host_named(script, name.host);
  if (!host && !name.host.empty())
    return wrong("expected the host " + script.hosts[0].name + " or " + script.hosts[1].name);
  std::vector<uint32_t> found;
  for (uint32_t id = 0; id < packets.size(); ++id)
    if (!packets[id].forged && packets[id].segment.ctl == name.flags &&
        (name.host.empty() || packets[id].host == host))
      found.push_back(id);
  const auto count = static_cast<int64_t>(found.size());
  const int64_t at = name.nth > 0 ? name.nth - 1 : count + name.nth;
  if (at < 0 || at >= count) return wrong("the run has " + many(found.size(), "such segment"));
  return found[static_cast<size_t>(at)];
}

std::optional<std::string> make_branches(Session& session, const std::vector<AskedEdit>& edits) {
  for (const AskedEdit& asked : edits) {
    const std::string begin = asked.option + " " + asked.segment + ": ";
    const Run& run = *session.run;
    const Result<uint32_t> packet = find_segment(run, asked.name);
    if (!packet) return begin + packet.error().message;
    if (!can_edit(run.simulation, run.index, packet.value(), asked.edit))
      return begin + why_not(run, packet.value(), asked.edit);
    const size_t before = session.branches.size();
    apply(session, command::EditPacket{packet.value(), asked.edit});
    if (session.branches.size() == before) return begin + session.error;
  }
  session.playing = false;
  return std::nullopt;
}

}  // namespace finwait
