/* The table through which packetdrill drives a user-space TCP (`--so_filename`): userdata, then
 * functions in exactly this order. Each has the userdata as its first argument; the rest, and the
 * result, are those of the libc function of the same name unless said otherwise. */
#ifndef FINWAIT_PACKETDRILL_TABLE_H
#define FINWAIT_PACKETDRILL_TABLE_H

#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

#ifdef __cplusplus
extern "C" {
#endif

struct packetdrill_interface {
  void* userdata;
  void (*free)(void*);
  int (*socket)(void*, int domain, int type, int protocol);
  int (*bind)(void*, int fd, const struct sockaddr*, socklen_t);
  int (*listen)(void*, int fd, int backlog);
  int (*accept)(void*, int fd, struct sockaddr*, socklen_t*);
  int (*connect)(void*, int fd, const struct sockaddr*, socklen_t);
  ssize_t (*read)(void*, int fd, void*, size_t);
  ssize_t (*readv)(void*, int fd, const struct iovec*, int count);
  ssize_t (*recv)(void*, int fd, void*, size_t, int flags);
  ssize_t (*recvfrom)(void*, int fd, void*, size_t, int flags, struct sockaddr*, socklen_t*);
  ssize_t (*recvmsg)(void*, int fd, struct msghdr*, int flags);
  ssize_t (*write)(void*, int fd, const void*, size_t);
  ssize_t (*writev)(void*, int fd, const struct iovec*, int count);
  ssize_t (*send)(void*, int fd, const void*, size_t, int flags);
  ssize_t (*sendto)(void*, int fd, const void*, size_t, int flags, const struct sockaddr*,
                    socklen_t);
  ssize_t (*sendmsg)(void*, int fd, const struct msghdr*, int flags);
  int (*fcntl)(void*, int fd, int command, ...);
  int (*ioctl)(void*, int fd, unsigned long request, ...);
  int (*close)(void*, int fd);
  int (*shutdown)(void*, int fd, int how);
  int (*getsockopt)(void*, int fd, int level, int name, void*, socklen_t*);
  int (*setsockopt)(void*, int fd, int level, int name, const void*, socklen_t);
  int (*poll)(void*, struct pollfd*, nfds_t, int timeout_ms);
  /* An IPv4 packet from the script towards the TCP. 0 or -1. */
  int (*netdev_send)(void*, const void* packet, size_t size);
  /* The next packet that leaves the TCP, and when; `size` comes in as the buffer's. 0 octets:
   * nothing will ever leave. */
  int (*netdev_receive)(void*, void* packet, size_t* size, long long* time_usecs);
  int (*usleep)(void*, useconds_t);
  int (*gettimeofday)(void*, struct timeval*, void*);
  int (*epoll_create)(void*, int size);
  int (*epoll_ctl)(void*, int epfd, int op, int fd, struct epoll_event*);
  int (*epoll_wait)(void*, int epfd, struct epoll_event*, int most, int timeout_ms);
  int (*pipe)(void*, int fds[2]);
  int (*splice)(void*, int in, long long* in_offset, int out, long long* out_offset, size_t length,
                unsigned flags);
};

/* What packetdrill looks up; `flags` is its --so_flags, or null. */
void packetdrill_interface_init(const char* flags, struct packetdrill_interface*);

#ifdef __cplusplus
}
#endif
#endif
