/* A guest that does with cases what it is told in a fixed form: for tests of what plugins may do with them.
 *   file KIND name=value …     supply NUMBER name=value …    add NUMBER words    withdraw|urge|reopen NUMBER
 *   rate NUMBER 1|2            look NUMBER                   own                 status NUMBER CODE */
#include <stdlib.h>
#include <string.h>

#include "yx.h"
#include "yx_plugin.h"

enum { WORDS_MOST = 24 };

struct order {
    struct yx_turn *turn;
    const struct yx_host *host;
    char *words[WORDS_MOST];
    size_t count;
    struct yx_case_value values[WORDS_MOST]; /* of name=value */
    size_t value_count;
};

static struct yx_bid clerk_bid(void *self, const struct yx_turn *turn)
{
    (void)self;
    (void)turn;
    return (struct yx_bid){ .sure = 99, .why = "any" };
}

static const char *or_dash(const char *text)
{
    return text && *text ? text : "-";
}

static void answer_err(struct order *o, enum yx_err err)
{
    struct yx_arena *a = yx_turn_arena(o->turn);
    yx_say(o->turn, err == YX_OK ? yx_text_of(o->host, "done") : yx_text_fill(o->host, a, "refused", "why", yx_err_name(err), NULL));
}

static void say_seen(struct order *o, const struct yx_case_seen *s)
{
    yx_say(o->turn, yx_text_fill(o->host, yx_turn_arena(o->turn), "seen", "number", s->number, "title", s->title, "state", or_dash(s->state),
        "outcome", or_dash(s->outcome), "due", or_dash(s->due), "missing", or_dash(s->missing), "reply", or_dash(s->reply), NULL));
}

static void file(struct order *o)
{
    struct yx_case_filed filed;
    const struct yx_case_filing f = { .kind = o->words[1], .values = o->values, .count = o->value_count };
    enum yx_err err = yx_case_open(o->turn, &f, &filed);
    if (err != YX_OK) {
        answer_err(o, err);
        return;
    }
    yx_say(o->turn, yx_text_fill(o->host, yx_turn_arena(o->turn), "filed", "number", filed.number, "code", or_dash(filed.code), "due",
        filed.due, "missing", or_dash(filed.missing), NULL));
}

static void act(struct order *o, enum yx_case_deed deed)
{
    struct yx_case_words words = { .text = o->count > 2 ? o->words[2] : NULL };
    if (deed == YX_DEED_SUPPLY && o->value_count > 0) {
        words.values = o->values;
        words.count = o->value_count;
    }
    if (deed == YX_DEED_RATE)
        words = (struct yx_case_words){ .stars = o->count > 2 ? atoi(o->words[2]) : 0 };
    answer_err(o, yx_case_do(o->turn, o->words[1], deed, &words));
}

static void show_one(struct order *o, bool by_code)
{
    struct yx_case_seen seen;
    enum yx_err err = by_code ? yx_case_status(yx_turn_arena(o->turn), "test", o->words[1], o->count > 2 ? o->words[2] : "",
                                    yx_turn_now_ms(o->turn), &seen)
                              : yx_case_look(o->turn, o->words[1], &seen);
    if (err == YX_OK)
        say_seen(o, &seen);
    else
        answer_err(o, err);
}

static void list(struct order *o)
{
    struct yx_case_seen *seen;
    size_t count;
    enum yx_err err = yx_case_own(o->turn, 20, &seen, &count);
    for (size_t i = 0; err == YX_OK && i < count; i++)
        say_seen(o, &seen[i]);
    if (err != YX_OK || count == 0)
        yx_say(o->turn, yx_text_of(o->host, "none"));
}

static void split(struct order *o)
{
    char *text = yx_arena_copy(yx_turn_arena(o->turn), yx_turn_text(o->turn)), *rest = NULL;
    for (char *word = strtok_r(text, " ", &rest); word && o->count < WORDS_MOST; word = strtok_r(NULL, " ", &rest)) {
        char *equals = strchr(word, '=');
        o->words[o->count++] = word;
        if (equals != NULL) {
            *equals = '\0';
            o->values[o->value_count++] = (struct yx_case_value){ word, equals + 1 };
        }
    }
}

static enum yx_err clerk_answer(void *self, struct yx_turn *turn)
{
    static const struct {
        const char *word;
        enum yx_case_deed deed;
    } deeds[] = { { "supply", YX_DEED_SUPPLY }, { "add", YX_DEED_ADD }, { "withdraw", YX_DEED_WITHDRAW }, { "urge", YX_DEED_URGE },
        { "rate", YX_DEED_RATE }, { "reopen", YX_DEED_ASK_REOPEN } };
    struct order o = { .turn = turn, .host = self };
    split(&o);
    const char *word = o.count > 0 ? o.words[0] : "";
    for (size_t i = 0; o.count > 1 && i < sizeof deeds / sizeof *deeds; i++)
        if (strcmp(deeds[i].word, word) == 0) {
            act(&o, deeds[i].deed);
            return YX_OK;
        }
    if (strcmp(word, "file") == 0 && o.count > 1)
        file(&o);
    else if ((strcmp(word, "look") == 0 || strcmp(word, "status") == 0) && o.count > 1)
        show_one(&o, *word == 's');
    else if (strcmp(word, "own") == 0)
        list(&o);
    else
        yx_say(turn, yx_text_of(self, "none"));
    return YX_OK;
}

static enum yx_err clerk_start(const struct yx_host *host, void **self_out)
{
    *self_out = (void *)(uintptr_t)host;
    return YX_OK;
}

const struct yx_plugin yx_plugin = {
    .abi = YX_PLUGIN_ABI,
    .name = "clerk",
    .summary = "does with cases what it is told",
    .start = clerk_start,
    .bid = clerk_bid,
    .answer = clerk_answer,
};
