/* lwip_life LIVES: prints the CPU nanoseconds that lwIP takes for one connection life.
   A life: connect, 1000 octets each way, FIN both ways, TIME_WAIT over. Both ends are in one
   stack with two interfaces, joined by a 10 ms wire onto which every packet is copied. After each
   life the clock jumps past 2MSL, so that lwIP pays for one slow tick only. */
#include <stdint.h>
#include <string.h>
#include <time.h>

#include "lwip/init.h"
#include "lwip/ip4.h"
#include "lwip/netif.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/tcp.h"

#define RING 4096
#define OCTETS 1000
#define PORT 5000

static u32_t clock_ms;
static struct netif client_if, server_if;
static char data[OCTETS];
static unsigned client_got;

/* The wire: a constant delay, so a ring is in the order of time. */
static struct {
  u32_t at;
  struct pbuf* packet;
  struct netif* to;
} ring[RING];
static unsigned ring_head, ring_tail;

u32_t sys_now(void) { return clock_ms; }

unsigned bench_rand(void) {
  static uint64_t state = 88172645463325252ull;
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (unsigned)(state >> 32);
}

struct netif* bench_route(const struct ip4_addr* src, const struct ip4_addr* dst) {
  (void)dst;
  if (!src) return NULL;
  return src->addr == client_if.ip_addr.addr ? &client_if : &server_if;
}

static err_t wire_out(struct netif* from, struct pbuf* p, const ip4_addr_t* to) {
  (void)to;
  struct pbuf* copy = pbuf_alloc(PBUF_LINK, p->tot_len, PBUF_RAM);
  if (!copy || ring_tail - ring_head >= RING) abort();
  pbuf_copy(copy, p);
  ring[ring_tail % RING].at = clock_ms + 10;
  ring[ring_tail % RING].packet = copy;
  ring[ring_tail % RING].to = from == &client_if ? &server_if : &client_if;
  ring_tail++;
  return ERR_OK;
}

static err_t wire_init(struct netif* n) {
  n->mtu = 1500;
  n->output = wire_out;
  n->flags |= NETIF_FLAG_LINK_UP;
  return ERR_OK;
}

static err_t server_recv(void* arg, struct tcp_pcb* pcb, struct pbuf* p, err_t e) {
  (void)arg;
  (void)e;
  if (!p) {
    tcp_close(pcb);
    return ERR_OK;
  }
  tcp_recved(pcb, p->tot_len);
  pbuf_free(p);
  tcp_write(pcb, data, OCTETS, 0);
  tcp_output(pcb);
  return ERR_OK;
}

static err_t server_accept(void* arg, struct tcp_pcb* pcb, err_t e) {
  (void)arg;
  (void)e;
  tcp_recv(pcb, server_recv);
  return ERR_OK;
}

static err_t client_recv(void* arg, struct tcp_pcb* pcb, struct pbuf* p, err_t e) {
  (void)arg;
  (void)e;
  if (!p) return ERR_OK;
  client_got += p->tot_len;
  tcp_recved(pcb, p->tot_len);
  pbuf_free(p);
  if (client_got >= OCTETS) tcp_close(pcb);
  return ERR_OK;
}

static err_t client_connected(void* arg, struct tcp_pcb* pcb, err_t e) {
  (void)arg;
  (void)e;
  tcp_write(pcb, data, OCTETS, 0);
  tcp_output(pcb);
  return ERR_OK;
}

static void live_once(const ip_addr_t* from, const ip_addr_t* to) {
  struct tcp_pcb* pcb = tcp_new();
  client_got = 0;
  tcp_bind(pcb, from, 0);
  tcp_recv(pcb, client_recv);
  if (tcp_connect(pcb, to, PORT, client_connected) != ERR_OK) abort();
  while (ring_head != ring_tail) {
    struct pbuf* packet = ring[ring_head % RING].packet;
    struct netif* arrives_at = ring[ring_head % RING].to;
    clock_ms = ring[ring_head % RING].at;
    ring_head++;
    ip4_input(packet, arrives_at);
  }
  while (tcp_tw_pcbs) { /* 2MSL passes */
    const u32_t ticks = 2 * TCP_MSL / TCP_SLOW_INTERVAL + 1;
    tcp_ticks += ticks;
    clock_ms += ticks * TCP_SLOW_INTERVAL;
    tcp_slowtmr();
  }
  if (tcp_active_pcbs || client_got != OCTETS) abort();
}

static void add_interface(struct netif* n, ip4_addr_t* address) {
  ip4_addr_t mask, gateway;
  IP4_ADDR(&mask, 255, 255, 255, 0);
  IP4_ADDR(&gateway, 0, 0, 0, 0);
  netif_add(n, address, &mask, &gateway, NULL, wire_init, ip4_input);
  netif_set_up(n);
}

static double cpu_seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int main(int argc, char** argv) {
  const long lives = argc > 1 ? atol(argv[1]) : 100000;
  ip4_addr_t client, server;
  IP4_ADDR(&client, 10, 0, 0, 1);
  IP4_ADDR(&server, 10, 0, 1, 1);
  lwip_init();
  add_interface(&client_if, &client);
  add_interface(&server_if, &server);
  netif_set_default(&client_if);
  struct tcp_pcb* listener = tcp_new();
  tcp_bind(listener, IP_ADDR_ANY, PORT);
  listener = tcp_listen(listener);
  tcp_accept(listener, server_accept);
  for (long i = 0; i < lives / 10; ++i) live_once(&client, &server);
  const double start = cpu_seconds();
  for (long i = 0; i < lives; ++i) live_once(&client, &server);
  printf("%.1f\n", (cpu_seconds() - start) * 1e9 / (double)lives);
  return 0;
}
