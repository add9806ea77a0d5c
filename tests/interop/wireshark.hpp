// What Wireshark's own analysis says about each frame of a capture, and what our trace says.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/run/simulation.hpp"

namespace finwait {

// What is compared. Each is a judgement about one frame, but for Completeness and Stream.
enum class Finding : uint8_t {
  Retransmission,
  DuplicateAck,
  ZeroWindow,
  ZeroWindowProbe,
  KeepAlive,
  LostSegment,   // "previous segment not captured", "ACKed unseen segment": never, we see all
  Completeness,  // tcp.completeness of the frame's conversation
  Stream,        // which frames are one conversation
};
constexpr int kFindings = 8;
std::string_view finding_name(Finding finding);  // "duplicate-ack"
std::optional<Finding> parse_finding(std::string_view name);

// A frame as one side sees it: a value per Finding.
using Judgement = std::array<uint32_t, kFindings>;

// By packet: what our trace says. Stream: the number of the connection within the run, from 0.
std::vector<Judgement> our_judgement(const Trace& trace);

// One line of tshark's output, by the names of its fields.
using TsharkRow = std::map<std::string, std::string>;
const std::vector<std::string>& tshark_fields();
// What Wireshark says. Stream: its tcp.stream.
Judgement wireshark_judgement(const TsharkRow& row);
// "malformed", "bad checksum" or "".
std::string wireshark_complaint(const TsharkRow& row);

// tshark's rows for a capture file, with checksums checked.
std::vector<TsharkRow> run_tshark(const std::string& file);
bool tshark_is_installed();

std::vector<std::string> split(const std::string& line, char separator);

}  // namespace finwait
