// Stepper: one event of a World. Internal to this floor: it exists only while World::step or
// World::run_entry runs, and carries the trace that the records go to.
#pragma once

#include "sim/world/call_result.hpp"
#include "sim/world/tuple.hpp"
#include "sim/world/world.hpp"

namespace finwait {

// Marks, for check_triggers, a segment that arrives instead of being sent.
constexpr uint64_t kArrival = 0x100;

class Stepper {
 public:
  Stepper(World& world, Trace* trace) : w_(world), trace_(trace) {}

  void start();                                    // the world's first events
  bool step();
  void run_entry(uint32_t entry, uint32_t round);
  void prune();                                    // the top of the queue is the next event

 private:
  friend class Outside;
  friend struct CallAnswer ask(const World& world, const Entry& entry, uint32_t socket);
  // -- recording (stepper_records.cpp)
  Record& record(RecordKind kind, uint8_t host, uint32_t socket_id);
  uint32_t last_record() const { return w_.records_; }
  void fold(RecordKind kind, uint8_t host, uint64_t what);
  uint32_t record_call(uint8_t host, uint32_t slot, CallKind, uint32_t entry, uint32_t, int64_t);
  void record_result(uint8_t host, uint32_t slot, CallKind, uint32_t call_id, const CallResult&);
  uint32_t write_call(Socket& s, CallKind call, uint32_t entry, uint32_t offset, int64_t octets);
  void write_result(Socket& s, uint32_t slot, CallKind, uint32_t call_id, const CallResult&);
  void record_state(Socket& s, uint32_t slot, State from, State to, Rule rule);
  uint32_t record_timer(const Socket& s, Timer timer, TimerAction action, Time at);
  void record_event(const Socket& s, EventKind kind, Errno error);
  void record_bytes(uint32_t socket_id, uint8_t host, ByteFate, uint64_t offset, uint64_t, Rule);
  void record_host(uint8_t host, HostAction action);
  void record_dropped(const InFlight& flight, uint8_t host, DropReason reason, Rule rule);

  // -- sockets coming and going (stepper_sockets.cpp)
  uint32_t new_socket(uint8_t host, int32_t name, uint32_t repeat);
  void name_socket(uint32_t slot, int32_t name, uint32_t repeat);
  void forget_name(uint32_t slot);
  void describe(uint32_t slot);
  void describe_in_trace(const Socket& s, const Tcb& t);
  void give_number(uint32_t slot);
  void open_stream(uint32_t slot);
  static uint64_t tuple_of(Socket& s);
  uint64_t peer_tuple_of(Socket& s) const;
  void register_tuple(uint32_t slot);
  void forget_tuple(uint32_t slot);
  uint32_t find_tuple(uint8_t host, Address local, Address remote) const;
  uint32_t find_tuple(uint64_t key) const;
  uint32_t find_listener(uint8_t host, Address local) const;
  void stop_listening(uint32_t slot);
  void release_if_dead(uint32_t slot, Rule killer = Rule::A120);
  void release(uint32_t slot, Rule killer);
  void enqueue_child(uint32_t slot);
  uint32_t dequeue_child(uint32_t listener);
  void drop_children(uint32_t listener);
  SeqNum choose_isn(uint32_t slot, const std::optional<uint32_t>& wanted);
  uint32_t timestamp_offset(uint32_t slot);

  // -- driving a TCB (stepper_tcb.cpp)
  Step make_step(uint32_t slot) { return make_step(socket(slot)); }
  Step make_step(const Socket& s);
  bool accept_queue_full(const Socket& child) const;
  void flush(uint32_t slot, size_t first_note = 0);
  Time on_timer(const Socket& s, Tcb& t, const Note& note);
  void on_state(Socket& s, uint32_t slot, const Note& note);
  void on_signal(Socket& s, uint32_t slot, Signal signal);
  void on_text(const Socket& s, const Note& note);
  void on_gone(uint32_t slot, Rule killer);
  void schedule(uint32_t slot, const TimerTable& timers);
  bool fire_timer(uint32_t slot);
  bool fire_alarm(uint32_t blocked, uint64_t order);
  bool is_current(const EventQueue::Event& event) const;

  // -- the byte ledger (stepper_accounts.cpp); `host`: where the octets are found to be lost
  void close_accounts(uint32_t slot);
  void tell_held(uint32_t slot);
  void tell_after_sending(const Socket& s);
  void tell_discarded(uint32_t stream, uint8_t host);
  void tell_lost(uint32_t stream, uint8_t host);
  void record_discarded(uint32_t stream, uint8_t host, uint64_t offset, uint64_t length, Rule rule);

  // -- the wire (stepper_wire.cpp)
  // A place for the next packet, in the trace if one is kept. Every member is to be written.
  Packet& new_packet() { return trace_ ? trace_->packets.extend_unset() : spare_packet_.value; }
  void transmit(Socket& s, const Tcb& t, uint32_t slot, const OutSegment& out);
  Ends ends_of(const Packet& packet) const;
  void put_on_wire(Packet& packet, uint32_t slot, std::optional<Duration> arrive);
  void put(Packet&, const Segment& seg, uint32_t slot, Ends, std::optional<Duration> arrive);
  void meet_fate(const Packet& packet, uint32_t id, uint32_t slot, Ends ends);
  InFlight& launch(const Packet&, const Segment&, uint32_t id, uint64_t receiver, Time arrives);
  void launch_copy(const Packet&, uint32_t id, uint64_t receiver, uint16_t copy, const Flight&);
  uint32_t repeats_of(const Packet& packet);
  void arrive(uint32_t flight);
  void deliver(uint8_t host, const InFlight& flight);
  void deliver_opening(uint8_t host, uint32_t slot, InFlight flight, uint32_t arrival);
  void complete_arrival(Record& r, uint32_t socket_id, State before, State after);
  void note_arrival(uint32_t arrival, uint32_t slot, State before);
  void answer_without_tcb(const InFlight& flight);
  void reply_without_tcb(const InFlight& flight, const OutSegment& out);
  void arrive_unconnected(uint8_t host, uint32_t listener, const InFlight&, uint32_t arrival);
  void arrive_at_time_wait(uint32_t slot, uint32_t listener, const InFlight&, uint32_t arrival);
  void arrive_at_listener(uint32_t listener, const InFlight& flight, uint32_t arrival);
  void reopen(uint32_t slot, uint32_t listener, const InFlight& flight, uint32_t arrival);
  void make_child(uint32_t listener, const InFlight&, uint32_t arrival, std::optional<SeqNum> iss,
                  State before);
  void inherit_options(uint32_t slot, uint32_t listener);
  bool listener_is_full(uint32_t listener) const;
  void learn_peer(uint32_t slot, const Segment& seg);
  uint8_t host_of(uint32_t ip) const;
  void inject(const Entry& entry, uint32_t index);
  uint32_t expected_isn(uint8_t host) const;
  void aim(const Entry& entry, Packet& packet) const;
  CallResult icmp(const Entry& entry, uint32_t slot);

  // -- calls (stepper_calls.cpp)
  enum class Turn : uint8_t { First, Again };  // Again: it was put off; its repetitions were not
  void push_entry(Time at, uint32_t entry, uint32_t round, Turn turn);
  void run_due_entry(uint32_t entry, uint32_t round, Turn turn);
  void perform(const Entry& entry, uint32_t index, uint32_t round);
  void exit_program(const Entry& entry, uint32_t index);
  void call_nothing(const Entry& entry, uint32_t index);
  uint32_t offset_of_send(const Entry& entry, uint32_t slot, uint32_t index);
  uint32_t resolve(const Entry& entry, uint32_t round);
  uint32_t resolve_or_make(const Entry& entry, uint32_t round);
  uint32_t find_named(uint8_t host, int32_t name, uint32_t repeat) const;
  SIM_COLD uint32_t find_by_default_name(uint8_t host, int32_t name, uint32_t repeat) const;
  uint32_t default_socket(uint8_t host) const;
  uint32_t fresh_socket(uint8_t host);
  uint32_t a_listener(uint8_t host) const;
  CallResult call(const Entry& entry, uint32_t slot, uint32_t round, uint32_t& done);
  CallResult closed_descriptor(const Entry& entry) const;
  bool lacks_descriptor(const Entry& entry, uint32_t slot, bool made);
  CallResult call_signal(uint32_t slot);
  void host_call(const Entry&, uint32_t index);
  void touch_timer(const Entry&, uint32_t index);
  void vanish(uint8_t host);
  void check_triggers(Trigger::Kind, uint8_t host, uint32_t slot, uint64_t what, const CallResult*);
  void find_triggered(Trigger::Kind, uint8_t host, uint32_t slot, uint64_t what, const CallResult*);
  void run_deferred(uint32_t slot);
  void forget_deferred(uint8_t host);

  // -- ports and listeners (socket_bind.cpp)
  CallResult call_bind(uint32_t slot, uint16_t port, std::optional<uint32_t> address);
  CallResult call_listen(const Entry& entry, uint32_t slot);
  CallResult call_accept(uint32_t listener, int32_t name, uint32_t repeat);
  CallResult accept_result(uint32_t listener, uint32_t child);
  CallResult port_conflict(uint32_t slot, uint16_t port) const;
  CallResult share_port(const Socket& me, uint32_t other) const;
  bool may_listen_beside(uint32_t slot) const;
  uint32_t accept_capacity(const Socket& listener) const;

  // -- opening (socket_open.cpp)
  CallResult call_connect(const Entry& entry, uint32_t slot);
  CallResult connect_outcome(uint32_t slot);
  CallResult failed_connect(uint32_t slot, const CallResult& result);
  Errno start_connect(const Entry& entry, uint32_t slot);
  bool may_reuse(uint32_t slot, bool chosen) const;
  bool tuple_taken(uint8_t host, Address local, Address remote) const;
  uint16_t ephemeral_port(uint32_t slot, std::optional<Address> remote);
  Errno take_pending(uint32_t slot);
  Errno error_of(uint32_t slot) const;
  Errno take_error(uint32_t slot);

  // -- data (socket_data.cpp)
  CallResult call_send(const Entry& entry, uint32_t slot, uint32_t wanted, uint32_t& done);
  CallResult call_recv(uint32_t slot, uint32_t most, bool peek = false);
  std::optional<CallResult> send_refused(uint32_t slot, uint32_t done);
  CallResult recv_nothing(uint32_t slot);
  void account_read(uint32_t slot, SeqNum start, uint32_t octets);
  uint32_t foreign_among(uint32_t slot, SeqNum start, uint32_t octets) const;
  void account_flushed(uint32_t slot, const Note& note);
  void signal_pipe(uint32_t slot, const Entry& entry, const CallResult& result);

  // -- closing (socket_close.cpp)
  CallResult call_shutdown(uint32_t slot, ShutdownHow how);
  CallResult shutdown_listener(uint32_t slot, ShutdownHow how);
  CallResult call_close(uint32_t slot, bool abort);
  CallResult close_last(uint32_t slot, bool abort);
  bool put_close_off(uint32_t slot, bool abort);
  CallResult shutdown_too_late(uint32_t slot);
  CallResult shutdown_opening(uint32_t slot);
  void shut_receiving(uint32_t slot);
  Rule closing_rule(uint32_t slot, bool abort) const;
  bool would_linger(uint32_t slot) const;
  CallResult linger_expired(uint32_t slot);
  CallResult linger_over(uint32_t slot) const;
  CallResult call_exit(uint8_t host);
  bool lingering(uint32_t slot) const;
  CallResult call_disconnect(const Entry& entry, uint32_t slot);
  bool alive(uint32_t slot) const;  // it can still do something for its user

  // -- options and readiness (socket_options.cpp)
  CallResult call_setsockopt(const Entry& entry, uint32_t slot);
  CallResult call_getsockopt(const Entry& entry, uint32_t slot);
  CallResult call_name(uint32_t slot, bool peer);
  void apply_options(uint32_t slot);
  uint32_t buffer_size(uint8_t host, int64_t asked, uint32_t least) const;
  uint8_t poll_events(uint32_t slot) const;
  CallResult call_poll(const Entry& entry, uint32_t slot);
  uint8_t ready_events(const Entry& entry, uint32_t slot) const;
  std::optional<CallResult> set_socket_option(const Entry& entry, Socket& s);

  // -- Winsock's notifications, select, timeouts (socket_events.cpp)
  uint8_t select_sets(uint32_t slot) const;
  CallResult call_event_select(const Entry& entry, uint32_t slot);
  CallResult call_set_timeout(const Entry& entry, uint32_t slot);
  void post_events(uint32_t slot);
  void post(uint32_t slot, uint8_t event, Errno error);
  void enable_events(uint32_t slot, CallKind call, const CallResult& result);
  void enable_posted(uint32_t slot, CallKind call, const CallResult& result);
  void note_failure(uint32_t slot, Signal signal);
  Time call_deadline(const Entry& entry, uint32_t slot) const;
  CallResult expired(const BlockedCall& call);

  // -- waiting (stepper_wait.cpp)
  void block(const Entry&, uint32_t index, uint32_t run, uint32_t slot, uint32_t id, uint32_t done);
  // Queues what can go on now: blocked calls in order, then the automatic program.
  void wake(uint32_t slot) { wake(socket(slot), slot); }
  void wake(const Socket& s, uint32_t slot);
  void wake_waiters(uint32_t slot);
  void wake_program(uint32_t slot);
  bool ready(const BlockedCall& call) const;
  CallResult resume(const BlockedCall& call, uint32_t& done);
  void finish_blocked(uint32_t index, const CallResult& result);
  void abandon_blocked(uint32_t slot, std::optional<Errno> error);
  bool run_woken(uint32_t index);
  bool run_program(uint32_t slot);
  bool program_has_work(const Socket& s, uint32_t slot) const;

  const Script& script() const { return *w_.script_; }
  Socket& socket(uint32_t slot) { return w_.sockets_[slot]; }
  const Socket& socket(uint32_t slot) const { return w_.sockets_[slot]; }
  Tcb& tcb(uint32_t slot) { return w_.tcbs_[slot]; }
  const Tcb& tcb(uint32_t slot) const { return w_.tcbs_[slot]; }
  const Profile& profile(uint8_t host) const { return script().hosts[host].profile; }
  World& w_;
  Trace* trace_;
  Unset<Record> spare_record_;  // where no trace is kept
  Unset<Packet> spare_packet_;
};

}  // namespace finwait

#include "sim/world/stepper_fast.hpp"
