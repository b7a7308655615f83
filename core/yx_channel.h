/* The contract of a channel: a folder channels/NAME with one .so, whose one visible
 * symbol is `yx_channel`. A channel turns requests into messages and replies into
 * responses; its functions work on bytes alone.
 * `send sent token fetch` (pushing, in the post role) join with that role; the ABI
 * number moves then. Until then every channel is fetched from, none pushes. */
#ifndef YX_CHANNEL_H
#define YX_CHANNEL_H

#include "gate/route.h"
#include "yx.h"

#define YX_CHANNEL_ABI_NUMBER 1
#define YX_CHANNEL_ABI { YX_CHANNEL_ABI_NUMBER, sizeof(struct yx_channel) }

/* One request at a channel, from verify to encode. */
struct yx_exchange {
    struct yx_request *request;
    struct yx_response *response;
    void *own; /* the channel's, in the request's arena */
};

/* A message as the turn takes it. All texts live in the request's arena. */
struct yx_inbound {
    const char *account;     /* which of the channel's accounts, "" when there is one */
    const char *sender;      /* who, 1 to 128 bytes */
    const char *external_id; /* the message's id at the sender's side, 1 to 128 bytes */
    const char *text;        /* as written; the core checks, cleans and bounds it */
    size_t text_len;
};

/* A message of the transcript. Ids grow within a conversation; 0 is none. */
enum yx_author { YX_CITIZEN, YX_MACHINE, YX_STAFF };
struct yx_message {
    int64_t id;
    enum yx_author author;
    const char *text;
    const char *extra; /* JSON {"sources": […], "choices": […]} or NULL */
    int64_t at_ms;
};

/* Who owns a conversation. */
enum yx_owner { YX_BOT, YX_QUEUE, YX_HUMAN };

/* What became of the message. */
struct yx_outcome {
    enum yx_err err;     /* YX_OK: recorded, now or (duplicate) before */
    bool duplicate;
    int64_t message_id;  /* the citizen's message */
    const struct yx_message *reply; /* NULL: nothing to say */
    enum yx_owner owner;
};

struct yx_channel {
    struct yx_abi abi;   /* MUST: YX_CHANNEL_ABI */
    const char *name;    /* MUST: the name of its folder, a-z and _ */
    const char *summary; /* MUST: one line of English for the administrator */
    int deadline_ms;     /* MUST: a reply later than this is not written any more; 1 to 60,000 */
    int text_max;        /* MUST: characters of one message that it brings, 1 to 20,000 */
    const struct yx_option *options; /* MAY */
    const struct yx_route *routes;   /* MUST, ended by one without path */

    enum yx_err (*start)(const struct yx_host *, void **self_out); /* MAY */
    void (*stop)(void *self);                                     /* MAY */

    /* MUST. Is the request authentic, who sent it? YX_DENIED, YX_FORBIDDEN, YX_INVALID. */
    enum yx_err (*verify)(void *self, struct yx_exchange *);
    /* MUST. The message in it. YX_INVALID, YX_TOO_LARGE. */
    enum yx_err (*decode)(void *self, struct yx_exchange *, struct yx_inbound *inbound_out);
    /* MUST. Write what became of it into the response, errors too (yx_respond_error). */
    void (*encode)(void *self, struct yx_exchange *, const struct yx_outcome *);
};

extern YX_API const struct yx_channel yx_channel;

/* ---- what the core lends to channels beside yx.h ---- */

/* The messages of the sender's conversation behind `after`, oldest first, at most
 * `most`; they live in the arena. *owner_out as of the same moment. YX_EMPTY: the
 * sender has never written. */
YX_API enum yx_err yx_transcript(const struct yx_host *, struct yx_arena *, const char *account,
    const char *sender, int64_t after, int most, struct yx_message **messages_out,
    size_t *count_out, enum yx_owner *owner_out);

/* The channel in nchan by which pages of the sender hear that there is something new: 32
 * hex digits in the arena. The post role publishes to the same. */
YX_API const char *yx_push_channel(const struct yx_host *, struct yx_arena *, const char *account,
    const char *sender);

/* Admit, answer and record a message outside the usual verify–decode–encode way (a
 * form post that is answered with a redirect). The same rules and limits. */
YX_API void yx_take(const struct yx_host *, struct yx_request *, const struct yx_inbound *,
    struct yx_outcome *outcome_out);

#endif
