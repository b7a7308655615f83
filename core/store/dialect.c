#include "store/dialect.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *ours, *theirs;
} words[] = {
    { "BIGINT PRIMARY KEY", "INTEGER PRIMARY KEY" }, /* the longer before its beginning */
    { "BYTEA", "BLOB" },
    { "/*clustered*/", "WITHOUT ROWID" },
};
enum { WORDS = sizeof words / sizeof *words, GROWTH = 2 }; /* no word more than doubles */

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* The row that stands at `at` as whole words, or -1. */
static int word_at(const char *sql, const char *at)
{
    for (int i = 0; i < WORDS; i++) {
        size_t len = strlen(words[i].ours);
        if (strncmp(at, words[i].ours, len) != 0)
            continue;
        bool begins = at == sql || !is_word(at[-1]) || !is_word(at[0]);
        bool ends = !is_word(at[len]) || !is_word(at[len - 1]);
        if (begins && ends)
            return i;
    }
    return -1;
}

/* How many bytes from here belong to a string or comment, copied as they are. */
static size_t quoted_len(const char *at)
{
    const char *end = NULL;
    if (*at == '\'' || *at == '"')
        end = strchr(at + 1, *at); /* a doubled quote is two strings in a row */
    else if (strncmp(at, "--", 2) == 0)
        end = strchr(at, '\n');
    else if (strncmp(at, "/*", 2) == 0 && (end = strstr(at + 2, "*/")) != NULL)
        end++;
    else
        return 0;
    return end == NULL ? strlen(at) : (size_t)(end - at) + 1;
}

char *yx_dialect_sqlite(const char *sql)
{
    char *out = malloc(strlen(sql) * GROWTH + 1), *to = out;
    if (out == NULL)
        return NULL;
    for (const char *at = sql; *at != '\0';) {
        int word = word_at(sql, at);
        size_t len = word < 0 ? quoted_len(at) : strlen(words[word].ours);
        if (word >= 0) {
            to = stpcpy(to, words[word].theirs);
        } else {
            len = len == 0 ? 1 : len;
            memcpy(to, at, len);
            to += len;
        }
        at += len;
    }
    *to = '\0';
    return out;
}
