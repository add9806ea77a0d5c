// Reads pcap and pcapng files frame by frame, with bounded memory, from any source of octets.
// Both byte orders, all time resolutions; several sections and interfaces.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/result.hpp"
#include "sim/base/time.hpp"

namespace finwait {

// Fills at most `size` octets and says how many; 0 at the end.
using ByteSource = std::function<size_t(char* out, size_t size)>;

// What a frame begins with (the LINKTYPE of pcap).
enum class LinkLayer : uint16_t {
  Loopback = 0,  // BSD: the address family in the byte order of the machine
  Ethernet = 1,
  Raw = 101,              // IPv4 or IPv6 itself
  LoopbackOpenBsd = 108,  // the address family in network order
  LinuxCooked = 113,
  Ipv4 = 228,
  Ipv6 = 229,
  LinuxCooked2 = 276,
};

struct CapturedFrame {
  uint64_t offset = 0;  // in the file, of the record that holds it
  int64_t ns = 0;       // since 1970, or whatever the file counts from
  LinkLayer link = LinkLayer::Ethernet;
  uint32_t interface = 0;
  uint32_t original = 0;    // its length before it was cut
  std::string_view octets;  // valid until the next call
};

class CaptureFile {
 public:
  enum class Next : uint8_t { Frame, End, Bad };

  CaptureFile(ByteSource source, std::string name);
  // The next frame. Bad: error() says what was expected, and at which offset.
  Next next(CapturedFrame& frame);
  const Error& error() const { return error_; }
  uint64_t offset() const { return base_ + pos_; }

 private:
  struct Interface {
    LinkLayer link = LinkLayer::Ethernet;
    uint64_t per_second = 1'000'000;
    bool binary = false;  // per_second is a power of two
    uint8_t bits = 0;
    int64_t offset_seconds = 0;
    uint32_t snap = 0;
  };

  bool begin();
  Next next_pcap(CapturedFrame& frame);
  Next next_block(CapturedFrame& frame);
  bool read_section(size_t length);
  bool read_interface(size_t start, size_t length);
  bool read_interface_options(size_t start, size_t end, Interface& interface);
  bool read_packet(size_t start, size_t length, bool old, CapturedFrame& frame);
  bool read_simple(size_t start, size_t length, CapturedFrame& frame);
  bool block_length(size_t& length);
  bool need(size_t octets);  // so many from pos_ on are in the buffer
  Next bad(std::string message);
  bool refuse(std::string message) { return bad(std::move(message)), false; }
  uint16_t get16(size_t at) const;
  uint32_t get32(size_t at) const;
  static int64_t nanoseconds_of(const Interface& interface, uint64_t stamp);

  ByteSource source_;
  std::string buffer_;
  size_t pos_ = 0;
  uint64_t base_ = 0;  // offset of buffer_[0]
  bool started_ = false;
  bool ended_ = false;   // the source has no more
  bool blocks_ = false;  // pcapng
  bool big_endian_ = false;
  bool failed_ = false;
  uint64_t per_second_ = 1'000'000;
  LinkLayer link_ = LinkLayer::Ethernet;
  std::vector<Interface> interfaces_;
  Error error_;
};

}  // namespace finwait
