/* The reader of supervisors' texts: what its files share. Everything that a county may say otherwise is a table
 * (agencies.yaml, issues.yaml, places.yaml, commands.yaml, urgent.yaml); the code knows how to read, not what. */
#ifndef SUPERVISOR_H
#define SUPERVISOR_H

#include "yx.h"

enum {
    SV_ISSUES_MOST = 64,
    SV_AGENCIES_MOST = 200,
    SV_PARTS_MOST = 12,
    SV_TEXT_MOST = 4000,
    SV_PART_MOST = 9
};

/* ---- words.c: a dictionary; the longest word that begins at a place ---- */

struct sv_word {
    const char *text;
    size_t len;
    int value;
};
struct sv_words {
    struct sv_word *at; /* sorted by text once closed */
    size_t count, room, longest;
};

/* A copy with A-Z in lower case, byte for byte. */
char *sv_lower(struct yx_arena *, const char *text, size_t len);

/* Add one, in lower case. A word that is there already keeps its value. */
void sv_words_add(struct sv_words *, struct yx_arena *, const char *text, int value);
/* Sort; nothing is added any more. */
void sv_words_close(struct sv_words *);
/* The bytes of the longest word at `at`, 0: none; value_out may be NULL. */
size_t sv_words_match(const struct sv_words *, const char *at, int *value_out);
/* The value of just this word, 0: there is none. */
int sv_words_value(const struct sv_words *, const char *at, size_t len);
/* Whether a word ends just before `end`: the bytes of the longest. */
size_t sv_words_before(const struct sv_words *, const char *text, size_t end);

/* ---- pattern.c: small patterns of words, sets and gaps ---- */

struct sv_set {
    const char *name;
    const char **words;
    size_t count;
    const struct sv_set *next;
};
/* One of some texts, behind at most `gap` characters of anything. */
struct sv_part {
    const char **options;
    size_t count;
    int gap;
};
struct sv_pattern {
    struct sv_part *parts;
    size_t count;
    int value; /* the issue */
    int rank;  /* enum sv_rank */
};
/* Where a pattern matched, and its parts without the gaps. */
struct sv_hit {
    struct yx_span span, parts[SV_PARTS_MOST];
    size_t part_count;
};

/* Read "<没>…(亮|出示)…<证>". NULL: *why_out says what is wrong. */
struct sv_pattern *sv_pattern_read(
    struct yx_arena *, const char *text, const struct sv_set *sets, const char **why_out);
/* The longest match that begins at `at`. */
bool sv_pattern_match(const struct sv_pattern *, const char *text, size_t at, struct sv_hit *hit_out);

/* Patterns found by the character with which they may begin. */
enum { SV_BUCKETS = 512 };
struct sv_patterns {
    const struct sv_pattern **bucket[SV_BUCKETS];
    size_t count[SV_BUCKETS], room[SV_BUCKETS];
};
void sv_patterns_add(struct sv_patterns *, struct yx_arena *, const struct sv_pattern *);
/* Those that may begin at `at`. */
const struct sv_pattern *const *sv_patterns_at(const struct sv_patterns *, const char *at, size_t *count_out);

/* ---- tables.c: the tables as they are read from files ---- */

enum sv_rank { SV_STRONG, SV_WEAK, SV_WEAKER, SV_LAST, SV_NOT };
/* What a word of places.yaml does; SV_NAME keeps characters together. */
enum sv_place_word { SV_NAME = 1, SV_END, SV_TAIL, SV_BEFORE, SV_STOP, SV_FAINT };
enum sv_takes { SV_NOTHING, SV_NUMBER, SV_NUMBER_AND_TEXT };

struct sv_command {
    const char *name;
    enum sv_takes takes;
    struct sv_words words, after;
    struct sv_patterns patterns; /* of the whole text */
};

struct supervisor {
    const struct yx_host *host;
    struct yx_arena *arena;
    const char *agencies[SV_AGENCIES_MOST];
    size_t agency_count;
    struct sv_words agency_words; /* value: the agency, -1: none although it looks like one */
    struct sv_words behind;
    const char *issues[SV_ISSUES_MOST];
    size_t issue_count;
    const struct sv_set *sets;
    struct sv_patterns issue_patterns, urgent_patterns;
    struct sv_words negations;
    struct sv_words place_words; /* value: enum sv_place_word */
    struct sv_words vague, admin;
    struct sv_command *commands;
    size_t command_count;
    struct sv_words endings, openings;
};

/* Read all of them. YX_INVALID: faults were said. */
enum yx_err sv_tables_open(struct supervisor *);

/* ---- read.c: a text ---- */

enum sv_mark { SV_FREE, SV_AGENCY, SV_ISSUE, SV_WHEN, SV_MONEY, SV_PLATE, SV_FIGURES, SV_LANDMARK };
enum sv_need { SV_NEEDS_AGENCY = 1, SV_NEEDS_PLACE = 2, SV_NEEDS_TIME = 4, SV_NEEDS_ISSUE = 8 };
enum sv_doubt { SV_DOUBTS_DATE = 1, SV_DOUBTS_PLATE = 2, SV_DOUBTS_AMOUNT = 4, SV_DOUBTS_ID = 8 };

struct sv_agency_at {
    struct yx_span span;
    int agency;
};

/* A text while it is read. */
struct sv_text {
    const struct supervisor *s;
    struct yx_arena *arena;
    const char *text; /* even: half width, simplified, single blanks */
    const char *low;  /* the same in lower case, byte for byte */
    size_t len;
    unsigned char *marks; /* enum sv_mark, a byte a byte */
};

struct sv_reading {
    const char *agency; /* NULL: not found; so for all texts */
    const char *place;
    struct yx_when when;       /* date, time, period, each as far as found */
    unsigned long long issues; /* bits */
    int64_t fen;               /* 0: none */
    const char *plate;
    const char *command, *id;
    const char *text; /* what a command says behind its number */
    int part, parts;  /* 0: not one of several */
    bool urgent, unreadable;
    unsigned missing, doubts;
};

/* Read one text. YX_OK, whatever it says; YX_MEMORY. What comes out lives in the arena or with `s`. */
enum yx_err sv_read(const struct supervisor *, struct yx_arena *, const char *text, size_t len,
    int64_t now_ms, struct sv_reading *reading_out);

/* Mark a span; whether it was free. */
void sv_mark(struct sv_text *, struct yx_span, enum sv_mark);
bool sv_is_free(const struct sv_text *, struct yx_span);
/* A comma, a stop, a bracket: what ends a clause. */
bool sv_is_break(char c);
bool sv_is_break_at(const char *at);

/* agency.c: the agencies in a text; those that only say where (派出所对面) are left to the place. */
void sv_read_agency(struct sv_text *, struct sv_reading *);
/* issue.c */
void sv_read_issues(struct sv_text *, struct sv_reading *);
void sv_read_urgent(struct sv_text *, struct sv_reading *);
/* place.c: last, when all else is marked. */
void sv_read_place(struct sv_text *, struct sv_reading *);
/* orders.c: whether the text is a command; *rest_out: behind 监督举报 and such, when it is none. */
bool sv_read_command(struct sv_text *, struct sv_reading *, size_t *rest_out);

/* ---- print.c ---- */

enum yx_err sv_print(const struct supervisor *, const struct sv_reading *, bool json, struct yx_buf *out);

#endif
