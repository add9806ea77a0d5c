// Numbers in network byte order (big endian) within octets. The caller has checked the bounds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace finwait {

inline uint8_t get8(std::string_view in, size_t at) {
  return static_cast<uint8_t>(in[at]);
}
inline uint16_t get16(std::string_view in, size_t at) {
  return static_cast<uint16_t>(get8(in, at) << 8 | get8(in, at + 1));
}
inline uint32_t get32(std::string_view in, size_t at) {
  return uint32_t{get16(in, at)} << 16 | get16(in, at + 2);
}

}  // namespace finwait
