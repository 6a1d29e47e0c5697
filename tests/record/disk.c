/* Stands between a program and its disk (LD_PRELOAD), for one folder: DISK_ROOT, an absolute path without links.
 *
 * Writes down every change of the folder's files, and every line the program says, in the order they happened (DISK_LOG),
 * makes changes fail (DISK_FAULT = "errno:first:count", count 0 for good; the first one makes DISK_FIRED), and kills the
 * program before a change (DISK_KILL, its number). A log is a row of records: op (u32), fd (i32), at (u64), length (u32),
 * bytes; the ops are the letters below, see model.rs.
 * Nothing is really synced: what a sync promises is what the reader of the log models.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define FDS 1024
#define LOG_FD 900

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static char root[PATH_MAX];
static size_t root_length;
static int log_fd = -1;
static char ours[FDS], appending[FDS];
static long counted, fault_first, fault_count, kill_at;
static int fault_errno;

static void note(char op, int fd, uint64_t at, const void *bytes, size_t length);

__attribute__((constructor)) static void begin(void) {
    const char *folder = getenv("DISK_ROOT"), *log = getenv("DISK_LOG"), *fault = getenv("DISK_FAULT");
    if (!folder) return;
    snprintf(root, sizeof root, "%s", folder);
    root_length = strlen(root);
    if (log) {
        int fd = (int)syscall(SYS_openat, AT_FDCWD, log, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
        log_fd = fcntl(fd, F_DUPFD_CLOEXEC, LOG_FD);
        syscall(SYS_close, fd);
        note('B', -1, 0, "", 0);
    }
    if (getenv("DISK_KILL")) kill_at = atol(getenv("DISK_KILL"));
    if (fault) sscanf(fault, "%d:%ld:%ld", &fault_errno, &fault_first, &fault_count);
}

static int inside(const char *path) {
    return root_length && path && !strncmp(path, root, root_length) && (path[root_length] == 0 || path[root_length] == '/');
}

static int watched(int fd) { return fd >= 0 && fd < FDS && ours[fd]; }

static void note(char op, int fd, uint64_t at, const void *bytes, size_t length) {
    if (log_fd < 0) return;
    char head[20];
    uint32_t kind = (unsigned char)op, size = (uint32_t)length;
    int32_t number = fd;
    memcpy(head, &kind, 4);
    memcpy(head + 4, &number, 4);
    memcpy(head + 8, &at, 8);
    memcpy(head + 16, &size, 4);
    struct iovec parts[2] = {{head, sizeof head}, {(void *)bytes, length}};
    if (syscall(SYS_writev, log_fd, parts, 2) != (long)(sizeof head + length)) _exit(99);
}

/* Counts a change; whether it fails. */
static int fails(void) {
    counted++;
    if (kill_at && counted >= kill_at) raise(SIGKILL);
    if (!fault_errno || counted < fault_first) return 0;
    if (fault_count && counted >= fault_first + fault_count) return 0;
    const char *fired = getenv("DISK_FIRED");
    if (fired) syscall(SYS_close, (int)syscall(SYS_openat, AT_FDCWD, fired, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
    errno = fault_errno;
    return 1;
}

static int opened(const char *path, int flags, mode_t mode) {
    struct stat before;
    int there = inside(path) && fstatat(AT_FDCWD, path, &before, 0) == 0;
    /* The port of a simulated instrument lies there as a link: no disk is behind it. */
    if (!inside(path) || (there && S_ISCHR(before.st_mode))) return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
    pthread_mutex_lock(&turn);
    int created = (flags & O_CREAT) && !there;
    int writing = (flags & O_ACCMODE) != O_RDONLY;
    int fd = -1;
    /* A full disk still opens what is there. */
    if (!((created || (writing && fault_errno != ENOSPC)) && fails())) fd = (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
    int why = errno;
    if (fd >= 0 && fd < FDS) {
        ours[fd] = 1;
        appending[fd] = (flags & O_APPEND) != 0;
        note('O', fd, (created ? 1 : 0) | ((flags & O_TRUNC) ? 2 : 0), path, strlen(path));
    }
    errno = why;
    pthread_mutex_unlock(&turn);
    return fd;
}

#define MODE(flags) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | __O_TMPFILE)) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); }

int open(const char *path, int flags, ...) { MODE(flags) return opened(path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return opened(path, flags, mode); }
int openat(int at, const char *path, int flags, ...) {
    MODE(flags)
    return inside(path) ? opened(path, flags, mode) : (int)syscall(SYS_openat, at, path, flags, mode);
}
int openat64(int at, const char *path, int flags, ...) {
    MODE(flags)
    return inside(path) ? opened(path, flags, mode) : (int)syscall(SYS_openat, at, path, flags, mode);
}
int creat(const char *path, mode_t mode) { return opened(path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

int close(int fd) {
    if (!watched(fd)) return fd == log_fd && fd >= 0 ? 0 : (int)syscall(SYS_close, fd);
    pthread_mutex_lock(&turn);
    ours[fd] = 0;
    note('C', fd, 0, "", 0);
    int done = (int)syscall(SYS_close, fd);
    pthread_mutex_unlock(&turn);
    return done;
}

static ssize_t put(int fd, const void *bytes, size_t length, off_t at) {
    pthread_mutex_lock(&turn);
    ssize_t done = -1;
    int first = counted + 1 == fault_first;
    if (fails()) {
        /* A disk that fills up takes a part first. */
        if (!(first && fault_errno == ENOSPC && length > 1)) goto end;
        length /= 2;
    }
    off_t place = at;
    if (at < 0) place = appending[fd] ? lseek(fd, 0, SEEK_END) : lseek(fd, 0, SEEK_CUR);
    done = at < 0 ? syscall(SYS_write, fd, bytes, length) : syscall(SYS_pwrite64, fd, bytes, length, at);
    int why = errno;
    if (done > 0) note('W', fd, (uint64_t)place, bytes, (size_t)done);
    errno = why;
end:
    pthread_mutex_unlock(&turn);
    return done;
}

ssize_t write(int fd, const void *bytes, size_t length) {
    if (watched(fd)) return put(fd, bytes, length, -1);
    if (fd == 1 && log_fd >= 0) {
        pthread_mutex_lock(&turn);
        note('A', fd, 0, bytes, length);
        pthread_mutex_unlock(&turn);
    }
    return syscall(SYS_write, fd, bytes, length);
}
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) {
    return watched(fd) ? put(fd, bytes, length, at) : syscall(SYS_pwrite64, fd, bytes, length, at);
}
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) { return pwrite(fd, bytes, length, at); }
ssize_t writev(int fd, const struct iovec *parts, int count) {
    if (!watched(fd) && fd != 1) return syscall(SYS_writev, fd, parts, count);
    ssize_t all = 0;
    for (int part = 0; part < count; part++) {
        if (!parts[part].iov_len) continue;
        ssize_t done = write(fd, parts[part].iov_base, parts[part].iov_len);
        if (done < 0) return all ? all : -1;
        all += done;
        if ((size_t)done < parts[part].iov_len) break;
    }
    return all;
}

int ftruncate(int fd, off_t size) {
    if (!watched(fd)) return (int)syscall(SYS_ftruncate, fd, size);
    pthread_mutex_lock(&turn);
    int done = fails() ? -1 : (int)syscall(SYS_ftruncate, fd, size);
    int why = errno;
    if (!done) note('T', fd, (uint64_t)size, "", 0);
    errno = why;
    pthread_mutex_unlock(&turn);
    return done;
}
int ftruncate64(int fd, off64_t size) { return ftruncate(fd, size); }

static int sync_of(int fd, long call) {
    if (!watched(fd)) return (int)syscall(call, fd);
    pthread_mutex_lock(&turn);
    int done = fails() ? -1 : 0;
    int why = errno;
    if (!done) note('S', fd, 0, "", 0);
    errno = why;
    pthread_mutex_unlock(&turn);
    return done;
}
int fsync(int fd) { return sync_of(fd, SYS_fsync); }
int fdatasync(int fd) { return sync_of(fd, SYS_fdatasync); }

int unlink(const char *path) {
    if (!inside(path)) return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    pthread_mutex_lock(&turn);
    int done = fails() ? -1 : (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    int why = errno;
    if (!done) note('U', -1, 0, path, strlen(path));
    errno = why;
    pthread_mutex_unlock(&turn);
    return done;
}

int rename(const char *from, const char *to) {
    if (!inside(from) || !inside(to)) return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
    pthread_mutex_lock(&turn);
    int done = fails() ? -1 : (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
    int why = errno;
    if (!done) {
        char both[2 * PATH_MAX];
        int length = snprintf(both, sizeof both, "%s\n%s", from, to);
        note('R', -1, 0, both, (size_t)length);
    }
    errno = why;
    pthread_mutex_unlock(&turn);
    return done;
}

int mkdir(const char *path, mode_t mode) {
    if (!inside(path)) return (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
    pthread_mutex_lock(&turn);
    struct stat before;
    int there = fstatat(AT_FDCWD, path, &before, 0) == 0;
    int done = !there && fails() ? -1 : (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
    int why = errno;
    if (!done) note('M', -1, 0, path, strlen(path));
    errno = why;
    pthread_mutex_unlock(&turn);
    return done;
}
