#include <string.h>

#include "yx_desk.h"

static const struct {
    unsigned role;
    const char *word;
} roles[] = {
    { YX_AGENT, "agent" },   { YX_HANDLER, "handler" }, { YX_REVIEWER, "reviewer" },           { YX_LEAD, "lead" },
    { YX_EDITOR, "editor" }, { YX_AUDITOR, "auditor" }, { YX_ADMINISTRATOR, "administrator" },
};
enum { ROLES = sizeof roles / sizeof *roles };

unsigned yx_desk_role_of(const char *word)
{
    for (size_t i = 0; i < ROLES; i++)
        if (strcmp(roles[i].word, word) == 0)
            return roles[i].role;
    return 0;
}

const char *yx_desk_role_word(unsigned of, size_t n)
{
    for (size_t i = 0; i < ROLES; i++)
        if ((of & roles[i].role) != 0 && n-- == 0)
            return roles[i].word;
    return NULL;
}
