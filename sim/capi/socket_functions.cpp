// finwait.h: sockets and their calls.
#include <algorithm>
#include <cstring>

#include "sim/capi/worlds.hpp"

using namespace finwait;

namespace {

constexpr size_t kMostOctets = size_t{1} << 30;

void describe(DrivenWorld& world, uint32_t call, finwait_outcome& out) {
  out = {};
  out.call = call;
  out.error_name = "";
  const Driver::Outcome* outcome = world.driver.outcome(call);
  if (!outcome) return;
  const Record& result = outcome->result;
  out.returned = 1;
  out.error = errno_number(result.error());
  out.error_name = errno_name(result.error()).data();
  out.value = result.value();
  out.time_ns = result.t.ns;
  const std::string rule = rule_name(result.rule);
  std::memcpy(out.rule, rule.c_str(), std::min(rule.size(), sizeof out.rule - 1));
  if (result.error() != Errno::Ok) return;
  if (result.call() == CallKind::Accept) out.value = world.number_of(outcome->accepted);
  if (result.call() != CallKind::GetSockOpt) return;
  const uint32_t entry = world.driver.trace().record(call).entry();
  const Option option = *world.driver.script().timeline[entry].option;
  out.value = option == Option::SoError ? errno_number(static_cast<Errno>(result.detail()))
                                        : result.detail();
}

finwait_status call(DrivenWorld& world, uint32_t socket, Entry entry, finwait_outcome* out) {
  const uint32_t id = world.driver.call(socket, std::move(entry));
  if (id == Driver::kNoCall)
    return fail(FINWAIT_BAD_ARGUMENT, "the host has no power, or is silent after its reboot");
  if (out) describe(world, id, *out);
  return FINWAIT_OK;
}

// A call without arguments, or whose arguments fill(entry) gives.
template <class Fill>
finwait_status simple_call(finwait_world world, finwait_socket socket, CallKind kind,
                           finwait_outcome* out, Fill fill) {
  return with_socket(world, socket, [&](DrivenWorld& w, uint32_t id) {
    Entry entry;
    entry.call = kind;
    fill(entry);
    return call(w, id, std::move(entry), out);
  });
}
void no_arguments(Entry&) {}

finwait_status check_host(int host) {
  if (host == 0 || host == 1) return FINWAIT_OK;
  return fail(FINWAIT_BAD_ARGUMENT, "expected host 0 or 1, found " + std::to_string(host));
}

finwait_status find_option(const char* name, Option& option) {
  if (!name) return fail(FINWAIT_BAD_ARGUMENT, "option is a null pointer");
  const auto found = parse_option(name);
  if (!found)
    return fail(FINWAIT_BAD_ARGUMENT,
                "no option is called '" + std::string(name).substr(0, 40) + "'");
  option = *found;
  return FINWAIT_OK;
}

}  // namespace

finwait_status finwait_open(finwait_world world, int host, finwait_socket* socket) {
  if (!socket) return fail(FINWAIT_BAD_ARGUMENT, "socket is a null pointer");
  return with_world(world, [&](DrivenWorld& w) {
    const finwait_status status = check_host(host);
    if (status != FINWAIT_OK) return status;
    const uint32_t id = w.driver.open(static_cast<uint8_t>(host));
    if (id == kNoSocket)
      return fail(FINWAIT_BAD_ARGUMENT, "the host has no power, or no descriptor is left");
    *socket = w.number_of(id);
    return FINWAIT_OK;
  });
}

finwait_status finwait_named(finwait_world world, int host, const char* name,
                             finwait_socket* socket) {
  if (!name || !socket) return fail(FINWAIT_BAD_ARGUMENT, "name or socket is a null pointer");
  return with_world(world, [&](DrivenWorld& w) {
    const finwait_status status = check_host(host);
    if (status != FINWAIT_OK) return status;
    const Trace& trace = w.driver.trace();
    for (auto id = static_cast<uint32_t>(trace.sockets.size()); id > 0; --id) {
      const SocketInfo& info = trace.socket(id);
      const bool addressable = info.repeat == 0 && (info.name >= 0 || info.listener || info.number);
      if (info.host != host || !addressable || socket_name(trace, w.driver.script(), id) != name)
        continue;
      *socket = w.number_of(id);
      return FINWAIT_OK;
    }
    return fail(FINWAIT_BAD_ARGUMENT,
                "this host has no socket '" + std::string(name).substr(0, 40) + "' (yet)");
  });
}

finwait_status finwait_set_blocking(finwait_world world, finwait_socket socket, int blocking) {
  return with_socket(world, socket, [&](DrivenWorld& w, uint32_t id) {
    return w.driver.set_blocking(id, blocking != 0)
               ? FINWAIT_OK
               : fail(FINWAIT_BAD_HANDLE, "the socket was closed");
  });
}

finwait_status finwait_bind(finwait_world world, finwait_socket socket, uint16_t port,
                            finwait_outcome* outcome) {
  return simple_call(world, socket, CallKind::Bind, outcome, [&](Entry& e) { e.port = port; });
}

finwait_status finwait_listen(finwait_world world, finwait_socket socket, int backlog,
                              finwait_outcome* outcome) {
  return simple_call(world, socket, CallKind::Listen, outcome,
                     [&](Entry& e) { e.backlog = std::clamp(backlog, 0, 65535); });
}

finwait_status finwait_accept(finwait_world world, finwait_socket socket,
                              finwait_outcome* outcome) {
  return simple_call(world, socket, CallKind::Accept, outcome, no_arguments);
}

finwait_status finwait_connect(finwait_world world, finwait_socket socket, uint32_t address,
                               uint16_t port, finwait_outcome* outcome) {
  return with_socket(world, socket, [&](DrivenWorld& w, uint32_t id) {
    const uint8_t other = w.driver.trace().socket(id).host == 0 ? 1 : 0;
    Entry entry;
    entry.call = CallKind::Connect;
    entry.to = {address ? address : w.driver.script().hosts[other].address, port};
    entry.to_text = address_text(*entry.to);
    return call(w, id, std::move(entry), outcome);
  });
}

finwait_status finwait_send(finwait_world world, finwait_socket socket, const void* data,
                            size_t length, finwait_outcome* outcome) {
  if (length > kMostOctets) return fail(FINWAIT_BAD_ARGUMENT, "expected at most 2^30 octets");
  return simple_call(world, socket, CallKind::Send, outcome, [&](Entry& e) {
    if (data && length > 0)
      e.data.assign(static_cast<const char*>(data), length);
    else
      e.bytes = static_cast<uint32_t>(length);
  });
}

finwait_status finwait_recv(finwait_world world, finwait_socket socket, void* buffer, size_t size,
                            finwait_outcome* outcome) {
  return with_socket(world, socket, [&](DrivenWorld& w, uint32_t id) {
    Entry entry;
    entry.call = CallKind::Recv;
    entry.max = static_cast<uint32_t>(std::min(size, kMostOctets));
    finwait_outcome own;
    finwait_outcome& out = outcome ? *outcome : own;
    const finwait_status status = call(w, id, std::move(entry), &out);
    if (status == FINWAIT_OK && out.returned && out.value > 0)
      copy_out(w.driver.received(out.call), buffer, size, nullptr);
    return status;
  });
}

finwait_status finwait_shutdown(finwait_world world, finwait_socket socket, int how,
                                finwait_outcome* outcome) {
  return simple_call(world, socket, CallKind::Shutdown, outcome, [&](Entry& e) {
    e.how = how >= 0 && how <= 2 ? static_cast<ShutdownHow>(how) : ShutdownHow::Invalid;
  });
}

finwait_status finwait_close(finwait_world world, finwait_socket socket,
                             finwait_outcome* outcome) {
  return simple_call(world, socket, CallKind::Close, outcome, no_arguments);
}

finwait_status finwait_abort(finwait_world world, finwait_socket socket,
                             finwait_outcome* outcome) {
  return simple_call(world, socket, CallKind::Abort, outcome, no_arguments);
}

finwait_status finwait_setsockopt(finwait_world world, finwait_socket socket, const char* option,
                                  int64_t value, finwait_outcome* outcome) {
  Option found{};
  const finwait_status status = find_option(option, found);
  if (status != FINWAIT_OK) return status;
  return simple_call(world, socket, CallKind::SetSockOpt, outcome, [&](Entry& e) {
    e.option = found;
    e.value = std::clamp<int64_t>(value, INT32_MIN, INT32_MAX);
    e.onoff = e.value >= 0;
    e.linger = std::max<int64_t>(e.value, 0);
  });
}

finwait_status finwait_getsockopt(finwait_world world, finwait_socket socket, const char* option,
                                  finwait_outcome* outcome) {
  Option found{};
  const finwait_status status = find_option(option, found);
  if (status != FINWAIT_OK) return status;
  return simple_call(world, socket, CallKind::GetSockOpt, outcome,
                     [&](Entry& e) { e.option = found; });
}

finwait_status finwait_result(finwait_world world, uint32_t call, finwait_outcome* outcome) {
  if (!outcome) return fail(FINWAIT_BAD_ARGUMENT, "outcome is a null pointer");
  return with_world(world, [&](DrivenWorld& w) {
    if (!w.driver.is_call(call))
      return fail(FINWAIT_BAD_HANDLE, "no call " + std::to_string(call) + " in this world");
    describe(w, call, *outcome);
    return FINWAIT_OK;
  });
}

finwait_status finwait_received(finwait_world world, uint32_t call, void* buffer, size_t size,
                                size_t* length) {
  return with_world(world, [&](DrivenWorld& w) {
    if (!w.driver.is_call(call))
      return fail(FINWAIT_BAD_HANDLE, "no call " + std::to_string(call) + " in this world");
    copy_out(w.driver.received(call), buffer, size, length);
    return FINWAIT_OK;
  });
}

finwait_status finwait_state(finwait_world world, finwait_socket socket, finwait_info* info) {
  if (!info) return fail(FINWAIT_BAD_ARGUMENT, "info is a null pointer");
  return with_socket(world, socket, [&](DrivenWorld& w, uint32_t id) {
    *info = {};
    info->state = state_name(State::Closed).data();
    const World& inside = w.driver.world();
    const uint32_t slot = inside.slot_of(id);
    if (slot == kNone) return FINWAIT_OK;
    const Socket& s = inside.sockets()[slot];
    const Tcb& t = inside.tcb(slot);
    info->state = state_name(t.state).data();
    info->open = s.open;
    info->local_address = s.local.ip;
    info->local_port = s.local.port;
    info->remote_address = s.remote.ip;
    info->remote_port = s.remote.port;
    info->snd_una = t.snd.una.value;
    info->snd_nxt = t.snd.nxt.value;
    info->snd_wnd = t.snd.wnd;
    info->iss = t.iss.value;
    info->rcv_nxt = t.rcv.nxt.value;
    info->rcv_wnd = t.rcv.wnd;
    info->irs = t.irs.value;
    info->unread = t.rcv.unread;
    info->unsent = t.snd.nxt < t.snd.end ? t.snd.end - t.snd.nxt : 0;
    info->rto_ns = t.rto.ns;
    return FINWAIT_OK;
  });
}
