#include "gui/platform/opening.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "gui/platform/drill.hpp"
#include "sim/host/files.hpp"
#include "sim/host/octet_source.hpp"
#include "sim/run/builtin.hpp"
#include "sim/run/capture_scenario.hpp"

namespace finwait {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMostEntries = 5000;
constexpr int kFramesBetweenLooks = 2000;
#ifdef _WIN32
constexpr const char* kHome = "USERPROFILE";
constexpr std::string_view kBetweenParts = "/\\";
#else
constexpr const char* kHome = "HOME";
constexpr std::string_view kBetweenParts = "/";
#endif

bool ends_with_any(const std::string& path, std::initializer_list<std::string_view> ends) {
  return std::any_of(ends.begin(), ends.end(), [&](auto end) { return path.ends_with(end); });
}

bool can_be_opened(const std::string& name) {
  return name.ends_with(".toml") || file_kind(name) != FileKind::Scenario;
}

// Looks like a path, not like a name.
bool is_path(const std::string& text) {
  return text.find_first_of(kBetweenParts) != std::string::npos || can_be_opened(text);
}

std::string with_slashes(const fs::path& path) {
  std::string text = text_of(path);
  if (text.size() > 1 && text.back() == '/') text.pop_back();
  return text;
}

}  // namespace

FileKind file_kind(const std::string& path) {
  if (path.ends_with(".pkt")) return FileKind::Drill;
  if (ends_with_any(path, {".pcap", ".pcapng", ".cap", ".pcap.gz", ".pcapng.gz"}))
    return FileKind::Capture;
  return FileKind::Scenario;
}

Result<Origin> read_origin(const std::string& name) {
  if (const BuiltinFile* file = find_builtin(name))
    return Origin{name, std::string(file->text), {}, ""};
  if (!is_path(name) && !file_exists(name))
    return Error{name, 0, 0, "neither a file nor a built-in scenario" + suggest_builtin(name)};
  if (is_folder(name)) return Error{name, 0, 0, "expected a file, found a folder"};
  Result<std::string> text = read_file(name);
  if (!text) return text.error();
  if (file_kind(name) == FileKind::Drill) {
    text = drill_scenario(text.value(), path_name(name));
    if (!text) return text.error();
  }
  return Origin{name, text.take(), {}, full_path(name)};
}

struct CaptureReading::Inside {
  Inside(OctetSource opened, const std::string& name, size_t detail)
      : source(std::move(opened)),
        file([this](char* out, size_t size) { return source.read(out, size); }, name),
        table(detail) {}

  OctetSource source;
  CaptureFile file;
  CaptureTable table;
};

CaptureReading::CaptureReading() = default;
CaptureReading::CaptureReading(CaptureReading&&) noexcept = default;
CaptureReading& CaptureReading::operator=(CaptureReading&&) noexcept = default;
CaptureReading::~CaptureReading() = default;

Result<CaptureReading> CaptureReading::open(const std::string& path,
                                            std::optional<size_t> connection) {
  Result<OctetSource> opened = OctetSource::open(path);
  if (!opened) return opened.error();
  CaptureReading out;
  out.path_ = path;
  out.connection_ = connection;
  out.in_ = std::make_unique<Inside>(opened.take(), path, connection.value_or(0));
  return out;
}

bool CaptureReading::advance(double seconds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  CapturedFrame frame;
  do {
    for (int i = 0; i < kFramesBetweenLooks; ++i) {
      const CaptureFile::Next next = in_->file.next(frame);
      if (next == CaptureFile::Next::Frame) {
        in_->table.take(frame);
        continue;
      }
      if (in_->source.error())
        error_ = in_->source.error();
      else if (next == CaptureFile::Next::Bad)
        error_ = in_->file.error();
      return true;
    }
  } while (std::chrono::steady_clock::now() < end);
  return false;
}

std::optional<int> CaptureReading::percent() const {
  const uint64_t size = in_->source.size();
  if (size == 0) return std::nullopt;
  return static_cast<int>(std::min<uint64_t>(100, in_->source.position() * 100 / size));
}

uint64_t CaptureReading::position() const {
  return in_->source.position();
}

const CaptureTable& CaptureReading::table() const {
  return in_->table;
}

std::optional<size_t> CaptureReading::wanted() const {
  if (connection_) return connection_;
  if (in_->table.size() <= 1) return 0;
  return std::nullopt;
}

Result<Origin> CaptureReading::origin() const {
  const size_t count = in_->table.size();
  const size_t index = wanted().value_or(0);
  if (count == 0) return Error{path_, 0, 0, "expected a TCP connection, found none"};
  if (!wanted())
    return Error{path_, 0, 0,
                 "expected one TCP connection, found " + std::to_string(count) +
                     " (--connection N takes one of them)"};
  if (index >= count)
    return Error{path_, 0, 0,
                 "expected connection 1 to " + std::to_string(count) + ", found " +
                     std::to_string(index + 1)};
  std::string title = path_name(path_);
  if (count > 1) title += ", connection " + std::to_string(index + 1);
  return Origin{title,
                write_scenario(capture_scenario(in_->table.story(index), title)),
                {},
                full_path(path_)};
}

Result<std::vector<FileEntry>> list_folder(const std::string& folder) {
  std::vector<FileEntry> out;
  std::error_code error;
  fs::directory_iterator it(path_of(folder), error);
  for (const fs::directory_iterator end; !error && it != end; it.increment(error)) {
    const std::string name = text_of(it->path().filename());
    std::error_code none;
    const bool is_dir = it->is_directory(none);
    if (name.starts_with(".") || (!is_dir && !can_be_opened(name))) continue;
    out.push_back({name, is_dir});
    if (out.size() == kMostEntries) break;
  }
  if (error) return Error{folder, 0, 0, "cannot be listed: " + error.message()};
  std::sort(out.begin(), out.end(), [](const FileEntry& a, const FileEntry& b) {
    return a.folder != b.folder ? a.folder : a.name < b.name;
  });
  return out;
}

std::string full_path(const std::string& path) {
  std::error_code error;
  std::string text = path;
  const char* home = std::getenv(kHome);
  if (home != nullptr && (text == "~" || text.starts_with("~/"))) text = home + text.substr(1);
  const fs::path full = text.empty() ? fs::current_path(error) : fs::absolute(path_of(text), error);
  return with_slashes(full.lexically_normal());
}

bool is_folder(const std::string& path) {
  std::error_code none;
  return fs::is_directory(path_of(path), none);
}

bool WatchedFile::changed(const std::string& path) {
  std::error_code error;
  const auto time = fs::last_write_time(path_of(path), error);
  if (error) return false;  // an editor may be putting another one in its place
  const auto size = static_cast<uint64_t>(fs::file_size(path_of(path), error));
  if (error) return false;
  const int64_t stamp = time.time_since_epoch().count();
  const bool same_file = std::exchange(path_, path) == path;
  const bool same_time = std::exchange(stamp_, stamp) == stamp;
  const bool same_size = std::exchange(size_, size) == size;
  return same_file && !(same_time && same_size);
}

}  // namespace finwait
