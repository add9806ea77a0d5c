// The tools that read a scenario's tree: typed values, tables whose keys are all accounted for,
// and the one error that is reported in the end: the first by its place in the file.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/run/scenario.hpp"
#include "sim/run/scenario_tree.hpp"
#include "sim/world/event_words.hpp"

namespace finwait {

using Words = std::span<const std::string_view>;

// Reads into `scenario`. Every typed reader returns nothing after it has noted what was wrong.
class Reader {
 public:
  Reader(std::string file, const std::vector<Override>& overrides)
      : file_(std::move(file)), overrides_(overrides) {}

  Scenario scenario;
  // Only the beginning of a file is read: what is missing may still come.
  bool partial = false;
  bool hosts_known = false;  // both hosts have their names and addresses
  // The command line gave the host another system or interface: calls of the one that the file was
  // written for still run, as what they are there.
  std::array<bool, 2> foreign_calls{};

  // Notes a mistake. The first by place is kept; those of the command line come before the file's.
  void fail(const Place& place, std::string message);
  // Something that is missing from the file as a whole: reported when nothing else is wrong.
  void fail_at_end(std::string message);
  bool failed() const { return failed_; }
  Error error() const { return error_; }

  std::optional<Duration> time(const Node& node);
  std::optional<Ratio> ratio(const Node& node);
  std::optional<bool> flag(const Node& node);
  std::optional<std::string> text(const Node& node, std::string_view expected);
  // A whole number in [lowest, highest]; `expected` is for the message: "a port from 1 to 65535".
  std::optional<int64_t> integer(const Node& node, int64_t lowest, int64_t highest,
                                 std::string_view expected);
  // The index of one of `words`; `kind` is what they are: "call".
  std::optional<size_t> word(const Node& node, std::string_view kind, Words words);
  std::optional<State> state(const Node& node);
  std::optional<uint8_t> host(const Node& node);
  // "SYN,ACK"
  std::optional<uint8_t> flags(const Node& node);
  // "server:80", "10.9.0.1:1000"; a host alone only where no port is needed.
  std::optional<Address> address(const Node& node);
  // The octets of "10.0.0.1" as a number.
  std::optional<uint32_t> ip(const Node& node);
  // What a call returns, as text: "0", "18", "ECONNRESET", "pending".
  std::optional<std::string> result(const Node& node);
  // The index of a socket's name in Script::names; new names are added.
  int32_t name_index(const std::string& name);
  bool knows_name(const std::string& name) const { return names_.count(name) > 0; }
  // Notes an unknown word, with the nearest of `words` or all of them.
  void fail_unknown(const Place& place, std::string_view kind, std::string_view found, Words words);

 private:
  std::optional<uint32_t> address_host(const Node& node, std::string_view name);
  void fail_expected(const Node& node, std::string_view expected);
  void keep(const Place& place, bool late, std::string message);

  std::string file_;
  const std::vector<Override>& overrides_;
  bool failed_ = false;
  bool late_ = false;
  Place place_;
  Error error_;
  std::map<std::string, int32_t> names_;
};

// One table of the file. Asking for a key makes it known; finish() complains about all others.
class Table {
 public:
  // `what` is what the table is: "a timeline entry".
  Table(Reader& in, const Node& node, std::string_view what);

  bool good() const { return good_; }
  const Node& node() const { return node_; }
  Reader& in() { return in_; }
  // The value of a key, or nothing.
  const Node* get(std::string_view key);
  const Member* member(std::string_view key);

  std::optional<Duration> time(std::string_view key);
  std::optional<Ratio> ratio(std::string_view key);
  std::optional<bool> flag(std::string_view key);
  std::optional<std::string> text(std::string_view key, std::string_view expected);
  std::optional<int64_t> integer(std::string_view key, int64_t lowest, int64_t highest,
                                 std::string_view expected);
  std::optional<size_t> word(std::string_view key, std::string_view kind, Words words);
  std::optional<State> state(std::string_view key);
  std::optional<uint8_t> host(std::string_view key);
  std::optional<uint8_t> flags(std::string_view key);

  // Notes that a key is missing; said only when the table has no unknown key, which is then
  // probably the one that was meant.
  void missing(std::string message);
  // Notes that a key does not belong here, although it is known elsewhere.
  void misplaced(std::string_view key, std::string message);
  // To be called when every key was asked for.
  void finish();

 private:
  bool is_root() const;
  void fail_unknown_key(const Member& member);

  Reader& in_;
  const Node& node_;
  std::string_view what_;
  bool good_ = true;
  std::vector<std::string_view> known_;
  std::vector<std::string> missing_;
};

// The sections of a file, each in its own .cpp. Hosts come before everything that names one.
void read_hosts(Table& root);
void read_network(Table& root);
void read_timeline(Table& root);
void read_call_arguments(Table& entry_table, Entry& entry);
void read_faults(Table& root);
void read_expectations(Table& root);
void read_lesson(Table& root);

// A text in one language, or { en = "...", zh-Hans = "..." }; untouched where the key is missing.
void read_local_text(Table& table, std::string_view key, LocalText& text);

// A socket's name that must exist: used in the timeline, or conn#N, listener, NAME@k.
std::optional<std::string> read_socket_reference(Table& table, std::string_view key);

// Puts the command line's overrides into the tree, as if the file said so.
void apply_overrides(Reader& in, Node& root, const std::vector<Override>& overrides);

// The keys that a file may have outside of every table.
Words root_keys();

// Exact conversions of the file's own notations.
std::optional<uint32_t> parse_ip(std::string_view text);
std::string ip_text(uint32_t ip);
// "10Mbit/s" in bits per second; 0 for "none".
std::optional<uint64_t> parse_rate(std::string_view text);
std::string rate_text(uint64_t bits_per_second);
// Names of the file format that several sections share.
Words ledger_names();
Words fault_action_names();
Words icmp_names();
Words timer_names();
Words verdict_names();
// Calls of Winsock and Python alone: "closesocket", "detach".
Words foreign_call_names();
// The arguments that a call takes, in the order in which they are written.
std::span<const std::string_view> call_arguments(CallKind call);
// connect, send, ...: not crash or inject.
bool is_socket_call(CallKind call);

}  // namespace finwait
