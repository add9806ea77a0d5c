#include "sim/world/world.hpp"

#include <algorithm>

#include "sim/tcp/operations.hpp"
#include "sim/world/stepper.hpp"
#include "sim/world/tuple.hpp"

namespace finwait {

World::World() = default;
World::World(const World&) = default;
World::World(World&&) noexcept = default;
World& World::operator=(const World&) = default;
World& World::operator=(World&&) noexcept = default;
World::~World() = default;

World::World(std::shared_ptr<const Script> script) : script_(std::move(script)) {
  Stepper(*this, nullptr).start();
}

bool World::step(Trace* trace) { return Stepper(*this, trace).step(); }

void World::run_entry(uint32_t entry, Trace* trace) {
  cause_ = kNoCause;
  Stepper stepper(*this, trace);
  stepper.run_entry(entry, 0);
  stepper.prune();
}

void World::add_entry(uint32_t entry) {
  SIM_ASSERT(entry == trigger_done_.size() && script_->timeline[entry].at > now_);
  trigger_done_.push_back(0);
  queue_.push(*script_->timeline[entry].at, Due::Call, uint64_t{entry} << 1, 0);
}

void World::advance(Time t) {
  SIM_ASSERT(t >= now_);
  SIM_ASSERT(t <= next_time());
  now_ = t;
}

Time World::next_time() const { return queue_.empty() ? kNever : queue_.top().t; }

std::vector<InFlight> World::in_flight() const {
  std::vector<InFlight> out;
  for (const InFlight& f : flights_)
    if (f.used) out.push_back(f);
  return out;
}

std::vector<BlockedCall> World::blocked() const {
  std::vector<BlockedCall> out;
  for (const BlockedCall& b : blocked_)
    if (b.serial != 0) out.push_back(b);
  return out;
}

namespace {

// Octets of `stream` that lie beyond a hole at this receiver.
uint64_t held_octets(const Tcb& tcb, uint32_t stream) {
  uint64_t held = 0;
  for (size_t i = 0; i < tcb.rcv.held_count; ++i)
    if (tcb.rcv.held[i].stream == stream) held += tcb.rcv.held[i].end - tcb.rcv.held[i].start;
  return held;
}

}  // namespace

Ledger World::ledger(uint32_t stream) const {
  const StreamAccount& a = accounts_[stream - 1];
  Ledger l;
  l.written = a.written;
  uint64_t sent = a.sent;
  const uint32_t writer = slot_of(a.writer);
  if (!a.writer_gone && writer != kNone) {
    const Tcb& t = tcbs_[writer];
    l.written = t.snd.end - (t.iss + 1);
    sent = earlier(t.snd.max, t.snd.end) - (t.iss + 1);
  }
  const uint32_t reader = a.reader ? slot_of(a.reader) : kNone;
  if (reader != kNone && !a.reader_gone) l.held = held_octets(tcbs_[reader], stream);
  l.read = a.read;
  l.foreign = a.foreign;
  if (!a.reader_closed) l.unread = a.received - a.read - a.flushed;
  // What was sent and is lacking counts as in flight while something can still bring it.
  const uint64_t lacking = sent > a.received + l.held ? sent - a.received - l.held : 0;
  const bool coming = !a.reader_gone && (!a.writer_gone || a.copies > 0);
  if (coming) l.in_flight = lacking;
  if (!a.writer_gone) l.unsent = l.written - sent;
  l.discarded = l.written - l.unsent - l.in_flight - l.held - l.unread - l.read;
  return l;
}

size_t World::footprint() const {
  return sizeof(World) + sockets_.size() * (sizeof(Socket) + sizeof(Tcb) + sizeof(Wake)) +
         slots_.footprint() + accounts_.footprint() + flights_.size() * sizeof(InFlight) +
         blocked_.size() * sizeof(BlockedCall) + fresh_.size() * sizeof(uint32_t) +
         displaced_.size() * sizeof(Displaced) + foreign_.size() * sizeof(ForeignText) +
         queue_.size() * sizeof(EventQueue::Event) +
         tuples_.footprint() + names_.footprint() + repeats_.footprint() + each_done_.footprint();
}

void World::share() {
  slots_.share();
  accounts_.share();
  repeats_.share();
}

void World::check() const {
  for (uint32_t slot = 0; slot < sockets_.size(); ++slot) {
    if (sockets_[slot].id == 0) continue;
    check_invariants(tcbs_[slot]);
    const Socket& s = sockets_[slot];
    SIM_ASSERT(s.listening == (tcbs_[slot].state == State::Listen));
    SIM_ASSERT(s.tuple == 0 || s.tuple == tuple_key(s.host, s.local, s.remote));
    SIM_ASSERT(s.peer_tuple == 0 || s.tuple != 0);
  }
  for (uint32_t stream = 1; stream <= accounts_.size(); ++stream) {
    const Ledger l = ledger(stream);
    SIM_ASSERT(l.written <= UINT32_MAX);
    SIM_ASSERT(l.discarded <= l.written);  // the identity: what is left is never negative
  }
}

bool Stepper::step() {
  if (w_.queue_.empty()) return false;
  const EventQueue::Event event = w_.queue_.pop();
  w_.now_ = event.t;
  ++w_.steps_;
  w_.cause_ = kNoCause;
  set_assert_context({w_.now_, w_.steps_, script().seed});
  switch (event.kind()) {
    case Due::Call:
      run_due_entry(static_cast<uint32_t>(event.order() >> 1), event.index(),
                    static_cast<Turn>(event.order() & 1));
      break;
    case Due::Timer:
      if (event.index() % 2 == 0) fire_timer(event.index() / 2);
      else fire_alarm(event.index() / 2, event.order());
      break;
    case Due::Arrival: arrive(event.index()); break;
    case Due::Woken:
      if (event.index() % 2 == 0) run_woken(event.index() / 2);
      else run_program(event.index() / 2);
      break;
  }
  prune();
  if (trace_) trace_->step_ends.push_back(w_.records_);
  return true;
}

}  // namespace finwait
