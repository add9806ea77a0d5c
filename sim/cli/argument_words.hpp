// The words that options take, and the longer texts of the help. For arguments.cpp alone.
#pragma once

#include <array>
#include <string_view>

namespace finwait {

inline constexpr std::array<std::string_view, 4> kFormats = {"ladder", "jsonl", "packetdrill",
                                                             "none"};
inline constexpr std::array<std::string_view, 2> kBytesFormats = {"table", "json"};
inline constexpr std::array<std::string_view, 4> kCompareFormats = {"table", "json", "markdown",
                                                                    "html"};
inline constexpr std::array<std::string_view, 4> kCaptureFormats = {"list", "ladder", "jsonl",
                                                                    "toml"};
inline constexpr std::array<std::string_view, 3> kLanguages = {"en", "zh-Hans", "zh-Hant"};
inline constexpr std::array<std::string_view, 3> kColours = {"auto", "always", "never"};
inline constexpr std::array<std::string_view, 3> kPictures = {"ladder", "diagram", "both"};
inline constexpr std::array<std::string_view, 3> kApis = {"posix", "winsock", "python"};

inline constexpr const char* kExitCodes =
    "Exit codes: 0 every expectation held; 1 one did not, or runs differ; 2 bad input or usage;\n"
    "3 an internal fault; 4 interrupted; 5 something is not supported.";

inline constexpr const char* kLiveFooter =
    "finwait live [OPTIONS] [FILE|NAME] [-- PROGRAM ARGUMENT...]\n\n"
    "Puts this machine's kernel in the place of one host of the scenario (--kernel, or\n"
    "profile = \"kernel\"; else the one that connects), in a network namespace made for it,\n"
    "and runs PROGRAM there. The other host is simulated, in real time, with the scenario's\n"
    "network and faults: finwait live http-server --set network.loss=10% -- curl -s 10.0.0.2\n"
    "Without a PROGRAM it prints how to start one, and runs until Ctrl-C. --out-scenario\n"
    "writes what happened as a scenario that finwait run replays without a kernel.\n"
    "finwait-gui --live [FILE|NAME] [-- PROGRAM ...] shows the run while it goes on.\n"
    "Linux, root, /dev/net/tun; elsewhere it exits with 5. It touches no interface but the\n"
    "one that it makes.";

}  // namespace finwait
