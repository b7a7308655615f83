/* Pictures, voices and files of messages: fetched before the platform forgets them, into
 * paths.var/media, bounded one by one and together. The porter takes them over from there
 * (core/files/adopt.h). */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "files/files.h"
#include "outbox/media.h"
#include "outbox/post.h"
#include "watch/log.h"
#include "watch/metrics.h"

enum { CLAIM_MOST = 4, AT_ONCE = 4, ARENA = 128 * 1024, TIMEOUT_MS = 30000, TRIES_MOST = 6 };

struct fetch {
    struct yx_post *post;
    struct yx_account *account;
    struct yx_arena *arena;
    struct yx_media media;
    struct yx_http_call call;
    char *path, *kept_path;
    const char *token; /* that it was asked with */
    int file;
    bool renewed;
    /* what is written down */
    enum yx_media_state as;
    int64_t bytes, next_ms;
    const char *type, *reason;
};

static int fetching; /* how many are under way */

static enum yx_err write_down(struct yx_tx *tx, void *arg)
{
    const struct fetch *f = arg;
    if (f->as == YX_MEDIA_KEPT)
        return yx_media_kept(tx, f->media.id, f->bytes, f->type);
    if (f->as == YX_MEDIA_LOST)
        return yx_media_lost(tx, f->media.id, f->reason);
    return yx_media_later(tx, f->media.id, f->next_ms, f->reason);
}

static void end(struct fetch *f)
{
    enum yx_err err = yx_store_commit(f->post->rooms.store, write_down, f);
    if (err != YX_OK)
        yx_log(YX_ERROR, "file not recorded", "err", yx_err_words(err), NULL);
    if (f->as != YX_MEDIA_WANTED)
        yx_count(f->as == YX_MEDIA_KEPT ? YX_M_MEDIA_KEPT : YX_M_MEDIA_LOST);
    if (f->file > 0)
        close(f->file);
    if (f->path != NULL)
        unlink(f->path);
    fetching--;
    f->post->flights--;
    yx_arena_free(&f->arena);
    free(f);
}

static void give_up(struct fetch *f, const char *reason)
{
    f->as = YX_MEDIA_LOST;
    f->reason = reason ? reason : "refused";
    yx_log(YX_WARN, "file not fetched", "kind", f->media.kind, "reason", f->reason, NULL);
    end(f);
}

static void later(struct fetch *f, const char *reason)
{
    if (f->media.tries >= TRIES_MOST) {
        give_up(f, reason);
        return;
    }
    f->as = YX_MEDIA_WANTED;
    f->next_ms = yx_clock_ms() + yx_retry_ms(f->post, f->media.tries);
    f->reason = reason;
    end(f);
}

/* On disk, under its own name, before the record says so. */
static void keep(struct fetch *f, const struct yx_http_answer *answer)
{
    struct stat st;
    if (fstat(f->file, &st) != 0 || fsync(f->file) != 0 || rename(f->path, f->kept_path) != 0) {
        later(f, yx_err_words(yx_err_of_errno(errno)));
        return;
    }
    f->path = NULL;
    f->as = YX_MEDIA_KEPT;
    f->bytes = st.st_size;
    f->type = yx_arena_copy(f->arena, answer->content_type);
    end(f);
    yx_porter_nudge();
}

static void begin(void *arg, const char *token, const struct yx_verdict *why);

static void judge(struct fetch *f, const struct yx_verdict *v, const struct yx_http_answer *answer)
{
    if (v->is == YX_SENT && answer != NULL) {
        keep(f, answer);
    } else if (v->is == YX_SENT_TOKEN && !f->renewed) {
        f->renewed = true;
        yx_token_refused(f->account, f->token);
        yx_token_want(f->post, f->account, begin, f);
    } else if (v->is == YX_SENT_RETRY || v->is == YX_SENT_PARK || v->is == YX_SENT_OPERATOR || v->is == YX_SENT_TOKEN) {
        later(f, v->reason);
    } else {
        give_up(f, v->reason);
    }
}

static void fetched(void *arg, const struct yx_http_answer *answer)
{
    struct fetch *f = arg;
    struct yx_verdict v = { .is = YX_SENT_RETRY };
    f->account->channel->is->fetched(f->account->channel->self, f->arena, answer, &v);
    judge(f, &v, answer);
}

static bool open_file(struct fetch *f)
{
    if (f->file > 0 && (ftruncate(f->file, 0) != 0 || lseek(f->file, 0, SEEK_SET) != 0))
        return false;
    if (f->file <= 0)
        f->file = open(f->path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    return f->file > 0;
}

static void begin(void *arg, const char *token, const struct yx_verdict *why)
{
    struct fetch *f = arg;
    const struct yx_loaded_channel *c = f->account->channel;
    if (why != NULL) {
        judge(f, why, NULL);
        return;
    }
    f->call = (struct yx_http_call){ .timeout_ms = TIMEOUT_MS };
    f->token = token ? yx_arena_copy(f->arena, token) : NULL;
    if (!open_file(f)) {
        later(f, yx_err_words(yx_err_of_errno(errno)));
        return;
    }
    const struct yx_http_how how = { .file = f->file,
        .body_max = (size_t)yx_post_int(f->post, "outbox.media_max_mb") << 20 };
    if (c->is->fetch(c->self, f->arena, f->account->name, f->media.platform_id, token, &f->call) != YX_OK)
        give_up(f, "cannot be written as a request");
    else if (yx_http_begin(f->post->http, &f->call, &how, fetched, f) != YX_OK)
        later(f, "out of memory");
}

static struct fetch *prepare(struct yx_post *p, const struct yx_media *m)
{
    struct fetch *f = calloc(1, sizeof *f);
    if (f == NULL || (f->arena = yx_arena_new(ARENA)) == NULL) {
        free(f);
        return NULL;
    }
    const char *folder = yx_arena_print(f->arena, "%s/media", yx_config_text(p->settings.config, "paths.var"));
    mkdir(folder, 0700);
    f->post = p;
    f->media = *m;
    f->media.kind = yx_arena_copy(f->arena, m->kind);
    f->media.platform_id = yx_arena_copy(f->arena, m->platform_id);
    f->account = yx_account_of(p, m->channel, m->account);
    f->kept_path = yx_arena_print(f->arena, "%s/%" PRId64, folder, m->id);
    f->path = yx_arena_print(f->arena, "%s.part", f->kept_path);
    fetching++;
    p->flights++;
    return f;
}

struct claim {
    struct yx_arena *arena;
    struct yx_media *at;
    size_t count;
    int64_t now_ms, used_bytes;
};

static enum yx_err claim(struct yx_tx *tx, void *arg)
{
    struct claim *c = arg;
    yx_arena_wipe(c->arena);
    enum yx_err err = yx_media_claim(tx, c->arena, CLAIM_MOST, c->now_ms, YX_POST_LEASE_MS, &c->at, &c->count);
    return err == YX_OK && c->count > 0 ? yx_media_used(tx, &c->used_bytes) : err;
}

static void dispatch(struct yx_post *p, const struct yx_media *m, bool full)
{
    struct fetch *f = prepare(p, m);
    if (f == NULL)
        return; /* its lease ends, and it is tried again */
    if (f->account == NULL || f->account->channel->is->fetch == NULL)
        give_up(f, "its channel fetches nothing");
    else if (full)
        give_up(f, "no room left for files");
    else
        yx_token_want(p, f->account, begin, f);
}

void yx_fetching_begin(struct yx_post *p, int64_t now_ms)
{
    struct claim c = { .arena = fetching < AT_ONCE ? yx_arena_new(ARENA) : NULL, .now_ms = now_ms };
    if (c.arena == NULL)
        return;
    enum yx_err err = yx_store_commit(p->rooms.store, claim, &c);
    bool full = c.used_bytes >= yx_post_int(p, "outbox.media_room_mb") << 20;
    if (err == YX_OK && c.count > 0 && full)
        yx_alert(p, "no room left for files", c.at[0].channel, c.at[0].account, "outbox.media_room_mb");
    for (size_t i = 0; i < c.count && err == YX_OK; i++)
        dispatch(p, &c.at[i], full);
    yx_arena_free(&c.arena);
}
