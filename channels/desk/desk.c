/* Staff: people at the far end of a channel who answer. Routes only: nobody writes messages by this way in. */
#include <stdlib.h>

#include "rights.h"

static const struct yx_option desk_options[] = {
    { "key", YX_SECRET, .dflt = NULL, .min = 32, .roles = YX_ROLE_GATE,
      .text = "Seals second factors and hashes sessions: at least 32 random bytes; changed, everybody signs in "
              "anew, and second factors must be taken away (yixian staff reset --totp) and set up again." },
    { "totp_roles", YX_LIST, .dflt = "", .max = 7, .roles = YX_ROLE_GATE,
      .text = "Who must have a second factor (TOTP), by role: agent, handler, reviewer, lead, editor, auditor, "
              "administrator." },
    { 0 },
};

static enum yx_err read_totp_roles(const struct yx_host *host, unsigned *roles_out)
{
    const char *word;
    *roles_out = 0;
    for (size_t n = 0; (word = yx_option_item(host, "totp_roles", n)) != NULL; n++) {
        unsigned role = yx_desk_role_of(word);
        if (role == 0) {
            yx_host_fault(host, "totp_roles", "a role is agent, handler, reviewer, lead, editor, auditor or administrator");
            return YX_INVALID;
        }
        *roles_out |= role;
    }
    return YX_OK;
}

static enum yx_err open_people(const struct yx_host *host)
{
    struct yx_desk_setup setup = { .issuer = yx_house_text(host, "house.name") };
    enum yx_err err = read_totp_roles(host, &setup.totp_roles);
    if (err != YX_OK || (yx_host_role(host) & YX_ROLE_GATE) == 0)
        return err;
    setup.key = yx_option_secret(host, "key", &setup.key_len);
    return yx_desk_open(&setup);
}

static void desk_stop(void *self)
{
    yx_desk_close();
    free(self);
}

static enum yx_err desk_start(const struct yx_host *host, void **self_out)
{
    struct desk *desk = calloc(1, sizeof *desk);
    if (desk == NULL)
        return YX_MEMORY;
    desk->host = host;
    enum yx_err err = open_people(host);
    if (err == YX_OK)
        *self_out = desk;
    else
        free(desk);
    return err;
}

const struct yx_channel yx_channel = {
    .abi = YX_CHANNEL_ABI,
    .name = "desk",
    .summary = "the staff's way in: sign-in, queue, conversations, administration",
    .deadline_ms = 15000,
    .text_max = 4000,
    .options = desk_options,
    .routes = desk_routes,
    .start = desk_start,
    .stop = desk_stop,
};
