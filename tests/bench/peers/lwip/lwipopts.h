/* lwIP as a peer of bench_life: raw API, no operating system, no checksums, nothing but TCP. */
#ifndef LWIPOPTS_H
#define LWIPOPTS_H
#define NO_SYS 1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_TIMERS 1
#define LWIP_SOCKET 0
#define LWIP_NETCONN 0
#define LWIP_IPV4 1
#define LWIP_IPV6 0
#define LWIP_ARP 0
#define LWIP_ETHERNET 0
#define LWIP_UDP 0
#define LWIP_RAW 0
#define LWIP_ICMP 0
#define IP_REASSEMBLY 0
#define IP_FRAG 0
#define LWIP_TCP 1
#define LWIP_STATS 0
#define LWIP_HAVE_LOOPIF 1
#define LWIP_NETIF_LOOPBACK 1
#define LWIP_LOOPBACK_MAX_PBUFS 0
#define TCP_MSS 1460
#define TCP_WND (32 * TCP_MSS)
#define TCP_SND_BUF (32 * TCP_MSS)
#define TCP_SND_QUEUELEN 256
#define MEMP_NUM_TCP_SEG 8192
#define MEMP_NUM_TCP_PCB 20000
#define MEMP_NUM_TCP_PCB_LISTEN 8
#define MEMP_NUM_PBUF 4096
#define PBUF_POOL_SIZE 64
#define MEM_SIZE (8 * 1024 * 1024)
#define MEM_ALIGNMENT 8
#define LWIP_NOASSERT 1
#define TCP_QUEUE_OOSEQ 1
#define CHECKSUM_GEN_IP 0
#define CHECKSUM_GEN_TCP 0
#define CHECKSUM_CHECK_IP 0
#define CHECKSUM_CHECK_TCP 0
#define LWIP_RAND() ((u32_t)bench_rand())
unsigned bench_rand(void);
struct netif;
struct ip4_addr;
struct netif* bench_route(const struct ip4_addr* src, const struct ip4_addr* dst);
#define LWIP_HOOK_IP4_ROUTE_SRC(src, dst) bench_route(src, dst)
#endif
