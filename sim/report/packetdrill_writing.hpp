// DrillWriter: one script while it is written. Internal to packetdrill_writer*.cpp.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "sim/report/ladder_index.hpp"
#include "sim/report/packetdrill_writer.hpp"

namespace finwait {

// What looks at a timer's work (an assert on a state, SO_ERROR) stands so long after it: a real
// clock is not exact.
constexpr Duration kAfterTimer = milliseconds(10);

// What stands before the first event (packetdrill_writer_head.cpp).
struct DrillHead {
  std::string flags;                                          // "--mtu=1040\n"
  std::string commands;                                       // "`sysctl -q ...`\n"
  std::vector<std::pair<std::string, std::string>> settings;  // what has no sysctl
};
DrillHead drill_head(const Script& script, const HostConfig& host);

// "+.04", "0.5": seconds without superfluous zeros.
std::string drill_seconds(Duration d);

class DrillWriter {
 public:
  static constexpr int kFirstDescriptor = 3;
  DrillWriter(const Simulation& simulation, const DrillRequest& request);
  Result<WrittenDrill> write();

 private:
  // One event, or a comment between events.
  struct Line {
    Time t;
    Duration lasts{-1};   // of a call that blocks
    uint32_t record = 0;  // that it comes from
    std::string text;     // without the time
    std::string remark;   // behind it
    bool comment = false;
  };

  // -- the course (packetdrill_writer.cpp)
  std::optional<Error> choose();
  void find_beginning();
  void take(uint32_t id, const Record& r);
  void take_socket(const Record& r);
  void take_sent(uint32_t id, const Record& r);
  void take_arrived(uint32_t id, const Record& r);
  void take_dropped(uint32_t id, const Record& r);
  void take_state(const Record& r);
  void take_host(uint32_t id, const Record& r);
  bool ours(const Packet& packet, bool outbound) const;
  WrittenSegment outbound_segment(const Packet& packet);
  WrittenSegment inbound_segment(const Packet& packet);
  void event(uint32_t id, Time t, std::string text);
  void comment(uint32_t id, Time t, std::string text);
  void leave_out(uint32_t id, Time t, const std::string& what);
  void assert_state(Time until);
  void end_waiting(Time t);
  void stop_before(uint32_t record, const std::string& why);
  std::string body() const;
  Error cannot(const std::string& why) const;

  // -- calls (packetdrill_writer_calls.cpp)
  void take_call(uint32_t id, const Record& r);
  void take_result(uint32_t id, const Record& r);
  void opening(uint32_t id, const Record& r, const Entry& entry);
  void connect(uint32_t id, const Record& r);
  void options(uint32_t id, const Record& r, const Entry& entry);
  void poll(uint32_t id, const Record& r, const Entry& entry);
  void closing(uint32_t id, const Record& r);
  void exit(uint32_t id, const Record& r);
  void icmp(uint32_t id, const Record& r);
  void set_timeout(uint32_t id, const Record& r, const Entry& entry);
  bool arrives_meanwhile(uint32_t id) const;
  bool take_impossible(uint32_t id, const Record& r);
  void accepted(uint32_t id, const Record& call, const Record& result);
  void simple(uint32_t id, const Record& r, const std::string& call);
  void late(const Record& call, uint32_t result_id);
  std::string reading(const Record& call, const Record& result) const;
  std::string sending(const Record& call) const;
  const Entry* entry_of(const Record& call) const;
  bool is_included(uint32_t socket) const;
  bool overlapped(uint32_t id, const Record& r) const;
  bool counts_as_call(uint32_t i, uint32_t id) const;
  bool is_closed_descriptor(uint32_t call_id) const;
  int descriptor(uint32_t socket) const;
  int make_socket(uint32_t id, const Record& r);
  void set_mode(uint32_t id, const Record& r, std::optional<bool> nonblocking);
  uint32_t accepted_by(uint32_t result_id) const;

  const Simulation& simulation_;
  const Script& script_;
  const Trace& trace_;
  LadderIndex index_;
  DrillRequest request_;
  ProfileName system_;       // of the end
  ProfileName peer_system_;  // for the order of its options
  uint32_t connection_ = kNoSocket;
  uint32_t listener_ = kNoSocket;
  uint32_t begins_ = 0;  // a record
  Address local_;
  Address remote_;

  std::vector<Line> lines_;
  std::vector<std::string> left_out_;
  bool stopped_ = false;
  // The script's numbers, as packetdrill counts them: see packetdrill_run.hpp.
  bool contacted_ = false;  // passive: the first segment came
  bool sent_syn_ = false;   // active
  bool answered_ = false;   // active: a SYN,ACK came
  bool local_known_ = false;
  uint32_t local_isn_ = 0;  // of the run
  uint32_t sent_ = 0;       // the script's numbers of SND.MAX and SND.UNA
  uint32_t acked_ = 0;
  bool remote_known_ = false;
  uint32_t remote_base_ = 0;  // of the run: stands for 0
  uint32_t remote_script_isn_ = 0;
  std::set<uint32_t> stamps_;  // TSvals that the end has sent
  // Of the program.
  std::map<uint32_t, int> descriptors_;  // by socket
  std::map<uint32_t, int> references_;   // dup()
  std::set<int> nonblocking_;
  std::set<uint32_t> bound_;  // sockets that have called bind()
  std::set<uint32_t> late_;   // calls that are written when they return
  std::set<uint32_t> timed_;  // sockets with a time-out of receiving
  int next_descriptor_ = kFirstDescriptor;
  State state_ = State::Closed;
  std::optional<Time> changed_;  // not asserted yet
  std::string asserted_;         // the last one
};

// "= 0", "= -1 EPIPE (Broken pipe)"
std::string drill_result(const Record& result);

}  // namespace finwait
