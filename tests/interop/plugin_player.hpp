// Plays packetdrill scripts against a plug-in through its function table, as the original program
// would: it sleeps until 20 us before an event and then asks what time it is, sends raw packets,
// receives and compares raw packets, makes calls that block on a second thread, and at the end
// closes what is open by libc and sends a reset. Of the language it knows what our corpus uses.
#pragma once

#include <atomic>
#include <map>
#include <optional>
#include <string>
#include <thread>

#include "sim/capi/packetdrill_table.h"
#include "sim/run/packetdrill_script.hpp"
#include "sim/wire/packet_bytes.hpp"

namespace finwait {

class PluginPlayer {
 public:
  // Loads the library; a flags string as --so_flags would give it.
  PluginPlayer(const std::string& library, const std::string& flags);
  ~PluginPlayer();
  PluginPlayer(const PluginPlayer&) = delete;
  PluginPlayer& operator=(const PluginPlayer&) = delete;

  // "" when the script passes, else the line and what was expected.
  std::string play(const DrillScript& script);

  const packetdrill_interface& table() const { return table_; }
  std::string last_options() const;  // of the last packet that was received; octets
  int64_t clock();  // microseconds; each look takes one

 private:
  enum class Stage : uint8_t { None, Listening, Connecting, SynSent, Contacted, Open };
  // What a call came to, and when.
  struct Returned {
    int64_t value = 0;
    int error = 0;
    int64_t at = 0;
    std::string differs;  // in what it gave besides
  };

  void run(const DrillEvent& event);
  void wait_until(int64_t target);
  void send(const DrillEvent& event);
  void expect(const DrillEvent& event, int64_t base);
  std::optional<DecodedPacket> receive(int64_t& time);
  void compare(const DrillEvent& event, const DecodedPacket& packet, uint32_t text);
  void start_call(const DrillEvent& event, int64_t base);
  void finish_call();
  Returned make_call(const DrillCall& call);
  Returned make_poll(const DrillCall& call);
  Returned make_epoll(const DrillCall& call);
  Returned make_option_call(const DrillCall& call, int fd);
  void judge(const DrillEvent& event, const Returned& returned);
  void check_time(const DrillEvent& event, int64_t from, int64_t to, int64_t actual);
  void leave();
  void fail(int line, const std::string& what);
  int descriptor(const DrillValue& value) const;

  void* library_ = nullptr;
  packetdrill_interface table_{};
  std::string error_;
  int64_t start_ = 0;
  int64_t now_ = 0;  // after the last event
  std::map<int64_t, int> descriptors_;
  Stage stage_ = Stage::None;
  std::string buffer_;
  uint16_t local_port_ = 8080;
  uint16_t remote_port_ = 8080;
  uint16_t next_port_ = 40001;
  uint32_t script_isn_ = 0;
  uint32_t live_isn_ = 0;
  uint32_t remote_isn_ = 0;
  std::thread thread_;
  std::atomic<pid_t> caller_{0};
  std::atomic<bool> caller_done_{false};
  std::atomic<bool> leaving_{false};
  const DrillEvent* blocked_ = nullptr;
  int64_t blocked_until_ = 0;
  Returned late_;
};

}  // namespace finwait
