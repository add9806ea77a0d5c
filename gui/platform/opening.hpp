// What can be opened: scenarios, captures, packetdrill scripts; and the folders they lie in.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gui/model/session.hpp"
#include "sim/base/result.hpp"
#include "sim/run/capture_table.hpp"

namespace finwait {

enum class FileKind : uint8_t { Scenario, Capture, Drill };
// By the name's end.
FileKind file_kind(const std::string& path);

// The text of a scenario's file, or of the built-in scenario of that name; of a packetdrill script,
// the scenario that it plays.
Result<Origin> read_origin(const std::string& file_or_name);

// A capture that is read piece by piece, so that a window can say how far it is.
class CaptureReading {
 public:
  // `connection`: from 0, the one that is wanted; nullopt: the only one, else the user is asked.
  static Result<CaptureReading> open(const std::string& path, std::optional<size_t> connection);

  // Reads for about so long; true when there is no more, or when something went wrong.
  bool advance(double seconds);
  const std::optional<Error>& error() const { return error_; }
  // 0 to 100; nullopt when the file's size is not known.
  std::optional<int> percent() const;
  uint64_t position() const;
  const std::string& path() const { return path_; }
  const CaptureTable& table() const;
  // Which connection is to be shown; nullopt: the user has to say.
  std::optional<size_t> wanted() const;
  // The scenario that replays this connection's story. An error when there is no such connection.
  Result<Origin> origin() const;

  CaptureReading(CaptureReading&&) noexcept;
  CaptureReading& operator=(CaptureReading&&) noexcept;
  ~CaptureReading();

 private:
  struct Inside;
  CaptureReading();
  std::unique_ptr<Inside> in_;
  std::string path_;
  std::optional<size_t> connection_;
  std::optional<Error> error_;
};

// Folders and what can be opened, each by name, without hidden ones; at most 5000.
Result<std::vector<FileEntry>> list_folder(const std::string& folder);

// Absolute, with '/', "~/" replaced; the working directory for "".
std::string full_path(const std::string& path);
bool is_folder(const std::string& path);

// Whether a file was written since the last look.
class WatchedFile {
 public:
  // A look at another file than last time only remembers it.
  bool changed(const std::string& path);

 private:
  std::string path_;
  int64_t stamp_ = 0;  // of its last change
  uint64_t size_ = 0;
};

}  // namespace finwait
