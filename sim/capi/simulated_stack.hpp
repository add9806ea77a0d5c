// A simulated endpoint behind real descriptors, for the plug-in: host 0 of a world whose other host
// is packetdrill itself.
//
// Time is virtual. It passes when the script's thread (the one that made this object) asks what
// time it is, sleeps or waits for a segment; a call on another thread sleeps in earnest until the
// world has its result. From then on time stands still until that thread has asked for the time, so
// that its call ends when it should. A call of the script's own thread that would block lets time
// pass.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "sim/run/driver.hpp"

namespace finwait {

class SimulatedStack {
 public:
  SimulatedStack(const Profile& profile, uint32_t address);

  // -- sockets. Like libc's: -1 and errno on error.
  int open(bool nonblocking);
  // Any call but accept and close on a descriptor; `octets` gets what a recv gave, `details` the
  // result with all that belongs to it. Entry::nonblocking overrides the descriptor's mode.
  int64_t call(int fd, Entry entry, std::string* octets = nullptr, Record* details = nullptr);
  int accept(int fd, Address& remote);
  int close(int fd);
  // What the socket is now; false: no such descriptor. `change`, if given, is its new mode.
  struct Look {
    Socket socket;
    Tcb tcb;
    bool nonblocking = false;
    uint32_t mss = 0;  // of the system
  };
  bool look(int fd, Look& out, std::optional<bool> nonblocking = std::nullopt);

  // -- epoll: what a set asks about, level-triggered
  struct Watch {
    int fd = -1;
    uint32_t events = 0;  // as epoll numbers them
    uint64_t data = 0;
  };
  int open_epoll();
  // `operation` as in epoll_ctl().
  int change_epoll(int set, int operation, const Watch& watch);
  bool watches_of(int set, std::vector<Watch>& out);

  // -- segments
  // False: it is no IPv4 packet with TCP, or ICMP about it. Broken checksums are as good as lost.
  bool send(std::string_view packet);
  // The next packet that leaves, letting time pass; empty: nothing ever will.
  std::string receive(Time& sent);

  // -- time
  Time read_clock();  // 1 us later each time
  void sleep(Duration d);

  // Ends the calls that block (EINTR). True: nobody is inside any more.
  bool retire();

 private:
  using Lock = std::unique_lock<std::mutex>;
  struct Descriptor {
    uint32_t socket = kNoSocket;
    bool nonblocking = false;
  };
  struct Waiting {
    std::thread::id thread;
    uint32_t call = 0;
    bool woken = false;
  };

  bool step();
  void settle();
  void advance(Lock& lock, Time t);
  void await_sleepers(Lock& lock);
  void thaw();
  const Driver::Outcome* wait_for(Lock& lock, uint32_t call);
  void sleep_on(Lock& lock, uint32_t call);
  Descriptor* find(int fd);
  int new_descriptor(uint32_t socket, bool nonblocking);
  bool send_icmp(std::string_view packet);

  std::mutex mutex_;
  std::condition_variable changed_;
  Driver driver_;
  std::thread::id script_thread_ = std::this_thread::get_id();
  std::map<int, Descriptor> descriptors_;
  std::map<int, std::vector<Watch>> epolls_;
  std::vector<Waiting> waiting_;
  std::vector<std::thread::id> frozen_;  // threads that have not yet read the clock after a call
  bool retired_ = false;
};

}  // namespace finwait
