/* A file layer that fails on purpose, put under the real binary with LD_PRELOAD by crash.rs.
 *
 * Every call that changes a file below FAULT_DIR is counted; at number FAULT_AT it
 *   fail   returns -1 with EIO            full   returns -1 with ENOSPC, and so do all later writes
 *   short  writes half of what was asked  torn   writes half and ends the process
 *   kill   ends the process before the call
 *   clock  lets the time of day run backwards from the first look at it, and changes nothing else
 *   offline  changes nothing, and ends the process with 99 when it opens a socket that is not local
 *            or looks a name up
 * With FAULT_AT=0 nothing happens but the count, written to FAULT_COUNT when the process ends.
 * Both the Rust standard library and the bundled SQLite go through these functions.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static long counted;
static int full;

static const char *setting(const char *name) {
    const char *value = getenv(name);
    return value ? value : "";
}

static int below(const char *path) {
    char whole[4096];
    const char *dir = setting("FAULT_DIR");
    if (path[0] != '/') {
        if (!getcwd(whole, sizeof whole / 2)) return 0;
        strncat(whole, "/", sizeof whole - strlen(whole) - 1);
        strncat(whole, path, sizeof whole - strlen(whole) - 1);
        path = whole;
    }
    return *dir && strncmp(path, dir, strlen(dir)) == 0;
}

static int open_below(int fd) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return below(path);
}

static void leave(void) { _exit(137); }

__attribute__((destructor)) static void tell(void) {
    const char *file = setting("FAULT_COUNT");
    if (!*file) return;
    FILE *out = fopen(file, "w");
    if (out) { fprintf(out, "%ld\n", counted); fclose(out); }
}

/* 0: go on; 1: refuse with errno; 2: half of it, then `torn` says whether to leave. */
static int verdict(int writes, int *torn) {
    long number = __sync_add_and_fetch(&counted, 1);
    const char *kind = setting("FAULT_KIND");
    if (full && writes) { errno = ENOSPC; return 1; }
    if (number != atol(setting("FAULT_AT")) || !strcmp(kind, "clock")) return 0;
    if (!strcmp(kind, "kill")) leave();
    if (!strcmp(kind, "full")) { full = 1; errno = ENOSPC; return 1; }
    if (writes && !strcmp(kind, "short")) return 2;
    if (!strcmp(kind, "torn")) {
        if (!writes) leave();
        *torn = 1;
        return 2;
    }
    errno = EIO;
    return 1;
}

#define NEXT(name) \
    static __typeof__(&name) next; \
    if (!next) next = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *bytes, size_t size) {
    NEXT(write);
    int torn = 0;
    if (open_below(fd)) {
        int what = verdict(1, &torn);
        if (what == 1) return -1;
        if (what == 2) {
            ssize_t done = next(fd, bytes, size / 2 ? size / 2 : 1);
            if (torn) leave();
            return done;
        }
    }
    return next(fd, bytes, size);
}

#define PWRITE(name, offset)                                                     \
    ssize_t name(int fd, const void *bytes, size_t size, offset at) {            \
        NEXT(name);             \
        int torn = 0;                                                            \
        if (open_below(fd)) {                                                    \
            int what = verdict(1, &torn);                                        \
            if (what == 1) return -1;                                            \
            if (what == 2) {                                                     \
                ssize_t done = next(fd, bytes, size / 2 ? size / 2 : 1, at);     \
                if (torn) leave();                                               \
                return done;                                                     \
            }                                                                    \
        }                                                                        \
        return next(fd, bytes, size, at);                                        \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define BY_FD(name)                                                              \
    int name(int fd) {                                                           \
        NEXT(name);                                               \
        int torn = 0;                                                            \
        if (open_below(fd) && verdict(0, &torn)) return -1;                      \
        return next(fd);                                                         \
    }
BY_FD(fsync)
BY_FD(fdatasync)

#define TRUNCATE(name, offset)                                                   \
    int name(int fd, offset size) {                                              \
        NEXT(name);                                       \
        int torn = 0;                                                            \
        if (open_below(fd) && verdict(1, &torn) == 1) return -1;                 \
        return next(fd, size);                                                   \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define BY_PATH(name)                                                            \
    int name(const char *path) {                                                 \
        NEXT(name);                                      \
        int torn = 0;                                                            \
        if (below(path) && verdict(0, &torn)) return -1;                         \
        return next(path);                                                       \
    }
BY_PATH(unlink)
BY_PATH(rmdir)

int mkdir(const char *path, mode_t mode) {
    NEXT(mkdir);
    int torn = 0;
    if (below(path) && verdict(1, &torn) == 1) return -1;
    return next(path, mode);
}

int rename(const char *from, const char *to) {
    NEXT(rename);
    int torn = 0;
    if (below(to) && verdict(0, &torn)) return -1;
    return next(from, to);
}

int renameat2(int a, const char *from, int b, const char *to, unsigned int flags) {
    NEXT(renameat2);
    int torn = 0;
    if (below(to) && verdict(0, &torn)) return -1;
    return next(a, from, b, to, flags);
}

int unlinkat(int dir, const char *path, int flags) {
    NEXT(unlinkat);
    int torn = 0;
    if ((path[0] == '/' || dir == AT_FDCWD ? below(path) : open_below(dir)) && verdict(0, &torn))
        return -1;
    return next(dir, path, flags);
}

#define OPEN(name)                                                               \
    int name(const char *path, int flags, ...) {                                 \
        NEXT(name);                            \
        mode_t mode = 0;                                                         \
        if (flags & (O_CREAT | O_TMPFILE)) {                                     \
            va_list rest;                                                        \
            va_start(rest, flags);                                               \
            mode = va_arg(rest, mode_t);                                         \
            va_end(rest);                                                        \
        }                                                                        \
        int torn = 0;                                                            \
        if ((flags & O_CREAT) && below(path) && verdict(1, &torn) == 1) return -1; \
        return next(path, flags, mode);                                          \
    }
OPEN(open)
OPEN(open64)

int clock_gettime(clockid_t clock, struct timespec *at) {
    NEXT(clock_gettime);
    static long looks;
    int done = next(clock, at);
    if (done == 0 && clock == CLOCK_REALTIME && !strcmp(setting("FAULT_KIND"), "clock"))
        at->tv_sec -= 3600 * __sync_add_and_fetch(&looks, 1);
    return done;
}

int socket(int domain, int type, int protocol) {
    NEXT(socket);
    if (domain != AF_UNIX && !strcmp(setting("FAULT_KIND"), "offline")) _exit(99);
    return next(domain, type, protocol);
}

struct addrinfo;
int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
                struct addrinfo **found) {
    NEXT(getaddrinfo);
    if (!strcmp(setting("FAULT_KIND"), "offline")) _exit(99);
    return next(node, service, hints, found);
}
