// The only file that includes the TOML library.
#include "sim/run/scenario_tree.hpp"

#include <toml++/toml.h>

#include <algorithm>

namespace finwait {
namespace {

// Converts the library's tree, whose tables are sorted by key, into ours, in the file's order.
class Converter {
 public:
  explicit Converter(std::string_view text) {
    lines_.push_back(text);
    for (size_t i = 0; i < text.size(); ++i)
      if (text[i] == '\n') lines_.push_back(text.substr(i + 1));
  }

  Node convert(const toml::node& from) const {
    Node to;
    to.place = place_of(from.source());
    if (const toml::table* table = from.as_table()) add_members(*table, to);
    else if (const toml::array* array = from.as_array()) add_items(*array, to);
    else set_scalar(from, to);
    return to;
  }

 private:
  static Place place_of(const toml::source_region& source) {
    return {static_cast<int>(source.begin.line), static_cast<int>(source.begin.column)};
  }

  static bool before(const Place& a, const Place& b) {
    return a.line != b.line ? a.line < b.line : a.column < b.column;
  }

  void add_members(const toml::table& table, Node& to) const {
    to.kind = Node::Kind::Table;
    for (auto&& [key, value] : table)
      to.members.push_back(
          Member{std::string(key.str()), place_of(key.source()), convert(value)});
    std::stable_sort(to.members.begin(), to.members.end(),
                     [](const Member& a, const Member& b) { return before(a.place, b.place); });
  }

  void add_items(const toml::array& array, Node& to) const {
    to.kind = Node::Kind::Array;
    to.items.reserve(array.size());
    for (const toml::node& item : array) to.items.push_back(convert(item));
  }

  void set_scalar(const toml::node& from, Node& to) const {
    if (const auto* text = from.as_string()) {
      to.kind = Node::Kind::Text;
      to.text = text->get();
      return;
    }
    to.kind = Node::Kind::Other;
    to.text = written_at(to.place);
    if (const auto* integer = from.as_integer()) {
      to.kind = Node::Kind::Integer;
      to.integer = integer->get();
    } else if (const auto* boolean = from.as_boolean()) {
      to.kind = Node::Kind::Boolean;
      to.boolean = boolean->get();
    }
  }

  // The characters of a number, boolean or date.
  std::string written_at(const Place& place) const {
    std::string_view line = lines_[static_cast<size_t>(place.line - 1)];
    for (int column = 1; column < place.column && !line.empty(); ++column) {
      line.remove_prefix(1);
      while (!line.empty() && (static_cast<unsigned char>(line[0]) & 0xc0) == 0x80)
        line.remove_prefix(1);
    }
    return std::string(line.substr(0, line.find_first_of(" \t\r\n,]}#")));
  }

  std::vector<std::string_view> lines_;  // from each line's start to the end of the text
};

}  // namespace

Result<Node> parse_scenario_tree(std::string_view text, const std::string& name) {
  Error bad = find_bad_text(text);
  if (bad.message.empty()) bad = find_bad_syntax(text);
  if (!bad.message.empty()) {
    bad.file = name;
    return bad;
  }
  const toml::parse_result parsed = toml::parse(text);
  if (parsed) return Converter(text).convert(parsed.table());
  const toml::parse_error& wrong = parsed.error();
  Error error = reword_syntax_error(text, wrong.description(),
                                    static_cast<int>(wrong.source().begin.line),
                                    static_cast<int>(wrong.source().begin.column));
  error.file = name;
  return error;
}

}  // namespace finwait
