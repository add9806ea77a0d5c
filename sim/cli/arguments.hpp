// What the command line says, as a value. arguments.cpp is the only file that knows CLI11.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/cli/outputs.hpp"
#include "sim/host/terminal.hpp"
#include "sim/report/palette.hpp"
#include "sim/run/scenario.hpp"

namespace finwait {

// Exit codes of the program; the numbers are part of its interface.
enum class Exit : int {
  Good = 0,         // every expectation held
  Failed = 1,       // one did not, or the run ended at an unexpected limit; runs differ
  BadInput = 2,     // or bad usage
  Fault = 3,        // a bug of ours
  Interrupted = 4,  // not exhausted
  Skipped = 5,      // something is not supported
};

enum class Subcommand : uint8_t {
  Run,
  List,
  New,
  Check,
  Rules,
  Diff,
  Bytes,
  Compare,
  Live,
  Packetdrill,
  Capture,
  Convert,
  Schema
};

enum class Format : uint8_t { Ladder, Jsonl, Packetdrill, None };

enum class CaptureFormat : uint8_t { List, Ladder, Jsonl, Toml };

enum class TableFormat : uint8_t { Table, Json, Markdown, Html };

enum class PictureKind : uint8_t { Ladder, Diagram, Both };

struct Arguments {
  Subcommand command = Subcommand::Run;
  ColourWish colour = ColourWish::Auto;
  Language language = Language::En;
  std::vector<std::string> sources;  // run, check, diff: files or names; new: the name; rules: ids
  std::vector<Override> overrides;   // --set, --seed, --until
  std::optional<Format> format;
  TableFormat table_format = TableFormat::Table;  // bytes, compare
  std::vector<std::string> profiles;              // compare
  bool matrix = false;                            // compare: every way of closing
  std::string host;                               // compare: the only one that changes
  std::string output;                             // compare: a file; empty: standard output
  std::string kernel;                             // live: the host that is this machine's kernel
  std::vector<std::string> program;               // live: what stands behind "--"
  int program_exit = 0;                           // live: the exit code that is expected of it
  bool follow = false;                            // live: print what happens while it happens
  std::string out_scenario;                       // live: the run as a scenario
  OutPaths out;                                   // run: --out-...
  std::string pcapng_at;                          // senders, both, or a host
  PictureKind picture = PictureKind::Ladder;      // of --out-svg
  PictureTheme theme = PictureTheme::Light;
  ProfileName profile = ProfileName::Linux;  // packetdrill: the endpoint's system
  std::optional<uint32_t> tolerance_us;      // packetdrill
  bool draw = false;                         // packetdrill: the ladder
  std::string junit;
  std::optional<CaptureFormat> capture_format;  // capture
  std::optional<size_t> connection;             // capture, packetdrill script: from 1
  std::optional<size_t> first;                  // capture: of a list, from 1
  std::optional<size_t> most;                   // capture: lines of a list
  std::string end;                              // packetdrill script: of which host
  bool no_expect = false;
  bool hash = false;
  bool lessons = false;
};

// Either arguments, or what to print and how to exit instead.
struct ParsedArguments {
  std::optional<Arguments> arguments;
  Exit exit = Exit::Good;
  std::string out;  // for standard output: help, version
  std::string err;  // for standard error: one clear message
};

ParsedArguments parse_arguments(int argc, const char* const* argv);

}  // namespace finwait
