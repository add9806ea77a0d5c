#include "sim/report/call_arguments.hpp"

#include "sim/base/text.hpp"
#include "sim/report/describe.hpp"
#include "sim/world/api_words.hpp"
#include "sim/world/event_words.hpp"

namespace finwait {
namespace {

void put_option(JsonWriter& json, const Entry& e) {
  if (!e.option) return;
  json.text("option", option_name(*e.option));
  if (e.call == CallKind::GetSockOpt) return;
  if (*e.option == Option::SoLinger)
    json.number("onoff", e.onoff).number("linger", e.linger);
  else if (e.duration.ns != 0)
    json.text("value", duration_text(e.duration));
  else
    json.number("value", e.value);
}

void put_inject(JsonWriter& json, const Entry& e) {
  json.text("segment", segment_text(e.segment, true, true));
  if (e.src) json.text("src", address_text(*e.src));
  if (e.raw) json.flag("raw", true);
  if (e.arrive) json.text("arrive", duration_text(*e.arrive));
}

void put_written(JsonWriter& json, const Entry& e, Api api) {
  if (e.port) json.number("port", uint64_t{*e.port});
  if (!e.to_text.empty()) json.text("to", e.to_text);
  if (e.isn) json.number("isn", uint64_t{*e.isn});
  if (e.call == CallKind::Listen) json.number("backlog", int64_t{e.backlog});
  if (!e.data.empty()) json.text("data", e.data);
  if (e.call == CallKind::Send) json.number("bytes", uint64_t{e.length()});
  if (e.max) json.number("max", uint64_t{*e.max});
  if (e.call == CallKind::Shutdown) json.text("how", shutdown_word(api, e.how));
  put_option(json, e);
  if (e.call == CallKind::Poll && e.events) json.text("events", poll_events_text(e.events));
  if (e.call == CallKind::Select && e.events) json.text("events", select_sets_text(e.events));
  if (e.call == CallKind::WsaAsyncSelect || e.call == CallKind::WsaEventSelect)
    json.text("events", network_events_text(e.events));
  if (e.timeout) json.text("timeout", duration_text(*e.timeout));
  if (e.nonblocking) json.flag("nonblocking", *e.nonblocking);
  if (const std::string flags = flags_text(e); !flags.empty()) json.text("flags", flags);
  if (e.address) json.text("address", address_text({*e.address, 0}));
  if (e.call == CallKind::Inject) put_inject(json, e);
  if (is_for_timer(e.call)) json.text("timer", timer_name(e.timer));
}

}  // namespace

void put_call_arguments(JsonWriter& json, const Script& script, const Record& call) {
  json.key("args").open_object();
  if (call.entry() != kAutoCall && call.entry() < script.timeline.size())
    put_written(json, script.timeline[call.entry()], script.hosts[call.host].api);
  json.close_object();
}

}  // namespace finwait
