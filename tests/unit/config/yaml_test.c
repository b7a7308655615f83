#include "config/yaml.h"

#include "unit.h"

static struct yx_arena *arena;
static struct yx_faults faults;

static int set_up(void **state)
{
    (void)state;
    arena = yx_arena_new(64 << 20);
    faults = (struct yx_faults){ .arena = arena };
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    yx_arena_free(&arena);
    return 0;
}

static const struct yx_node *read_good(const char *text)
{
    const struct yx_node *root = NULL;
    assert_int_equal(yx_yaml_bytes(arena, text, strlen(text), "a.yaml", 1, &faults, &root), YX_OK);
    assert_non_null(root);
    return root;
}

/* The text is refused, and its first fault is printed like this. */
static void assert_fault(const char *text, size_t len, const char *want)
{
    const struct yx_node *root;
    char *printed = NULL;
    size_t size = 0;
    faults = (struct yx_faults){ .arena = arena };
    assert_int_not_equal(yx_yaml_bytes(arena, text, len, "a.yaml", 1, &faults, &root), YX_OK);
    FILE *out = open_memstream(&printed, &size);
    yx_faults_print(&faults, out);
    fclose(out);
    if (strncmp(printed, want, strlen(want)) != 0)
        fail_msg("got %s wanted %s", printed, want);
    free(printed);
}

static void assert_refused(const char *text, const char *want)
{
    assert_fault(text, strlen(text), want);
}

static void reads_maps_lists_and_texts_with_their_lines(void **state)
{
    (void)state;
    const struct yx_node *root = read_good("a: 12\nb:\n  - \"12\"\n  - {c: 线}\n");
    const struct yx_node *b = yx_node_get(root, "b");
    assert_string_equal(yx_node_text(root, "a", ""), "12");
    assert_true(yx_node_get(root, "a")->plain);
    assert_int_equal(b->count, 2);
    assert_false(b->first->plain);
    assert_int_equal(b->first->next->line, 4);
    assert_int_equal(b->first->next->column, 5);
    assert_string_equal(b->first->next->first->path, ".b[1].c");
    assert_string_equal(b->first->next->first->text, "线");
    assert_null(yx_node_get(root, "z"));
    assert_string_equal(yx_node_text(root, "z", "none"), "none");
}

static void takes_an_empty_file_for_an_empty_map(void **state)
{
    (void)state;
    assert_int_equal(read_good("")->kind, YX_NODE_MAP);
    assert_int_equal(read_good("# nothing\n")->count, 0);
    assert_int_equal(read_good("---\n")->kind, YX_NODE_MAP);
}

static void counts_lines_from_where_the_caller_says(void **state)
{
    (void)state;
    const struct yx_node *root;
    assert_int_equal(yx_yaml_bytes(arena, "a: 1\nb: 2\n", 10, "x.md", 2, &faults, &root), YX_OK);
    assert_int_equal(yx_node_get(root, "b")->line, 3);
}

static void refuses_a_key_twice_and_names_both_places(void **state)
{
    (void)state;
    assert_refused("a:\n  b: 1\n  c: 2\n  b: 3\n", "a.yaml:4:3: .a.b: the key is here twice, first on line 2\n");
}

static void refuses_aliases_anchors_and_tags_where_they_stand(void **state)
{
    (void)state;
    assert_refused("a: &x 1\nb: *x\n", "a.yaml:1:4: .a: anchors, aliases and tags");
    assert_refused("b:\n  - *x\n", "a.yaml:2:5: .b[0]: anchors, aliases and tags");
    assert_refused("b: !!int 3\n", "a.yaml:1:4: .b: anchors, aliases and tags");
    assert_refused("&x a: 1\n", "a.yaml:1:1:");
}

static void refuses_what_is_nested_too_deep(void **state)
{
    (void)state;
    char text[4001];
    memset(text, '[', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_refused(text, "a.yaml:1:17:");
    read_good("[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]");
    assert_refused("[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]", "a.yaml:1:17: [0][0][0]");
}

static void tells_where_the_syntax_breaks(void **state)
{
    (void)state;
    assert_refused("a: 1\n b: 2\n", "a.yaml:2:3: ");
    assert_refused("a: [1, 2\n", "a.yaml:2:1: ");
    assert_refused("a: \"x\n", "a.yaml:");
    assert_refused("a: 1\n---\nb: 2\n", "a.yaml:2:1: only one document a file");
}

static void refuses_bytes_that_are_not_text(void **state)
{
    (void)state;
    assert_refused("a: 1\nb: \xff\n", "a.yaml:2:1: not UTF-8 text");
    assert_fault("a: 1\nb: \0\n", 10, "a.yaml:2:1: not UTF-8 text");
    assert_refused("a: \"x\\0y\"\n", "a.yaml:1:4: .a: a text may not contain NUL");
}

static void bounds_files_keys_and_maps(void **state)
{
    (void)state;
    size_t len = (1 << 20) + 1;
    char *big = malloc(len + 1);
    memset(big, ' ', len);
    assert_fault(big, len, "a.yaml: larger than 1 MiB");
    memset(big, 'k', 200);
    strcpy(big + 200, ": 1\n");
    assert_refused(big, "a.yaml:1:1: a key may have 128 bytes at most");
    size_t at = 0;
    for (int i = 0; i < 5000; i++)
        at += (size_t)sprintf(big + at, "k%d: 1\n", i);
    assert_refused(big, "a.yaml:4097:1: more than 4096 keys in one map");
    free(big);
}

static void says_which_keys_are_unknown(void **state)
{
    (void)state;
    static const char *const keys[] = { "name", "pattern", NULL };
    yx_node_only(read_good("name: a\npatern: b\n"), "a.yaml", &faults, keys);
    assert_int_equal(faults.count, 1);
    assert_int_equal(faults.first->line, 2);
    assert_string_equal(faults.first->path, ".patern");
}

static void says_that_a_file_is_not_there(void **state)
{
    (void)state;
    const struct yx_node *root;
    assert_int_equal(yx_yaml_file(arena, "/nonexistent/a.yaml", &faults, &root), YX_NOT_FOUND);
    assert_int_equal(faults.count, 1);
    assert_int_equal(yx_yaml_file(arena, "/", &faults, &root), YX_IO);
}

static void keeps_the_first_hundred_faults_and_counts_the_rest(void **state)
{
    (void)state;
    char *printed = NULL;
    size_t size = 0;
    for (int i = 0; i < 150; i++)
        yx_fault_add(&faults, "f", i, 1, "", "no %d", i);
    FILE *out = open_memstream(&printed, &size);
    yx_faults_print(&faults, out);
    fclose(out);
    assert_int_equal(faults.count, 150);
    assert_non_null(strstr(printed, "f:99:1: no 99\n… and 50 more\n"));
    assert_null(strstr(printed, "no 100"));
    free(printed);
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(reads_maps_lists_and_texts_with_their_lines),
        T(takes_an_empty_file_for_an_empty_map),
        T(counts_lines_from_where_the_caller_says),
        T(refuses_a_key_twice_and_names_both_places),
        T(refuses_aliases_anchors_and_tags_where_they_stand),
        T(refuses_what_is_nested_too_deep),
        T(tells_where_the_syntax_breaks),
        T(refuses_bytes_that_are_not_text),
        T(bounds_files_keys_and_maps),
        T(says_which_keys_are_unknown),
        T(says_that_a_file_is_not_there),
        T(keeps_the_first_hundred_faults_and_counts_the_rest),
    };
    return cmocka_run_group_tests_name("config/yaml", tests, NULL, NULL);
}
