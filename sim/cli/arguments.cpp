#include "sim/cli/arguments.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>

#include "sim/base/text.hpp"
#include "sim/cli/argument_values.hpp"
#include "sim/cli/argument_words.hpp"
#include "sim/cli/shell_texts.hpp"

namespace finwait {
namespace {

// The last two only print texts about the program.
constexpr std::array<std::string_view, 15> kCommands = {
    "bytes", "capture",     "check", "compare", "convert", "diff",        "list",  "live",
    "new",   "packetdrill", "rules", "run",     "schema",  "completions", "manual"};

void add_scenario_options(CLI::App& app, RawArguments& raw) {
  app.add_option("--seed", raw.seed, "seed of everything that is left to chance")->type_name("N");
  app.add_option("--set", raw.set, "override a value: network.loss=10%, hosts.server.profile=linux")
      ->type_name("PATH=VALUE")
      ->take_all()
      ->allow_extra_args(false);
  app.add_option("--until", raw.until, "end of the run: a time such as 120s, or quiet")
      ->type_name("T");
  app.add_option("--api", raw.api, "socket interface of all programs: posix, winsock or python")
      ->type_name("API");
}

void add_picture_options(CLI::App& app, Arguments& a, RawArguments& raw) {
  app.add_option("--pcapng-at", a.pcapng_at, "where the capture is taken: senders, both or a host")
      ->type_name("WHERE");
  app.add_option("--picture", raw.picture, "what an SVG shows: ladder, diagram or both")
      ->type_name("WHAT");
  app.add_option("--theme", raw.theme, "colours of an SVG: light, dark or print")
      ->type_name("THEME");
}

// The option names a file to write; what an unset variable of a shell leaves is none.
void takes_file(CLI::Option* option) {
  option->type_name("FILE")->check(
      [](const std::string& path) { return path.empty() ? "expected a file, found ''" : ""; });
}

// The option counts something: decimal digits, and no more.
void takes_number(CLI::Option* option, uint64_t low, uint64_t high) {
  option->type_name("N")->check([low, high](const std::string& text) {
    const bool digits = !text.empty() && text.find_first_not_of("0123456789") == text.npos;
    const bool short_enough = text.size() <= 18 && (text.size() == 1 || text[0] != '0');
    const uint64_t value = digits && short_enough ? std::stoull(text) : 0;
    if (digits && short_enough && value >= low && value <= high) return std::string();
    return "expected a number from " + std::to_string(low) + " to " + std::to_string(high) +
           ", found '" + printable(text, 40) + "'";
  });
}
constexpr uint64_t kMostLines = uint64_t{1} << 32;

void add_out_options(CLI::App& app, Arguments& a, RawArguments& raw) {
  for (const OutFormInfo& info : kOutForms)
    takes_file(app.add_option(info.option, a.out[static_cast<size_t>(info.form)], info.what));
  add_picture_options(app, a, raw);
}

// Whose packetdrill script is written.
void add_script_options(CLI::App& app, Arguments& a) {
  app.add_option("--end", a.end, "of a packetdrill script: the host that is tested")
      ->type_name("HOST");
  takes_number(app.add_option("--connection", a.connection,
                              "of a script, or of a capture that is read: which"),
               1, kMostLines);
}

void add_run(CLI::App& app, Arguments& a, RawArguments& raw) {
  CLI::App& run = *app.add_subcommand("run", "replay; print the ladder; check the expectations");
  run.add_option("scenario", a.sources, "files, built-in names, - for standard input")
      ->type_name("FILE|NAME")
      ->required();
  run.add_option("--format", raw.format, "ladder, jsonl, packetdrill or none")->type_name("F");
  add_out_options(run, a, raw);
  add_script_options(run, a);
  takes_file(run.add_option("--junit", a.junit, "write the verdicts as JUnit XML"));
  run.add_flag("--no-expect", a.no_expect, "do not check the expectations");
  run.add_flag("--hash", a.hash, "print the hash of the run");
  add_scenario_options(run, raw);
  run.footer("With several scenarios the last line is 'N passed, M failed'.\n\n" +
             std::string(kExitCodes));
}

void add_bytes(CLI::App& app, Arguments& a, RawArguments& raw) {
  CLI::App& bytes = *app.add_subcommand("bytes", "the byte ledger: the fate of every byte");
  bytes.add_option("scenario", a.sources, "a file, a built-in name, - for standard input")
      ->type_name("FILE|NAME")
      ->required();
  bytes.add_option("--format", raw.table_format, "table or json")->type_name("F");
  add_scenario_options(bytes, raw);
  bytes.footer(
      "Each byte is one of unsent, in flight, held (out of order), unread, read and\n"
      "discarded, as its reader sees it. Expectations are not checked.");
}

void add_compare(CLI::App& app, Arguments& a, RawArguments& raw) {
  CLI::App& compare = *app.add_subcommand("compare", "the same script on several systems");
  compare.add_option("scenario", a.sources, "a file, a built-in name, - for standard input")
      ->type_name("FILE|NAME");
  compare.add_option("--matrix", raw.matrix, "instead of a scenario: close, every way of closing")
      ->type_name("close");
  compare.add_option("--profiles", raw.profiles, "the systems, the reference first")
      ->type_name("A,B,...");
  compare.add_option("--host", a.host, "only this host changes its system")->type_name("NAME");
  compare.add_option("--format", raw.table_format, "table, markdown, json or html")->type_name("F");
  takes_file(compare.add_option("-o,--output", a.output, "write to a file"));
  add_scenario_options(compare, raw);
  compare.footer(
      "Without --profiles: rfc9293,linux,freebsd,windows (the matrix: macos, "
      "too). Cells\nthat differ from the first system are marked with \u2260. They name "
      "the rule, as do those\nthat nobody has verified. Expectations are not checked.");
}

void add_packetdrill(CLI::App& app, Arguments& a, RawArguments& raw) {
  CLI::App& drill =
      *app.add_subcommand("packetdrill", "run packetdrill scripts against a simulated endpoint");
  drill.add_option("script", a.sources, "packetdrill scripts, - for standard input")
      ->type_name("FILE.pkt")
      ->required();
  drill.add_option("--profile", raw.profile, "the endpoint's system: linux, freebsd, ...")
      ->type_name("NAME");
  drill.add_option("--set", raw.set, "a setting of that system: rto_min=200ms")
      ->type_name("NAME=VALUE")
      ->take_all()
      ->allow_extra_args(false);
  takes_number(drill.add_option("--tolerance_usecs", a.tolerance_us,
                                "how far times may be off (default 4000)"),
               0, UINT32_MAX);
  drill.add_flag("--draw", a.draw, "print the ladder of the run");
  drill.footer(
      "Time is virtual; nothing needs root. Errors say file:line, what the script expects and\n"
      "what the endpoint did. sysctl commands become settings of the profile; what a script asks\n"
      "for and the simulation does not have is named on standard error, and the script counts as\n"
      "skipped (5) unless it fails before. 0 passed, 1 failed, 2 no packetdrill script.");
}

void add_capture(CLI::App& app, Arguments& a, RawArguments& raw) {
  CLI::App& capture =
      *app.add_subcommand("capture", "infer both ends' states from a pcap or pcapng file");
  capture.add_option("capture", a.sources, "captures, also packed with gzip; - for standard input")
      ->type_name("FILE")
      ->required();
  takes_number(capture.add_option("--connection", a.connection, "only this one of the list"), 1,
               kMostLines);
  takes_number(capture.add_option("--first", a.first, "of a list: from this connection on"), 1,
               kMostLines);
  takes_number(capture.add_option("--most", a.most, "of a list: so many (on a terminal 50)"), 1,
               kMostLines);
  capture.add_option("--format", raw.capture_format, "list, ladder, jsonl or toml (a scenario)")
      ->type_name("F");
  takes_file(capture.add_option("-o,--output", a.output, "write to a file"));
  capture.footer(
      "Without --connection: the list of connections, or the ladder of the only one. A state is\n"
      "known from what an end sends; what a pure ACK brings about is presumed when it is seen and\n"
      "taken back when its receiver goes on as if it had not come. The first step that RFC 9293\n"
      "does not allow is marked with its section. --format toml writes a scenario that replays\n"
      "the story: finwait capture F --format toml -o story.toml; finwait run story.toml\n"
      "finwait convert F --connection N B makes a picture, a scenario, ... of one.");
}

void add_convert(CLI::App& app, Arguments& a, RawArguments& raw) {
  CLI::App& convert = *app.add_subcommand("convert", "a run as another kind of file");
  convert.add_option("files", a.sources, "from a scenario, capture or script, to a file")
      ->type_name("A B")
      ->required()
      ->expected(2);
  add_picture_options(convert, a, raw);
  add_script_options(convert, a);
  convert.add_option("--profile", raw.profile, "of a .pkt that is read: the endpoint's system")
      ->type_name("NAME");
  add_scenario_options(convert, raw);
  convert.footer("A: " + readable_extensions() + ", a built-in name, - for standard input.\nB: " +
                 writable_extensions() + ".\nExpectations are not judged by the exit code.");
}

void add_others(CLI::App& app, Arguments& a, RawArguments& raw) {
  CLI::App& list = *app.add_subcommand("list", "the built-in scenarios");
  list.add_flag("--lessons", a.lessons, "the lessons instead");
  CLI::App& fresh = *app.add_subcommand("new", "a commented scenario to start from");
  fresh.add_option("name", a.sources, "writes NAME.toml; without it, to standard output")
      ->type_name("NAME")
      ->expected(0, 1);
  CLI::App& check = *app.add_subcommand("check", "parse and validate only");
  check.add_option("scenario", a.sources, "files or built-in names")
      ->type_name("FILE|NAME")
      ->required();
  CLI::App& rules = *app.add_subcommand("rules", "every rule, or one: clause, effect, tests");
  rules.add_option("id", a.sources, "such as T111")->type_name("ID")->expected(0, 1);
  CLI::App& schema = *app.add_subcommand("schema", "the JSON Schema of scenarios, or of traces");
  schema.add_option("what", a.sources, "scenario or trace")->type_name("WHAT")->expected(0, 1);
  CLI::App& diff = *app.add_subcommand("diff", "two runs: where they part, and both ladders");
  diff.add_option("scenarios", a.sources, "two files or built-in names")
      ->type_name("A B")
      ->required()
      ->expected(2);
  add_scenario_options(diff, raw);
  diff.footer("Exits with 0 when the runs are the same, with 1 when they differ.");
}

void add_live(CLI::App& app, Arguments& a, RawArguments& raw) {
  CLI::App& live = *app.add_subcommand("live", "a simulated host that real programs can talk to");
  live.add_option("scenario", a.sources, "a file, a built-in name; without it http-server")
      ->type_name("FILE|NAME")
      ->expected(0, 1);
  live.add_option("--kernel", a.kernel, "the host that is this machine's kernel")
      ->type_name("NAME");
  takes_number(
      live.add_option("--program-exit", a.program_exit, "the exit code expected of PROGRAM"), 0,
      255);
  live.add_option("--format", raw.format, "ladder, jsonl, packetdrill or none")->type_name("F");
  add_out_options(live, a, raw);
  takes_file(live.add_option("--out-scenario", a.out_scenario, "also write the run as a scenario"));
  live.add_flag("--follow", a.follow,
                "print segments, states and calls as they happen, too (always without a PROGRAM)");
  live.add_flag("--no-expect", a.no_expect, "do not check the expectations");
  live.add_flag("--hash", a.hash, "print the hash of the run");
  add_scenario_options(live, raw);
  live.footer(std::string(kLiveFooter) + "\n\n" + kExitCodes);
}

void add_texts(CLI::App& app, RawArguments& raw) {
  CLI::App& completions = *app.add_subcommand("completions", "completions for a shell");
  completions.add_option("shell", raw.shell, "bash, zsh or fish")->type_name("SHELL")->required();
  completions.footer(
      "bash: source <(finwait completions bash)\nzsh, behind compinit: source <(finwait "
      "completions zsh)\nfish: finwait completions fish | source");
  CLI::App& manual = *app.add_subcommand("manual", "this help as a manual page");
  manual.footer("finwait manual > finwait.1; man -l finwait.1");
}

// The text that the command line asked for instead of a command's work.
ParsedArguments program_text(const CLI::App& app, const RawArguments& raw) {
  ParsedArguments out;
  if (app.got_subcommand("manual")) {
    out.out = manual_text(app);
    return out;
  }
  const auto shell = std::find(kShells.begin(), kShells.end(), raw.shell);
  if (shell == kShells.end()) return bad_choice("completions", raw.shell, kShells);
  out.out = completions_text(app, static_cast<Shell>(shell - kShells.begin()));
  return out;
}

// A first word that is no command is the most common slip.
std::optional<ParsedArguments> check_command(int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--color" || word == "--lang") ++i;
    if (word.starts_with("-")) continue;
    if (std::find(kCommands.begin(), kCommands.end(), word) != kCommands.end()) return {};
    return usage_error("there is no command '" + printable(word, 40) + "'" +
                       suggestion(word, kCommands) + " (finwait --help lists them)");
  }
  return {};
}

// CLI11's messages in our words: what was expected.
std::string in_our_words(std::string text, const CLI::App& app) {
  if (text == "A subcommand is required")
    return "expected a command: run, list, new, check, rules, diff, bytes, compare, live, "
           "packetdrill, capture, convert, schema, completions or manual (finwait --help)";
  if (text == "shell is required") return "completions: expected bash, zsh or fish";
  const std::string command =
      app.get_subcommands().empty() ? "" : app.get_subcommands().front()->get_name() + ": ";
  if (text == "scenario is required") return command + "expected a file or the name of a scenario";
  if (text == "capture is required") return command + "expected a pcap or pcapng file";
  if (text == "script is required") return command + "expected a packetdrill script";
  if (text.starts_with("scenarios: At least 2") || text == "scenarios is required")
    return command + "expected two files or names of scenarios";
  if (text.starts_with("files: At least 2") || text == "files is required")
    return command + "expected two files, one to read and one to write";
  if (const size_t at = text.find(": 1 required "); at != text.npos && text.ends_with(" missing"))
    return text.substr(0, at) + ": expected a value";
  constexpr std::string_view kMost = ": At Most ";
  constexpr std::string_view kReceived = " required but received ";
  const size_t most = text.find(kMost);
  const size_t received = text.find(kReceived);
  if (most != text.npos && received != text.npos)
    return (text.starts_with("-") ? text.substr(0, most) + ": " : command) + "expected at most " +
           text.substr(most + kMost.size(), received - most - kMost.size()) + ", found " +
           text.substr(received + kReceived.size());
  for (char& c : text)
    if (c == '\n') c = ' ';
  while (text.ends_with(' ')) text.pop_back();
  return text;
}

// "--frmat" is near to an option of the command that was given.
std::string near_option(const CLI::App& app, int argc, const char* const* argv) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands())
    for (const CLI::Option* option : command->get_options())
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  const std::vector<std::string_view> views(names.begin(), names.end());
  for (int i = 1; i < argc; ++i) {
    const std::string_view word =
        std::string_view(argv[i]).substr(0, std::string_view(argv[i]).find('='));
    const bool known = std::find(views.begin(), views.end(), word) != views.end();
    if (word.starts_with("--") && !known) return suggestion(word, views);
  }
  return {};
}

// An option that was given with nothing, as an unset variable of a shell leaves it. What a command
// takes without an option is judged by the command.
std::optional<ParsedArguments> check_empty(const CLI::App& app) {
  for (const CLI::Option* option : app.get_options()) {
    const auto& results = option->results();
    const bool empty = std::find(results.begin(), results.end(), "") != results.end();
    if (empty && !option->get_positional() && option->get_items_expected_max() > 0)
      return usage_error(option->get_name() + ": expected a value, found ''");
  }
  return {};
}

// What stands behind "--" of `finwait live` is another program's. The number of words before it.
int take_program(int argc, const char* const* argv, std::vector<std::string>& program) {
  const auto end = argv + argc;
  const auto is = [](std::string_view wanted) {
    return [wanted](const char* word) { return word == wanted; };
  };
  const auto dashes = std::find_if(argv, end, is("--"));
  if (std::find_if(argv, dashes, is("live")) == dashes || dashes == end) return argc;
  program.assign(dashes + 1, end);
  return static_cast<int>(dashes - argv);
}

Subcommand command_of(const CLI::App& app) {
  const std::string name = app.get_subcommands().front()->get_name();
  const auto found = std::find(kCommands.begin(), kCommands.end(), name);
  constexpr std::array<Subcommand, 13> kMeaning = {
      Subcommand::Bytes,   Subcommand::Capture,     Subcommand::Check, Subcommand::Compare,
      Subcommand::Convert, Subcommand::Diff,        Subcommand::List,  Subcommand::Live,
      Subcommand::New,     Subcommand::Packetdrill, Subcommand::Rules, Subcommand::Run,
      Subcommand::Schema};
  return kMeaning[static_cast<size_t>(found - kCommands.begin())];
}

}  // namespace

ParsedArguments parse_arguments(int argc, const char* const* argv) {
  Arguments arguments;
  argc = take_program(argc, argv, arguments.program);
  if (auto error = check_command(argc, argv)) return *error;
  CLI::App app("A deterministic TCP state-machine laboratory.", "finwait");
  ParsedArguments out;
  RawArguments raw;
  app.set_version_flag("--version", "finwait " FINWAIT_VERSION);
  app.add_option("--color", raw.colour, "auto, always or never")->type_name("WHEN");
  app.add_option("--lang", raw.language, "en, zh-Hans or zh-Hant")->type_name("LANG");
  app.require_subcommand(1)->fallthrough();
  app.footer(kExitCodes);
  add_run(app, arguments, raw);
  add_bytes(app, arguments, raw);
  add_compare(app, arguments, raw);
  add_packetdrill(app, arguments, raw);
  add_capture(app, arguments, raw);
  add_convert(app, arguments, raw);
  add_others(app, arguments, raw);
  add_live(app, arguments, raw);
  add_texts(app, raw);
  for (CLI::App* command : app.get_subcommands({})) command->fallthrough();
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForVersion& version) {
    out.out = std::string(version.what()) + "\n";
    return out;
  } catch (const CLI::CallForHelp&) {
    out.out = app.help();
    return out;
  } catch (const CLI::CallForAllHelp&) {
    out.out = app.help("", CLI::AppFormatMode::All);
    return out;
  } catch (const CLI::ParseError& error) {
    return usage_error(in_our_words(error.what(), app) + near_option(app, argc, argv));
  }
  if (auto error = check_empty(*app.get_subcommands().front())) return *error;
  if (auto error = understand_common(raw, arguments)) return *error;
  if (app.got_subcommand("completions") || app.got_subcommand("manual"))
    return program_text(app, raw);
  arguments.command = command_of(app);
  if (auto error = understand(raw, arguments)) return *error;
  out.arguments = std::move(arguments);
  return out;
}

}  // namespace finwait
