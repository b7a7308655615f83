#include "kb/register.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/yaml.h"
#include "kb/files.h"

bool yx_kb_is_day(const char *text)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int year = 0, month = 0, day = 0, end = 0;
    if (strlen(text) != 10 || strspn(text, "0123456789-") != 10 ||
        sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &end) != 3 || end != 10)
        return false;
    if (year < 1900 || month < 1 || month > 12 || day < 1)
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= days[month - 1] + (month == 2 && leap);
}

static const char *need(const struct yx_node *law, const char *key, const char *file, struct yx_faults *faults)
{
    const struct yx_node *n = yx_node_get(law, key);
    if (n == NULL || n->kind != YX_NODE_TEXT || n->text[0] == '\0') {
        yx_fault_add(faults, file, n ? n->line : law->line, 0, key, "is missing");
        return "";
    }
    return n->text;
}

static const char *need_day(const struct yx_node *law, const char *key, bool must, const char *file,
    struct yx_faults *faults)
{
    if (!must && yx_node_get(law, key) == NULL)
        return "";
    const char *day = need(law, key, file, faults);
    if (day[0] != '\0' && !yx_kb_is_day(day))
        yx_fault_add(faults, file, yx_node_get(law, key)->line, 0, key, "is not a day like 2018-12-29");
    return day;
}

static const char *const *short_titles(struct yx_arena *a, const struct yx_node *law, const char *file,
    struct yx_faults *faults)
{
    const struct yx_node *list = yx_node_get(law, "short");
    size_t n = 0;
    if (list != NULL && list->kind != YX_NODE_LIST) {
        yx_fault_add(faults, file, list->line, 0, "short", "is not a list");
        list = NULL;
    }
    const char **titles = yx_arena_get(a, (list ? list->count + 1 : 1) * sizeof *titles);
    for (const struct yx_node *t = list ? list->first : NULL; t != NULL; t = t->next)
        if (t->kind == YX_NODE_TEXT)
            titles[n++] = t->text;
    return titles;
}

static int number_of_articles(const struct yx_node *law, const char *file, struct yx_faults *faults)
{
    const char *text = need(law, "articles", file, faults);
    char *end = NULL;
    long n = strtol(text, &end, 10);
    if (text[0] != '\0' && (*end != '\0' || n < 1 || n > 9999)) {
        yx_fault_add(faults, file, yx_node_get(law, "articles")->line, 0, "articles", "is not a number from 1 to 9999");
        return 0;
    }
    return (int)n;
}

static void read_law(struct yx_arena *a, const char *file, struct yx_faults *faults, struct yx_kb_register *r)
{
    static const char *const keys[] = { "title", "short", "articles", "adopted", "revised", "since", "status",
        "verified", NULL };
    const struct yx_node *root = NULL;
    size_t before = faults->count;
    if (yx_yaml_file(a, file, faults, &root) != YX_OK)
        return;
    if (root->kind != YX_NODE_MAP) {
        yx_fault_add(faults, file, root->line, 0, "", "is not a map");
        return;
    }
    yx_node_only(root, file, faults, keys);
    struct yx_kb_law law = {
        .title = need(root, "title", file, faults),
        .short_titles = short_titles(a, root, file, faults),
        .articles = number_of_articles(root, file, faults),
        .adopted = need_day(root, "adopted", true, file, faults),
        .revised = need_day(root, "revised", false, file, faults),
        .since = need_day(root, "since", true, file, faults),
        .status = need(root, "status", file, faults),
        .file = file,
    };
    need(root, "verified", file, faults);
    if (law.status[0] != '\0' && strcmp(law.status, "current") != 0 && strcmp(law.status, "repealed") != 0)
        yx_fault_add(faults, file, yx_node_get(root, "status")->line, 0, "status", "is neither current nor repealed");
    const struct yx_kb_law *twin = yx_kb_register_find(r, law.title);
    if (twin != NULL)
        yx_fault_add(faults, file, root->line, 0, "title", "is also that of %s", twin->file);
    if (faults->count == before)
        r->laws[r->count++] = law;
}

enum yx_err yx_kb_register_read(struct yx_arena *a, const char *folder, struct yx_faults *faults,
    struct yx_kb_register *register_out)
{
    const char *const *files = NULL;
    size_t before = faults->count, n = 0;
    *register_out = (struct yx_kb_register){ 0 };
    enum yx_err err = yx_kb_files(a, folder, ".yaml", false, &files);
    if (err != YX_OK) {
        yx_fault_add(faults, folder, 0, 0, "", "the register of laws: %s", yx_err_words(err));
        return err;
    }
    while (files[n] != NULL)
        n++;
    register_out->laws = yx_arena_get(a, (n + 1) * sizeof *register_out->laws);
    for (size_t i = 0; i < n; i++)
        read_law(a, files[i], faults, register_out);
    return faults->count == before ? YX_OK : YX_INVALID;
}

const struct yx_kb_law *yx_kb_register_find(const struct yx_kb_register *r, const char *title)
{
    for (size_t i = 0; i < r->count; i++)
        if (strcmp(r->laws[i].title, title) == 0)
            return &r->laws[i];
    return NULL;
}

const struct yx_kb_law *yx_kb_register_guess(const struct yx_kb_register *r, const char *short_title)
{
    for (size_t i = 0; i < r->count; i++)
        for (const char *const *t = r->laws[i].short_titles; *t != NULL; t++)
            if (strcmp(*t, short_title) == 0)
                return &r->laws[i];
    return NULL;
}
