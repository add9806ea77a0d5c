#include "sim/run/capture_file.hpp"

#include <algorithm>

namespace finwait {
namespace {

constexpr size_t kChunk = size_t{1} << 20;
constexpr uint32_t kLargestFrame = 16u << 20;  // more than any link carries: a lying length
constexpr size_t kMostInterfaces = 65536;
constexpr int64_t kSecond = 1'000'000'000;

constexpr uint32_t kSection = 0x0a0d0d0a;
enum : uint32_t { kInterface = 1, kPacketOld = 2, kSimplePacket = 3, kPacket = 6 };

uint8_t octet(const std::string& in, size_t at) {
  return static_cast<uint8_t>(in[at]);
}

}  // namespace

CaptureFile::CaptureFile(ByteSource source, std::string name) : source_(std::move(source)) {
  error_.file = std::move(name);
}

CaptureFile::Next CaptureFile::bad(std::string message) {
  if (!failed_) error_.message = "at offset " + std::to_string(offset()) + ": " + message;
  failed_ = true;
  return Next::Bad;
}

// Reads on until so many octets follow pos_; false at the end of the file.
bool CaptureFile::need(size_t octets) {
  while (buffer_.size() - pos_ < octets) {
    if (ended_) return false;
    if (pos_ > 0) {
      buffer_.erase(0, pos_);
      base_ += pos_;
      pos_ = 0;
    }
    const size_t had = buffer_.size();
    buffer_.resize(had + kChunk);
    const size_t got = source_(buffer_.data() + had, kChunk);
    buffer_.resize(had + std::min(got, kChunk));
    ended_ = got == 0;
  }
  return true;
}

uint16_t CaptureFile::get16(size_t at) const {
  const uint8_t a = octet(buffer_, at);
  const uint8_t b = octet(buffer_, at + 1);
  return static_cast<uint16_t>(big_endian_ ? a << 8 | b : b << 8 | a);
}

uint32_t CaptureFile::get32(size_t at) const {
  const uint32_t a = get16(at);
  const uint32_t b = get16(at + 2);
  return big_endian_ ? a << 16 | b : b << 16 | a;
}

// The magic number says format, byte order and, for pcap, the resolution of times.
bool CaptureFile::begin() {
  started_ = true;
  if (!need(4))
    return refuse("expected a pcap or pcapng file, found " + std::to_string(buffer_.size()) +
                  " octets");
  const uint32_t magic = get32(pos_);
  if (magic == kSection) {
    blocks_ = true;
    return true;
  }
  constexpr uint32_t kMicro = 0xa1b2c3d4;
  constexpr uint32_t kNano = 0xa1b23c4d;
  big_endian_ = magic != kMicro && magic != kNano;
  const uint32_t swapped = get32(pos_);
  if (swapped != kMicro && swapped != kNano)
    return refuse("expected a pcap or pcapng file, found another kind of file");
  per_second_ = swapped == kNano ? 1'000'000'000 : 1'000'000;
  if (!need(24)) return refuse("expected a header of 24 octets, found the end of the file");
  link_ = static_cast<LinkLayer>(get32(pos_ + 20) & 0xffff);
  pos_ += 24;
  return true;
}

CaptureFile::Next CaptureFile::next(CapturedFrame& frame) {
  if (failed_) return Next::Bad;
  if (!started_ && !begin()) return Next::Bad;
  return blocks_ ? next_block(frame) : next_pcap(frame);
}

CaptureFile::Next CaptureFile::next_pcap(CapturedFrame& frame) {
  if (!need(1)) return Next::End;
  if (!need(16)) return bad("expected a packet's header of 16 octets, found the end of the file");
  const uint32_t captured = get32(pos_ + 8);
  if (captured > kLargestFrame)
    return bad("expected a packet of at most " + std::to_string(kLargestFrame) +
               " octets, found the length " + std::to_string(captured));
  frame.offset = offset();
  frame.ns = int64_t{get32(pos_)} * kSecond +
             static_cast<int64_t>(get32(pos_ + 4) * (kSecond / per_second_));
  frame.original = std::max(get32(pos_ + 12), captured);
  frame.link = link_;
  frame.interface = 0;
  if (!need(16 + captured))
    return bad("expected a packet of " + std::to_string(captured) +
               " octets, found the end of the file");
  frame.octets = std::string_view(buffer_).substr(pos_ + 16, captured);
  pos_ += 16 + captured;
  return Next::Frame;
}

// The length that stands at both ends of a block.
bool CaptureFile::block_length(size_t& length) {
  length = get32(pos_ + 4);
  if (length < 12 || length % 4 != 0 || length > kLargestFrame + 4096)
    return refuse("expected a block's length from 12 to " + std::to_string(kLargestFrame + 4096) +
                  " that 4 divides, found " + std::to_string(length));
  if (!need(length))
    return refuse("expected a block of " + std::to_string(length) +
                  " octets, found the end of the file");
  const uint32_t again = get32(pos_ + length - 4);
  if (again != length)
    return refuse("expected the block's length " + std::to_string(length) +
                  " again at its end, found " + std::to_string(again));
  return true;
}

CaptureFile::Next CaptureFile::next_block(CapturedFrame& frame) {
  for (;;) {
    if (!need(1)) return Next::End;
    if (!need(12)) return bad("expected a block of 12 octets or more, found the end of the file");
    const uint32_t type = get32(pos_);
    size_t length = 0;
    if (type == kSection && !read_section(12)) return Next::Bad;
    if (!block_length(length)) return Next::Bad;
    const size_t start = pos_ + 8;
    bool found = false;
    switch (type) {
      case kSection:
        if (length < 28) return bad("expected a section header of 28 octets or more");
        interfaces_.clear();
        break;
      case kInterface:
        if (!read_interface(start, length - 12)) return Next::Bad;
        break;
      case kSimplePacket: found = read_simple(start, length - 12, frame); break;
      case kPacket:
      case kPacketOld: found = read_packet(start, length - 12, type == kPacketOld, frame); break;
      default: break;  // names, statistics, secrets, comments
    }
    if (failed_) return Next::Bad;
    frame.offset = offset();
    pos_ += length;
    if (found) return Next::Frame;
  }
}

bool CaptureFile::read_section(size_t octets) {
  if (!need(octets)) return refuse("expected a section header, found the end of the file");
  big_endian_ = false;
  const uint32_t magic = get32(pos_ + 8);
  constexpr uint32_t kByteOrder = 0x1a2b3c4d;
  big_endian_ = magic != kByteOrder;
  if (get32(pos_ + 8) == kByteOrder) return true;
  return refuse("expected the byte-order magic of a section, found something else");
}

bool CaptureFile::read_interface(size_t start, size_t length) {
  if (length < 8) return refuse("expected an interface description of 8 octets or more");
  if (interfaces_.size() >= kMostInterfaces)
    return refuse("expected at most " + std::to_string(kMostInterfaces) + " interfaces");
  Interface interface;
  interface.link = static_cast<LinkLayer>(get16(start));
  interface.snap = get32(start + 4);
  if (!read_interface_options(start + 8, start + length, interface)) return false;
  interfaces_.push_back(interface);
  return true;
}

bool CaptureFile::read_interface_options(size_t at, size_t end, Interface& interface) {
  while (at + 4 <= end) {
    const uint16_t code = get16(at);
    const size_t length = get16(at + 2);
    if (code == 0) return true;
    if (at + 4 + length > end)
      return refuse("expected an option of " + std::to_string(length) +
                    " octets within the interface's block");
    if (code == 9 && length == 1) {
      const uint8_t resolution = octet(buffer_, at + 4);
      const uint8_t power = resolution & 0x7f;
      interface.binary = (resolution & 0x80) != 0;
      interface.bits = power;
      if (power > (interface.binary ? 62 : 18))
        return refuse("expected a time resolution that fits 64 bits, found " +
                      std::to_string(resolution));
      interface.per_second = 1;
      for (uint8_t i = 0; i < power; ++i) interface.per_second *= interface.binary ? 2 : 10;
    } else if (code == 14 && length == 8) {
      const uint64_t low = get32(at + (big_endian_ ? 8 : 4));
      const uint64_t high = get32(at + (big_endian_ ? 4 : 8));
      constexpr int64_t kMost = int64_t{1} << 31;  // differences of times must fit, too
      interface.offset_seconds = std::clamp(static_cast<int64_t>(high << 32 | low), -kMost, kMost);
    }
    at += 4 + (length + 3) / 4 * 4;
  }
  return true;
}

int64_t CaptureFile::nanoseconds_of(const Interface& i, uint64_t stamp) {
  const uint64_t whole = stamp / i.per_second;
  uint64_t part = stamp % i.per_second;
  uint64_t unit = i.per_second;
  while (unit > (uint64_t{1} << 33)) {  // so that the product fits
    unit /= i.binary ? 2 : 10;
    part /= i.binary ? 2 : 10;
  }
  const auto ns = static_cast<int64_t>(part * uint64_t{kSecond} / unit);
  constexpr uint64_t kMost = uint64_t{1} << 32;
  return (static_cast<int64_t>(std::min(whole, kMost)) + i.offset_seconds) * kSecond + ns;
}

bool CaptureFile::read_packet(size_t start, size_t length, bool old, CapturedFrame& frame) {
  if (length < 20) return refuse("expected a packet block of 32 octets or more");
  frame.interface = old ? get16(start) : get32(start);
  if (frame.interface >= interfaces_.size())
    return refuse("expected one of " + std::to_string(interfaces_.size()) +
                  " interfaces, found interface " + std::to_string(frame.interface));
  const uint64_t stamp = uint64_t{get32(start + 4)} << 32 | get32(start + 8);
  const uint32_t captured = get32(start + 12);
  if (captured > length - 20)
    return refuse("expected at most " + std::to_string(length - 20) +
                  " octets in the packet, found the length " + std::to_string(captured));
  frame.ns = nanoseconds_of(interfaces_[frame.interface], stamp);
  frame.original = std::max(get32(start + 16), captured);
  frame.link = interfaces_[frame.interface].link;
  frame.octets = std::string_view(buffer_).substr(start + 20, captured);
  return true;
}

bool CaptureFile::read_simple(size_t start, size_t length, CapturedFrame& frame) {
  if (length < 4) return refuse("expected a packet block of 16 octets or more");
  if (interfaces_.empty()) return refuse("expected an interface before its packets");
  frame.interface = 0;
  frame.original = get32(start);
  uint32_t captured = std::min(frame.original, static_cast<uint32_t>(length - 4));
  if (interfaces_[0].snap != 0) captured = std::min(captured, interfaces_[0].snap);
  frame.ns = 0;
  frame.link = interfaces_[0].link;
  frame.octets = std::string_view(buffer_).substr(start + 4, captured);
  return true;
}

}  // namespace finwait
