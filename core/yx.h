/* What the program lends its guests, plugins and channels: all of it, and nothing
 * else is exported by the executable. A guest includes this, yx_plugin.h or
 * yx_channel.h, kb/yx_kb.h, its own folder, and libraries.
 * Errors: enum yx_err. Texts are UTF-8. Times are milliseconds since 1970 (…_ms). */
#ifndef YX_H
#define YX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/api.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/id.h"
#include "base/text.h"
#include "cases/filing.h"
#include "config/option.h"
#include "config/yaml.h"
#include "facts/facts.h"
#include "watch/log.h"

/* Begins every descriptor: which contract it was built for, and how large it was. */
struct yx_abi {
    uint32_t number, size;
};

/* The house as one guest sees it: its own options and texts. Given to start, valid
 * until stop has returned. Any thread. */
struct yx_host;

/* A guest's own options, by the name in its table (no prefix). */
YX_API int64_t yx_option_int(const struct yx_host *, const char *name);
YX_API bool yx_option_bool(const struct yx_host *, const char *name);
YX_API const char *yx_option_text(const struct yx_host *, const char *name);
YX_API const char *yx_option_item(const struct yx_host *, const char *name, size_t n);
YX_API const char *yx_option_secret(const struct yx_host *, const char *name, size_t *len_out);

/* Options of the house that guests may know: "house.name", "house.area",
 * "house.phone", "house.hours" (a sentence), "house.icp". */
YX_API const char *yx_house_text(const struct yx_host *, const char *name);

/* A text of the guest's catalogue (texts/zh-CN.yaml); fill: pairs of name and value,
 * then NULL, for its {placeholders}. */
YX_API const char *yx_text_of(const struct yx_host *, const char *key);
YX_API char *yx_text_fill(const struct yx_host *, struct yx_arena *, const char *key, ...)
    __attribute__((sentinel));

/* The n-th text of that catalogue, from 0, in the order of keys; false behind the last. For a guest that
 * hands its texts to a page. */
YX_API bool yx_text_at(const struct yx_host *, size_t n, const char **key_out, const char **text_out);

/* Say at start what is wrong with an option or a data file: start then returns
 * YX_INVALID, and the administrator reads this line. */
YX_API void yx_host_fault(const struct yx_host *, const char *what, const char *message);

/* Which role (enum yx_role) this process plays. */
YX_API unsigned yx_host_role(const struct yx_host *);

/* A file of the guest's data, "menu.json": the county's own where it has one, else the
 * shipped one; it may be absent. In the arena. */
YX_API const char *yx_host_data(const struct yx_host *, struct yx_arena *, const char *file);

/* A table of the guest's data in YAML: as it is shipped, and, when the county's folder has a file of that name, what
 * the county adds, behind it. At start only: faults are said with file and line. YX_INVALID: start then returns it, too. */
struct yx_table {
    const char *file;
    const struct yx_node *root;
};
enum { YX_TABLES_MOST = 2 };
YX_API enum yx_err yx_host_tables(const struct yx_host *, struct yx_arena *, const char *file,
    struct yx_table tables_out[YX_TABLES_MOST], size_t *count_out);
/* Say what is wrong at a place of it; at start. */
YX_API void yx_table_fault(const struct yx_host *, const struct yx_table *, const struct yx_node *at,
    const char *format, ...) YX_PRINTF(4, 5);
/* Each member of a map that is none of `keys` (NULL at the end) is a fault. */
YX_API void yx_table_only(const struct yx_host *, const struct yx_table *, const struct yx_node *map,
    const char *const keys[]);

/* At start: the secret in the file `name` of paths.secrets ("wechat_demo.token"), for guests
 * whose accounts are a list. Only when this process plays one of `roles`, else NULL and *len_out
 * 0. NULL after a fault, which is said: start then returns YX_INVALID. Lives until stop has returned. */
YX_API const char *yx_host_secret(const struct yx_host *, const char *name, unsigned roles, size_t *len_out);

/* The knowledge base of the house; see kb/yx_kb.h. NULL when none is configured. */
struct yx_kb;
YX_API struct yx_kb *yx_host_kb(const struct yx_host *);

/* ---- patterns: PCRE2 with UTF, JIT, and limits on matching ---- */
struct yx_pattern;

/* Compile; free with yx_pattern_free. YX_INVALID: *fault_out says why (static or arena). */
YX_API enum yx_err yx_pattern_new(const char *pattern, struct yx_arena *,
    struct yx_pattern **pattern_out, const char **fault_out);
/* Whether it matches somewhere in the text. A match that passes its limit is none and
 * is counted. Any thread. */
YX_API bool yx_pattern_matches(const struct yx_pattern *, const char *text, size_t len);
YX_API void yx_pattern_free(struct yx_pattern **);

/* ---- a turn: what came in, and what should happen ---- */
struct yx_turn;

/* What the citizen wrote, cleaned; and folded (NFKC, lower case, simplified) to match on. */
YX_API const char *yx_turn_text(const struct yx_turn *);
YX_API const char *yx_turn_folded(const struct yx_turn *);
/* The value of the choice they took of those this plugin offered, else NULL. */
YX_API const char *yx_turn_choice(const struct yx_turn *);
/* The name of the trigger of this plugin that brought the turn here, else NULL. */
YX_API const char *yx_turn_trigger(const struct yx_turn *);
/* The name of the channel, "web". */
YX_API const char *yx_turn_channel(const struct yx_turn *);
YX_API int64_t yx_turn_now_ms(const struct yx_turn *);
/* Memory of this turn; wiped at its end. */
YX_API struct yx_arena *yx_turn_arena(const struct yx_turn *);
/* What this plugin kept for this conversation: JSON and the version it was kept with;
 * NULL when nothing was kept. */
YX_API const char *yx_turn_state(const struct yx_turn *, int *version_out);

/* Effects. They are collected, applied together when the turn is recorded, and
 * dropped when it runs again. Nothing is sent before. */

/* Add a paragraph to the reply. At most 8 KiB in all; past it the turn fails. */
YX_API void yx_say(struct yx_turn *, const char *text);

/* The same in few words, for a screen that shows 70 characters: shown there instead of it, with
 * the basis and a way to the whole. At most 1 KiB; said again it replaces what was said before. */
YX_API void yx_say_short(struct yx_turn *, const char *text);

/* The legal basis of what was said. */
struct yx_source {
    const char *law;     /* 中华人民共和国劳动法 */
    const char *article; /* 第五十条 */
    const char *since;   /* in force since, 2018-12-29, or NULL */
    const char *quote;   /* a sentence of it, or NULL */
};
YX_API void yx_cite(struct yx_turn *, const struct yx_source *);

/* Offer a choice: becomes number 1, 2, … of the one pending question of the
 * conversation, which replaces an older one. `value` comes back in yx_turn_choice. */
YX_API void yx_offer(struct yx_turn *, const char *label, const char *value);

/* Keep JSON of at most 16 KiB for this conversation, with the version of its form;
 * forget it. */
YX_API void yx_keep(struct yx_turn *, int version, const char *json);
YX_API void yx_forget(struct yx_turn *);

/* Hold the floor: the next messages come to this plugin for so many seconds (at most
 * 7 days), commands and urgent texts excepted. Leave it. */
YX_API void yx_hold_floor(struct yx_turn *, int seconds);
YX_API void yx_leave_floor(struct yx_turn *);

/* Ask for a person. `why` is for staff, in Chinese; urgent puts it first. The reply
 * should say what happens now; the core adds when staff will be there. */
YX_API void yx_hand_over(struct yx_turn *, const char *why, bool urgent);

/* Cases: see cases/filing.h. What yx_case_open and yx_case_do will do is an effect like those above. */

/* Where an answer came from; stored with the reply. */
struct yx_provenance {
    const char *decision;   /* "sure", "unsure", "none", "urgent", … */
    const char *generation; /* of the index, or NULL */
    const char *article;    /* id, or NULL */
    const char *revision;   /* of the article, or NULL */
    double score;
};
YX_API void yx_because(struct yx_turn *, const struct yx_provenance *);

/* The question found no sure answer: kept for the editors. */
YX_API void yx_unanswered(struct yx_turn *);

#endif
