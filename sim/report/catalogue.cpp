#include "sim/report/catalogue.hpp"

#include <algorithm>
#include <optional>

#include "sim/base/text.hpp"

namespace finwait {
namespace {

class Reader {
 public:
  Reader(std::string_view text, const std::string& name) : rest_(text), name_(name) {}

  Result<std::vector<std::pair<std::string, std::string>>> read() {
    while (!failed_ && !rest_.empty()) line();
    if (!failed_ && target_ == Target::Key) fail(1, "expected msgstr, found the end of the file");
    if (!failed_) finish();
    if (failed_) return *failed_;
    return std::move(entries_);
  }

 private:
  enum class Target { None, Key, Text };

  void fail(size_t column, const std::string& message) {
    if (!failed_) failed_ = Error{name_, line_, static_cast<int>(column), message};
  }

  void line() {
    ++line_;
    const size_t end = rest_.find('\n');
    std::string_view line = rest_.substr(0, end);
    rest_ = end == std::string_view::npos ? std::string_view() : rest_.substr(end + 1);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.empty() || line[0] == '#') return;
    if (line[0] == '"') return more(line, 0);
    if (line.starts_with("msgid ")) return key(line);
    if (line.starts_with("msgstr ")) return text(line);
    fail(1, "expected a comment, msgid, msgstr or a string, found '" + printable(line, 24) + "'");
  }

  void key(std::string_view line) {
    if (target_ == Target::Key) return fail(1, "expected msgstr, found another msgid");
    finish();
    target_ = Target::Key;
    more(line, 6);
  }

  void text(std::string_view line) {
    if (target_ != Target::Key) return fail(1, "expected msgid, found msgstr");
    target_ = Target::Text;
    more(line, 7);
  }

  // Takes the entry that is complete.
  void finish() {
    if (target_ == Target::Text && !key_.empty()) entries_.push_back({key_, text_});
    key_.clear();
    text_.clear();
    target_ = Target::None;
  }

  // A string in quotes, the rest of the line.
  void more(std::string_view line, size_t at) {
    if (target_ == Target::None) return fail(at + 1, "expected msgid, found a string");
    std::string& out = target_ == Target::Key ? key_ : text_;
    if (at >= line.size() || line[at] != '"') return fail(at + 1, "expected a string in quotes");
    for (++at; at < line.size() && line[at] != '"'; ++at) {
      if (line[at] != '\\') {
        out += line[at];
        continue;
      }
      const size_t kind =
          ++at < line.size() ? std::string_view("nt\"\\").find(line[at]) : std::string_view::npos;
      if (kind == std::string_view::npos) return fail(at, "expected one of \\n \\t \\\" \\\\");
      out += "\n\t\"\\"[kind];
    }
    if (at >= line.size()) return fail(line.size() + 1, "expected '\"' at the string's end");
    if (at + 1 != line.size()) fail(at + 2, "expected the end of the line behind the string");
  }

  std::string_view rest_;
  const std::string& name_;
  int line_ = 0;
  Target target_ = Target::None;
  std::string key_;
  std::string text_;
  std::vector<std::pair<std::string, std::string>> entries_;
  std::optional<Error> failed_;
};

}  // namespace

std::string_view Catalogue::find(std::string_view key) const {
  const auto at = std::lower_bound(
      entries_.begin(), entries_.end(), key,
      [](const std::pair<std::string, std::string>& e, std::string_view k) { return e.first < k; });
  return at != entries_.end() && at->first == key ? std::string_view(at->second)
                                                  : std::string_view();
}

Result<Catalogue> read_catalogue(std::string_view text, const std::string& name) {
  auto entries = Reader(text, name).read();
  if (!entries) return entries.error();
  Catalogue out;
  out.entries_ = entries.take();
  std::sort(out.entries_.begin(), out.entries_.end());
  for (size_t i = 1; i < out.entries_.size(); ++i)
    if (out.entries_[i].first == out.entries_[i - 1].first)
      return Error{name, 0, 0,
                   "the key '" + printable(out.entries_[i].first, 60) + "' comes twice"};
  return out;
}

std::string filled(std::string_view text, std::initializer_list<std::string_view> values) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool place = text[i] == '{' && i + 2 < text.size() && text[i + 2] == '}' &&
                       text[i + 1] >= '0' && text[i + 1] <= '9';
    const auto number = place ? static_cast<size_t>(text[i + 1] - '0') : values.size();
    if (number >= values.size()) {
      out += text[i];
      continue;
    }
    out += values.begin()[number];
    i += 2;
  }
  return out;
}

}  // namespace finwait
