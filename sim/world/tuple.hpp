// Well-mixed numbers that stand for a 4-tuple and for a segment's content.
#pragma once

#include "sim/base/random.hpp"
#include "sim/world/script.hpp"

namespace finwait {

// Never zero. Distinguishes host, local and remote address (which side is which counts).
constexpr uint64_t tuple_key(uint8_t host, Address local, Address remote) {
  uint64_t x = (uint64_t{local.ip} << 32 | remote.ip) * 0x9e3779b97f4a7c15u;
  x ^= (uint64_t{local.port} << 32 | uint64_t{remote.port} << 8 | (host + 1u)) *
       0xd6e8feb86659fd93u;
  x ^= x >> 32;
  x *= 0xbf58476d1ce4e5b9u;
  x ^= x >> 29;
  return x | 1;
}

// The keys of the two sockets of a segment on its way.
struct Ends {
  uint64_t sender = 0;
  uint64_t receiver = 0;
};

// Never zero. Stands for a socket's name on a host.
constexpr uint64_t name_key(uint8_t host, int32_t name, uint32_t repeat) {
  const uint64_t x = (uint64_t{host} << 32 | static_cast<uint32_t>(name)) * 0x9e3779b97f4a7c15u ^
                     (uint64_t{repeat} + 1) * 0xd6e8feb86659fd93u;
  return (x ^ x >> 29) * 0xbf58476d1ce4e5b9u | 1;
}

// Never zero. Stands for a timeline entry with `each` and a socket that triggered it.
constexpr uint64_t each_key(uint32_t entry, uint32_t socket) {
  return name_key(2, static_cast<int32_t>(entry), socket);
}

constexpr uint64_t segment_word(const Segment& seg) {
  const uint64_t numbers = uint64_t{seg.seq.value} << 32 | seg.ack.value;
  const uint64_t rest = uint64_t{seg.ctl} << 48 | uint64_t{seg.text} << 32 |
                        uint64_t{seg.wnd} << 16 | seg.up;
  return numbers * 0x9e3779b97f4a7c15u ^ rest * 0xd6e8feb86659fd93u;
}

constexpr uint64_t options_word(const Options& o) {
  uint64_t blocks = 0;
  for (size_t i = 0; i < o.sack_count; ++i)
    blocks = (blocks ^ (uint64_t{o.sack[i].start.value} << 32 | o.sack[i].end.value)) *
             0xbf58476d1ce4e5b9u;
  return blocks ^ (uint64_t{o.ts_value} << 32 | o.ts_echo) * 0x94d049bb133111ebu ^
         (uint64_t{o.mss} << 16 | uint64_t{o.window_scale} << 8 |
          (o.sack_permitted ? 2u : 0u) | (o.timestamps ? 1u : 0u));
}

}  // namespace finwait
