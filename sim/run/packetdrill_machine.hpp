// DrillMachine: one run of a packetdrill script. Internal to it (packetdrill_*.cpp).
#pragma once

#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sim/run/packetdrill_run.hpp"
#include "sim/run/packetdrill_settings.hpp"
#include "sim/world/world.hpp"

namespace finwait {

class DrillMachine {
 public:
  DrillMachine(const DrillScript& script, const DrillFlags& flags, const Profile& profile);
  DrillRun run();

 private:
  // A send() with MSG_ZEROCOPY that is not acknowledged.
  struct ZeroCopy {
    uint32_t id = 0;
    SeqNum end;
  };

  // A send() whose last octet is stamped (SO_TIMESTAMPING).
  struct Stamped {
    SeqNum end;
    uint32_t key = 0;
  };
  // An entry of the error queue: SCM_TSTAMP_SND, _SCHED or _ACK, and when.
  struct Stamp {
    size_t record = 0;
    int64_t info = 0;
    Time t;
    uint32_t key = 0;
  };

  // What a descriptor of the script stands for.
  struct Descriptor {
    int32_t name = -1;  // of the socket, in Script::names
    bool nonblocking = false;
    bool tells_unread = false;     // TCP_INQ
    bool lacks_room = false;       // a write or a poll found no room: SOCK_NOSPACE
    uint32_t notsent_lowat = 0;
    bool zerocopy = false;         // SO_ZEROCOPY
    uint32_t zerocopies = 0;
    std::vector<ZeroCopy> copying;
    std::vector<std::pair<uint32_t, uint32_t>> copied;  // in the error queue
    uint32_t copied_count = 0;
    int64_t stamping = 0;          // SO_TIMESTAMPING
    uint32_t stamped_octets = 0;
    size_t stamps_read = 0;
    std::vector<Stamped> stamped;
  };

  // A descriptor that poll() or an epoll set asks about; events as Linux numbers them.
  struct Watch {
    int64_t descriptor = -1;
    int64_t events = 0;
    bool armed = true;  // edge-triggered: something happened since it was reported
    bool over = false;  // EPOLLONESHOT: reported
    SeqNum received;    // what it was like when it was looked at last
    SeqNum acknowledged;
    State state = State::Closed;
    uint16_t queued = 0;  // to be accepted
    uint32_t copied = 0;
  };

  // The connection under test: how the script's numbers become the endpoint's.
  struct Flow {
    // Listening: or only bound. Contacted: somebody's first segment came.
    enum class Stage : uint8_t { None, Listening, Connecting, SynSent, Contacted, Open };
    Stage stage = Stage::None;
    int64_t descriptor = -1;
    Address local;
    Address remote;
    uint32_t script_isn = 0;  // of the endpoint, as the script writes it
    uint32_t live_isn = 0;
    uint32_t remote_isn = 0;
    bool timed = false;  // the first timestamps are known
    uint32_t first_script_value = 0;
    uint32_t first_live_value = 0;
    std::map<uint32_t, uint32_t> timestamps;  // script's TSval -> ours
  };

  // A call that has not returned yet.
  struct Waiting {
    const DrillEvent* event = nullptr;
    uint32_t call_id = 0;
    Time end;  // when it must return
  };

  // Of the endpoint: one segment, or several in order that count as one.
  struct Seen {
    Packet packet;
    Time t;
    uint32_t text = 0;
    bool pushed = false;  // one before the last had PSH
  };

  // -- time and events (packetdrill_run.cpp)
  void run_event(const DrillEvent& event);
  Duration start_of(const DrillEvent& event) const;
  void advance_to(Time t);
  void settle();
  bool step();
  bool on_time(DrillTime::Kind kind, Duration from, Duration to, Time actual,
               const std::string& what, int line);
  void fail(int line, const std::string& message);
  void skip(int line, const std::string& what);
  uint32_t perform(Entry entry);
  void begin_world();
  void run_command(const DrillEvent& event, bool before);
  void check_count(const DrillEvent& event, const DrillCount& count);
  void finish();

  // -- segments (packetdrill_packets.cpp)
  void inject(const DrillEvent& event);
  void inject_icmp(const DrillEvent& event);
  bool quotes_flight(const DrillIcmp& icmp, const Tcb& tcb) const;
  void expect(const DrillEvent& event, Duration base);
  std::optional<Seen> next_seen(const DrillEvent& event);
  std::optional<Seen> take_sent();
  void merge(const DrillEvent& event, Seen& seen);
  void compare(const DrillEvent& event, const Seen& seen, Duration base);
  bool compare_fields(const WrittenSegment& want, const WrittenSegment& have, bool pushed,
                      std::string& why) const;
  bool compare_options(const DrillPacket& want, const Seen& seen, std::string& why);
  void learn_timestamps(const DrillPacket& want, const Segment& live);
  WrittenSegment in_script_numbers(const Seen& seen) const;
  std::string seen_text(const Seen& seen) const;
  bool prepare_inbound(const DrillEvent& event);
  Options inbound_options(const DrillEvent& event);
  uint32_t flow_slot() const;

  // -- calls (packetdrill_calls.cpp, packetdrill_options.cpp)
  void call(const DrillEvent& event);
  bool translate(const DrillEvent& event, Entry& entry);
  bool translate_data(const DrillEvent& event, Entry& entry);
  bool translate_option(const DrillEvent& event, Entry& entry);
  bool translate_poll(const DrillEvent& event, Entry& entry);
  bool translate_opening(const DrillEvent& event, Entry& entry);
  bool translate_option_value(const DrillEvent& event, const DrillValue& value, Entry& entry);
  void begin(const DrillEvent& event, Entry& entry);
  bool local_call(const DrillEvent& event);
  bool null_buffer(const DrillEvent& event);
  void doubt(int line, std::string what);
  void weigh(const DrillEvent& event);
  bool recovers() const;
  bool local_option(const DrillEvent& event);
  bool kept_option(const DrillEvent& event, const std::string& name);
  void check_unread(const DrillEvent& event);
  bool local_question(const DrillEvent& event, const std::string& name);
  void call_fcntl(const DrillEvent& event);
  void call_ioctl(const DrillEvent& event);
  std::optional<Address> address_of(const DrillEvent& event, const DrillValue& value,
                                    Address standard);
  Descriptor* descriptor(const DrillEvent& event, int64_t number);
  std::optional<int64_t> argument(const DrillEvent& event, size_t index);
  const Record* result_of(uint32_t call_id) const;
  void returned(const DrillEvent& event, const Record& result);
  void note_room(const DrillEvent& event, const Record& result);
  bool check_value(const DrillEvent& event, int64_t value, Errno error);
  void check_details(const DrillEvent& event, const Record& result);
  void adopt(const DrillEvent& event);
  void look_at_waiting();
  void await(bool at_end);
  int32_t new_name(int64_t descriptor);
  uint32_t slot_named(int32_t name) const;

  uint32_t call_of(uint32_t entry) const;

  // -- the error queue (packetdrill_errqueue.cpp)
  void note_zerocopy(const DrillEvent& event, const Record& result);
  void end_zerocopies(Descriptor& d) const;
  bool read_errqueue(const DrillEvent& event);
  void note_stamped(const DrillEvent& event, const Record& result);
  std::vector<Stamp> stamps_of(const Descriptor& d) const;
  void read_stamp(const DrillEvent& event, Descriptor& d);
  void check_error(const DrillEvent& event,
                   std::initializer_list<std::pair<std::string_view, int64_t>> is);

  // -- poll, epoll (packetdrill_poll.cpp)
  bool local_poll(const DrillEvent& event);
  void call_epoll_ctl(const DrillEvent& event);
  uint8_t ready_now(int32_t name, uint8_t events);
  std::vector<Watch> asked(const DrillCall& call) const;
  const DrillValue* expected_events(const DrillCall& call, size_t i) const;
  void check_events(const DrillEvent& event, size_t i, uint8_t found);
  void poll_several(const DrillEvent& event, std::vector<Watch>& watches);
  int64_t collect(const DrillEvent& event, std::vector<Watch>& watches, bool report);
  void look(Watch& watch);
  uint8_t found_of(Watch& watch);

  // -- %{ code }% (packetdrill_code.cpp)
  void code(const DrillEvent& event);
  std::optional<int64_t> tcp_info(std::string_view field) const;
  int64_t resent() const;
  int64_t unanswered(const Tcb& tcb) const;
  Duration since_text(const Tcb& tcb) const;

  const DrillScript& script_;
  DrillFlags flags_;
  std::shared_ptr<Script> shared_;
  World world_;
  Trace trace_;
  Time now_;
  Time last_;  // when the event before this one was over
  bool failed_ = false;
  bool stopped_ = false;
  bool spoiled_ = false;  // a command with an effect was left out: failures prove nothing
  // The same for what is told only if the script fails.
  std::vector<DrillNote> doubts_;
  bool recovered_ = false;      // a lost segment was sent again before the timer fired
  bool counts_memory_ = false;  // Linux's windows depend on the memory that packets take
  DrillRun out_;
  std::map<int64_t, Descriptor> descriptors_;
  std::map<int64_t, std::vector<Watch>> epolls_;
  std::map<std::string, int64_t> variables_;  // of code
  std::map<int64_t, int> times_used_;
  Flow flow_;
  std::vector<Flow> old_flows_;
  uint16_t next_port_ = 40001;
  size_t next_record_ = 0;  // the first record that was not looked at for segments
  std::optional<Waiting> waiting_;
};

// poll()'s events from Linux's numbers; what is not modelled is left out.
uint8_t drill_poll_bits(int64_t linux_bits);

}  // namespace finwait
