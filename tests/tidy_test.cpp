// Checks the repository's own files: who includes whom, what the deterministic floors must not
// use, sizes, and a few habits. The link graph enforces the floors once; this does it a second
// time, and says where.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxSourceLines = 500;
constexpr size_t kMaxHeaderLines = 250;
constexpr size_t kMaxColumns = 100;

// Lowest first; a floor includes itself and those before it. sim/capi stands beside sim/cli.
constexpr std::array kFloors = {"sim/base",   "sim/wire",  "sim/tcp",     "sim/net",
                                "sim/world",  "sim/run",   "sim/explore", "sim/report",
                                "sim/lesson", "sim/host",  "sim/cli",     "sim/capi",
                                "gui/model",  "gui/panel", "gui/platform"};
constexpr int kLastDeterministic = 6;  // sim/explore
constexpr int kHost = 9;
constexpr int kModel = 12;
constexpr int kPlatform = 14;

// Tables of data, which may be as long as the data is.
constexpr std::array<std::string_view, 1> kDataTables = {"gui/model/phrases.hpp"};

struct File {
  std::string path;  // from the repository's root, with '/'
  std::string text;
};

using Problems = std::vector<std::string>;

bool ends_with_any(std::string_view path, std::initializer_list<std::string_view> ends) {
  return std::any_of(ends.begin(), ends.end(), [&](auto end) { return path.ends_with(end); });
}

bool is_header(std::string_view path) {
  return path.ends_with(".hpp");
}
bool is_code(std::string_view path) {
  return ends_with_any(path, {".cpp", ".hpp", ".h", ".c"});
}
bool is_text(std::string_view path) {
  return is_code(path) || path == "dev" || path.starts_with(".ci/") ||
         ends_with_any(path, {".txt", ".cmake", ".json", ".md", ".sh", ".toml", ".yml"});
}

std::vector<File> read_repository() {
  const fs::path root = FINWAIT_SOURCE_DIR;
  std::vector<File> files;
  for (auto it = fs::recursive_directory_iterator(root); it != fs::recursive_directory_iterator();
       ++it) {
    const std::string name = it->path().filename().string();
    const bool skipped = name.starts_with("build") || (name.starts_with(".") && name != ".ci");
    if (it->is_directory() && it.depth() == 0 && skipped) it.disable_recursion_pending();
    const std::string path = it->path().lexically_relative(root).generic_string();
    if (!it->is_regular_file() || !is_text(path)) continue;
    std::ifstream in(it->path(), std::ios::binary);
    files.push_back({path, std::string(std::istreambuf_iterator<char>(in), {})});
  }
  std::sort(files.begin(), files.end(), [](auto& a, auto& b) { return a.path < b.path; });
  return files;
}

const std::vector<File>& repository() {
  static const std::vector<File> files = read_repository();
  return files;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string at(const File& file, size_t line, std::string_view what) {
  return file.path + ":" + std::to_string(line) + ": " + std::string(what);
}

// Where a comment or literal that begins at `i` ends; `i` itself when none begins there.
size_t end_of_opaque(std::string_view text, size_t i) {
  const auto after = [&](std::string_view mark, size_t from) {
    const size_t found = text.find(mark, from);
    return found == std::string_view::npos ? text.size() : found + mark.size();
  };
  const std::string_view rest = text.substr(i);
  if (rest.starts_with("//")) return std::min(text.find('\n', i), text.size());
  if (rest.starts_with("/*")) return after("*/", i + 2);
  if (rest.starts_with("R\"")) {
    const size_t open = text.find('(', i);
    if (open == std::string_view::npos) return text.size();
    return after(")" + std::string(text.substr(i + 2, open - i - 2)) + "\"", open);
  }
  const char quote = rest.front();
  const bool separator = quote == '\'' && i > 0 && std::isalnum(text[i - 1]) != 0;  // 1'000
  if ((quote != '"' && quote != '\'') || separator) return i;
  for (size_t k = i + 1; k < text.size() && text[k] != '\n'; ++k) {
    if (text[k] == '\\')
      ++k;
    else if (text[k] == quote)
      return k + 1;
  }
  return i + 1;
}

// The code alone: comments and literals become spaces, line numbers stay.
std::string strip(std::string_view text) {
  std::string code(text);
  for (size_t i = 0; i < text.size();) {
    const size_t end = end_of_opaque(text, i);
    for (size_t k = i; k < end; ++k) {
      if (code[k] != '\n') code[k] = ' ';
    }
    i = std::max(end, i + 1);
  }
  return code;
}

int floor_of(std::string_view path) {
  for (size_t i = 0; i < kFloors.size(); ++i) {
    if (path.starts_with(std::string(kFloors[i]) + "/")) return static_cast<int>(i);
  }
  return -1;
}

// Why a file of floor `own` must not include `header`; empty when it may.
std::string include_problem(int own, const std::string& header) {
  const int other = floor_of(header);
  const bool graphical = header.starts_with("imgui") || header.starts_with("GLFW/") ||
                         header.starts_with("glad/") || header.starts_with("GL/");
  if (graphical && own <= kModel) return "no graphics library below gui/panel: ";
  if (graphical && own < kPlatform && !header.starts_with("imgui")) {
    return "windows and OpenGL belong to gui/platform: ";
  }
  if (header.starts_with("imgui_impl_") && own != kPlatform) {
    return "ImGui's backends belong to gui/platform: ";
  }
  if (other > own) return std::string(kFloors[own]) + " must not include a higher floor: ";
  if (own > kHost && own >= kModel && own < kPlatform && other >= kHost && other < kModel) {
    return std::string(kFloors[own]) + " must not know the machine it runs on: ";
  }
  return {};
}

Problems check_includes(const File& file) {
  static const std::regex kInclude(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])");
  Problems problems;
  const int own = floor_of(file.path);
  size_t number = 0;
  for (std::string_view line : lines_of(file.text)) {
    ++number;
    std::match_results<std::string_view::const_iterator> match;
    if (!std::regex_search(line.begin(), line.end(), match, kInclude)) continue;
    const std::string header = match[2];
    if (match[1] == "\"" && floor_of(header) < 0 && !header.starts_with("imgui")) {
      problems.push_back(
          at(file, number, "include from the root, as in sim/tcp/tcb.hpp: " + header));
    }
    const std::string why = include_problem(own, header);
    if (!why.empty()) problems.push_back(at(file, number, why + header));
  }
  return problems;
}

struct Ban {
  const char* pattern;  // searched in code without comments and literals
  const char* why;
};

// What a file may do all the same, each with its reason.
struct Exception {
  std::string_view path;
  std::string_view found;
};

constexpr std::array<Exception, 1> kExceptions = {{
    // The place in the run that a failed assertion prints; nothing reads it otherwise.
    {"sim/base/assert.cpp", "thread_local"},
}};

bool is_excepted(const File& file, std::string_view found) {
  return std::any_of(kExceptions.begin(), kExceptions.end(),
                     [&](auto& e) { return e.path == file.path && e.found == found; });
}

const std::vector<Ban>& bans() {
  static const std::vector<Ban> list = {
      {R"(#\s*include\s*<(chrono|ctime|time\.h|sys/time\.h)>)", "no wall clock"},
      {R"(#\s*include\s*<(thread|mutex|atomic|future|condition_variable|shared_mutex)>)",
       "no threads"},
      {R"(#\s*include\s*<random>)", "use sim/base/random.hpp"},
      {R"(\b(rand|srand|random_device|mt19937)\b)", "use sim/base/random.hpp"},
      {R"(\b(float|double)\b)", "no floating point"},
      {R"(\bunordered_)", "no unordered container: its order is not ours"},
      {R"(\b(map|set)<\s*(const\s+)?[\w:]+\s*\*)", "no pointer keys: addresses differ every run"},
      {R"(\bthread_local\b)", "no thread-local state"},
      {R"(\b(throw|try|catch)\b)", "no exceptions: return a Result"},
  };
  return list;
}

// A variable with static storage that can change. Functions and constants are fine.
bool is_mutable_static(const std::string& code, size_t after) {
  static const std::regex kConstant(
      R"(^\s+(inline\s+)?(constexpr|const|consteval|constinit\s+const)\b)");
  const std::string rest = code.substr(after, 400);
  if (std::regex_search(rest, kConstant)) return false;
  const size_t end = std::min(rest.find_first_of(";={"), rest.size());
  return rest.substr(0, end).find('(') == std::string::npos;
}

size_t line_at(const std::string& text, size_t position) {
  return 1 + static_cast<size_t>(std::count(
                 text.begin(), text.begin() + static_cast<std::ptrdiff_t>(position), '\n'));
}

Problems check_determinism(const File& file) {
  Problems problems;
  const std::string code = strip(file.text);
  const auto each = [&](const std::regex& pattern, auto report) {
    for (std::sregex_iterator it(code.begin(), code.end(), pattern), end; it != end; ++it) {
      report(static_cast<size_t>(it->position()), it->str());
    }
  };
  for (const Ban& ban : bans()) {
    each(std::regex(ban.pattern), [&](size_t position, const std::string& found) {
      if (is_excepted(file, found)) return;
      problems.push_back(
          at(file, line_at(code, position), "'" + found + "': " + std::string(ban.why)));
    });
  }
  each(std::regex(R"(\bstatic\b)"), [&](size_t position, const std::string& found) {
    if (!is_mutable_static(code, position + found.size())) return;
    problems.push_back(at(file, line_at(code, position), "no mutable static: state is in World"));
  });
  return problems;
}

// Characters, not bytes.
size_t columns(std::string_view line) {
  return static_cast<size_t>(std::count_if(line.begin(), line.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

// TOML's inline tables stand on one line: scenario text in a test may be as long as it needs.
bool is_scenario_line(const File& file, std::string_view line) {
  return file.path.starts_with("tests/") && line.starts_with("  { at = ");
}

Problems check_shape(const File& file) {
  Problems problems;
  const auto lines = lines_of(file.text);
  const size_t limit = is_header(file.path) ? kMaxHeaderLines : kMaxSourceLines;
  const bool table =
      std::find(kDataTables.begin(), kDataTables.end(), file.path) != kDataTables.end();
  if (lines.size() > limit && !table) {
    problems.push_back(at(file, lines.size(), "more than " + std::to_string(limit) + " lines"));
  }
  for (size_t i = 0; i < lines.size(); ++i) {
    if (columns(lines[i]) > kMaxColumns && !is_scenario_line(file, lines[i])) {
      problems.push_back(
          at(file, i + 1, "longer than " + std::to_string(kMaxColumns) + " columns"));
    }
    if (lines[i].find('\t') != std::string_view::npos) problems.push_back(at(file, i + 1, "a tab"));
    if (lines[i].ends_with(' ')) problems.push_back(at(file, i + 1, "a space at the end"));
  }
  if (is_header(file.path) && file.text.find("#pragma once") == std::string::npos) {
    problems.push_back(at(file, 1, "a header without #pragma once"));
  }
  return problems;
}

// Files must mean the same on every machine. (Written in two parts so as not to find itself.)
Problems check_paths(const File& file) {
  static const std::regex kMachine(
      "(^|[^\\w.])(/ho"
      "me/|/ro"
      "ot/|/wo"
      "rk/|/Us"
      "ers/|[A-Z]:\\\\Us"
      "ers)|\\.\\./sha"
      "red");
  Problems problems;
  size_t number = 0;
  for (std::string_view line : lines_of(file.text)) {
    ++number;
    if (std::regex_search(line.begin(), line.end(), kMachine)) {
      problems.push_back(at(file, number, "a path of one machine"));
    }
  }
  return problems;
}

// Every source is named in a CMakeLists.txt of its folder or of one above it.
bool is_listed(const File& source, const std::vector<File>& files) {
  const fs::path path = source.path;
  for (fs::path folder = path.parent_path(); !folder.empty(); folder = folder.parent_path()) {
    const std::string list = (folder / "CMakeLists.txt").generic_string();
    const std::string name = path.lexically_relative(folder).generic_string();
    const auto found =
        std::find_if(files.begin(), files.end(), [&](auto& file) { return file.path == list; });
    if (found != files.end() && found->text.find(name) != std::string::npos) return true;
  }
  return false;
}

// The types that a file defines in named namespaces, as "finwait::Tcb", each with its line. Two of
// one name in one program are undefined behaviour that no compiler reports: the linker picks one
// destructor for both.
std::vector<std::pair<std::string, size_t>> types_in(const File& file) {
  static const std::regex kNamespace(R"(^namespace ?([\w:]*) \{$)");
  static const std::regex kType(
      R"(^(struct|class|union|enum|enum class) (\w+)( final)?( :.*)? \{.*)");
  std::vector<std::pair<std::string, size_t>> types;
  std::vector<std::string> open;
  const std::string code = strip(file.text);
  size_t number = 0;
  for (std::string_view view : lines_of(code)) {
    ++number;
    std::string line(view.substr(0, view.find_last_not_of(' ') + 1));
    std::smatch match;
    if (std::regex_match(line, match, kNamespace)) {
      open.push_back(match[1]);
    } else if (line == "}" && !open.empty() && view.size() > 1) {  // "}  // namespace finwait"
      open.pop_back();
    } else if (std::regex_match(line, match, kType)) {
      if (std::find(open.begin(), open.end(), "") != open.end()) continue;
      std::string name;
      for (const std::string& part : open) name += part + "::";
      types.emplace_back(name + match[2].str(), number);
    }
  }
  return types;
}

Problems check_types(const std::vector<File>& files) {
  std::map<std::string, std::string> seen;
  Problems problems;
  for (const File& file : files) {
    if (!is_code(file.path)) continue;
    for (const auto& [name, line] : types_in(file)) {
      const auto [first, is_new] = seen.emplace(name, file.path);
      if (!is_new) problems.push_back(at(file, line, name + " is also in " + first->second));
    }
  }
  return problems;
}

void report(const Problems& problems) {
  for (const std::string& problem : problems) FAIL_CHECK(problem);
}

bool is_ours(std::string_view path) {
  return path.starts_with("sim/") || path.starts_with("gui/") || path.starts_with("tests/");
}

}  // namespace

TEST_CASE("tidy: the repository is found") {
  CHECK(repository().size() > 20);
  CHECK(std::any_of(repository().begin(), repository().end(),
                    [](auto& file) { return file.path == "sim/run/builtin.hpp"; }));
}

TEST_CASE("tidy: a floor includes only itself and lower floors") {
  for (const File& file : repository()) {
    if (floor_of(file.path) >= 0 && is_code(file.path)) report(check_includes(file));
  }
}

TEST_CASE("tidy: every source of sim and gui stands on a floor") {
  for (const File& file : repository()) {
    if (!is_code(file.path) || !(file.path.starts_with("sim/") || file.path.starts_with("gui/")))
      continue;
    INFO(file.path);
    CHECK(floor_of(file.path) >= 0);
  }
}

TEST_CASE("tidy: sim/base to sim/explore use nothing that differs from run to run") {
  for (const File& file : repository()) {
    const int own = floor_of(file.path);
    if (own >= 0 && own <= kLastDeterministic && is_code(file.path))
      report(check_determinism(file));
  }
}

TEST_CASE("tidy: sizes, columns, tabs") {
  for (const File& file : repository()) {
    if (is_ours(file.path) && is_code(file.path)) report(check_shape(file));
  }
}

TEST_CASE("tidy: no paths of one machine") {
  for (const File& file : repository()) report(check_paths(file));
}

TEST_CASE("tidy: no two types of one name") {
  std::vector<File> ours;
  for (const File& file : repository()) {
    if (is_ours(file.path)) ours.push_back(file);
  }
  report(check_types(ours));
}

TEST_CASE("tidy: every source is in a CMakeLists.txt") {
  for (const File& file : repository()) {
    if (!is_ours(file.path) || !file.path.ends_with(".cpp")) continue;
    INFO(file.path << " is in no CMakeLists.txt");
    CHECK(is_listed(file, repository()));
  }
}

TEST_CASE("tidy: the checks find what they look for") {
  CHECK(strip("a // b\nc \"d\\\"e\" 'f' 1'000 R\"(g)\" h") ==
        "a     \nc" + std::string(12, ' ') + "1'000" + std::string(8, ' ') + "h");
  const auto includes = [](const char* path, const char* text) {
    return check_includes({path, text}).size();
  };
  const File one{"sim/a.hpp", "namespace finwait {\nstruct A {\n};\n}  // namespace finwait\n"};
  const File same{"gui/a.hpp", "namespace finwait {\nclass A : public B {\n};\n}  // namespace\n"};
  const File other{"gui/b.cpp",
                   "namespace finwait {\nnamespace {\nstruct A {\n};\n}  // namespace\n"
                   "namespace c {\nstruct A {\n};\n}  // namespace c\n}  // namespace finwait\n"};
  CHECK(check_types({one, other}).empty());
  CHECK(check_types({one, other, same}).size() == 1);
  CHECK(includes("sim/tcp/a.cpp", "#include \"sim/wire/b.hpp\"\n") == 0);
  CHECK(includes("sim/tcp/a.cpp", "#include \"sim/net/b.hpp\"\n") == 1);
  CHECK(includes("sim/tcp/a.cpp", "#include \"tcb.hpp\"\n") == 1);
  CHECK(includes("gui/model/a.cpp", "#include <imgui.h>\n") == 1);
  CHECK(includes("gui/model/a.cpp", "#include \"sim/host/a.hpp\"\n") == 1);
  CHECK(includes("gui/panel/a.cpp", "#include <imgui.h>\n") == 0);
  CHECK(includes("gui/panel/a.cpp", "#include <imgui_impl_glfw.h>\n") == 1);
  CHECK(includes("gui/panel/a.cpp", "#include <GLFW/glfw3.h>\n") == 1);
  CHECK(includes("gui/platform/a.cpp", "#include \"sim/host/a.hpp\"\n") == 0);
  const auto banned = [](const char* text) { return check_determinism({"sim/a", text}).size(); };
  CHECK(banned("// double\nconst char* s = \"float\";\n") == 0);
  CHECK(banned("static constexpr int kA = 1;\nstatic int f(int);\n") == 0);
  CHECK(banned("void f() {\n  static int n = 0;\n}\n") == 1);
  CHECK(banned("double x;\nstd::unordered_map<int, int> m;\nstd::map<Host*, int> p;\n") == 3);
  CHECK(check_shape({"sim/a.cpp", std::string(101, 'x') + "\n\ty\n"}).size() == 2);
  CHECK(check_shape({"sim/a.cpp", std::string(501, '\n')}).size() == 1);
  CHECK(check_paths({"a.md",
                     "see /ho"
                     "me/ann/x"})
            .size() == 1);
  CHECK(check_paths({"a.md",
                     "see gui/ho"
                     "me/x"})
            .size() == 0);
}
