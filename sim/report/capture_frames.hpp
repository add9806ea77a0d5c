// The frames of a capture of a run, each with what is to be said about it: which segment was seen
// where and when, and which state changes, calls and results belong to it. Captures are made from
// this.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/report/words.hpp"
#include "sim/run/simulation.hpp"

namespace finwait {

// Where the capture is taken.
enum class CapturePoint : uint8_t {
  Senders,    // each segment once, at the host that sends it
  BothEnds,   // also where it arrives: twice, or once when it was lost
  FirstHost,  // what that host sends and receives, as a capture on it would hold
  SecondHost,
};

// One segment at one host.
struct CaptureFrame {
  uint32_t packet = 0;
  Time t;
  uint8_t host = 0;                // where it was seen
  bool inbound = false;            // it arrives there
  bool corrupt = false;            // as it arrived: with a wrong checksum
  std::vector<std::string> notes;  // "0.300 client: ESTABLISHED → FIN_WAIT_1 (T092)"
};

struct CaptureFrames {
  std::vector<CaptureFrame> frames;  // in the order of time
  std::vector<std::string> notes;    // what happened, when there is no frame at all
};

// Every state change, call, result, fired timer and loss becomes a note: at the segment whose
// arrival caused it, else at the segment that it caused, else at the last one before it.
CaptureFrames capture_frames(const Simulation& simulation, CapturePoint point, Language language);

}  // namespace finwait
