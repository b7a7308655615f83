#include "kb/library.h"

#include <string.h>

#include "config/yaml.h"
#include "kb/files.h"

static void read_topics(struct yx_arena *a, const char *file, struct yx_faults *faults, struct yx_kb_topics *t)
{
    const struct yx_node *root = NULL;
    if (yx_yaml_file(a, file, faults, &root) != YX_OK)
        return;
    if (root->kind != YX_NODE_LIST) {
        yx_fault_add(faults, file, root->line, 0, "", "is not a list of topics");
        return;
    }
    const char **titles = yx_arena_get(a, (root->count + 1) * sizeof *titles);
    for (const struct yx_node *n = root->first; n != NULL; n = n->next) {
        const char *title = n->kind == YX_NODE_MAP ? yx_node_text(n, "title", "") : "";
        if (title[0] == '\0')
            yx_fault_add(faults, file, n->line, 0, n->path, "has no title");
        else
            titles[t->count++] = title;
    }
    t->titles = titles;
}

static void read_sources(struct yx_arena *a, const char *folder, struct yx_faults *faults, struct yx_kb_library *l)
{
    const char *const *files = NULL;
    size_t n = 0;
    enum yx_err err = yx_kb_files(a, folder, ".md", true, &files);
    if (err != YX_OK) {
        yx_fault_add(faults, folder, 0, 0, "", "the articles: %s", yx_err_words(err));
        return;
    }
    while (files[n] != NULL)
        n++;
    l->sources = yx_arena_get(a, (n + 1) * sizeof *l->sources);
    for (size_t i = 0; i < n; i++) {
        const char *name = strrchr(files[i], '/');
        if (strcmp(name ? name + 1 : files[i], "README.md") == 0)
            continue;
        if (yx_kb_source_read(a, files[i], faults, &l->sources[l->count]) == YX_OK)
            l->count++;
    }
}

enum yx_err yx_kb_library_read(struct yx_arena *a, const char *dir, const char *articles, struct yx_faults *faults,
    struct yx_kb_library *library_out)
{
    size_t before = faults->count;
    *library_out = (struct yx_kb_library){ 0 };
    yx_kb_register_read(a, yx_arena_print(a, "%s/laws", dir), faults, &library_out->laws);
    read_topics(a, yx_arena_print(a, "%s/topics.yaml", dir), faults, &library_out->topics);
    read_sources(a, articles ? articles : yx_arena_print(a, "%s/articles", dir), faults, library_out);
    return faults->count == before ? YX_OK : YX_INVALID;
}

/* The ways to ask, one a line. */
static const char *asks_of(struct yx_arena *a, const struct yx_kb_source *s)
{
    size_t len = 1;
    for (size_t i = 0; i < s->ask_count; i++)
        len += strlen(s->ask[i]) + 1;
    char *text = yx_arena_get(a, len), *at = text;
    for (size_t i = 0; i < s->ask_count; i++) {
        at = stpcpy(at, s->ask[i]);
        *at++ = '\n';
    }
    return text;
}

static enum yx_err compile(const struct yx_kb_library *l, struct yx_arena *a, const struct yx_kb_source *s,
    struct yx_kb_builder *b)
{
    struct yx_kb_basis *basis = yx_arena_get(a, (s->basis_count + 1) * sizeof *basis);
    for (size_t i = 0; i < s->basis_count; i++) {
        const struct yx_kb_law *law = yx_kb_register_find(&l->laws, s->basis[i].law);
        basis[i] = (struct yx_kb_basis){ s->basis[i].law, s->basis[i].article, law ? law->since : "" };
    }
    struct yx_kb_draft draft = {
        .id = s->id,
        .title = s->title,
        .ask = asks_of(a, s),
        .body = s->body,
        .topic = s->topic,
        .revision = s->revision,
        .reviewed_on = s->reviewed_on,
        .basis = basis,
        .basis_count = s->basis_count,
    };
    return yx_kb_builder_add(b, &draft);
}

enum yx_err yx_kb_library_compile(const struct yx_kb_library *l, struct yx_arena *a, const char *today,
    struct yx_kb_builder *b, size_t *count_out)
{
    enum yx_err err = YX_OK;
    *count_out = 0;
    for (size_t i = 0; i < l->count && err == YX_OK; i++) {
        if (!yx_kb_source_is_current(&l->sources[i], today))
            continue;
        err = compile(l, a, &l->sources[i], b);
        *count_out += err == YX_OK;
    }
    return err;
}
