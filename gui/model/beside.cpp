#include "gui/model/beside.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "gui/model/words.hpp"
#include "sim/report/comparison.hpp"
#include "sim/world/api_words.hpp"

namespace finwait {
namespace {

// What makes two copies of segments the same for who compares two pictures.
using TripKey = std::tuple<int64_t, int64_t, int, int, int, int64_t, int64_t, uint32_t>;
using SpanKey = std::tuple<int, int64_t>;

TripKey key_of(const Trip& trip, const Packet& packet) {
  return {trip.sent.ns,        trip.ended.ns, static_cast<int>(trip.end), trip.from,
          packet.segment.ctl, packet.seq(),  packet.ack(),               packet.segment.text};
}

std::vector<TripKey> trip_keys(const Trace& trace, const RunIndex& index) {
  std::vector<TripKey> keys;
  for (const Trip& trip : index.trips) keys.push_back(key_of(trip, trace.packet(trip.packet)));
  return keys;
}

std::vector<SpanKey> span_keys(const std::vector<Span>& spans) {
  std::vector<SpanKey> keys;
  for (const Span& span : spans) keys.emplace_back(static_cast<int>(span.state), span.from.ns);
  return keys;
}

// Which of `mine` stand for themselves.
template <class Key>
std::vector<bool> alone(const std::vector<Key>& mine, const std::vector<Key>& theirs) {
  std::map<Key, int> left;
  for (const Key& key : theirs) ++left[key];
  std::vector<bool> out;
  for (const Key& key : mine) out.push_back(left[key]-- <= 0);
  return out;
}

Time sent_at(const Trace& trace, uint32_t packet) {
  return trace.record(trace.packet(packet).sent).t;
}

bool looks_alike(const Packet& a, const Packet& b) {
  return a.host == b.host && a.forged == b.forged && a.segment.ctl == b.segment.ctl &&
         a.seq() == b.seq() && a.ack() == b.ack() && a.segment.text == b.segment.text;
}

Differing differing(const Trace& mine, const RunIndex& my_index, const Trace& theirs,
                    const RunIndex& their_index) {
  Differing d;
  d.trips = alone(trip_keys(mine, my_index), trip_keys(theirs, their_index));
  for (size_t host = 0; host < 2; ++host)
    d.spans[host] = alone(span_keys(my_index.spans[host]), span_keys(their_index.spans[host]));
  return d;
}

}  // namespace

Divergence make_divergence(const Simulation& shown, const RunIndex& shown_index,
                           const Simulation& other, const RunIndex& other_index) {
  Divergence d;
  d.side[0] = differing(shown.trace(), shown_index, other.trace(), other_index);
  d.side[1] = differing(other.trace(), other_index, shown.trace(), shown_index);
  const std::vector<StoryLine> mine = story_of(shown);
  const std::vector<StoryLine> theirs = story_of(other);
  const auto first = first_divergence(mine, theirs);
  if (!first) return d;
  d.same = false;
  d.at = kNever;
  if (*first < mine.size()) {
    d.side[0].record = mine[*first].record;
    d.at = mine[*first].t;
  }
  if (*first < theirs.size()) {
    d.side[1].record = theirs[*first].record;
    d.at = std::min(d.at, theirs[*first].t);
  }
  return d;
}

// Packets stand in the order of sending.
std::optional<uint32_t> twin_of(const Trace& mine, uint32_t packet, const Trace& theirs) {
  const Time t = sent_at(mine, packet);
  const Packet& wanted = mine.packet(packet);
  uint32_t before = 0;  // so many that look alike are sent at that instant before it
  for (uint32_t id = packet; id-- > 0 && sent_at(mine, id) == t;)
    if (looks_alike(mine.packet(id), wanted)) ++before;
  const auto count = static_cast<uint32_t>(theirs.packets.size());
  uint32_t id = 0;
  for (uint32_t end = count; id < end;) {
    const uint32_t middle = id + (end - id) / 2;
    if (sent_at(theirs, middle) < t)
      id = middle + 1;
    else
      end = middle;
  }
  for (; id < count && sent_at(theirs, id) == t; ++id)
    if (looks_alike(theirs.packet(id), wanted) && before-- == 0) return id;
  return std::nullopt;
}

std::string record_words(const Source& source, const Record& r) {
  const std::string who = std::string(host_letter(r.host & 1)) + ": ";
  const HostConfig& host = source.script.hosts[r.host & 1];
  switch (r.kind) {
    case RecordKind::Call: return who + call_label(source, r);
    case RecordKind::Result:
      return who + std::string(call_word(host, r.call())) + " \u2192 " + result_text(source, r);
    case RecordKind::Sent: return who + arrow_label(source.trace.packet(r.packet()));
    case RecordKind::Dropped:
      return source.phrases(Phrase::IsLost, {arrow_label(source.trace.packet(r.packet())),
                                             host_letter(r.host & 1)});
    case RecordKind::State:
      return who + std::string(state_name(r.from())) + " \u2192 " +
             std::string(state_name(r.to()));
    case RecordKind::Timer:
      return source.phrases(Phrase::TimerFires,
                            {host_letter(r.host & 1), source.phrases(timer_phrase(r.timer()))});
    case RecordKind::Event: return who + event_word(host, r);
    case RecordKind::Host: return who + std::string(host_action_name(r.host_action()));
    case RecordKind::Socket:
    case RecordKind::Arrived:
    case RecordKind::Bytes: return who;
  }
  return who;
}

}  // namespace finwait
