#include "gui/platform/moment_options.hpp"

#include <algorithm>

#include "gui/model/inspected.hpp"
#include "sim/base/text.hpp"

namespace finwait {
namespace {

constexpr std::string_view kBeside = "beside:";
constexpr std::string_view kRecord = "id:";

Result<uint32_t> find_record(const Run& run, const AskedSelection& asked) {
  const Trace& trace = run.trace();
  if (!asked.record) {
    const Result<uint32_t> packet = find_segment(run, asked.segment);
    if (!packet) return packet;
    return trace.packet(packet.value()).sent;
  }
  if (*asked.record >= 1 && *asked.record <= trace.records.size()) return *asked.record;
  return Error{{}, 0, 0,
               "the run has " + std::to_string(trace.records.size()) +
                   " records, counted from 1"};
}

std::optional<std::string> select(Session& s, const AskedSelection& asked, bool seek) {
  const std::string begin = "--select " + asked.text + ": ";
  if (asked.beside && !s.beside) return begin + "expected a branch beside (--beside)";
  const Inspected in = asked.beside ? branch_beside(s) : shown_branch(s);
  const Result<uint32_t> id = find_record(in.run, asked);
  if (!id) return begin + id.error().message;
  const Trace& trace = in.run.trace();
  const Record& record = trace.record(id.value());
  if (seek && asked.beside)
    apply(s, command::SeekTime{record.t});
  else if (seek)
    apply(s, command::SeekStep{trace.step_of(id.value())});
  const Command chosen = record.kind == RecordKind::Sent ? select_in(in, record.packet())
                                                         : select_in(in, {}, id.value());
  apply(s, chosen);
  return std::nullopt;
}

}  // namespace

std::optional<AskedSelection> parse_selection(std::string_view text) {
  AskedSelection asked;
  asked.text = text;
  if (text.starts_with(kBeside)) {
    asked.beside = true;
    text.remove_prefix(kBeside.size());
  }
  if (text.starts_with(kRecord)) {
    const auto id = parse_unsigned(text.substr(kRecord.size()));
    if (!id || *id == 0 || *id > UINT32_MAX) return std::nullopt;
    asked.record = static_cast<uint32_t>(*id);
    return asked;
  }
  const auto name = parse_segment_name(text);
  if (!name) return std::nullopt;
  asked.segment = *name;
  return asked;
}

std::optional<std::string> go_to_moment(Session& s, const Moment& moment) {
  if (!moment.is_asked() || !s.run) return std::nullopt;
  if (moment.event && *moment.event > last_step(s))
    return "--event " + std::to_string(*moment.event) + ": the run has " +
           std::to_string(last_step(s)) + " events";
  if (moment.at) apply(s, command::SeekTime{*moment.at});
  if (moment.event) apply(s, command::SeekStep{*moment.event});
  s.playing = false;
  if (!moment.select) return std::nullopt;
  return select(s, *moment.select, !moment.at && !moment.event);
}

}  // namespace finwait
