/* Sets the wall clock of one program (LD_PRELOAD): CLOCK_BACK seconds earlier. The other clocks run on. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *now) {
    int done = (int)syscall(SYS_clock_gettime, clock, now);
    const char *back = getenv("CLOCK_BACK");
    if (!done && back && clock == CLOCK_REALTIME) now->tv_sec -= atol(back);
    return done;
}
