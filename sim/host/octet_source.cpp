#include "sim/host/octet_source.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "sim/host/files.hpp"

#ifdef FINWAIT_ZLIB
#include <zlib.h>
#endif

namespace finwait {

struct OctetSource::Stream {
  std::FILE* file = nullptr;
  uint64_t read = 0;
#ifdef FINWAIT_ZLIB
  gzFile packed = nullptr;  // also reads what is not packed
#endif
  Stream() = default;
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream() {
#ifdef FINWAIT_ZLIB
    if (packed) gzclose(packed);
#endif
    if (file && file != stdin) std::fclose(file);
  }
};

OctetSource::OctetSource() : stream_(std::make_unique<Stream>()) {}
OctetSource::OctetSource(OctetSource&&) noexcept = default;
OctetSource& OctetSource::operator=(OctetSource&&) noexcept = default;
OctetSource::~OctetSource() = default;

Result<OctetSource> OctetSource::open(const std::string& path) {
  OctetSource out;
  out.path_ = path == "-" ? "standard input" : path;
  std::error_code none;
  if (path != "-" && std::filesystem::is_directory(path_of(path), none))
    return Error{path, 0, 0, "cannot be read: it is a folder"};
  const auto size = path == "-" ? 0 : std::filesystem::file_size(path_of(path), none);
  out.size_ = none ? 0 : static_cast<uint64_t>(size);
#ifdef FINWAIT_ZLIB
  constexpr unsigned kBuffer = 1u << 18;
  out.stream_->packed = path == "-" ? gzdopen(fileno(stdin), "rb") : gzopen(path.c_str(), "rb");
  if (out.stream_->packed) gzbuffer(out.stream_->packed, kBuffer);
  const bool good = out.stream_->packed != nullptr;
#else
  out.stream_->file = path == "-" ? stdin : std::fopen(path.c_str(), "rb");
  const bool good = out.stream_->file != nullptr;
#endif
  if (!good) return Error{path, 0, 0, "cannot be read: " + std::string(std::strerror(errno))};
  return out;
}

size_t OctetSource::read(char* out, size_t size) {
  if (error_) return 0;
#ifdef FINWAIT_ZLIB
  const int got = gzread(stream_->packed, out, static_cast<unsigned>(size));
  int code = Z_OK;
  const char* message = gzerror(stream_->packed, &code);
  const bool bad = got < 0 || (got == 0 && code != Z_OK && code != Z_STREAM_END);
  if (bad)
    error_ = Error{path_, 0, 0,
                   "at offset " + std::to_string(stream_->read) + ": cannot be unpacked: " +
                       (code == Z_ERRNO ? std::strerror(errno) : message)};
  const size_t count = bad ? 0 : static_cast<size_t>(got);
#else
  const size_t count = std::fread(out, 1, size, stream_->file);
  if (stream_->read == 0 && count > 1 && out[0] == '\x1f' && out[1] == '\x8b') {
    error_ = Error{path_, 0, 0, "is packed with gzip, which this build does not read (no zlib)"};
    return 0;
  }
#endif
  stream_->read += count;
  return count;
}

uint64_t OctetSource::position() const {
#ifdef FINWAIT_ZLIB
  const auto at = gzoffset(stream_->packed);
  return at > 0 ? static_cast<uint64_t>(at) : 0;
#else
  return stream_->read;
#endif
}

}  // namespace finwait
