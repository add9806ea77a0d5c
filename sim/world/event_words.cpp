#include "sim/world/event_words.hpp"

#include <array>

#include "sim/world/script.hpp"

namespace finwait {
namespace {

// By bit; "" where none is used.
constexpr std::array<std::string_view, 5> kPollEvents = {"POLLIN", "POLLOUT", "POLLERR",
                                                         "POLLHUP", "POLLRDHUP"};

constexpr std::array<std::string_view, 6> kSelectSets = {"readfds", "writefds", "", "", "",
                                                         "exceptfds"};
constexpr std::array<std::string_view, 6> kNetworkEvents = {"FD_READ",   "FD_WRITE",   "FD_OOB",
                                                            "FD_ACCEPT", "FD_CONNECT", "FD_CLOSE"};

// "A,B" or "A|B": bit i stands for the i-th name.
template <size_t N>
std::optional<uint8_t> parse_bits(const std::array<std::string_view, N>& names,
                                  std::string_view text) {
  uint8_t bits = 0;
  if (text == "none" || text == "0") return bits;
  while (true) {
    const size_t end = text.find_first_of(",|");
    const std::string_view name = text.substr(0, end);
    uint8_t bit = 0;
    for (size_t i = 0; i < N; ++i)
      if (!name.empty() && names[i] == name) bit = static_cast<uint8_t>(1u << i);
    if (bit == 0) return std::nullopt;
    bits |= bit;
    if (end == std::string_view::npos) return bits;
    text.remove_prefix(end + 1);
  }
}

template <size_t N>
std::string bits_text(const std::array<std::string_view, N>& names, uint8_t bits) {
  std::string out;
  for (size_t i = 0; i < N; ++i)
    if (bits >> i & 1) out += (out.empty() ? "" : ",") + std::string(names[i]);
  return out.empty() ? "none" : out;
}

}  // namespace

std::optional<uint8_t> parse_poll_events(std::string_view text) {
  return parse_bits(kPollEvents, text);
}
std::string poll_events_text(uint8_t events) { return bits_text(kPollEvents, events); }

std::optional<uint8_t> parse_select_sets(std::string_view text) {
  if (const auto sets = parse_bits(kSelectSets, text)) return sets;
  const auto events = parse_poll_events(text);  // in the words of poll()
  if (!events) return std::nullopt;
  const bool reads = (*events & (kPollIn | kPollRdHup | kPollHup | kPollErr)) != 0;
  const bool writes = (*events & (kPollOut | kPollErr)) != 0;
  return static_cast<uint8_t>((reads ? kReadSet : 0) | (writes ? kWriteSet : 0));
}
std::string select_sets_text(uint8_t sets) { return bits_text(kSelectSets, sets); }

std::optional<uint8_t> parse_network_events(std::string_view text) {
  return parse_bits(kNetworkEvents, text);
}
std::string network_events_text(uint8_t events) { return bits_text(kNetworkEvents, events); }

}  // namespace finwait
