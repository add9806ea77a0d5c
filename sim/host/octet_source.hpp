// A file, or standard input, read as a stream of octets, whether it is packed with gzip or not.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "sim/base/result.hpp"

namespace finwait {

class OctetSource {
 public:
  // "-" is standard input.
  static Result<OctetSource> open(const std::string& path);

  // At most `size` octets; 0 at the end or after an error.
  size_t read(char* out, size_t size);
  // What went wrong while reading; nullopt when nothing did.
  const std::optional<Error>& error() const { return error_; }
  // Octets of the file itself (packed, if it is); 0 when that is not known.
  uint64_t size() const { return size_; }
  uint64_t position() const;

  OctetSource(OctetSource&&) noexcept;
  OctetSource& operator=(OctetSource&&) noexcept;
  ~OctetSource();

 private:
  struct Stream;
  OctetSource();
  std::unique_ptr<Stream> stream_;
  std::string path_;
  uint64_t size_ = 0;
  std::optional<Error> error_;
};

}  // namespace finwait
