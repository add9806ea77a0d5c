// Files and the standard streams. "-" stands for standard input or output.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "sim/base/result.hpp"

namespace finwait {

// The whole file, at most 64 MiB. Errors name the file and say why in the system's words.
Result<std::string> read_file(const std::string& path);

// A text is UTF-8, also where the system's names of files are something else (Windows). The parts
// of a name that comes back are parted by '/'.
std::filesystem::path path_of(const std::string& text);
std::string text_of(const std::filesystem::path& path);

// Whether there is something at this path.
bool file_exists(const std::string& path);

// Replaces the file, wholly or not at all; nullopt when it worked.
[[nodiscard]] std::optional<Error> write_file(const std::string& path, std::string_view text);

// Why a file cannot be written, found out without changing what is there; nullopt: it can. Devices
// and pipes are not asked.
[[nodiscard]] std::optional<Error> check_writable(const std::string& path);

// Whether both are names of one file, which need not exist yet. Devices and pipes are no files.
bool same_file(const std::string& one, const std::string& other);

// Makes a file that must not exist yet.
[[nodiscard]] std::optional<Error> create_file(const std::string& path, std::string_view text);

// To standard output. False when the reader has gone away, which is no reason to complain.
bool write_out(std::string_view text);
// Why something never came there (a full disk, say), unless its reader has gone away.
std::optional<Error> output_error();
// To standard error; whether anybody reads it does not matter.
void write_err(std::string_view text);

// From now on a write to a closed pipe, or beyond the size that the shell allows for a file, is an
// error of that write, not the end of the program.
void ignore_write_signals();

}  // namespace finwait
