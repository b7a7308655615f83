/* What somebody who wrote to us may ask of what we hold of them: a copy, a correction, that it is erased
 * (个人信息保护法, articles 45, 46, 47). Each is done in one commit, and recorded. */
#ifndef YX_PERSON_PERSON_H
#define YX_PERSON_PERSON_H

#include "base/arena.h"
#include "base/err.h"
#include "config/texts.h"
#include "store/store.h"
#include "talk/conversation.h"

enum { YX_PERSON_TEXT_MOST = 4000 };

/* Somebody, by one of their ways of writing: each way is a person of its own here. */
struct yx_person {
    struct yx_contact who;
    struct yx_conversation conversation;
};

/* By the number of their conversation, or by CHANNEL:ADDRESS or CHANNEL/ACCOUNT:ADDRESS. Texts in the arena.
 * YX_INVALID: it is neither; YX_NOT_FOUND: nobody. */
enum yx_err yx_person_find(
    struct yx_tx *, struct yx_arena *, const char *named, struct yx_person *person_out);

/* What the rooms of this call work with. */
struct yx_person_work {
    struct yx_store *store;
    struct yx_arena *arena;
    const struct yx_texts *texts; /* of the core */
    const char *house;            /* its name, as the copy says it */
    const char *media;            /* the folder of pictures and voices that were fetched */
    const char *files;            /* the folder of files that were checked */
    int64_t now_ms;
};

/* Write one new archive (ZIP) with a page to read, the same as JSON, and the files that they sent; with
 * `notes` also what staff wrote of them. YX_DUPLICATE: the file is there; YX_READ_ONLY: it cannot be made
 * there. */
enum yx_err yx_person_copy(const struct yx_person_work *, const char *named, const char *to, bool notes);

/* Record what they say is right, beside message `message` of theirs, which stays. YX_NOT_FOUND: no such
 * message of theirs; YX_INVALID: no text, or over YX_PERSON_TEXT_MOST characters. */
enum yx_err yx_person_correct(
    const struct yx_person_work *, const char *named, int64_t message, const char *text);

/* Replace what they wrote and what was said to them by a tombstone; what they write next is somebody new's.
 * YX_BUSY: they wait for a person, or speak with one: that ends first. */
struct yx_person_erased {
    int64_t messages, notes, files, entries; /* entries: of the audit, whose words were forgotten */
    bool files_left;                         /* some could not be deleted; asking again tries again */
};
enum yx_err yx_person_erase(
    const struct yx_person_work *, const char *named, struct yx_person_erased *erased_out);

/* Why something stays, the n-th reason from 0, for the person; NULL behind the last. */
const char *yx_person_stays(const struct yx_texts *, size_t n);

#endif
