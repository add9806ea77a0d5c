// finwait: the command line. Arguments in, exit code out; everything else is done below this floor.
#include <exception>
#include <new>
#include <string>

#include "sim/cli/commands.hpp"
#include "sim/cli/outputs.hpp"
#include "sim/host/files.hpp"
#include "sim/host/terminal.hpp"

namespace {

finwait::Exit dispatch(const finwait::Arguments& arguments) {
  using namespace finwait;
  if (const auto error = check_targets(arguments)) {
    write_err(error->text() + "\n");
    return Exit::BadInput;
  }
  switch (arguments.command) {
    case Subcommand::Run: return run_command(arguments);
    case Subcommand::List: return list_command(arguments);
    case Subcommand::New: return new_command(arguments);
    case Subcommand::Check: return check_command(arguments);
    case Subcommand::Rules: return rules_command(arguments);
    case Subcommand::Diff: return diff_command(arguments);
    case Subcommand::Bytes: return bytes_command(arguments);
    case Subcommand::Compare: return compare_command(arguments);
    case Subcommand::Live: return live_command(arguments);
    case Subcommand::Capture: return capture_command(arguments);
    case Subcommand::Schema: return schema_command(arguments);
    case Subcommand::Convert: return convert_command(arguments);
    case Subcommand::Packetdrill: return packetdrill_command(arguments);
  }
  return Exit::Fault;
}

// No exception is part of any plan: one that comes here is a bug, unless the memory is full.
finwait::Exit guarded(const finwait::Arguments& arguments) {
  try {
    return dispatch(arguments);
  } catch (const std::bad_alloc&) {
    finwait::write_err("finwait: this needs more memory than there is\n");
    return finwait::Exit::Fault;
  } catch (const std::exception& e) {
    finwait::write_err("finwait: internal fault: " + std::string(e.what()) +
                       "\n  This is a bug in FinWait. Please report it with the scenario.\n");
    return finwait::Exit::Fault;
  }
}

}  // namespace

int main(int argc, char** argv) {
  finwait::prepare_standard_streams();
  finwait::ignore_write_signals();
  const finwait::ParsedArguments parsed = finwait::parse_arguments(argc, argv);
  finwait::write_out(parsed.out);
  finwait::write_err(parsed.err);
  finwait::Exit exit = parsed.arguments ? guarded(*parsed.arguments) : parsed.exit;
  if (const auto error = finwait::output_error()) {
    finwait::write_err(error->text() + "\n");
    if (exit != finwait::Exit::Fault) exit = finwait::Exit::BadInput;
  }
  return static_cast<int>(exit);
}
