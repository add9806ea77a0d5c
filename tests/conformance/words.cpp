#include "tests/conformance/words.hpp"

#include <algorithm>

#include "tests/conformance/observation.hpp"

namespace finwait {

std::string poll_text(uint8_t events) {
  constexpr std::pair<uint8_t, const char*> kNames[] = {{kPollIn, "POLLIN"},
                                                        {kPollOut, "POLLOUT"},
                                                        {kPollErr, "POLLERR"},
                                                        {kPollHup, "POLLHUP"},
                                                        {kPollRdHup, "POLLRDHUP"}};
  std::string out;
  for (const auto& [bit, name] : kNames)
    if (events & bit) out += (out.empty() ? "" : ",") + std::string(name);
  return out.empty() ? "none" : out;
}

std::string state_line(const Case& c, uint16_t local, uint16_t remote, State state) {
  const auto text = [&](uint16_t port) {
    const uint16_t shown = shown_port(c, port);
    return shown ? std::to_string(shown) : std::string("any");
  };
  std::string out = text(local);
  if (remote != 0) out += "-" + text(remote);
  return out + " " + std::string(state_name(state));
}

std::string joined_states(std::vector<std::string> lines) {
  std::sort(lines.begin(), lines.end());
  std::string out;
  for (const std::string& line : lines) out += (out.empty() ? "" : "; ") + line;
  return out.empty() ? "nothing" : out;
}

}  // namespace finwait
