#include "sim/cli/commands.hpp"
#include "sim/host/files.hpp"
#include "sim/host/interrupt.hpp"
#include "sim/host/octet_source.hpp"
#include "sim/host/progress.hpp"
#include "sim/host/terminal.hpp"
#include "sim/report/capture_text.hpp"
#include "sim/run/capture_scenario.hpp"

namespace finwait {
namespace {

// Reads a capture into the table; nullopt when all is well.
std::optional<Error> read_into(const std::string& path, CaptureTable& table) {
  Result<OctetSource> opened = OctetSource::open(path);
  if (!opened) return opened.error();
  OctetSource source = opened.take();
  const std::string name = path == "-" ? "standard input" : path;
  CaptureFile file([&](char* out, size_t size) { return source.read(out, size); }, name);
  ProgressLine progress(name);
  // Ctrl-C ends whoever writes into a pipe, too (tcpdump): what it has written is read to the end.
  const int patience = path == "-" ? 2 : 1;
  const auto error = read_capture(file, table, [&](uint64_t) {
    progress.show(source.position(), source.size());
    return interruptions() < patience;
  });
  return source.error() ? source.error() : error;
}

// A person gets one page of a long list at a time, a machine all of it.
CapturePage page_of(const Arguments& a) {
  constexpr size_t kPage = 50;
  const bool person = a.output.empty() && output_is_terminal();
  return {a.first.value_or(1) - 1, a.most.value_or(person ? kPage : SIZE_MAX)};
}

// What is to be printed of a table; empty when the connection that was asked for is not there.
std::string text_of(const CaptureTable& table, const std::string& path, const Arguments& a) {
  const size_t index = a.connection ? *a.connection - 1 : 0;
  const bool one = a.connection.has_value() || table.size() == 1;
  const CaptureFormat format = a.capture_format ? *a.capture_format
                               : one            ? CaptureFormat::Ladder
                                                : CaptureFormat::List;
  switch (format) {
    case CaptureFormat::List: return capture_list(table, page_of(a));
    case CaptureFormat::Jsonl:
      return one ? capture_story_jsonl(table.story(index)) : capture_jsonl(table);
    case CaptureFormat::Ladder:
      return table.size() == 0 ? capture_list(table, page_of(a))
                               : capture_ladder(table.story(index), ladder_options(a));
    case CaptureFormat::Toml:
      return write_scenario(capture_scenario(table.story(index), capture_story_title(path, index)));
  }
  return {};
}

Exit complain(const Error& error) {
  write_err(error.text() + "\n");
  return Exit::BadInput;
}

// What a capture shows; of one that is cut off, what stands before that.
Exit analyse(const std::string& path, const Arguments& a) {
  CaptureTable table(a.connection ? *a.connection - 1 : 0);
  const std::optional<Error> cut_off = read_into(path, table);
  if (cut_off && table.size() == 0) return complain(*cut_off);
  const bool needs_one = a.connection || a.capture_format == CaptureFormat::Toml;
  const size_t wanted = a.connection.value_or(1);
  if (needs_one && table.size() == 0)
    return complain({path, 0, 0, "there is no TCP connection in it"});
  if (needs_one && wanted > table.size())
    return complain({path, 0, 0,
                     "expected connection 1 to " + std::to_string(table.size()) + ", found " +
                         std::to_string(wanted)});
  const std::string text = text_of(table, path, a);
  if (a.output.empty()) {
    write_out(text);
  } else if (const auto error = write_file(a.output, text)) {
    return complain(*error);
  }
  if (cut_off) return complain(*cut_off);
  return interrupted() ? Exit::Interrupted : Exit::Good;
}

}  // namespace

std::string capture_story_title(const std::string& path, size_t index) {
  const std::string name = path.substr(path.rfind('/') + 1);
  return name.substr(0, name.find('.')) + ", connection " + std::to_string(index + 1);
}

Exit capture_command(const Arguments& a) {
  catch_interrupts();
  Exit worst = Exit::Good;
  for (const std::string& path : a.sources) {
    if (a.sources.size() > 1) write_out(path + ":\n");
    const Exit exit = analyse(path, a);
    if (exit == Exit::BadInput || worst == Exit::Good) worst = exit;
    if (interrupted()) break;
  }
  return worst;
}

}  // namespace finwait
