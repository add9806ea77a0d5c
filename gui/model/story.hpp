// Records as short texts: the labels at arrows and lifelines, and the sentences of Why.
#pragma once

#include <string>
#include <string_view>

#include "gui/model/phrases.hpp"
#include "gui/model/run_index.hpp"

namespace finwait {

// What a text about a run needs to know.
struct Source {
  const Script& script;
  const Trace& trace;
  const Phrases& phrases;
  bool absolute = false;  // sequence numbers as they are on the wire
};

// "FIN,ACK 101", "SYN,ACK 0 / 1", "PSH,ACK 1:19", "ACK 102".
// With `absolute` numbers "SYN 173732675".
std::string arrow_label(const Packet& packet, bool absolute = false);
// The text that a segment carries, in quotes and cut after `limit` octets; "" without text or when
// it is the counting pattern.
std::string segment_quote(const Source& source, const Packet& packet, size_t limit);
// "retransmission 2", "forged", "copy 2"; "" for an ordinary one.
std::string trip_remark(const Phrases& phrases, const Trip& trip, const Packet& packet);
// "connect()", "send(18)", "shutdown(SHUT_WR)", "SO_LINGER on, 0 s".
std::string call_label(const Source& source, const Record& call);
// "0", "18", "ECONNRESET".
std::string result_text(const Source& source, const Record& result);
// A call or its result at the lifeline: "connect -> ECONNREFUSED" with a real arrow; " ?" stands
// behind what no source confirms of the host's system.
std::string mark_label(const Source& source, const Mark& mark);
// "A" or "B".
std::string_view host_letter(uint8_t host);
// A host's name as the scenario has it; of the usual ones, in a language that has a word for it,
// with that: "client 客户端".
std::string host_text(const Phrases& phrases, const std::string& name);
// "retransmission timer", "2MSL timer".
Phrase timer_phrase(Timer timer);
// "2MSL", "retransmit", "keep-alive".
Phrase timer_label(Timer timer);
// "RFC 9293 3.10.7.4, eighth", "Linux". The RFC's word for the step, elsewhere than in English its
// number: "第 8 步".
std::string chip_clause(const Phrases& phrases, const RuleInfo& info);
// "Ann Otter" with the first letter large.
std::string capitalized(std::string text);

}  // namespace finwait
