// The N rows: the network between the hosts.
#include "sim/tcp/rule_table.hpp"

namespace finwait {
namespace {

using enum Rule;

constexpr std::array<RuleInfo, 17> kTable = {{
    {N001, "9293", "3.4.2", "", "Maximum segment lifetime",
     "A copy that would be older than MSL at delivery is destroyed on the wire and shown as "
     "expired."},
    {N002, "", "Network", "", "TTL is not MSL",
     "The hop count of the IP header makes MSL plausible; it counts routers, not seconds, and is "
     "no part of the model."},
    {N003, "9293", "3.6.1", "", "Why TIME_WAIT lasts 2 MSL",
     "One MSL for our last ACK to die and one for the FIN that answers its loss; by then every "
     "old segment of both directions is gone."},
    {N004, "9293", "3.6.1", "", "What 2 MSL do not promise",
     "The peer's FIN may be retransmitted even later and then meets CLOSED; that our last ACK "
     "arrived is never confirmed."},
    {N005, "", "Network", "", "Loss",
     "The copy is destroyed, by a fault rule or by a draw from the seed."},
    {N006, "", "Network", "", "Duplication",
     "Each copy has its own delay; the receiver cannot tell which was first."},
    {N007, "", "Network", "", "Reordering",
     "Follows from each copy's own delay; a copy may overtake another."},
    {N008, "", "Network", "", "Delay",
     "The link's one-way delay, plus a fault rule's or a drawn jitter, in whole nanoseconds."},
    {N009, "", "Network", "", "Corruption",
     "The checksum fails at the receiver, which drops the segment without an answer: in effect a "
     "loss."},
    {N010, "", "Network", "", "Fault rules",
     "A rule selects copies by direction, flags, time, length and numbers, and counts every "
     "match, also those it lets pass."},
    {N011, "", "Network", "", "Forged and old segments",
     "Injected into the link with given numbers; the trace marks them, the receiving TCP cannot "
     "tell."},
    {N012, "", "Network", "", "Events at the same instant",
     "Calls in file order, then timers, then arrivals, then calls that these woke; inside a kind "
     "the earlier inserted comes first."},
    {N013, "", "Network", "", "Order inside one event",
     "An arriving segment is processed wholly, replies included; then waiting calls wake; then "
     "comes the next event."},
    {N014, "", "Network", "", "Crash and reboot",
     "All TCBs and listeners vanish and nothing is sent; afterwards the host answers from "
     "CLOSED, after a power-off not at all."},
    {N015, "", "Network", "", "Unplugged cable",
     "Everything is dropped in both directions; the TCBs stay as they are."},
    {N016, "", "Network", "", "A middlebox forgets the connection",
     "Modelled as dropping everything from then on, or as a forged RST."},
    {N017, "9293", "3.9.2.2", "", "ICMP",
     "Soft errors do not abort an existing connection; a connect() in progress may report them "
     "(T184)."},
}};
static_assert(complete(kTable, N001), "a rule is missing or out of order");

}  // namespace

std::span<const RuleInfo> net_rules() {
  return kTable;
}

}  // namespace finwait
