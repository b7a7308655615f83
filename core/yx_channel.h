/* The contract of a channel: a folder channels/NAME with one .so, whose one visible
 * symbol is `yx_channel`. A channel turns requests into messages and replies into
 * responses (in the gate), letters into requests and answers into verdicts (in post); its
 * functions work on bytes alone, and each may be called by many threads at once. */
#ifndef YX_CHANNEL_H
#define YX_CHANNEL_H

#include "gate/route.h"
#include "yx.h"

#define YX_CHANNEL_ABI_NUMBER 3
#define YX_CHANNEL_ABI { YX_CHANNEL_ABI_NUMBER, sizeof(struct yx_channel) }

/* One request at a channel, from verify to encode. */
struct yx_exchange {
    struct yx_request *request;
    struct yx_response *response;
    void *own; /* the channel's, in the request's arena */
};

/* How long after a message free text may be sent to its sender, and how often, where a
 * platform bounds that. All 0: this message changes nothing. */
struct yx_window {
    int64_t open_ms; /* from now; -1: shut, the sender has left */
    int sends;
};

/* What became of a letter of ours, told later by the platform. A status only moves forward. */
enum yx_receipt_status { YX_RECEIPT_NONE, YX_RECEIPT_ACCEPTED, YX_RECEIPT_DELIVERED, YX_RECEIPT_FAILED };
struct yx_receipt {
    enum yx_receipt_status status; /* NONE: this is no receipt */
    int64_t letter;                /* our id, or 0 and the platform's: */
    const char *platform_id;
    const char *reason;            /* of a failure, for staff: a word or two, or NULL */
};

enum { YX_FILES_OF_MESSAGE = 9 };

/* A message as the turn takes it. All texts live in the request's arena. */
struct yx_inbound {
    const char *account;     /* which of the channel's accounts, "" when there is one */
    const char *sender;      /* who, 1 to 128 bytes */
    const char *external_id; /* the message's id at the sender's side, 1 to 128 bytes */
    const char *text;        /* as written; the core checks, cleans and bounds it */
    size_t text_len;
    /* NULL: somebody wrote `text`. Else what happened ("image", "subscribe"): the text is
     * what staff read of it, no plugin is asked, and `answer` (NULL: nothing) is said
     * unless a person owns the conversation. */
    const char *event;
    const char *answer;
    /* The platform's name of a picture, a voice or a file that belongs to it: post fetches it
     * (fetch, fetched). NULL: none. */
    const char *media;
    const char *media_kind; /* "image", "voice", "video" */
    bool machine;            /* no person sent it (a platform's own number): kept, and nothing is said to it */
    const char *const *files; /* ids of files that the sender brought before and that belong to it */
    size_t file_count;        /* at most YX_FILES_OF_MESSAGE */
    struct yx_window window;
    struct yx_receipt receipt; /* with a status, nothing else of this counts */
};

/* A message of the transcript. Ids grow within a conversation; 0 is none. */
enum yx_author { YX_CITIZEN, YX_MACHINE, YX_STAFF };
struct yx_message {
    int64_t id;
    enum yx_author author;
    const char *text;
    const char *extra; /* JSON {"sources": […], "choices": […], "short": …} or NULL */
    int64_t at_ms;
    const char *files; /* JSON, a list of what yx_file_json makes, or NULL: it brought none */
};

/* Who owns a conversation. */
enum yx_owner { YX_BOT, YX_QUEUE, YX_HUMAN };

/* What became of the message. */
struct yx_outcome {
    enum yx_err err;     /* YX_OK: recorded, now or (duplicate) before */
    bool duplicate;
    int64_t message_id;  /* the citizen's message */
    const struct yx_message *reply; /* NULL: nothing to say in this response; text: the part
                                     * that the channel's limits allow */
    enum yx_owner owner;
};

/* What an account of the channel can do. */
struct yx_limits {
    size_t reply_bytes;   /* of one reply or letter, UTF-8; 0: no bound */
    size_t reply_units;   /* the same in UTF-16 units; 0: no bound */
    /* It goes out as messages of so many UTF-16 units, one alone, each of several, with so many before the text
     * (a signature): staff are told. 0: as one. */
    int unit_one, unit_part, unit_head;
    bool plain;           /* shows text alone: basis and choices are written into it */
    bool pushes;          /* letters may be sent; without, replies wait to be asked for */
    bool windowed;        /* free text only inside the window that a message opened */
    bool apart;           /* no response carries a reply: it is a letter from the beginning */
    bool asked;           /* what does not fit is asked for by its number, though letters may be sent */
    bool brief;           /* shows an answer's short form where there is one (yx_say_short) */
    bool leaves;          /* people may forbid all letters and allow them again, by a command */
    int quiet_from, quiet_to; /* minutes of the day in China between which only what is urgent, or answers
                               * what was written just before, is sent; equal: always */
    int join_s;           /* wait so long for the other texts of one message, marked (1/2); 0: they are not joined */
    int same_most;        /* of one text within ten minutes are answered, the others only kept; 0: all */
    int letters_per_s;    /* of the account; 0: no bound */
    int deadline_ms;      /* a reply later than this is not written any more; 0: the descriptor's */
};

/* ---- in post: letters to requests, answers to verdicts ---- */

/* An HTTP request for libcurl. Texts live in the arena of the call or longer. */
struct yx_http_call {
    const char *url;          /* https://…, http://… */
    const char *content_type; /* of the body, or NULL */
    const char *body;         /* NULL: GET, else POST */
    size_t body_len;
    const char *user, *password; /* HTTP Basic, or NULL */
    int timeout_ms;           /* 0: 10,000 */
};

/* What came back. */
struct yx_http_answer {
    int status;              /* of HTTP; 0: no answer (refused, timed out, cut) */
    const char *content_type; /* "" when there is none */
    const char *body;        /* NUL behind len; of a file that is fetched: its first bytes */
    size_t len;
};

/* What an answer means. */
enum yx_verdict_is {
    YX_SENT,        /* the platform took it */
    YX_SENT_RETRY,  /* again, after_ms or later */
    YX_SENT_TOKEN,  /* the token is not valid any more: a new one, once, then OPERATOR */
    YX_SENT_HOLD,   /* not before they write again */
    YX_SENT_SPLIT,  /* too long: in two */
    YX_SENT_PARK,   /* the whole account rests for after_ms: a quota is used up */
    YX_SENT_NEVER,  /* to this person never: gone, refuses, not a person */
    YX_SENT_OPERATOR, /* the account lacks a right, or our own fault: somebody must mend it; the account rests */
    YX_SENT_BROKEN, /* this letter can never go as it is, a fault of ours */
};
struct yx_verdict {
    enum yx_verdict_is is;
    int64_t after_ms;        /* RETRY (0: the outbox decides), PARK */
    const char *reason;      /* static or in the arena: the platform's code and a word or two, never content */
    const char *platform_id; /* of SENT, for receipts, or NULL */
};

/* A letter, or a part of one, on its way out. */
struct yx_outgoing {
    int64_t id;            /* the same on every try: the platform's key of idempotency where it has one */
    const char *account, *recipient;
    const char *text;      /* NULL with a template */
    const char *template;  /* the name of a template that the channel's data knows, or NULL */
    const char *params;    /* JSON object of its named fields, or NULL */
    bool window_open;      /* of a windowed account: free text may be sent now */
    const char *token;     /* of the account; NULL: the channel has none */
    int64_t now_ms;
};

/* A token as an answer brought it. text NULL: none, and `verdict` says what that means. */
struct yx_token {
    const char *text;
    int seconds; /* valid from now */
    struct yx_verdict verdict;
};

/* A command of the channel on the command line, `yixian NAME …`: a request to its platform,
 * and what its answer means. */
struct yx_channel_command {
    const char *words;   /* "menu push" */
    const char *summary; /* one line of English */
    /* The request. `argument`: one word behind the words, or NULL. YX_INVALID: said with yx_host_fault. */
    enum yx_err (*call)(void *self, struct yx_arena *, const char *account, const char *argument,
        const char *token, struct yx_http_call *call_out);
    /* Print for the administrator what came back; not YX_OK: it was refused. YX_DENIED: the
     * token was, and it is asked again with a new one, once. */
    enum yx_err (*result)(void *self, const struct yx_http_answer *, struct yx_buf *out);
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

    /* These three: MUST when a route has no handler of its own; a channel whose routes all have one brings no
     * messages and needs none. */
    /* Is the request authentic, who sent it? YX_DENIED, YX_FORBIDDEN, YX_INVALID. */
    enum yx_err (*verify)(void *self, struct yx_exchange *);
    /* The message in it. YX_INVALID, YX_TOO_LARGE. */
    enum yx_err (*decode)(void *self, struct yx_exchange *, struct yx_inbound *inbound_out);
    /* Write what became of it into the response, errors too (yx_respond_error). */
    void (*encode)(void *self, struct yx_exchange *, const struct yx_outcome *);

    /* MAY. What an account can do; without it: no bounds, nothing is pushed. */
    void (*limits)(void *self, const char *account, struct yx_limits *limits_out);

    /* What follows is called in post, by one thread. MUST when an account pushes. */

    /* The request that sends a letter. YX_EMPTY: not as things are (outside the window,
     * no template): it is held until they write. Else not YX_OK: a fault of ours. */
    enum yx_err (*send)(void *self, struct yx_arena *, const struct yx_outgoing *, struct yx_http_call *call_out);
    /* What the answer to it means. */
    void (*sent)(void *self, struct yx_arena *, const struct yx_outgoing *, const struct yx_http_answer *,
        struct yx_verdict *verdict_out);

    /* MAY, both or none. The request for an account's token (afresh: the one we had was
     * refused); what its answer brought. The core keeps it for all processes. */
    enum yx_err (*token)(void *self, struct yx_arena *, const char *account, bool afresh,
        struct yx_http_call *call_out);
    void (*token_read)(void *self, struct yx_arena *, const char *account, const struct yx_http_answer *,
        struct yx_token *token_out);

    /* MAY, both or none. The request for what yx_inbound.media names; whether the answer is
     * the file (SENT), whose bytes the core has put aside. */
    enum yx_err (*fetch)(void *self, struct yx_arena *, const char *account, const char *media,
        const char *token, struct yx_http_call *call_out);
    void (*fetched)(void *self, struct yx_arena *, const struct yx_http_answer *, struct yx_verdict *verdict_out);

    /* MAY. The request that shows the person that somebody is writing, or not any more; best effort. */
    enum yx_err (*typing)(void *self, struct yx_arena *, const char *account, const char *recipient,
        bool writing, const char *token, struct yx_http_call *call_out);

    const struct yx_channel_command *commands; /* MAY, ended by one without words; roles post and tool */
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
 * hex digits in the arena. For two hours from now post publishes to it. */
YX_API const char *yx_push_channel(const struct yx_host *, struct yx_arena *, const char *account,
    const char *sender);

/* Keep whether a reply helped the sender, durably; said again, the newer word counts.
 * YX_NOT_FOUND: no message of the machine in their conversation; YX_RATE: as for messages. */
YX_API enum yx_err yx_rate_reply(const struct yx_host *, struct yx_arena *, const char *account,
    const char *sender, int64_t message, bool useful, int64_t now_ms);

/* ---- files: brought in pieces before the message that they belong to, shown once they were checked ----
 * The sender is one who may bring them, and sees theirs and those of their conversation; for all others they are not there
 * (YX_NOT_FOUND). *json_out, in the request's arena: {"id", "name", "type", "size", "have", "state", "reason", "words"}. */

/* Announce one of `size` bytes. `form` is the page's own id of it (1 to 64 of A-Z a-z 0-9 . _ -): said again, it is the same
 * one. YX_INVALID; YX_MISMATCH: the id is a file's of another size; YX_TOO_LARGE; YX_RATE: too many in a day; YX_FULL. */
YX_API enum yx_err yx_file_begin(const struct yx_host *, const struct yx_request *, const char *account, const char *sender,
    const char *form, const char *name, int64_t size, const char **json_out);
/* The request's body is its next piece, from byte `from` on. YX_CONFLICT, with *json_out: it has not as much, or more,
 * already: go on from "have". YX_BUSY: another piece is being written. Durable when it returns; the last one begins the check. */
YX_API enum yx_err yx_file_append(const struct yx_host *, const struct yx_request *, const char *account,
    const char *sender, const char *id, int64_t from, const char **json_out);
YX_API enum yx_err yx_file_look(const struct yx_host *, const struct yx_request *, const char *account, const char *sender,
    const char *id, const char **json_out);
/* Answer with its content, to be saved under its name; or with words why there is none (yet). */
YX_API enum yx_err yx_file_serve(const struct yx_host *, const struct yx_request *, struct yx_response *,
    const char *account, const char *sender, const char *id);

/* Admit, answer and record a message outside the usual verify–decode–encode way (a
 * form post that is answered with a redirect). The same rules and limits. */
YX_API void yx_take(const struct yx_host *, struct yx_request *, const struct yx_inbound *,
    struct yx_outcome *outcome_out);

#endif
