#include "sim/report/pcapng.hpp"

#include "sim/report/run_caption.hpp"
#include "sim/wire/packet_bytes.hpp"

namespace finwait {
namespace {

// Block and option codes (draft-ietf-opsawg-pcapng).
enum : uint32_t { kSection = 0x0a0d0d0a, kInterface = 1, kEnhancedPacket = 6 };
enum : uint16_t { kEndOfOptions = 0, kComment = 1 };
enum : uint16_t { kUserApplication = 4 };  // of a section
enum : uint16_t { kName = 2, kDescription = 3, kIpv4 = 4, kResolution = 9, kOs = 12 };
enum : uint16_t { kFlags = 2, kPacketId = 5 };  // of a packet
constexpr uint16_t kRawIp = 101;                // LINKTYPE_RAW
constexpr uint32_t kInbound = 1;
constexpr uint32_t kOutbound = 2;
constexpr uint32_t kMagic = 0x1a2b3c4d;

// One block, little-endian.
class Block {
 public:
  explicit Block(uint32_t type) {
    put32(type);
    put32(0);  // the length, when it is known
  }

  void put16(uint16_t value) {
    octets_ += static_cast<char>(value);
    octets_ += static_cast<char>(value >> 8);
  }
  void put32(uint32_t value) {
    put16(static_cast<uint16_t>(value));
    put16(static_cast<uint16_t>(value >> 16));
  }
  void put64(uint64_t value) {
    put32(static_cast<uint32_t>(value));
    put32(static_cast<uint32_t>(value >> 32));
  }
  void put_padded(std::string_view text) {
    octets_ += text;
    octets_.append((4 - text.size() % 4) % 4, '\0');
  }
  // An option; longer texts than 65535 octets cannot be said.
  void option(uint16_t code, std::string_view value) {
    value = value.substr(0, 0xffff);
    put16(code);
    put16(static_cast<uint16_t>(value.size()));
    put_padded(value);
  }

  // Ends the options and the block.
  void append_to(std::string& out) {
    put16(kEndOfOptions);
    put16(0);
    const auto length = static_cast<uint32_t>(octets_.size() + 4);
    put32(length);
    for (size_t i = 0; i < 4; ++i) octets_[4 + i] = static_cast<char>(length >> 8 * i);
    out += octets_;
  }

 private:
  std::string octets_;
};

std::string big_endian(uint32_t value) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift);
  return out;
}

std::string little_endian(uint64_t value, int octets) {
  std::string out;
  for (int i = 0; i < octets; ++i) out += static_cast<char>(value >> 8 * i);
  return out;
}

void put_section(const Simulation& simulation, const CaptureFrames& frames,
                 const PcapngOptions& options, std::string& out) {
  Block block(kSection);
  block.put32(kMagic);
  block.put16(1);  // version 1.0
  block.put16(0);
  block.put64(UINT64_MAX);  // the section's length is not said
  std::string comment;
  for (const std::string& line : run_caption(simulation, options.language))
    comment += (comment.empty() ? "" : "\n") + line;
  block.option(kComment, comment);
  for (const std::string& note : frames.notes) block.option(kComment, note);
  block.option(kUserApplication, "FinWait " + std::string(options.version));
  block.append_to(out);
}

void put_interface(const HostConfig& host, std::string& out) {
  Block block(kInterface);
  block.put16(kRawIp);
  block.put16(0);
  block.put32(0);  // no limit to what is captured of a packet
  block.option(kName, host.name);
  block.option(kDescription, host_title(host));
  block.option(kIpv4, big_endian(host.address) + big_endian(0xffffff00));
  block.option(kResolution, "\x09");  // nanoseconds
  block.option(kOs, system_text(host));
  block.append_to(out);
}

PacketHeader header_of(const Packet& packet, uint32_t id) {
  return {packet.from.ip, packet.to.ip, packet.from.port, packet.to.port,
          static_cast<uint16_t>(id)};
}

void put_packet(const Simulation& simulation, const CaptureFrame& frame, std::string& out) {
  const Packet& packet = simulation.trace().packet(frame.packet);
  std::string octets = encode_packet(header_of(packet, frame.packet), packet.segment,
                                     payload_text(simulation.trace(), simulation.script(), packet));
  if (frame.corrupt) corrupt_packet(octets);
  Block block(kEnhancedPacket);
  block.put32(frame.host);
  block.put32(static_cast<uint32_t>(static_cast<uint64_t>(frame.t.ns) >> 32));
  block.put32(static_cast<uint32_t>(frame.t.ns));
  block.put32(static_cast<uint32_t>(octets.size()));  // captured
  block.put32(static_cast<uint32_t>(octets.size()));  // on the wire
  block.put_padded(octets);
  for (const std::string& note : frame.notes) block.option(kComment, note);
  block.option(kFlags, little_endian(frame.inbound ? kInbound : kOutbound, 4));
  block.option(kPacketId, little_endian(frame.packet, 8));
  block.append_to(out);
}

}  // namespace

std::string pcapng_octets(const Simulation& simulation, const PcapngOptions& options) {
  const CaptureFrames frames = capture_frames(simulation, options.point, options.language);
  std::string out;
  put_section(simulation, frames, options, out);
  for (const HostConfig& host : simulation.script().hosts) put_interface(host, out);
  for (const CaptureFrame& frame : frames.frames) put_packet(simulation, frame, out);
  return out;
}

}  // namespace finwait
