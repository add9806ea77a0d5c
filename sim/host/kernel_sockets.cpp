#include "sim/host/kernel_sockets.hpp"

#include <array>
#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

namespace finwait {
namespace {

// The kernel's numbers of states (include/net/tcp_states.h); 12 is a half-open request.
constexpr std::array<State, 13> kByNumber = {
    State::Closed,   State::Established, State::SynSent,   State::SynReceived, State::FinWait1,
    State::FinWait2, State::TimeWait,    State::Closed,    State::CloseWait,   State::LastAck,
    State::Listen,   State::Closing,     State::SynReceived};

std::optional<uint32_t> hexadecimal(std::string_view text) {
  uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string_view next_word(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  const std::string_view word = line.substr(0, line.find(' '));
  line.remove_prefix(word.size());
  return word;
}

// "0100000A:0050": the address as the machine's own (here: little-endian) number.
std::optional<Address> address(std::string_view text) {
  if (text.size() != 13 || text[8] != ':') return std::nullopt;
  const auto ip = hexadecimal(text.substr(0, 8));
  const auto port = hexadecimal(text.substr(9));
  if (!ip || !port) return std::nullopt;
  const uint32_t host_order = *ip << 24 | (*ip & 0xff00) << 8 | (*ip >> 8 & 0xff00) | *ip >> 24;
  return Address{host_order, static_cast<uint16_t>(*port)};
}

std::optional<KernelSocket> parse_line(std::string_view line) {
  next_word(line);  // "0:"
  const auto local = address(next_word(line));
  const auto remote = address(next_word(line));
  const auto state = hexadecimal(next_word(line));
  if (!local || !remote || !state || *state >= kByNumber.size()) return std::nullopt;
  return KernelSocket{*local, *remote, kByNumber[*state]};
}

}  // namespace

std::vector<KernelSocket> parse_kernel_sockets(std::string_view text) {
  std::vector<KernelSocket> sockets;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    if (const auto socket = parse_line(text.substr(0, end))) sockets.push_back(*socket);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return sockets;
}

std::vector<KernelSocket> read_kernel_sockets() {
  std::ifstream in("/proc/thread-self/net/tcp", std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  return parse_kernel_sockets(text);
}

}  // namespace finwait
