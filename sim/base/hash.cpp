#include "sim/base/hash.hpp"

namespace finwait {

std::string hash_text(uint64_t digest) {
  std::string text = "h1:";
  for (int shift = 60; shift >= 0; shift -= 4) text += "0123456789abcdef"[(digest >> shift) & 15];
  return text;
}

}  // namespace finwait
