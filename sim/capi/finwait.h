/* The C interface of FinWait, a deterministic TCP laboratory: worlds of two hosts whose sockets and
 * segments a program drives call by call, in virtual time.
 *
 *   finwait_world world;
 *   if (finwait_from_profiles("linux", "freebsd", NULL, 1, &world) != FINWAIT_OK)
 *     fprintf(stderr, "%s\n", finwait_error_text());
 *
 * - Nothing here reads a clock, a file or the network. The same calls give the same run.
 * - Time is in nanoseconds since the world began. It passes in finwait_step(), finwait_advance()
 *   and finwait_next_segment() only. A call happens at the present instant; what follows from it
 *   at the same instant (a segment that arrives without delay, a call that wakes) needs one of
 *   these, too: finwait_advance(world, now) does.
 * - Functions return a finwait_status, and on failure change nothing but finwait_error_text(). What
 *   a socket call itself says (ECONNRESET, ...) is no failure: it stands in finwait_outcome.
 * - Handles are numbers. One that was freed, or never was, gives FINWAIT_BAD_HANDLE.
 * - One thread at a time may use a world; different worlds may be used at once.
 * - Numbers of SEQ and ACK are those on the wire. Addresses are in host order: 10.0.0.2 is
 *   0x0a000002.
 *
 * Source of what the sockets do: RFC 9293 section 3.10 and the systems' documents; finwait_outcome
 * names the row (`finwait rules A062` prints it). */
#ifndef FINWAIT_H
#define FINWAIT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef uint64_t finwait_world;  /* 0: none */
typedef int32_t finwait_socket;  /* counts from 0 in each world */

typedef enum finwait_status {
  FINWAIT_OK = 0,
  FINWAIT_NOTHING = 1,       /* nothing of the kind happens (any more) */
  FINWAIT_BAD_HANDLE = -1,   /* no such world, or no such socket or call in it */
  FINWAIT_BAD_ARGUMENT = -2, /* a null pointer, a number out of range, an unknown name */
  FINWAIT_BAD_INPUT = -3,    /* a scenario or a packet; the text says where and what was expected */
  FINWAIT_LIMIT = -4,        /* the world's limit of segments is reached: it is over */
  FINWAIT_NO_MEMORY = -5
} finwait_status;

/* "0.1.0" */
const char* finwait_version(void);
/* What the last call on this thread that failed had to say: one line, "" at first. For a scenario
 * "name:line:column: what was expected". Valid until the next call on this thread. */
const char* finwait_error_text(void);

/* ---- Worlds ---- */

/* The way between the hosts, the same in both directions. All zero: no delay, nothing is lost. */
typedef struct finwait_link {
  int64_t delay_ns;           /* one way */
  int64_t jitter_ns;          /* added to it, uniformly from 0 to this */
  uint32_t loss_millionths;   /* of 1,000,000 segments so many, drawn from the seed */
  uint32_t duplicate_millionths;
  uint32_t corrupt_millionths;
  uint32_t reorder_millionths;
} finwait_link;

/* A world from a scenario's text (TOML, as `finwait run` reads; `finwait schema`). Its timeline
 * runs as time passes, calls of yours come in addition. `name` stands in error messages and may be
 * null. Hosts are numbered 0 and 1 in the order of the file.
 * Errors: FINWAIT_BAD_INPUT, with line and column; also for a host that is a real kernel. */
finwait_status finwait_from_scenario(const char* text, const char* name, finwait_world* world);

/* A world of two hosts, "a" (number 0, address 10.0.0.1) and "b" (1, 10.0.0.2), without any
 * timeline. A profile is "rfc9293", "linux", "freebsd", "macos" or "windows", with settings if you
 * like ("linux,time_wait=30s,nagle=false"; assets/reference/systems.md lists them), or "none": that
 * host has no TCP; play it yourself with finwait_next_segment() and finwait_inject(). A null `link`
 * has 40 ms one way. `seed` decides initial sequence numbers and what the link draws. */
finwait_status finwait_from_profiles(const char* profile_a, const char* profile_b,
                                     const finwait_link* link, uint64_t seed,
                                     finwait_world* world);

/* Frees a world with its sockets. */
finwait_status finwait_free(finwait_world world);

/* ---- Time ---- */

finwait_status finwait_now(finwait_world world, int64_t* now_ns);
/* When the next event is. FINWAIT_NOTHING: none will ever be. */
finwait_status finwait_next_event(finwait_world world, int64_t* time_ns);
/* The next event. FINWAIT_NOTHING: there is none. */
finwait_status finwait_step(finwait_world world);
/* All events up to an instant, included; then it is that instant. */
finwait_status finwait_advance(finwait_world world, int64_t time_ns);
/* The running hash of all that happened, as `finwait run --hash` prints it. */
finwait_status finwait_hash(finwait_world world, uint64_t* hash);

/* ---- Sockets ---- */

/* What a socket call came to. */
typedef struct finwait_outcome {
  int32_t returned;       /* 0: the call blocks; ask finwait_result() when time has passed */
  int32_t error;          /* errno, in Linux's numbers; 0: none */
  int64_t value;          /* octets, a socket, a port, an option's value, or 0; -1 with an error */
  int64_t time_ns;        /* when it returned */
  uint32_t call;          /* the call's number in this world */
  const char* error_name; /* "ECONNRESET"; "" for none */
  char rule[8];           /* the row that decided: "A062"; "" for none */
} finwait_outcome;

/* In the functions below `outcome` may be null. */

/* A new socket of host 0 or 1. It blocks, as sockets do. */
finwait_status finwait_open(finwait_world world, int host, finwait_socket* socket);
/* The socket that a scenario calls so ("main", "conn#1", "listener"). */
finwait_status finwait_named(finwait_world world, int host, const char* name,
                             finwait_socket* socket);
finwait_status finwait_set_blocking(finwait_world world, finwait_socket socket, int blocking);

/* Port 0: the system chooses one. */
finwait_status finwait_bind(finwait_world world, finwait_socket socket, uint16_t port,
                            finwait_outcome* outcome);
finwait_status finwait_listen(finwait_world world, finwait_socket socket, int backlog,
                              finwait_outcome* outcome);
/* The value is the accepted socket. */
finwait_status finwait_accept(finwait_world world, finwait_socket socket,
                              finwait_outcome* outcome);
/* Address 0: the other host. */
finwait_status finwait_connect(finwait_world world, finwait_socket socket, uint32_t address,
                               uint16_t port, finwait_outcome* outcome);
/* `data` is copied. Null: `length` octets of a pattern. At most 2^30. */
finwait_status finwait_send(finwait_world world, finwait_socket socket, const void* data,
                            size_t length, finwait_outcome* outcome);
/* Receives at most `size` octets. If the call returns at once, `buffer` has them. */
finwait_status finwait_recv(finwait_world world, finwait_socket socket, void* buffer, size_t size,
                            finwait_outcome* outcome);
/* 0: receiving, 1: sending, 2: both. */
finwait_status finwait_shutdown(finwait_world world, finwait_socket socket, int how,
                                finwait_outcome* outcome);
/* The number stays the socket's: calls on it say EBADF. */
finwait_status finwait_close(finwait_world world, finwait_socket socket, finwait_outcome* outcome);
/* RFC 9293's ABORT: close() with SO_LINGER of 0 s. */
finwait_status finwait_abort(finwait_world world, finwait_socket socket,
                             finwait_outcome* outcome);
/* An option by its name: "SO_LINGER" (seconds; -1: off), "SO_REUSEADDR", "TCP_NODELAY",
 * "SO_RCVBUF", "TCP_USER_TIMEOUT" (ms), ... FINWAIT_BAD_ARGUMENT: no such option. */
finwait_status finwait_setsockopt(finwait_world world, finwait_socket socket, const char* option,
                                  int64_t value, finwait_outcome* outcome);
/* The value is the option's: of "SO_ERROR" an errno. */
finwait_status finwait_getsockopt(finwait_world world, finwait_socket socket, const char* option,
                                  finwait_outcome* outcome);

/* What a call came to that blocked: FINWAIT_OK, with `returned` 0 while it does. */
finwait_status finwait_result(finwait_world world, uint32_t call, finwait_outcome* outcome);
/* The octets that a finwait_recv() gave when it had blocked; as many as fit. `length` (may be null)
 * is how many there are. */
finwait_status finwait_received(finwait_world world, uint32_t call, void* buffer, size_t size,
                                size_t* length);

/* A socket's connection, as RFC 9293 section 3.3.1 names it. */
typedef struct finwait_info {
  const char* state;       /* "FIN_WAIT_1"; "CLOSED" when there is no connection (any more) */
  int32_t open;            /* 0: it was closed, and the connection goes on alone, if at all */
  uint32_t local_address, remote_address;
  uint16_t local_port, remote_port;
  uint32_t snd_una, snd_nxt, snd_wnd, iss;
  uint32_t rcv_nxt, rcv_wnd, irs;
  uint32_t unread;         /* octets received that recv() has not taken */
  uint32_t unsent;         /* octets written that never left */
  int64_t rto_ns;
} finwait_info;
finwait_status finwait_state(finwait_world world, finwait_socket socket, finwait_info* info);

/* ---- Segments ---- */

enum { FINWAIT_FIN = 1, FINWAIT_SYN = 2, FINWAIT_RST = 4, FINWAIT_PSH = 8, FINWAIT_ACK = 16,
       FINWAIT_URG = 32 };

typedef struct finwait_segment {
  int64_t time_ns;           /* when it was sent */
  uint32_t packet;           /* its number, for finwait_packet() */
  uint32_t source, destination;
  uint16_t source_port, destination_port;
  uint32_t seq, ack;
  uint16_t window, urgent, length; /* as they stand on the wire; octets of text */
  uint8_t flags;
  uint8_t retransmission;
  uint16_t mss;              /* the options; 0: absent */
  uint8_t window_scale;      /* the shift count plus one; 0: absent */
  uint8_t sack_permitted;
  uint8_t timestamps;        /* 1: the next two count */
  uint32_t ts_value, ts_echo;
} finwait_segment;

/* The next segment that a host sends and that was not given before, those that the link loses
 * included; lets time pass up to `until_ns`, but not beyond the segment's. FINWAIT_NOTHING: none
 * until then; it is `until_ns` now, or, if nothing will ever happen, the time of the last event. */
finwait_status finwait_next_segment(finwait_world world, int host, int64_t until_ns,
                                    finwait_segment* segment);
/* A segment as an IPv4 packet with right checksums; as many octets as fit. `length` (may be null)
 * is how many there are. */
finwait_status finwait_packet(finwait_world world, uint32_t packet, void* buffer, size_t size,
                              size_t* length);
/* A segment from anyone reaches the host with the address `destination` at this instant (it is
 * there when time passes). Any flags, any numbers. `data` has `length` octets; null: a pattern. */
finwait_status finwait_inject(finwait_world world, const finwait_segment* segment,
                              const void* data);
/* The same from the octets of an IPv4 packet. FINWAIT_BAD_INPUT: it is none that carries TCP, or a
 * checksum is wrong. */
finwait_status finwait_inject_packet(finwait_world world, const void* packet, size_t size);

/* All that happened, as `finwait run` draws it, `width` columns (40 to 120) of UTF-8 with a zero at
 * the end; as many octets as fit. `length` (may be null): how many there are, without the zero. */
finwait_status finwait_ladder(finwait_world world, int width, char* buffer, size_t size,
                              size_t* length);

#ifdef __cplusplus
}
#endif
#endif
