#include "sim/report/byte_fates.hpp"

#include <algorithm>

#include "sim/report/describe.hpp"
#include "sim/report/words.hpp"

namespace finwait {
namespace {

std::string time_text(Time t) {
  return people_duration(t - Time{});
}

// Collects the reasons of one run.
class Coroner {
 public:
  Coroner(const Simulation& simulation, Language language)
      : script_(simulation.script()), trace_(simulation.trace()), language_(language) {}

  Discard examine(uint32_t bytes_record) const;

 private:
  uint32_t end_of_tcb(const Record& bytes, uint32_t id) const;
  uint32_t failed_call(uint32_t socket, uint32_t after) const;
  bool tells(const Record& result) const;
  std::string words(uint32_t id) const;
  const std::string& host(const Record& r) const { return script_.hosts[r.host].name; }

  const Script& script_;
  const Trace& trace_;
  Language language_;
};

// The record in which the rule deleted a TCB; 0: it was another reason.
uint32_t Coroner::end_of_tcb(const Record& bytes, uint32_t id) const {
  for (; id > 0; --id) {
    const Record& r = trace_.record(id);
    const bool ends = r.kind == RecordKind::State && r.rule == bytes.rule &&
                      (r.to() == State::Closed || r.to() == State::Listen);
    if (ends) return id;
  }
  return 0;
}

// A result that says that the connection failed; "try again" and a descriptor that is no more do
// not.
bool Coroner::tells(const Record& r) const {
  if (r.kind != RecordKind::Result) return false;
  if (r.call() == CallKind::GetSockOpt && r.error() == Errno::Ok && r.call_id() != 0) {
    const uint32_t entry = trace_.record(r.call_id()).entry();
    return entry < script_.timeline.size() && script_.timeline[entry].option == Option::SoError &&
           r.detail() != 0;
  }
  const bool harmless = r.error() == Errno::Ok || r.error() == Errno::EAgain ||
                        r.error() == Errno::EInProgress || r.error() == Errno::EAlready ||
                        r.error() == Errno::EBadf;
  return !harmless;
}

uint32_t Coroner::failed_call(uint32_t socket, uint32_t after) const {
  const auto count = static_cast<uint32_t>(trace_.records.size());
  for (uint32_t id = after + 1; id <= count; ++id)
    if (trace_.record(id).socket == socket && tells(trace_.record(id))) return id;
  return 0;
}

// What happened in a record, as the reason of a loss.
std::string Coroner::words(uint32_t id) const {
  if (id == 0) return "";
  const Record& r = trace_.record(id);
  const auto say = [&](Word w, std::string_view what, std::string_view of) {
    return word(w, language_, what, of, time_text(r.t));
  };
  switch (r.kind) {
    case RecordKind::Host: return say(Word::CauseOf, host_action_name(r.host_action()), host(r));
    case RecordKind::Call: return say(Word::CauseOf, call_text(script_, r), host(r));
    case RecordKind::Arrived:
      return say(Word::CauseReached, segment_label(trace_.packet(r.packet())), host(r));
    case RecordKind::Dropped:
      return say(Word::CauseLastCopy, segment_label(trace_.packet(r.packet())),
                 drop_words(r.reason(), language_));
    case RecordKind::Timer:
      return say(Word::CauseTimer, timer_words(r.timer(), language_), host(r));
    case RecordKind::Sent:
      return say(Word::CauseSent, segment_label(trace_.packet(r.packet())), host(r));
    case RecordKind::Socket:
    case RecordKind::Result:
    case RecordKind::State:
    case RecordKind::Event:
    case RecordKind::Bytes: return words(r.cause);
  }
  return "";
}

Discard Coroner::examine(uint32_t bytes_record) const {
  const Record& r = trace_.record(bytes_record);
  const uint32_t end = end_of_tcb(r, bytes_record);
  Discard out;
  out.from = r.offset();
  out.to = r.offset() + static_cast<uint64_t>(r.length());
  out.rule = r.rule;
  out.host = r.host;
  out.t = r.t;
  const uint32_t why = end == 0 ? kNoCause : trace_.record(end).cause;
  out.killer = words(why != kNoCause ? why : r.cause);
  out.told = failed_call(r.socket, end != 0 ? end : bytes_record);
  return out;
}

uint64_t total(const std::vector<Discard>& discards) {
  uint64_t sum = 0;
  for (const Discard& d : discards) sum += d.to - d.from;
  return sum;
}

void add(std::vector<Discard>& discards, Discard d) {
  if (!discards.empty() && discards.back().to == d.from && discards.back().killer == d.killer &&
      discards.back().rule == d.rule && discards.back().told == d.told) {
    discards.back().to = d.to;
    return;
  }
  discards.push_back(std::move(d));
}

// A socket that connects again has several streams: the first that still lacks a reason.
StreamFate* stream_of(std::vector<StreamFate>& fates, const Record& r) {
  for (StreamFate& fate : fates) {
    const uint64_t known = total(fate.discards);
    if (fate.writer == r.socket &&
        known + static_cast<uint64_t>(r.length()) <= fate.ledger.discarded)
      return &fate;
  }
  return nullptr;
}

std::string end_text(const Simulation& simulation, uint32_t socket) {
  const Trace& trace = simulation.trace();
  return simulation.script().hosts[trace.socket(socket).host].name + " " +
         socket_name(trace, simulation.script(), socket);
}

}  // namespace

std::vector<StreamFate> byte_fates(const Simulation& simulation, Language language) {
  const Trace& trace = simulation.trace();
  std::vector<StreamFate> fates(simulation.world().stream_count());
  for (uint32_t i = 0; i < fates.size(); ++i) {
    StreamFate& fate = fates[i];
    fate.stream = i + 1;
    fate.writer = trace.streams[i];
    fate.reader = simulation.world().account(i + 1).reader;
    fate.host = trace.socket(fate.writer).host;
    fate.ledger = simulation.world().ledger(i + 1);
  }
  const Coroner coroner(simulation, language);
  for (uint32_t id = 1; id <= trace.records.size(); ++id) {
    const Record& r = trace.record(id);
    if (r.kind != RecordKind::Bytes || r.fate() != ByteFate::Discarded) continue;
    if (StreamFate* fate = stream_of(fates, r)) add(fate->discards, coroner.examine(id));
  }
  return fates;
}

std::string direction_text(const Simulation& simulation, const StreamFate& fate) {
  const std::string to = fate.reader != kNoSocket
                             ? end_text(simulation, fate.reader)
                             : simulation.script().hosts[fate.host == 0 ? 1 : 0].name;
  return end_text(simulation, fate.writer) + " → " + to;
}

}  // namespace finwait
