#include "gui/model/link.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "gui/model/inspected.hpp"
#include "sim/base/text.hpp"
#include "sim/run/builtin.hpp"

namespace finwait {
namespace {

using Words = std::vector<std::string>;

std::string_view option_of(PacketEdit edit) {
  switch (edit) {
    case PacketEdit::Drop: return "--drop";
    case PacketEdit::Delay: return "--delay";
    case PacketEdit::Duplicate: return "--duplicate";
    case PacketEdit::Corrupt: return "--corrupt";
    case PacketEdit::Deliver: return "--deliver";
  }
  return "";
}

// From the first branch to this one, each made from the one before.
std::vector<size_t> chain_to(const Session& s, size_t branch) {
  std::vector<size_t> chain = {branch};
  while (chain.back() != 0) chain.push_back(s.branches[chain.back()].parent);
  std::reverse(chain.begin(), chain.end());
  return chain;
}

// The command line sets values first and then changes segments: other orders are not its own.
std::optional<Words> origin_of(const Session& s, size_t branch) {
  const Origin& first = s.branches[0].origin;
  if (s.live || (first.path.empty() && find_builtin(first.name) == nullptr)) return std::nullopt;
  std::vector<Override> values = first.overrides;
  Words edits;
  for (size_t i : chain_to(s, branch)) {
    const Branch& b = s.branches[i];
    if (b.edit) {
      edits.emplace_back(option_of(b.edit->edit));
      edits.push_back(std::to_string(b.edit->packet));
    } else if (b.by_value && edits.empty()) {
      values = b.origin.overrides;
    } else if (i != 0) {
      return std::nullopt;
    }
  }
  Words words = {first.path.empty() ? first.name : first.path};
  for (const Override& value : values) {
    words.emplace_back("--set");
    words.push_back(value.path + "=" + value.value);
  }
  words.insert(words.end(), edits.begin(), edits.end());
  return words;
}

// The last event of an instant is told by its time, one before it by its number.
void put_cursor(const Inspected& in, Words& words) {
  const bool last = in.run.trace().step_at(in.now) == in.step;
  words.emplace_back(last ? "--at" : "--event");
  words.push_back(last ? duration_text(in.now - Time{}) : std::to_string(in.step));
}

void put_selection(const Inspected& in, const std::string& side, Words& words) {
  if (!in.packet && !in.record) return;
  words.emplace_back("--select");
  words.push_back(side + (in.packet ? std::to_string(*in.packet)
                                    : "id:" + std::to_string(*in.record)));
}

std::string joined(const Words& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ",") + word;
  return text;
}

bool is_plain(char c) {
  constexpr std::string_view kSigns = "_./,:=+@%-";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         kSigns.find(c) != std::string_view::npos;
}

}  // namespace

MomentLink link_of(const Session& s) {
  const Inspected in = inspected(s);
  const Branch& shown = s.branches[s.branch];
  MomentLink link{in.branch, origin_of(s, in.branch), {}};
  const bool both = s.beside && s.branch != 0 && shown.edit && s.beside->branch == shown.parent;
  if (both) {
    auto origin = origin_of(s, s.branch);
    if (origin) {
      link = {s.branch, std::move(origin), {"--beside"}};
      put_cursor(shown_branch(s), link.moment);
      put_selection(in, in.beside ? "beside:" : "", link.moment);
    }
  }
  if (link.moment.empty()) {
    put_cursor(in, link.moment);
    put_selection(in, "", link.moment);
  }
  if (s.present) link.moment.emplace_back("--present");
  if (s.lab.open) {
    link.moment.emplace_back("--lab");
    link.moment.push_back(joined(s.lab.systems));
  }
  return link;
}

std::string shell_line(const Words& words) {
  std::string line;
  for (const std::string& word : words) {
    if (!line.empty()) line += " ";
    if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain)) {
      line += word;
      continue;
    }
    line += "'";
    for (char c : word) line += c == '\'' ? std::string("'\\''") : std::string(1, c);
    line += "'";
  }
  return line;
}

}  // namespace finwait
