/* The write-ahead log's file, with its small writes joined. SQLite hands over each page in
 * two writes, a head of 24 bytes and the page: ten system calls a message. Here what follows
 * on is collected and written at once: when the room is full, and before anything else is
 * done with the file, above all before it is synced. */
#ifndef YX_STORE_JOINED_H
#define YX_STORE_JOINED_H

/* The name of the VFS to open a connection with; NULL (SQLite's own) when it cannot be had.
 * Only for connections that sync the log at each commit (synchronous = FULL): it is the sync
 * that makes sure that others can read what was committed. Any thread. */
const char *yx_joined_vfs(void);

#endif
