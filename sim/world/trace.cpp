#include "sim/world/trace.hpp"

#include <algorithm>

namespace finwait {

uint32_t Trace::step_of(uint32_t record_id) const {
  const auto it = std::lower_bound(step_ends.begin(), step_ends.end(), record_id);
  return static_cast<uint32_t>(it - step_ends.begin());
}

uint32_t Trace::step_at(Time t) const {
  // Records are in the order of time: the last step whose last record is not later.
  const auto it = std::upper_bound(records.begin(), records.end(), t,
                                   [](Time at, const Record& r) { return at < r.t; });
  const auto id = static_cast<uint32_t>(it - records.begin());
  if (id == 0) return 0;
  return step_of(id);
}

std::string socket_name(const Trace& trace, const Script& script, uint32_t socket) {
  if (socket == kNoSocket || socket > trace.sockets.size()) return "";
  const SocketInfo& info = trace.socket(socket);
  if (info.name >= 0) {
    const std::string& name = script.names[static_cast<size_t>(info.name)];
    return info.repeat ? name + "@" + std::to_string(info.repeat) : name;
  }
  if (info.listener) return "listener";
  if (info.number) return "conn#" + std::to_string(info.number);
  return "socket#" + std::to_string(socket);
}

char pattern_octet(uint32_t position) {
  return "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"[position % 62];
}

std::string stream_text(const Trace& trace, const Script& script, uint32_t stream,
                        uint32_t offset, uint32_t length) {
  std::string out(length, '\0');
  for (uint32_t i = 0; i < length; ++i) out[i] = pattern_octet(offset + i);
  if (stream >= kForgedStream) {
    const std::string& data = script.timeline[stream - kForgedStream].data;
    for (uint32_t i = 0; i < length && offset + i < data.size(); ++i) out[i] = data[offset + i];
    return out;
  }
  if (stream == kNoStream || stream > trace.streams.size()) return out;
  const std::vector<SendMark>& sends = trace.socket(trace.streams[stream - 1]).sends;
  auto it = std::upper_bound(sends.begin(), sends.end(), SendMark{stream, offset, UINT32_MAX});
  if (it != sends.begin()) --it;
  const uint64_t stop = uint64_t{offset} + length;
  for (; it != sends.end() && it->stream == stream && it->offset < stop; ++it) {
    const std::string& data = script.timeline[it->entry].data;
    const uint64_t end = std::min(stop, uint64_t{it->offset} + data.size());
    for (uint64_t i = std::max(offset, it->offset); i < end; ++i)
      out[i - offset] = data[i - it->offset];
  }
  return out;
}

std::string payload_text(const Trace& trace, const Script& script, const Packet& packet) {
  const Segment& seg = packet.segment;
  if (seg.text == 0) return "";
  return stream_text(trace, script, seg.payload.stream, seg.payload.offset, seg.text);
}

}  // namespace finwait
