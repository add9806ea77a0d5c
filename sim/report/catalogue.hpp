// Message catalogues: gettext's PO files with keys instead of English as msgid. A small part of the
// format: comments, msgid, msgstr, strings over several lines, the escapes \n \t \" \\.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/base/result.hpp"

namespace finwait {

// Texts by key. The header (the entry with the empty key) is left out.
class Catalogue {
 public:
  // "" when there is none.
  std::string_view find(std::string_view key) const;
  const std::vector<std::pair<std::string, std::string>>& entries() const { return entries_; }

 private:
  friend Result<Catalogue> read_catalogue(std::string_view text, const std::string& name);
  std::vector<std::pair<std::string, std::string>> entries_;  // by key
};

// `name` is the file's, for errors: they give line and column. A key that comes twice is an error.
Result<Catalogue> read_catalogue(std::string_view text, const std::string& name);

// `text` with "{0}", "{1}", ... replaced; a number without a value stays as it is.
std::string filled(std::string_view text, std::initializer_list<std::string_view> values);

}  // namespace finwait
