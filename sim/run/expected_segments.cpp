#include "sim/run/expected_segments.hpp"

#include <optional>

#include "sim/run/scenario_reader.hpp"

namespace finwait {
namespace {

bool same_number(int64_t a, int64_t b) {
  return static_cast<uint32_t>(a) == static_cast<uint32_t>(b);
}

bool same_sender(const Script& script, const Packet& packet, const std::string& name) {
  if (sender_name(script, packet) == name) return true;
  const auto ip = parse_ip(name);
  return ip && *ip == packet.from.ip;
}

bool same_segment(const Script& script, const Packet& packet, const Expectation::Line& line) {
  const Segment& sent = packet.segment;
  const WrittenSegment& written = line.segment;
  return sent.ctl == written.ctl && sent.text == written.text &&
         same_number(packet.seq(), written.seq) &&
         (!written.ack || same_number(packet.ack(), *written.ack)) &&
         (!written.win || sent.wnd == *written.win) &&
         (!written.urg || sent.up == *written.urg) &&
         (written.any_options || moved(sent.options, -packet.ack_base) == written.options) &&
         same_sender(script, packet, line.from);
}

std::string ordinal(size_t n) {
  constexpr const char* kEndings[] = {"th", "st", "nd", "rd"};
  const bool teen = n % 100 >= 11 && n % 100 <= 13;
  return std::to_string(n) + (teen || n % 10 > 3 ? "th" : kEndings[n % 10]);
}

// Matches lines against packets from left to right; after "..." it tries every place, nearest
// first. Remembers the last line that it could not get past.
class Matcher {
 public:
  Matcher(const Trace& trace, const Script& script, const std::vector<Expectation::Line>& lines)
      : script_(script), lines_(lines) {
    for (const Record& r : trace.records)
      if (r.kind == RecordKind::Sent) packets_.push_back(&trace.packet(r.packet()));
  }

  // Usual matching with wildcards: only the last "..." ever needs to give way.
  SegmentMismatch match() {
    size_t line = 0;
    size_t packet = 0;
    std::optional<size_t> any_line;
    size_t any_packet = 0;
    while (true) {
      if (line < lines_.size() && lines_[line].any) {
        any_line = line++;
        any_packet = packet;
        continue;
      }
      if (line == lines_.size() && packet == packets_.size()) return {};
      if (line < lines_.size() && packet < packets_.size() &&
          same_segment(script_, *packets_[packet], lines_[line])) {
        ++line;
        ++packet;
        continue;
      }
      note(line, packet);
      if (!any_line || any_packet >= packets_.size()) return mismatch();
      packet = ++any_packet;
      line = *any_line + 1;
      if (line == lines_.size()) return {};  // a "..." at the end takes the rest
    }
  }

 private:
  void note(size_t line, size_t packet) {
    if (noted_ && line <= line_) return;
    noted_ = true;
    line_ = line;
    packet_ = packet;
  }

  SegmentMismatch mismatch() const {
    SegmentMismatch m;
    m.ok = false;
    const bool line_left = line_ < lines_.size();
    const bool packet_left = packet_ < packets_.size();
    const std::string place = ordinal(packet_ + 1) + " segment: ";
    m.expected = place + (line_left ? lines_[line_].text : "no more");
    const bool window = line_left && lines_[line_].segment.win.has_value();
    const bool options = line_left && !lines_[line_].segment.any_options;
    m.found = packet_left ? sent_text(script_, *packets_[packet_], window, options)
                          : "no more segments";
    if (line_left && line_ > 0 && lines_[line_ - 1].any) {
      const std::string start = packet_ == 0 ? "start" : ordinal(packet_) + " segment";
      m.expected = lines_[line_].text + " after the " + start;
      m.found = "no such segment";
    }
    const Packet* near = packet_left ? packets_[packet_]
                         : packets_.empty() ? nullptr : packets_.back();
    m.record = near ? near->sent : 0;
    return m;
  }

  const Script& script_;
  const std::vector<Expectation::Line>& lines_;
  std::vector<const Packet*> packets_;
  bool noted_ = false;
  size_t line_ = 0;
  size_t packet_ = 0;
};

}  // namespace

std::string sender_name(const Script& script, const Packet& packet) {
  for (const HostConfig& host : script.hosts)
    if (host.address == packet.from.ip) return host.name;
  return ip_text(packet.from.ip);
}

std::string sent_text(const Script& script, const Packet& packet, bool with_window,
                      bool with_options) {
  const Segment& sent = packet.segment;
  WrittenSegment written;
  written.ctl = sent.ctl;
  written.seq = packet.seq();
  written.text = sent.text;
  if (sent.has(kAck)) written.ack = packet.ack();
  written.win = sent.wnd;
  if (sent.has(kUrg)) written.urg = sent.up;
  written.options = moved(sent.options, -packet.ack_base);
  return sender_name(script, packet) + " > " + segment_text(written, with_window, with_options);
}

SegmentMismatch match_segments(const Trace& trace, const Script& script,
                               const std::vector<Expectation::Line>& lines) {
  return Matcher(trace, script, lines).match();
}

}  // namespace finwait
