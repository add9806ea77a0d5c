// Sets of events as text: what poll() and select() find, what WSAAsyncSelect() asks for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace finwait {

// PollEvents: "POLLIN,POLLHUP"; "none". A '|' separates as well as a comma.
std::string poll_events_text(uint8_t events);
std::optional<uint8_t> parse_poll_events(std::string_view text);

// SelectSets: "readfds,exceptfds". poll()'s words mean the sets in which select() shows them.
std::string select_sets_text(uint8_t sets);
std::optional<uint8_t> parse_select_sets(std::string_view text);

// NetworkEvents: "FD_READ,FD_CLOSE".
std::string network_events_text(uint8_t events);
std::optional<uint8_t> parse_network_events(std::string_view text);

}  // namespace finwait
