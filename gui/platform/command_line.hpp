// The command line of finwait-gui.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gui/model/session.hpp"
#include "gui/panel/offscreen.hpp"
#include "gui/platform/branch_options.hpp"
#include "gui/platform/moment_options.hpp"
#include "sim/base/result.hpp"

namespace finwait {

struct CommandLine {
  std::string scenario = "lost-last-ack";  // a file that can be opened, or a built-in one's name
  std::optional<size_t> connection;        // of a capture, from 0
  std::string screenshot;                  // the PNG to write instead of opening a window
  PicturePart picture = PicturePart::Screen;
  std::string film;          // the GIF or MP4 to make instead of opening a window
  std::optional<Time> from;  // film: from here
  std::optional<Time> to;
  int fps = 25;
  Moment moment;  // that is shown; else a picture shows the end of the run
  std::vector<AskedEdit> edits;  // of the past, in this order
  bool beside = false;           // the branch beside the one that it was made from
  int width = 1600;
  int height = 1000;
  float scale = 1;
  ThemeName theme = ThemeName::Dark;
  Language language = Language::En;
  bool size_given = false;
  bool scale_given = false;
  bool theme_given = false;
  bool language_given = false;
  bool no_settings = false;  // neither reads nor writes what the window remembers
  std::optional<std::vector<std::string>> lab;  // the close lab, on these systems
  bool live = false;                            // real programs talk to one of its hosts
  std::string kernel;                           // live: the host that is this machine's kernel
  std::vector<std::string> program;             // live: what is started beside it
  std::vector<Override> overrides;              // of the scenario
  bool named = false;                           // a scenario was named
  bool reduce_motion = false;
  bool welcome = false;  // the first thirty seconds
  bool present = false;  // presenter mode
  bool places = false;   // print where things can be clicked
  bool narrate = false;  // print what is shown
  bool help = false;
  bool version = false;
};

// The message of an error says what was expected and what was found.
Result<CommandLine> read_command_line(int count, const char* const* words);

extern const char* const kHelp;

}  // namespace finwait
