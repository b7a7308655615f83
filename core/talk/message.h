/* What was said: the transcript, append-only. */
#ifndef YX_TALK_MESSAGE_H
#define YX_TALK_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "store/store.h"
#include "yx_channel.h"

/* Where a message stands and where it came from, beside what the reader sees of it. */
struct yx_message_record {
    int64_t conversation;
    int64_t reply_to;       /* the message it answers, 0: none */
    const char *provenance; /* JSON of struct yx_provenance, or NULL */
    int64_t staff;          /* who wrote it, of author YX_STAFF; else 0 */
    struct yx_message message;
};

enum yx_err yx_message_add(struct yx_tx *, const struct yx_message_record *);

/* One message. YX_EMPTY: there is none. Texts in the arena. */
enum yx_err yx_message_get(struct yx_tx *, struct yx_arena *, int64_t conversation, int64_t id,
    struct yx_message *out);

/* The messages behind `after`, oldest first, at most `most`; in the arena. */
enum yx_err yx_message_list(struct yx_tx *, struct yx_arena *, int64_t conversation, int64_t after,
    int most, struct yx_message **messages_out, size_t *count_out);

/* When the conversation's citizen has last written; 0: never. */
enum yx_err yx_message_written(struct yx_tx *, int64_t conversation, int64_t *at_ms_out);

/* How often the conversation's citizen has written just this text since since_ms, among its last
 * fifty messages. */
enum yx_err yx_message_same(struct yx_tx *, int64_t conversation, int64_t last_message, const char *text,
    int64_t since_ms, int *count_out);

/* A question without a sure answer, for the editors. */
enum yx_err yx_message_unanswered(struct yx_tx *, const struct yx_message_record *,
    const char *decision);

/* Hand every such question to `each`. `scratch` is wiped before each; stops at the first
 * error. */
enum yx_err yx_message_unanswered_walk(struct yx_tx *, struct yx_arena *scratch,
    enum yx_err (*each)(void *arg, const char *text, const char *decision), void *arg);

/* Prove that what was said holds together: every message has its conversation, ids
 * count without a gap, every reply its question, every delivery and feedback its message. YX_CORRUPT with
 * the first finding in the arena. */
enum yx_err yx_talk_check(struct yx_tx *, struct yx_arena *, char **finding_out);

#endif
