/* What lwIP asks of the compiler and the platform. */
#ifndef CC_H
#define CC_H
#include <stdio.h>
#include <stdlib.h>
#define LWIP_PLATFORM_DIAG(x) do { printf x; } while (0)
#define LWIP_PLATFORM_ASSERT(x) do { printf("assert %s\n", x); abort(); } while (0)
#endif
