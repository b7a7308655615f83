#include "command/kb_place.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"

enum { TOP_DEFAULT = 10, TOP_MOST = 100 };

static const struct option long_options[] = {
    { "config", required_argument, NULL, 'c' },
    { "dir", required_argument, NULL, 'd' },
    { "from", required_argument, NULL, 'f' },
    { "out", required_argument, NULL, 'o' },
    { "index", required_argument, NULL, 'i' },
    { "queries", required_argument, NULL, 'q' },
    { "qrels", required_argument, NULL, 'r' },
    { "questions", no_argument, NULL, 'Q' },
    { "top", required_argument, NULL, 't' },
    { "json", no_argument, NULL, 'j' },
    { "tsv", no_argument, NULL, 'v' },
    { "verbose", no_argument, NULL, 'V' },
    { 0 },
};

static bool set_top(struct yx_kb_words *w, const char *verb)
{
    char *end;
    long top = strtol(optarg, &end, 10);
    if (*end != '\0' || top < 1 || top > TOP_MOST) {
        fprintf(stderr, "kb %s: --top is 1 to %d\n", verb, TOP_MOST);
        return false;
    }
    w->top = (int)top;
    return true;
}

static bool set(struct yx_kb_words *w, int letter, const char *verb)
{
    switch (letter) {
    case 'c': w->config = optarg; return true;
    case 'd': w->dir = optarg; return true;
    case 'f': w->from = optarg; return true;
    case 'o': w->out = optarg; return true;
    case 'i': w->index = optarg; return true;
    case 'q': w->queries = optarg; return true;
    case 'r': w->qrels = optarg; return true;
    case 't': return set_top(w, verb);
    case 'j': w->json = true; return true;
    case 'v': w->tsv = true; return true;
    case 'V': w->verbose = true; return true;
    case 'Q': return true; /* eval's files follow; the word only says so */
    default: return false;
    }
}

/* Whether the usage names the option, as a whole word. */
static bool is_taken(const char *usage, const char *name)
{
    size_t n = strlen(name);
    for (const char *at = usage; (at = strstr(at, "--")) != NULL; at += 2)
        if (strncmp(at + 2, name, n) == 0 && strchr(" ]|", at[2 + n]) != NULL)
            return true;
    return strcmp(name, "questions") == 0 && strstr(usage, "FILE.tsv") != NULL;
}

bool yx_kb_words_read(int argc, char **argv, const char *usage, struct yx_kb_words *words_out)
{
    int letter, which = 0;
    *words_out = (struct yx_kb_words){ .top = TOP_DEFAULT };
    optind = 1;
    while ((letter = getopt_long(argc, argv, "", long_options, &which)) != -1) {
        if (letter != '?' && !is_taken(usage, long_options[which].name)) {
            fprintf(stderr, "kb %s: --%s is not for this command\n", argv[0], long_options[which].name);
            letter = '?';
        }
        if (letter == '?' || !set(words_out, letter, argv[0])) {
            fprintf(stderr, "usage: yixian kb %s %s\n", argv[0], usage);
            return false;
        }
    }
    words_out->rest = argv + optind;
    return true;
}

bool yx_kb_words_place(struct yx_kb_words *w, struct yx_arena *a, bool dir_too)
{
    if (w->index != NULL && (w->dir != NULL || !dir_too))
        return true;
    struct yx_faults faults = { .arena = a };
    struct yx_config *config = NULL;
    const char *file = w->config ? w->config : "yixian.yaml";
    enum yx_err err = yx_config_open(file, &faults, &config);
    if (err == YX_OK)
        yx_config_take(config, "", yx_core_options, &faults);
    if (err == YX_OK && faults.count == 0) {
        if (w->index == NULL)
            w->index = yx_arena_copy(a, yx_config_text(config, "kb.index"));
        if (w->dir == NULL)
            w->dir = yx_arena_print(a, "%s/kb", yx_config_text(config, "paths.data"));
    }
    yx_faults_print(&faults, stderr);
    yx_config_free(&config);
    return err == YX_OK && faults.count == 0;
}
