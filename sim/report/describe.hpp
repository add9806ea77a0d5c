// Records as short texts: what the ladder, the comparison and messages say about a segment, a call
// or a result.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/report/words.hpp"
#include "sim/world/trace.hpp"

namespace finwait {

// "SYN 0", "PSH,ACK 1:19(18) ack 1", "ACK 19 ack 101": flags, relative numbers; the range only when
// there is text. Says "sack 1001:2001", "urg" and "win 0" where they matter.
std::string segment_label(const Packet& packet);

// What else can be said where there is room, the most useful first; each from its longest form to
// its shortest: `"GET / HTTP/1.0"`, `"GET / HT…"`; "<mss 1460,sackOK>", "<mss 1460,…>"; "win 511".
std::vector<std::vector<std::string>> segment_extras(const Trace& trace, const Script& script,
                                                     const Packet& packet);

// "connect(server:80)", "send(18)"; of setsockopt only what it sets: "SO_LINGER={1,0}".
std::string call_text(const Script& script, const Record& call);

// "0", "18", "ECONNRESET", in the words of the host's interface.
std::string result_text(const Script& script, const Record& result);

// The same in POSIX words, whatever the interface: what can be compared between systems.
std::string plain_result_text(const Script& script, const Record& result);

// " ?" behind what no source confirms of the host's system; "" otherwise.
std::string_view doubt_mark(const Script& script, const Record& r);

// What the call wrote to where its arguments point: poll's events "POLLIN,POLLRDHUP", getsockopt's
// value "ESTABLISHED" or "1", the port of getsockname; "" for other calls and for errors.
std::string result_detail(const Script& script, const Trace& trace, const Record& result);

// What a call is called where it was made: "close", "closesocket".
std::string call_text_name(const Script& script, const Record& r);

// "2MSL over": what a timer's expiry means.
std::string_view timer_words(Timer timer, Language language);

// "lost", "expired (MSL)".
std::string_view drop_words(DropReason reason, Language language);

}  // namespace finwait
