/* Consultation: a question in plain words gets an answer from the knowledge base with
 * its legal basis, or a choice, or an honest word that it is none of ours. */
#include <string.h>

#include "kb/yx_kb.h"
#include "yx.h"
#include "yx_plugin.h"

enum { SURE = 40, CHOICES = 3, CORE = 270 }; /* bytes: 90 characters, one text message and a half */

struct consult {
    const struct yx_host *host;
    struct yx_kb *kb;
};

static enum yx_err consult_start(const struct yx_host *host, void **self_out)
{
    static struct consult only; /* one per process: the contract starts a plugin once */
    only = (struct consult){ host, yx_host_kb(host) };
    if (only.kb == NULL) {
        yx_host_fault(host, "kb.index", "consult needs a knowledge base: run `yixian kb build`");
        return YX_INVALID;
    }
    *self_out = &only;
    return YX_OK;
}

static struct yx_bid consult_bid(void *self, const struct yx_turn *turn)
{
    (void)self;
    (void)turn;
    /* answers whatever nobody else knows better */
    return (struct yx_bid){ .sure = SURE, .why = "any question" };
}

/* The body without its marks: what a channel without markup can show. */
static char *plain(struct yx_arena *a, const char *body)
{
    char *out = yx_arena_get(a, strlen(body) * 2 + 1), *at = out;
    bool line_start = true;
    while (*body) {
        if (body[0] == '*' && body[1] == '*') {
            body += 2;
        } else if (line_start && body[0] == '-' && body[1] == ' ') {
            memcpy(at, "· ", strlen("· "));
            at += strlen("· ");
            body += 2;
            line_start = false;
        } else {
            line_start = *body == '\n';
            *at++ = *body++;
        }
    }
    return out;
}

/* The beginning of a body as whole sentences of its first paragraph, at most CORE bytes: what it comes to. */
static char *core_of(struct yx_arena *a, const char *body)
{
    static const char *const marks[] = { "。", "！", "？", "；" };
    const char *text = plain(a, body);
    size_t len = strcspn(text, "\n"), cut = yx_text_cut(text, len, CORE), end = 0;
    for (size_t at = 0; len > CORE && at + 3 <= cut; at++)
        for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
            if (memcmp(text + at, marks[i], 3) == 0)
                end = at + 3;
    if (len <= CORE)
        return yx_arena_text(a, text, len);
    return end > 0 ? yx_arena_text(a, text, end) : yx_arena_print(a, "%.*s……", (int)cut, text);
}

static enum yx_err say_article(const struct consult *c, struct yx_turn *turn,
    const struct yx_kb_view *view, const char *id, float score, const char *decision)
{
    struct yx_arena *a = yx_turn_arena(turn);
    struct yx_kb_article article;
    enum yx_err err = yx_kb_article(view, a, id, &article);
    if (err == YX_NOT_FOUND || err == YX_EMPTY) { /* chosen from an older generation */
        yx_say(turn, yx_text_of(c->host, "gone"));
        return YX_OK;
    }
    if (err != YX_OK)
        return err;
    yx_say(turn, yx_text_fill(c->host, a, "answer.head", "title", article.title, NULL));
    yx_say(turn, plain(a, article.body));
    yx_say(turn, yx_text_fill(c->host, a, "answer.foot", "reviewed", article.reviewed_on, NULL));
    yx_say_short(turn, yx_text_fill(c->host, a, "answer.short", "title", article.title, "core", core_of(a, article.body),
        NULL));
    for (size_t i = 0; i < article.basis_count; i++) {
        const struct yx_kb_basis *b = &article.basis[i];
        yx_cite(turn, &(struct yx_source){ .law = b->law, .article = b->article,
            .since = b->since && *b->since ? b->since : NULL });
    }
    yx_because(turn, &(struct yx_provenance){ .decision = decision,
        .generation = yx_kb_generation(view), .article = article.id, .revision = article.revision,
        .score = (double)score });
    return YX_OK;
}

static void say_choices(const struct consult *c, struct yx_turn *turn, const struct yx_kb_view *view,
    const struct yx_kb_verdict *verdict)
{
    yx_say(turn, yx_text_of(c->host, "unsure"));
    for (size_t i = 0; i < verdict->count && i < CHOICES; i++)
        yx_offer(turn, verdict->hits[i].title, verdict->hits[i].id);
    yx_because(turn, &(struct yx_provenance){ .decision = "unsure",
        .generation = yx_kb_generation(view), .article = verdict->hits[0].id,
        .score = (double)verdict->hits[0].score });
    yx_unanswered(turn);
}

static void say_none(const struct consult *c, struct yx_turn *turn, const struct yx_kb_view *view)
{
    yx_say(turn, yx_text_of(c->host, "none"));
    yx_because(turn, &(struct yx_provenance){ .decision = "none",
        .generation = yx_kb_generation(view) });
    yx_unanswered(turn);
}

static enum yx_err answer_question(const struct consult *c, struct yx_turn *turn,
    const struct yx_kb_view *view)
{
    struct yx_kb_verdict verdict;
    enum yx_err err = yx_kb_decide(view, yx_turn_arena(turn), yx_turn_folded(turn), &verdict);
    if (err != YX_OK)
        return err;
    if (verdict.decision == YX_KB_SURE && verdict.count > 0)
        return say_article(c, turn, view, verdict.hits[0].id, verdict.hits[0].score, "sure");
    if (verdict.decision == YX_KB_UNSURE && verdict.count > 0)
        say_choices(c, turn, view, &verdict);
    else
        say_none(c, turn, view);
    return YX_OK;
}

/* A trigger named urgent-… says the text of that key and asks for a person at once;
 * any other trigger says its text. */
static void answer_trigger(const struct consult *c, struct yx_turn *turn, const char *trigger)
{
    bool urgent = strncmp(trigger, "urgent-", strlen("urgent-")) == 0;
    yx_say(turn, yx_text_of(c->host, trigger));
    if (urgent)
        yx_hand_over(turn, yx_text_of(c->host, "why.urgent"), true);
    yx_because(turn, &(struct yx_provenance){ .decision = urgent ? "urgent" : "greeting" });
}

static enum yx_err consult_answer(void *self, struct yx_turn *turn)
{
    const struct consult *c = self;
    if (yx_turn_trigger(turn) != NULL) {
        answer_trigger(c, turn, yx_turn_trigger(turn));
        return YX_OK;
    }
    struct yx_kb_view *view = yx_kb_hold(c->kb);
    const char *choice = yx_turn_choice(turn);
    enum yx_err err = choice ? say_article(c, turn, view, choice, 0, "chosen")
                             : answer_question(c, turn, view);
    yx_kb_let_go(&view);
    return err;
}

const struct yx_plugin yx_plugin = {
    .abi = YX_PLUGIN_ABI,
    .name = "consult",
    .summary = "answers questions from the knowledge base, with the legal basis",
    .start = consult_start,
    .bid = consult_bid,
    .answer = consult_answer,
};
