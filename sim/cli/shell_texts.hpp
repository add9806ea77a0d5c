// Completions for shells and the manual page, made from the options that the program parses.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace finwait {

enum class Shell { Bash, Zsh, Fish };
inline constexpr std::array<std::string_view, 3> kShells = {"bash", "zsh", "fish"};

// A script that teaches the shell the commands, their options and the built-in scenarios.
std::string completions_text(const CLI::App& app, Shell shell);

// The page finwait(1) in the language of man(7).
std::string manual_text(const CLI::App& app);

}  // namespace finwait
