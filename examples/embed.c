/* The engine inside a C program: who closes first ends in TIME_WAIT. */
#include <stdio.h>

#include <finwait.h>

static int failed(finwait_status status) {
  if (status < 0) fprintf(stderr, "%s\n", finwait_error_text());
  return status < 0;
}

int main(void) {
  finwait_world world;
  finwait_socket listener, client;
  finwait_segment segment;
  finwait_info info;
  if (failed(finwait_from_profiles("linux", "freebsd", NULL, 1, &world))) return 1;
  if (failed(finwait_open(world, 1, &listener)) || failed(finwait_open(world, 0, &client))) return 1;
  finwait_bind(world, listener, 80, NULL);
  finwait_listen(world, listener, 5, NULL);
  finwait_connect(world, client, 0, 80, NULL);
  finwait_advance(world, 1000000000);
  finwait_close(world, client, NULL);
  while (finwait_next_segment(world, 0, 2000000000, &segment) == FINWAIT_OK)
    printf("%.3f s: flags %02x\n", (double)segment.time_ns / 1e9, segment.flags);
  if (failed(finwait_state(world, client, &info))) return 1;
  printf("%s\n", info.state);
  return failed(finwait_free(world));
}
