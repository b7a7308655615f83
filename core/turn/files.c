/* What channels may do with files: whose they are is the sender's contact, as for messages. */
#include "files/files.h"
#include "turn/state.h"

/* The sender, and the conversation whose files they may see; one that never wrote has none. */
static enum yx_err find_who(const struct yx_host *host, struct yx_arena *a, const char *account, const char *sender,
    struct yx_file_who *who_out)
{
    const struct yx_contact contact = { yx_channel_of(host)->is->name, account, sender };
    struct yx_conversation c = { .id = 0 };
    struct yx_tx *tx;
    yx_contact_digest(&contact, who_out->who);
    who_out->conversation = 0;
    enum yx_err err = yx_store_read(yx_turns.store, &tx);
    if (err != YX_OK)
        return err;
    err = yx_conversation_find(tx, a, &contact, &c);
    yx_store_done(yx_turns.store, &tx);
    who_out->conversation = c.id;
    return err == YX_EMPTY ? YX_OK : err;
}

enum yx_err yx_file_begin(const struct yx_host *host, const struct yx_request *req, const char *account, const char *sender,
    const char *form, const char *name, int64_t size, const char **json_out)
{
    struct yx_file_who who;
    struct yx_file_row row;
    enum yx_err err = find_who(host, req->arena, account, sender, &who);
    if (err == YX_OK)
        err = yx_files_begin(req->arena, &who, form, name, size, req->now_ms, &row);
    if (err == YX_OK)
        *json_out = yx_files_json(req->arena, &row);
    return err;
}

enum yx_err yx_file_append(const struct yx_host *host, const struct yx_request *req, const char *account,
    const char *sender, const char *id, int64_t from, const char **json_out)
{
    struct yx_file_who who;
    struct yx_file_row row;
    enum yx_err err = find_who(host, req->arena, account, sender, &who);
    if (err == YX_OK)
        err = yx_files_append(req->arena, &who, id, from, req->body, req->body_len, req->now_ms, &row);
    if (err == YX_OK || err == YX_CONFLICT)
        *json_out = yx_files_json(req->arena, &row);
    return err;
}

enum yx_err yx_file_look(const struct yx_host *host, const struct yx_request *req, const char *account, const char *sender,
    const char *id, const char **json_out)
{
    struct yx_file_who who;
    struct yx_file_row row;
    enum yx_err err = find_who(host, req->arena, account, sender, &who);
    if (err == YX_OK)
        err = yx_files_get(req->arena, &who, id, &row);
    if (err == YX_OK)
        *json_out = yx_files_json(req->arena, &row);
    return err;
}

enum yx_err yx_file_serve(const struct yx_host *host, const struct yx_request *req, struct yx_response *resp,
    const char *account, const char *sender, const char *id)
{
    struct yx_file_who who;
    struct yx_file_row row;
    enum yx_err err = find_who(host, req->arena, account, sender, &who);
    if (err == YX_OK)
        err = yx_files_get(req->arena, &who, id, &row);
    if (err == YX_OK)
        yx_files_serve(req, resp, &row);
    return err;
}
