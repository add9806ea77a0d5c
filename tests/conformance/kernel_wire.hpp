// The wire of a kernel under test: TUN devices, the numbers of its connections, and between two
// kernels the simulator's own link.
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "sim/host/tun.hpp"
#include "sim/host/tun_packet.hpp"
#include "tests/conformance/observation.hpp"

namespace finwait {

// The real clock, counted from the start of the run.
class RunClock {
 public:
  RunClock();  // starts in a moment, so that everything is ready
  Time now() const;
  void sleep_until(Time t) const;

 private:
  int64_t start_ = 0;
};

// The ISNs of a host's connections, as its own segments tell them.
class Numbers {
 public:
  // What the host sends, in relative numbers.
  SeenSegment sent(const Case& c, uint8_t host, Time t, const TunPacket& packet);
  // A SYN is on its way to the host: the peer's ISN.
  void heard(const TunPacket& packet);
  // A segment for the host, with absolute numbers.
  Segment absolute(const Entry& entry);
  // The last packet that the host sent, for an ICMP message about it.
  void keep(const std::vector<uint8_t>& octets);
  std::vector<uint8_t> last();

 private:
  struct Isns {
    uint32_t iss = 0;
    uint32_t irs = 0;
  };
  std::mutex mutex_;
  std::vector<uint8_t> last_;
  std::map<std::pair<uint16_t, uint16_t>, Isns> flows_;  // local, remote port
};

// Reads what one host sends until it is stopped. Between two kernels it carries the packets over.
class Wire {
 public:
  // Of both directions, under `mutex`: how often each fault rule matched, what was seen.
  struct Shared {
    std::mutex mutex;
    std::vector<uint32_t> matches;
    std::vector<SeenSegment> seen;
    std::array<std::vector<CapturedPacket>, 2> captured;
  };
  // A host's end of the wire.
  struct End {
    Tun& tun;
    Numbers& numbers;
  };
  // `other` is null when the peer is made by hand.
  Wire(const Case& c, uint8_t host, const RunClock& clock, End own, const End* other,
       Shared& shared);
  ~Wire();

 private:
  struct Parcel {
    Time due;
    std::vector<uint8_t> octets;
  };
  void run();
  void take(const std::vector<uint8_t>& octets, Time now);
  void send_on(const TunPacket& packet, const SeenSegment& seen,
               const std::vector<uint8_t>& octets, Time now);
  int deliver(Time now);

  const Case& case_;
  uint8_t host_;
  const RunClock& clock_;
  End own_;
  std::optional<End> other_;
  Shared& shared_;
  Link link_;
  std::vector<Parcel> parcels_;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

}  // namespace finwait
