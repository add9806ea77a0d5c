#include "sim/wire/notation.hpp"

#include <array>

#include "sim/base/text.hpp"

namespace finwait {
namespace {

struct Flag {
  uint8_t bit;
  char letter;
  std::string_view name;
};

constexpr std::array<Flag, 6> kFlags = {{{kSyn, 'S', "SYN"},
                                         {kFin, 'F', "FIN"},
                                         {kRst, 'R', "RST"},
                                         {kPsh, 'P', "PSH"},
                                         {kUrg, 'U', "URG"},
                                         {kAck, '.', "ACK"}}};

// Reads words, numbers and punctuation from left to right; the first failure sticks.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  bool failed() const { return failed_; }
  bool at_end() {
    skip_space();
    return pos_ == text_.size();
  }
  Error error() const { return {"", 1, static_cast<int>(pos_) + 1, message_}; }

  void fail(std::string message) {
    if (failed_) return;
    failed_ = true;
    message_ = std::move(message);
  }

  bool accept(std::string_view token) {
    skip_space();
    if (failed_ || text_.substr(pos_, token.size()) != token) return false;
    pos_ += token.size();
    return true;
  }

  bool at_number() {
    skip_space();
    if (pos_ == text_.size()) return false;
    return text_[pos_] == '-' || (text_[pos_] >= '0' && text_[pos_] <= '9');
  }

  void expect(std::string_view token) {
    if (!accept(token)) fail("expected '" + std::string(token) + "', found " + found());
  }

  std::string_view word() {
    skip_space();
    const size_t start = pos_;
    while (pos_ < text_.size() && text_[pos_] != ' ' && text_[pos_] != ',' && text_[pos_] != '>')
      ++pos_;
    return text_.substr(start, pos_ - start);
  }

  int64_t number(int64_t lowest, int64_t highest) {
    skip_space();
    const size_t start = pos_;
    const bool negative = accept("-");
    const size_t first = pos_;
    int64_t value = 0;
    while (pos_ < text_.size() && text_[pos_] >= '0' && text_[pos_] <= '9' && pos_ - first < 12)
      value = value * 10 + (text_[pos_++] - '0');
    if (negative) value = -value;
    if (pos_ != first && value >= lowest && value <= highest) return value;
    pos_ = start;
    fail("expected a number from " + std::to_string(lowest) + " to " + std::to_string(highest) +
         ", found " + found());
    return lowest;
  }

 private:
  void skip_space() {
    while (pos_ < text_.size() && text_[pos_] == ' ') ++pos_;
  }
  std::string found() const {
    if (pos_ >= text_.size()) return "the end";
    return "'" + printable(text_.substr(pos_), 16) + "'";
  }

  std::string_view text_;
  size_t pos_ = 0;
  bool failed_ = false;
  std::string message_;
};

constexpr int64_t kSeqLimit = int64_t{1} << 32;

// "1001:2001", one of at most four. A forger may write one that ends before it starts.
void read_block(Cursor& in, Options& options) {
  if (options.sack_count == kMaxSackBlocks) {
    in.fail("expected at most 4 blocks");
    return;
  }
  const int64_t start = in.number(-kSeqLimit, kSeqLimit);
  in.expect(":");
  const int64_t end = in.number(-kSeqLimit, kSeqLimit);
  options.sack[options.sack_count++] = {SeqNum{static_cast<uint32_t>(start)},
                                        SeqNum{static_cast<uint32_t>(end)}};
}

void read_option(Cursor& in, Options& options) {
  const std::string_view name = in.word();
  if (name == "mss") {
    options.mss = static_cast<uint16_t>(in.number(1, 65535));
  } else if (name == "wscale") {
    options.window_scale = static_cast<uint8_t>(in.number(0, 14) + 1);
  } else if (name == "sackOK") {
    options.sack_permitted = true;
  } else if (name == "sack") {
    do read_block(in, options);
    while (!in.failed() && in.at_number());
  } else if (name == "TS") {
    options.timestamps = true;
    in.expect("val");
    options.ts_value = static_cast<uint32_t>(in.number(0, UINT32_MAX));
    in.expect("ecr");
    options.ts_echo = static_cast<uint32_t>(in.number(0, UINT32_MAX));
  } else if (name != "nop" && name != "eol") {
    in.fail("expected an option (mss N, wscale N, sackOK, sack N:N, TS val N ecr N, nop, eol), "
            "found '" + printable(name, 16) + "'");
  }
}

void read_options(Cursor& in, WrittenSegment& segment) {
  segment.any_options = false;
  if (in.accept(">")) return;
  if (in.accept("...>")) {
    segment.any_options = true;
    return;
  }
  do read_option(in, segment.options);
  while (!in.failed() && in.accept(","));
  in.expect(">");
}

void read_sequence(Cursor& in, WrittenSegment& segment) {
  segment.seq = in.number(-kSeqLimit, kSeqLimit);
  in.expect(":");
  const int64_t end = in.number(-kSeqLimit, 2 * kSeqLimit);
  in.expect("(");
  segment.text = static_cast<uint32_t>(in.number(0, 65535));
  in.expect(")");
  if (!in.failed() && end != segment.seq + segment.text)
    in.fail("expected seq:end(length) with end = seq + length, found " +
            std::to_string(segment.seq) + ":" + std::to_string(end) + "(" +
            std::to_string(segment.text) + ")");
}

}  // namespace

std::string sack_text(const Options& o) {
  std::string out = "sack";
  for (size_t i = 0; i < o.sack_count; ++i)
    out += " " + std::to_string(distance(SeqNum{}, o.sack[i].start)) + ":" +
           std::to_string(distance(SeqNum{}, o.sack[i].end));
  return out;
}

std::string options_text(const Options& o) {
  std::string out;
  const auto add = [&](const std::string& item) { out += (out.empty() ? "" : ",") + item; };
  if (o.mss) add("mss " + std::to_string(o.mss));
  if (o.sack_permitted) add("sackOK");
  if (o.timestamps)
    add("TS val " + std::to_string(o.ts_value) + " ecr " + std::to_string(o.ts_echo));
  if (o.window_scale) add("wscale " + std::to_string(o.window_scale - 1));
  if (o.sack_count) add(sack_text(o));
  return out;
}

std::string flag_names(uint8_t ctl) {
  std::string out;
  for (const Flag& f : kFlags)
    if (ctl & f.bit) out += (out.empty() ? "" : ",") + std::string(f.name);
  return out.empty() ? "none" : out;
}

std::optional<uint8_t> parse_flag_names(std::string_view text) {
  if (text == "none") return uint8_t{0};
  uint8_t ctl = 0;
  while (!text.empty()) {
    const size_t comma = text.find(',');
    std::string name(text.substr(0, comma));
    for (char& c : name)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    uint8_t bit = 0;
    for (const Flag& f : kFlags)
      if (f.name == name) bit = f.bit;
    if (bit == 0) return std::nullopt;
    ctl |= bit;
    if (comma == std::string_view::npos) return ctl;
    text.remove_prefix(comma + 1);
  }
  return std::nullopt;
}

std::string flag_letters(uint8_t ctl) {
  std::string out;
  for (const Flag& f : kFlags)
    if (ctl & f.bit) out += f.letter;
  return out.empty() ? "-" : out;
}

std::optional<uint8_t> parse_flag_letters(std::string_view text) {
  if (text == "-") return uint8_t{0};
  uint8_t ctl = 0;
  for (char c : text) {
    uint8_t bit = 0;
    for (const Flag& f : kFlags)
      if (f.letter == c) bit = f.bit;
    if (bit == 0 || (ctl & bit)) return std::nullopt;
    ctl |= bit;
  }
  if (text.empty()) return std::nullopt;
  return ctl;
}

Result<WrittenSegment> parse_segment(std::string_view text) {
  Cursor in(text);
  WrittenSegment segment;
  const std::string_view letters = in.word();
  const auto ctl = parse_flag_letters(letters);
  if (!ctl)
    return Error{"", 1, 1,
                 "expected flags (letters of S F R P U ., or - for none), found '" +
                     printable(letters, 16) + "'"};
  segment.ctl = *ctl;
  read_sequence(in, segment);
  while (!in.failed() && !in.at_end()) {
    if (in.accept("ack ")) segment.ack = in.number(-kSeqLimit, kSeqLimit);
    else if (in.accept("win ")) segment.win = static_cast<uint32_t>(in.number(0, 65535));
    else if (in.accept("urg ")) segment.urg = static_cast<uint32_t>(in.number(0, 65535));
    else if (in.accept("<")) read_options(in, segment);
    else in.fail("expected 'ack N', 'win N', 'urg N', '<options>' or the end");
  }
  if (in.failed()) return in.error();
  if (segment.ack.has_value() != ((segment.ctl & kAck) != 0))
    return Error{"", 1, 1,
                 segment.ack ? "expected the flag '.' with 'ack N'"
                             : "expected 'ack N' because the flag '.' is set"};
  return segment;
}

std::string segment_text(const WrittenSegment& s, bool with_window, bool with_options) {
  std::string out = flag_letters(s.ctl) + " " + std::to_string(s.seq) + ":" +
                    std::to_string(s.seq + s.text) + "(" + std::to_string(s.text) + ")";
  if (s.ack) out += " ack " + std::to_string(*s.ack);
  if (with_window && s.win) out += " win " + std::to_string(*s.win);
  if (s.urg) out += " urg " + std::to_string(*s.urg);
  const std::string options = options_text(s.options);
  if (with_options && !options.empty()) out += " <" + options + ">";
  return out;
}

}  // namespace finwait
