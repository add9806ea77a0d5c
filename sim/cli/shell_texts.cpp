#include "sim/cli/shell_texts.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <vector>

namespace finwait {
namespace {

// `text` with every character of `special` behind `mark`.
std::string escaped(std::string_view text, std::string_view special, std::string_view mark) {
  std::string out;
  for (char c : text) {
    if (special.find(c) != std::string_view::npos) out += mark;
    out += c;
  }
  return out;
}

// In single quotes for bash, zsh and fish.
std::string in_quotes(std::string_view text) {
  std::string out = "'";
  for (char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

std::vector<const CLI::Option*> options_of(const CLI::App& app) {
  return app.get_options([](const CLI::Option* o) { return !o->get_lnames().empty(); });
}

// The options of a command and those that every command has: "--seed".
std::vector<const CLI::Option*> all_options(const CLI::App& app, const CLI::App& command) {
  std::vector<const CLI::Option*> all = options_of(command);
  for (const CLI::Option* o : options_of(app))
    if (o->get_lnames()[0] != "help" && o->get_lnames()[0] != "version") all.push_back(o);
  return all;
}

// Flags have no type.
bool takes_value(const CLI::Option& option) {
  return !option.get_type_name().empty();
}

constexpr const char* kNames = "finwait list 2>/dev/null | cut -d' ' -f1";

std::string bash_text(const CLI::App& app) {
  std::string names;
  std::string cases;
  for (const CLI::App* command : commands_of(app)) {
    names += (names.empty() ? "" : " ") + command->get_name();
    std::string options;
    for (const CLI::Option* o : all_options(app, *command)) options += " --" + o->get_lnames()[0];
    cases += "    " + command->get_name() + ") options='" + options.substr(1) + "' ;;\n";
  }
  return "# Completions of finwait for bash: source <(finwait completions bash)\n"
         "_finwait() {\n"
         "  local current=${COMP_WORDS[COMP_CWORD]} options=''\n"
         "  COMPREPLY=()\n"
         "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
         "    mapfile -t COMPREPLY < <(compgen -W '" + names + "' -- \"$current\")\n"
         "    return\n"
         "  fi\n"
         "  case ${COMP_WORDS[1]} in\n" + cases +
         "  esac\n"
         "  if [[ $current == -* ]]; then\n"
         "    mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$current\")\n"
         "  else\n"
         "    mapfile -t COMPREPLY < <(\n"
         "      compgen -f -- \"$current\"\n"
         "      compgen -W \"$(" + std::string(kNames) + ")\" -- \"$current\")\n"
         "  fi\n"
         "}\n"
         "complete -o filenames -F _finwait finwait\n";
}

// _describe's "name:what it is".
std::string described(const std::string& name, const std::string& text) {
  return in_quotes(escaped(name, ":", "\\") + ":" + escaped(text, ":", "\\"));
}

std::string zsh_text(const CLI::App& app) {
  std::string commands;
  std::string cases;
  for (const CLI::App* command : commands_of(app)) {
    commands += "    " + described(command->get_name(), command->get_description()) + "\n";
    cases += "    " + command->get_name() + ") options=(\n";
    for (const CLI::Option* o : all_options(app, *command))
      cases += "      " + described("--" + o->get_lnames()[0], o->get_description()) + "\n";
    cases += "    ) ;;\n";
  }
  return "#compdef finwait\n"
         "# Completions of finwait for zsh: source <(finwait completions zsh), behind compinit\n"
         "_finwait() {\n"
         "  local -a commands options\n"
         "  commands=(\n" + commands +
         "  )\n"
         "  if (( CURRENT == 2 )); then\n"
         "    _describe command commands\n"
         "    return\n"
         "  fi\n"
         "  case $words[2] in\n" + cases +
         "  esac\n"
         "  if [[ $words[CURRENT] == -* ]]; then\n"
         "    _describe -o option options\n"
         "  else\n"
         "    _files\n"
         "    compadd -- ${(f)\"$(" + std::string(kNames) + ")\"}\n"
         "  fi\n"
         "}\n"
         "compdef _finwait finwait\n";
}

std::string fish_text(const CLI::App& app) {
  std::string out = "# Completions of finwait for fish: finwait completions fish | source\n";
  for (const CLI::App* command : commands_of(app)) {
    out += "complete -c finwait -n __fish_use_subcommand -a " + command->get_name() + " -d " +
           in_quotes(command->get_description()) + "\n";
    for (const CLI::Option* o : all_options(app, *command))
      out += "complete -c finwait -n '__fish_seen_subcommand_from " + command->get_name() +
             "' -l " + o->get_lnames()[0] + (takes_value(*o) ? " -r" : "") + " -d " +
             in_quotes(o->get_description()) + "\n";
  }
  return out + "complete -c finwait -n 'not __fish_use_subcommand' -a \"(" + kNames + ")\"\n";
}

// The characters that roff reads otherwise: "\\[u2260]" for what is not ASCII.
std::string roff_character(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (first == '\\') return "\\e";
  if (first == '-') return "\\-";
  if (first < 0x80) return std::string(character);
  unsigned code = first & (0xffu >> (character.size() + 1));
  for (char c : character.substr(1)) code = code << 6 | (static_cast<unsigned char>(c) & 0x3f);
  std::string digits;
  for (; code > 0 || digits.size() < 4; code >>= 4)
    digits.insert(0, 1, "0123456789ABCDEF"[code & 15]);
  return "\\[u" + digits + "]";
}

// Text of a manual page: no line of it is a request, its hyphens are those of the command line.
std::string roff(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto c = static_cast<unsigned char>(text[0]);
    const size_t size = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
    const bool first = out.empty() || out.back() == '\n';
    if (first && (c == '.' || c == '\'')) out += "\\&";
    out += roff_character(text.substr(0, size));
    text.remove_prefix(std::min(size, text.size()));
  }
  return out;
}

std::string manual_option(const CLI::Option& option) {
  std::string names;
  for (const std::string& s : option.get_snames()) names += "\\fB\\-" + roff(s) + "\\fR, ";
  for (const std::string& l : option.get_lnames()) names += "\\fB\\-\\-" + roff(l) + "\\fR, ";
  names.resize(names.size() - 2);
  if (takes_value(option)) names += " \\fI" + roff(option.get_type_name()) + "\\fR";
  return ".TP\n" + names + "\n" + roff(option.get_description()) + "\n";
}

std::string manual_command(const CLI::App& command) {
  std::string usage = ".SS \"finwait " + command.get_name();
  std::string positionals;
  for (const CLI::Option* o : command.get_options([](const CLI::Option* p) {
         return p->get_positional() && p->get_lnames().empty();
       })) {
    usage += " [" + roff(o->get_type_name()) + "]";
    positionals += ".TP\n\\fI" + roff(o->get_type_name()) + "\\fR\n" + roff(o->get_description()) +
                   "\n";
  }
  std::string out = usage + "\"\n" + roff(command.get_description()) + "\n" + positionals;
  for (const CLI::Option* o : options_of(command))
    if (o->get_lnames()[0] != "help") out += manual_option(*o);
  if (!command.get_footer().empty()) out += ".PP\n.nf\n" + roff(command.get_footer()) + "\n.fi\n";
  return out;
}

}  // namespace

std::string completions_text(const CLI::App& app, Shell shell) {
  switch (shell) {
    case Shell::Bash: return bash_text(app);
    case Shell::Zsh: return zsh_text(app);
    case Shell::Fish: return fish_text(app);
  }
  return {};
}

std::string manual_text(const CLI::App& app) {
  std::string out =
      ".TH FINWAIT 1 \"\" \"FinWait " FINWAIT_VERSION "\" \"User Commands\"\n"
      ".SH NAME\nfinwait \\- " + roff("a deterministic TCP state-machine laboratory") + "\n"
      ".SH SYNOPSIS\n\\fBfinwait\\fR \\fICOMMAND\\fR [\\fIOPTIONS\\fR] [\\fIFILE|NAME\\fR...]\n"
      ".SH DESCRIPTION\n" +
      roff("Two simulated endpoints open, talk and close over a link that can be spoilt. A\n"
           "scenario is a TOML file, or the name of a built-in one (finwait list); the same\n"
           "scenario always gives the same run.") +
      "\n.SH OPTIONS\n";
  for (const CLI::Option* o : options_of(app)) out += manual_option(*o);
  out += ".SH COMMANDS\n";
  for (const CLI::App* command : commands_of(app)) out += manual_command(*command);
  return out + ".SH EXIT STATUS\n.nf\n" + roff(app.get_footer()) + "\n.fi\n";
}

}  // namespace finwait
