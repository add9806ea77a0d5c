// The C interface: whole connections through it, and everything that one can hand it by mistake.
#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

#include "sim/capi/finwait.h"
#include "sim/run/builtin.hpp"
#include "sim/run/simulation.hpp"

namespace {

constexpr int64_t kMs = 1'000'000;
constexpr int64_t kSecond = 1000 * kMs;

// A world that is freed at the end of the test.
struct World {
  finwait_world handle = 0;

  World() = default;
  World(const char* a, const char* b, const finwait_link* link = nullptr) {
    const finwait_status made = finwait_from_profiles(a, b, link, 1, &handle);
    REQUIRE_MESSAGE(made == FINWAIT_OK, finwait_error_text());
  }
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  ~World() { finwait_free(handle); }

  finwait_socket open(int host) const {
    finwait_socket socket = -1;
    REQUIRE(finwait_open(handle, host, &socket) == FINWAIT_OK);
    return socket;
  }
  void advance_by(int64_t ns) const {
    int64_t now = 0;
    REQUIRE(finwait_now(handle, &now) == FINWAIT_OK);
    REQUIRE(finwait_advance(handle, now + ns) == FINWAIT_OK);
  }
  std::string state(finwait_socket socket) const {
    finwait_info info;
    REQUIRE(finwait_state(handle, socket, &info) == FINWAIT_OK);
    return info.state;
  }
  finwait_outcome result(uint32_t call) const {
    finwait_outcome out;
    REQUIRE(finwait_result(handle, call, &out) == FINWAIT_OK);
    return out;
  }
};

struct Pair {
  finwait_socket client = -1;
  finwait_socket server = -1;
};

// A connection from host 0 to port 80 of host 1.
Pair connect(const World& world) {
  finwait_outcome out;
  const finwait_socket listener = world.open(1);
  REQUIRE(finwait_bind(world.handle, listener, 80, &out) == FINWAIT_OK);
  REQUIRE(out.error == 0);
  REQUIRE(finwait_listen(world.handle, listener, 5, &out) == FINWAIT_OK);
  REQUIRE(out.error == 0);
  Pair pair;
  pair.client = world.open(0);
  finwait_outcome connecting;
  REQUIRE(finwait_connect(world.handle, pair.client, 0, 80, &connecting) == FINWAIT_OK);
  CHECK(connecting.returned == 0);
  finwait_outcome accepting;
  REQUIRE(finwait_accept(world.handle, listener, &accepting) == FINWAIT_OK);
  CHECK(accepting.returned == 0);
  world.advance_by(200 * kMs);
  CHECK(world.result(connecting.call).returned == 1);
  CHECK(world.result(connecting.call).time_ns == 80 * kMs);
  const finwait_outcome accepted = world.result(accepting.call);
  REQUIRE(accepted.returned == 1);
  pair.server = static_cast<finwait_socket>(accepted.value);
  return pair;
}

bool fails(finwait_status actual, finwait_status expected, const std::string& text) {
  INFO(finwait_error_text());
  CHECK(actual == expected);
  CHECK(std::string(finwait_error_text()).find(text) != std::string::npos);
  return actual == expected;
}

}  // namespace

TEST_CASE("capi: two hosts connect, talk and close") {
  const World world("linux", "freebsd");
  const Pair pair = connect(world);
  finwait_outcome out;
  REQUIRE(finwait_send(world.handle, pair.client, "hello", 5, &out) == FINWAIT_OK);
  CHECK(out.value == 5);
  std::array<char, 16> buffer{};
  finwait_outcome reading;
  REQUIRE(finwait_recv(world.handle, pair.server, buffer.data(), buffer.size(), &reading) ==
          FINWAIT_OK);
  CHECK(reading.returned == 0);
  world.advance_by(100 * kMs);
  CHECK(world.result(reading.call).value == 5);
  size_t length = 0;
  REQUIRE(finwait_received(world.handle, reading.call, buffer.data(), buffer.size(), &length) ==
          FINWAIT_OK);
  CHECK(std::string(buffer.data(), length) == "hello");
  CHECK(finwait_close(world.handle, pair.client, &out) == FINWAIT_OK);
  CHECK(world.state(pair.client) == "FIN_WAIT_1");
  world.advance_by(100 * kMs);
  CHECK(world.state(pair.client) == "FIN_WAIT_2");
  CHECK(world.state(pair.server) == "CLOSE_WAIT");
  CHECK(finwait_recv(world.handle, pair.server, buffer.data(), buffer.size(), &out) == FINWAIT_OK);
  CHECK(out.returned == 1);
  CHECK(out.value == 0);
  CHECK(std::string(out.rule) == "A062");
  CHECK(finwait_close(world.handle, pair.server, &out) == FINWAIT_OK);
  world.advance_by(100 * kMs);
  CHECK(world.state(pair.client) == "TIME_WAIT");
  world.advance_by(61 * kSecond);
  CHECK(world.state(pair.client) == "CLOSED");
  int64_t next = 0;
  CHECK(finwait_next_event(world.handle, &next) == FINWAIT_NOTHING);
  CHECK(finwait_step(world.handle) == FINWAIT_NOTHING);
}

TEST_CASE("capi: what a call itself says is no failure") {
  const World world("linux", "linux");
  const Pair pair = connect(world);
  finwait_outcome out;
  CHECK(finwait_abort(world.handle, pair.server, &out) == FINWAIT_OK);
  world.advance_by(100 * kMs);
  CHECK(finwait_recv(world.handle, pair.client, nullptr, 10, &out) == FINWAIT_OK);
  CHECK(out.error == 104);
  CHECK(out.value == -1);
  CHECK(std::string(out.error_name) == "ECONNRESET");
  CHECK(finwait_send(world.handle, pair.client, "x", 1, &out) == FINWAIT_OK);
  CHECK(std::string(out.error_name) == "EPIPE");
  CHECK(finwait_close(world.handle, pair.client, &out) == FINWAIT_OK);
  CHECK(out.error == 0);
  for (auto call : {finwait_close, finwait_abort, finwait_accept}) {
    CHECK(call(world.handle, pair.client, &out) == FINWAIT_OK);
    CHECK(std::string(out.error_name) == "EBADF");
  }
  // A closed socket does not come to life again under its name.
  CHECK(finwait_connect(world.handle, pair.client, 0, 80, &out) == FINWAIT_OK);
  CHECK(std::string(out.error_name) == "EBADF");
  CHECK(world.result(out.call).error == 9);
}

TEST_CASE("capi: of two listeners each accepts its own") {
  const finwait_link none{};
  const World world("linux", "linux", &none);
  std::array<finwait_socket, 2> listeners{};
  finwait_outcome out;
  for (uint16_t i = 0; i < 2; ++i) {
    listeners[i] = world.open(1);
    CHECK(finwait_bind(world.handle, listeners[i], static_cast<uint16_t>(80 + i), nullptr) ==
          FINWAIT_OK);
    CHECK(finwait_listen(world.handle, listeners[i], 5, nullptr) == FINWAIT_OK);
    CHECK(finwait_connect(world.handle, world.open(0), 0, static_cast<uint16_t>(80 + i),
                          nullptr) == FINWAIT_OK);
  }
  world.advance_by(0);
  for (uint16_t i = 0; i < 2; ++i) {
    CHECK(finwait_accept(world.handle, listeners[i], &out) == FINWAIT_OK);
    REQUIRE(out.returned == 1);
    finwait_info info;
    REQUIRE(finwait_state(world.handle, static_cast<finwait_socket>(out.value), &info) ==
            FINWAIT_OK);
    CHECK(info.local_port == 80 + i);
    CHECK(std::string(info.state) == "ESTABLISHED");
  }
  CHECK(finwait_set_blocking(world.handle, listeners[0], 0) == FINWAIT_OK);
  CHECK(finwait_accept(world.handle, listeners[0], &out) == FINWAIT_OK);
  CHECK(std::string(out.error_name) == "EAGAIN");
}

TEST_CASE("capi: a program plays one host, with segments and with packets") {
  const World world("rfc9293", "none");
  const finwait_socket socket = world.open(0);
  CHECK(finwait_connect(world.handle, socket, 0, 80, nullptr) == FINWAIT_OK);
  finwait_segment syn;
  REQUIRE(finwait_next_segment(world.handle, 0, 0, &syn) == FINWAIT_OK);
  CHECK(syn.flags == FINWAIT_SYN);
  CHECK(syn.destination == 0x0a000002);
  CHECK(syn.destination_port == 80);
  CHECK(syn.mss == 1460);
  finwait_segment none;
  CHECK(finwait_next_segment(world.handle, 0, 500 * kMs, &none) == FINWAIT_NOTHING);
  int64_t now = 0;
  CHECK(finwait_now(world.handle, &now) == FINWAIT_OK);
  CHECK(now == 500 * kMs);

  finwait_segment answer{};
  answer.source = syn.destination;
  answer.source_port = syn.destination_port;
  answer.destination = syn.source;
  answer.destination_port = syn.source_port;
  answer.flags = FINWAIT_SYN | FINWAIT_ACK;
  answer.seq = 9000;
  answer.ack = syn.seq + 1;
  answer.window = 1000;
  CHECK(finwait_inject(world.handle, &answer, nullptr) == FINWAIT_OK);
  finwait_segment ack;
  REQUIRE(finwait_next_segment(world.handle, 0, 500 * kMs, &ack) == FINWAIT_OK);
  CHECK(ack.flags == FINWAIT_ACK);
  CHECK(ack.ack == 9001);
  CHECK(world.state(socket) == "ESTABLISHED");

  answer.flags = FINWAIT_PSH | FINWAIT_ACK;
  answer.seq = 9001;
  answer.length = 3;
  CHECK(finwait_inject(world.handle, &answer, "abc") == FINWAIT_OK);
  CHECK(finwait_advance(world.handle, 500 * kMs) == FINWAIT_OK);
  std::array<char, 8> text{};
  finwait_outcome out;
  CHECK(finwait_recv(world.handle, socket, text.data(), 2, &out) == FINWAIT_OK);
  CHECK(finwait_recv(world.handle, socket, text.data() + 2, 6, &out) == FINWAIT_OK);
  CHECK(std::string(text.data()) == "abc");

  CHECK(finwait_send(world.handle, socket, "xyz", 3, nullptr) == FINWAIT_OK);
  finwait_segment sent;
  REQUIRE(finwait_next_segment(world.handle, 0, INT64_MAX, &sent) == FINWAIT_OK);
  std::vector<unsigned char> packet(100);
  size_t length = 0;
  CHECK(finwait_packet(world.handle, sent.packet, packet.data(), packet.size(), &length) ==
        FINWAIT_OK);
  CHECK(length == 43);
  CHECK(std::string(packet.begin() + 40, packet.begin() + 43) == "xyz");
  CHECK(finwait_inject_packet(world.handle, packet.data(), length) == FINWAIT_OK);
  answer.destination = 0x0a000009;
  CHECK(fails(finwait_inject(world.handle, &answer, "abc"), FINWAIT_BAD_ARGUMENT, "10.0.0.9"));
  CHECK(fails(finwait_inject_packet(world.handle, packet.data(), 30), FINWAIT_BAD_INPUT,
              "expected a TCP header"));
  packet[41] ^= 1;
  CHECK(fails(finwait_inject_packet(world.handle, packet.data(), length), FINWAIT_BAD_INPUT,
              "checksums"));
}

TEST_CASE("capi: a scenario runs as it does elsewhere, and calls can be added") {
  const finwait::BuiltinFile* file = finwait::find_builtin("lost-last-ack");
  World world;
  const std::string text(file->text);
  REQUIRE(finwait_from_scenario(text.c_str(), "s", &world.handle) == FINWAIT_OK);
  while (finwait_step(world.handle) == FINWAIT_OK) {
  }
  finwait::Simulation simulation(finwait::read_scenario(text, "s").take());
  simulation.run();
  uint64_t hash = 0;
  CHECK(finwait_hash(world.handle, &hash) == FINWAIT_OK);
  CHECK(hash == simulation.hash());
  std::vector<char> ladder(100'000);
  size_t length = 0;
  CHECK(finwait_ladder(world.handle, 80, ladder.data(), ladder.size(), &length) == FINWAIT_OK);
  CHECK(std::string(ladder.data()).size() == length);
  CHECK(std::string(ladder.data()).find("2MSL starts over") != std::string::npos);
  CHECK(finwait_ladder(world.handle, 80, ladder.data(), 5, &length) == FINWAIT_OK);
  CHECK(std::string(ladder.data()).size() == 4);

  World again;
  REQUIRE(finwait_from_scenario(text.c_str(), "s", &again.handle) == FINWAIT_OK);
  CHECK(finwait_advance(again.handle, 250 * kMs) == FINWAIT_OK);
  finwait_socket server = -1;
  CHECK(fails(finwait_named(again.handle, 1, "nobody", &server), FINWAIT_BAD_ARGUMENT, "nobody"));
  REQUIRE(finwait_named(again.handle, 1, "conn#1", &server) == FINWAIT_OK);
  CHECK(finwait_abort(again.handle, server, nullptr) == FINWAIT_OK);
  CHECK(finwait_advance(again.handle, kSecond) == FINWAIT_OK);
  CHECK(again.state(server) == "CLOSED");
}

TEST_CASE("capi: bad scenarios are told with line and column") {
  finwait_world world = 77;
  CHECK(fails(finwait_from_scenario("seed = \"x\"\n", "my.toml", &world), FINWAIT_BAD_INPUT,
              "my.toml:1:8: "));
  CHECK(world == 0);
  CHECK(fails(finwait_from_scenario("a = [", nullptr, &world), FINWAIT_BAD_INPUT, "scenario:1:"));
  CHECK(fails(finwait_from_profiles("linuks", "linux", nullptr, 1, &world), FINWAIT_BAD_ARGUMENT,
              "did you mean 'linux'"));
  CHECK(fails(finwait_from_profiles("linux,time_wait=9", "linux", nullptr, 1, &world),
              FINWAIT_BAD_ARGUMENT, "time_wait=9: expected"));
  CHECK(fails(finwait_from_profiles("linux,nagle", "linux", nullptr, 1, &world),
              FINWAIT_BAD_ARGUMENT, "NAME=VALUE"));
  finwait_link link{};
  link.loss_millionths = 1'000'001;
  CHECK(fails(finwait_from_profiles("linux", "linux", &link, 1, &world), FINWAIT_BAD_ARGUMENT,
              "millionths"));
  link = {};
  link.delay_ns = -1;
  CHECK(fails(finwait_from_profiles("linux", "linux", &link, 1, &world), FINWAIT_BAD_ARGUMENT,
              "link"));
}

TEST_CASE("capi: freed, foreign and null handles are refused") {
  finwait_world freed = 0;
  REQUIRE(finwait_from_profiles("linux,time_wait=1s", "linux", nullptr, 1, &freed) == FINWAIT_OK);
  REQUIRE(finwait_free(freed) == FINWAIT_OK);
  const World world("linux", "linux");  // in the same place
  finwait_socket socket = -1;
  int64_t time = 0;
  uint64_t hash = 0;
  finwait_segment segment{};
  finwait_outcome out;
  for (finwait_world bad : {freed, finwait_world{0}, finwait_world{12345}, ~finwait_world{0}}) {
    CHECK(fails(finwait_free(bad), FINWAIT_BAD_HANDLE, "no such world"));
    CHECK(finwait_open(bad, 0, &socket) == FINWAIT_BAD_HANDLE);
    CHECK(finwait_step(bad) == FINWAIT_BAD_HANDLE);
    CHECK(finwait_now(bad, &time) == FINWAIT_BAD_HANDLE);
    CHECK(finwait_hash(bad, &hash) == FINWAIT_BAD_HANDLE);
    CHECK(finwait_advance(bad, 1) == FINWAIT_BAD_HANDLE);
    CHECK(finwait_next_segment(bad, 0, 1, &segment) == FINWAIT_BAD_HANDLE);
    CHECK(finwait_inject(bad, &segment, nullptr) == FINWAIT_BAD_HANDLE);
    CHECK(finwait_close(bad, 0, &out) == FINWAIT_BAD_HANDLE);
    CHECK(finwait_ladder(bad, 80, nullptr, 0, nullptr) == FINWAIT_BAD_HANDLE);
  }
  for (finwait_socket bad : {-1, 0, 5}) {
    CHECK(fails(finwait_close(world.handle, bad, &out), FINWAIT_BAD_HANDLE, "no socket"));
    CHECK(finwait_recv(world.handle, bad, nullptr, 5, &out) == FINWAIT_BAD_HANDLE);
  }
  CHECK(fails(finwait_result(world.handle, 99, &out), FINWAIT_BAD_HANDLE, "no call 99"));
  CHECK(finwait_received(world.handle, 99, nullptr, 0, nullptr) == FINWAIT_BAD_HANDLE);
  CHECK(finwait_packet(world.handle, 99, nullptr, 0, nullptr) == FINWAIT_BAD_HANDLE);
}

TEST_CASE("capi: null pointers and numbers out of range are refused") {
  const World world("linux", "linux");
  const finwait_world w = world.handle;
  const finwait_socket s = world.open(0);
  CHECK(fails(finwait_from_scenario(nullptr, "s", nullptr), FINWAIT_BAD_ARGUMENT, "text"));
  CHECK(fails(finwait_from_scenario("", "s", nullptr), FINWAIT_BAD_ARGUMENT, "world"));
  finwait_world made = 0;
  CHECK(finwait_from_profiles(nullptr, "linux", nullptr, 1, &made) == FINWAIT_BAD_ARGUMENT);
  CHECK(finwait_from_profiles("linux", "linux", nullptr, 1, nullptr) == FINWAIT_BAD_ARGUMENT);
  CHECK(finwait_now(w, nullptr) == FINWAIT_BAD_ARGUMENT);
  CHECK(finwait_next_event(w, nullptr) == FINWAIT_BAD_ARGUMENT);
  CHECK(finwait_hash(w, nullptr) == FINWAIT_BAD_ARGUMENT);
  CHECK(finwait_open(w, 0, nullptr) == FINWAIT_BAD_ARGUMENT);
  finwait_socket opened = 0;
  CHECK(fails(finwait_open(w, 2, &opened), FINWAIT_BAD_ARGUMENT, "host 0 or 1"));
  CHECK(finwait_named(w, 0, nullptr, &opened) == FINWAIT_BAD_ARGUMENT);
  CHECK(finwait_setsockopt(w, s, nullptr, 1, nullptr) == FINWAIT_BAD_ARGUMENT);
  CHECK(fails(finwait_setsockopt(w, s, "SO_NONSENSE", 1, nullptr), FINWAIT_BAD_ARGUMENT,
              "SO_NONSENSE"));
  CHECK(finwait_getsockopt(w, s, "", nullptr) == FINWAIT_BAD_ARGUMENT);
  CHECK(finwait_result(w, 1, nullptr) == FINWAIT_BAD_ARGUMENT);
  CHECK(finwait_state(w, s, nullptr) == FINWAIT_BAD_ARGUMENT);
  CHECK(finwait_next_segment(w, 0, 1, nullptr) == FINWAIT_BAD_ARGUMENT);
  CHECK(finwait_inject(w, nullptr, nullptr) == FINWAIT_BAD_ARGUMENT);
  CHECK(finwait_inject_packet(w, nullptr, 3) == FINWAIT_BAD_ARGUMENT);
  CHECK(finwait_advance(w, -1) == FINWAIT_BAD_ARGUMENT);
  CHECK(finwait_advance(w, INT64_MAX) == FINWAIT_BAD_ARGUMENT);
  CHECK(finwait_send(w, s, nullptr, SIZE_MAX, nullptr) == FINWAIT_BAD_ARGUMENT);
  finwait_outcome out;
  CHECK(finwait_shutdown(w, s, 7, &out) == FINWAIT_OK);
  CHECK(std::string(out.error_name) == "EINVAL");
}

TEST_CASE("capi: options are set and read by name") {
  const World world("linux", "none");
  const finwait_socket s = world.open(0);
  finwait_outcome out;
  CHECK(finwait_setsockopt(world.handle, s, "SO_LINGER", 5, &out) == FINWAIT_OK);
  CHECK(finwait_getsockopt(world.handle, s, "SO_LINGER", &out) == FINWAIT_OK);
  CHECK(out.value == 5);
  CHECK(finwait_setsockopt(world.handle, s, "SO_LINGER", -1, &out) == FINWAIT_OK);
  CHECK(finwait_getsockopt(world.handle, s, "SO_LINGER", &out) == FINWAIT_OK);
  CHECK(out.value == 0);
  CHECK(finwait_getsockopt(world.handle, s, "SO_EXCLUSIVEADDRUSE", &out) == FINWAIT_OK);
  CHECK(std::string(out.error_name) == "ENOPROTOOPT");
  CHECK(finwait_set_blocking(world.handle, s, 0) == FINWAIT_OK);
  CHECK(finwait_connect(world.handle, s, 0, 80, &out) == FINWAIT_OK);
  CHECK(std::string(out.error_name) == "EINPROGRESS");
  CHECK(finwait_advance(world.handle, 200 * kSecond) == FINWAIT_OK);
  CHECK(finwait_getsockopt(world.handle, s, "SO_ERROR", &out) == FINWAIT_OK);
  CHECK(out.value == 110);
}
