/* The one thread of a process that writes: group commit. */
#ifndef YX_STORE_WRITER_H
#define YX_STORE_WRITER_H

#include "store/store.h"

struct yx_writer;
struct yx_yield;

/* Open the writing connection and start its thread and the checkpoints'. The page
 * (may be NULL) is borrowed and must outlive the writer. */
enum yx_err yx_writer_start(const char *path, struct yx_yield *, struct yx_writer **writer_out);

/* Commit what waits, then stop both threads. */
void yx_writer_stop(struct yx_writer **);

/* As yx_store_commit and yx_store_later. */
enum yx_err yx_writer_commit(struct yx_writer *, yx_work *, void *arg);
void yx_writer_later(struct yx_writer *, yx_work *, const void *arg, size_t len);

#endif
