#include "talk/recent.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* A contact may be in one of WAYS places of its set: with one alone, a tenth of 500 contacts
 * pushed each other out all the time. */
enum { SETS = 1024, WAYS = 4, LOCKS = 64, LAST = 4 };

static struct place {
    unsigned char who[YX_CONTACT_BYTES];
    int64_t id, contact, version, last_message, created_ms, window_until_ms, window_sends; /* id 0: free */
    char *pending; /* malloc'ed; NULL: no open question */
    unsigned char last[LAST][YX_DEDUPE_BYTES];
    unsigned next;
    uint64_t used; /* when: the longest unused one makes room */
} places[SETS][WAYS];

static _Atomic uint64_t uses;

static pthread_mutex_t locks[LOCKS];
static pthread_once_t made = PTHREAD_ONCE_INIT;

static void make_locks(void)
{
    for (int i = 0; i < LOCKS; i++)
        pthread_mutex_init(&locks[i], NULL);
}

/* The set in which a contact may be; its lock is taken. */
static struct place *enter(const unsigned char *who)
{
    size_t n;
    memcpy(&n, who, sizeof n);
    pthread_once(&made, make_locks);
    pthread_mutex_lock(&locks[n % LOCKS]);
    return places[n % SETS];
}

static void leave(const unsigned char *who)
{
    size_t n;
    memcpy(&n, who, sizeof n);
    pthread_mutex_unlock(&locks[n % LOCKS]);
}

static bool is_of(const struct place *p, const unsigned char *who)
{
    return p->id != 0 && memcmp(p->who, who, sizeof p->who) == 0;
}

static struct place *find(struct place *set, const unsigned char *who)
{
    for (int i = 0; i < WAYS; i++)
        if (is_of(&set[i], who))
            return &set[i];
    return NULL;
}

static void forget(struct place *p)
{
    free(p->pending);
    memset(p, 0, sizeof *p);
}

/* The contact's place, or another's that it takes over. */
static struct place *take(struct place *set, const unsigned char *who)
{
    struct place *p = find(set, who);
    if (p != NULL)
        return p;
    p = set;
    for (int i = 1; i < WAYS; i++)
        if (set[i].used < p->used)
            p = &set[i];
    forget(p);
    memcpy(p->who, who, sizeof p->who);
    return p;
}

static bool had(const struct place *p, const struct yx_delivery *d)
{
    for (int i = 0; i < LAST; i++)
        if (memcmp(p->last[i], d->key, sizeof d->key) == 0)
            return true;
    return false;
}

bool yx_recent_get(const unsigned char *who, const struct yx_delivery *d, struct yx_arena *a,
    struct yx_conversation *out)
{
    const struct place *p = find(enter(who), who);
    bool known = p != NULL && !had(p, d);
    if (known)
        *out = (struct yx_conversation){
            .id = p->id, .contact = p->contact, .owner = YX_BOT, .version = p->version,
            .last_message = p->last_message, .created_ms = p->created_ms,
            .window_until_ms = p->window_until_ms, .window_sends = p->window_sends,
            .pending = p->pending ? yx_arena_copy(a, p->pending) : NULL,
        };
    leave(who);
    return known;
}

static void keep(struct place *p, const struct yx_delivery *d, const struct yx_conversation *c,
    char *pending)
{
    free(p->pending);
    p->pending = pending;
    p->id = c->id;
    p->contact = c->contact;
    p->version = c->version + 1;
    p->last_message = c->last_message;
    p->created_ms = c->created_ms;
    p->window_until_ms = c->window_until_ms;
    p->window_sends = c->window_sends;
    p->used = atomic_fetch_add_explicit(&uses, 1, memory_order_relaxed) + 1;
    memcpy(p->last[p->next++ % LAST], d->key, sizeof d->key);
}

static void forget_contact(struct place *set, const unsigned char *who)
{
    struct place *p = find(set, who);
    if (p != NULL)
        forget(p);
}

void yx_recent_put(const unsigned char *who, const struct yx_delivery *d,
    const struct yx_conversation *c, bool plain)
{
    char *pending = plain && c->pending ? strdup(c->pending) : NULL;
    struct place *set = enter(who);
    if (plain && (c->pending == NULL || pending != NULL))
        keep(take(set, who), d, c, pending);
    else
        forget_contact(set, who);
    leave(who);
}

void yx_recent_drop(const unsigned char *who)
{
    forget_contact(enter(who), who);
    leave(who);
}
