#include "serve/shared.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum yx_err yx_shared_map(int fd, struct yx_shared **shared_out)
{
    struct stat st;
    *shared_out = NULL;
    if (fstat(fd, &st) != 0 || st.st_size != (off_t)sizeof(struct yx_shared))
        return YX_INVALID; /* another version's: its counters would be read wrongly */
    void *at = mmap(NULL, sizeof(struct yx_shared), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (at == MAP_FAILED)
        return YX_MEMORY;
    *shared_out = at;
    yx_metrics_attach(&(*shared_out)->metrics);
    return YX_OK;
}

enum yx_err yx_shared_new(int *fd_out, struct yx_shared **shared_out)
{
    *fd_out = memfd_create("yixian-shared", MFD_CLOEXEC);
    if (*fd_out < 0)
        return YX_MEMORY;
    enum yx_err err = YX_MEMORY;
    if (ftruncate(*fd_out, sizeof(struct yx_shared)) == 0)
        err = yx_shared_map(*fd_out, shared_out);
    if (err != YX_OK)
        close(*fd_out);
    return err;
}
