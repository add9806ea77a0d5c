// JSON Lines: the whole trace, one JSON object a line, in order.
//
// Every record: `id`, `cause` (the id that led to it, or null), `t_ns`, `kind`, then `host` and
// `socket` where they apply, then the fields of its kind, always in the same order. The line
// `start` has the id 0; `expect` and `end` continue after the last record.
//
//   from, to   host names; addresses of strangers
//   options    {"mss":1460,"wscale":7,"sackOK":true,"TS":{"val":1,"ecr":0},
//              "sack":[[1001,2001]]}, only those present; sack counts as `ack` does
//   rule       {"id":"T111","rfc":"9293","section":"3.10.7.4","step":"eighth"}, or null
//   value      of a `result`: what getsockopt, getsockname or getpeername gave; poll has `events`
//   range      [first octet, one past the last], counted from the first octet written
//   what       of `expect`: what was judged; its cause is the record to look at
//   ledger     of `end`: an array with one object per stream of octets
#pragma once

#include <string>
#include <vector>

#include "sim/report/verdict.hpp"
#include "sim/run/simulation.hpp"

namespace finwait {

struct JsonlOptions {
  std::string_view version;
  Language language = Language::En;  // of the title
};

std::string jsonl_text(const Simulation& simulation, const std::vector<Outcome>& outcomes,
                       const JsonlOptions& options);

}  // namespace finwait
