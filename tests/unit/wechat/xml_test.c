#include "world.h"

static enum yx_err read_len(const char *bytes, size_t len, struct wechat_xml *xml)
{
    return wechat_xml_read(world.arena, bytes, len, xml);
}

static enum yx_err judged(const char *bytes)
{
    struct wechat_xml xml;
    return read_len(bytes, strlen(bytes), &xml);
}

static void reads_texts_by_path(void **state)
{
    (void)state;
    static const char doc[] = "<?xml version=\"1.0\"?>\n<xml>\n <A><![CDATA[一<b>&]]></A>\n <!-- c --><B> x &lt;&#x1F62D; </B><C/>"
        "<D e='f'><E>1</E>mixed<E>2</E></D><?p i?><A>again</A>\n</xml>\n";
    struct wechat_xml xml;
    assert_int_equal(read_len(doc, sizeof doc - 1, &xml), YX_OK);
    assert_string_equal(wechat_xml_text(&xml, "A"), "一<b>&");
    assert_string_equal(wechat_xml_text(&xml, "B"), " x <😭 ");
    assert_string_equal(wechat_xml_text(&xml, "C"), "");
    assert_string_equal(wechat_xml_nth(&xml, "D/E", 1), "2");
    assert_null(wechat_xml_nth(&xml, "D/E", 2));
    assert_null(wechat_xml_nth(&xml, "D", 0));
    assert_string_equal(wechat_xml_nth(&xml, "A", 1), "again");
    assert_string_equal(wechat_xml_text(&xml, "E"), "");
    assert_int_equal(xml.count, 6);
}

static void refuses_what_is_not_well_formed(void **state)
{
    (void)state;
    static const char *const bad[] = { "", " ", "x", "<xml>", "<xml></xm>", "<xml><a></xml></a>", "<xml/><xml/>",
        "<xml>&nbsp;</xml>", "<xml>&#0;</xml>", "<xml>&#1;</xml>", "<xml>\x01</xml>", "<xml>\xff</xml>", "<xml>\xc0\x80</xml>",
        "<xml>\xed\xa0\x80</xml>", "<XML/>", "<root/>", "{\"a\":1}", "<xml><![CDATA[</xml>", "<xml a=1/>", "<xml a='1' a='2'/>" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (judged(bad[i]) != YX_INVALID)
            fail_msg("taken: %s", bad[i]);
}

static void refuses_every_doctype(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "<!DOCTYPE xml><xml/>",
        "<!DOCTYPE xml SYSTEM \"http://127.0.0.1/x.dtd\"><xml/>",
        "<!DOCTYPE xml PUBLIC \"a\" \"b\"><xml/>",
        "<!DOCTYPE xml [<!ENTITY a \"b\">]><xml>&a;</xml>",
        "<!DOCTYPE xml [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><xml><A>&a;</A></xml>",
        "<!DOCTYPE xml [<!ENTITY % a SYSTEM \"http://127.0.0.1/\"> %a;]><xml/>",
        "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"
        "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;\">]><xml>&d;</xml>",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (judged(bad[i]) != YX_INVALID)
            fail_msg("taken: %s", bad[i]);
}

static void refuses_nul_wherever_it_stands(void **state)
{
    (void)state;
    static const char doc[] = "<xml><A>b</A></xml>";
    struct wechat_xml xml;
    for (size_t i = 0; i < sizeof doc; i++) {
        char copy[sizeof doc];
        memcpy(copy, doc, sizeof doc);
        copy[i] = '\0';
        assert_int_equal(read_len(copy, sizeof doc, &xml), YX_INVALID);
    }
}

static void refuses_another_encoding(void **state)
{
    (void)state;
    assert_int_equal(judged("<?xml version=\"1.0\" encoding=\"GBK\"?><xml><A>\xc0\xcf</A></xml>"), YX_INVALID);
    assert_int_equal(judged("<?xml version=\"1.0\" encoding=\"GBK\"?><xml><A>老</A></xml>"), YX_OK);
    static const char utf16[] = "\xff\xfe<\0x\0m\0l\0/\0>\0";
    struct wechat_xml xml;
    assert_int_equal(read_len(utf16, sizeof utf16 - 1, &xml), YX_INVALID);
}

/* `n` times the part, between the ends. */
static char *repeated(const char *before, const char *part, size_t n, const char *after)
{
    struct yx_buf text = yx_buf_new(4 << 20);
    yx_buf_text(&text, before);
    for (size_t i = 0; i < n; i++)
        yx_buf_text(&text, part);
    yx_buf_text(&text, after);
    assert_false(text.over);
    char *copy = yx_arena_copy(world.arena, text.at);
    yx_buf_free(&text);
    return copy;
}

static void bounds_depth_width_and_names(void **state)
{
    (void)state;
    assert_int_equal(judged(repeated("<xml>", "<a>", 7, "</a></a></a></a></a></a></a></xml>")), YX_OK);
    assert_int_equal(judged(repeated("<xml>", "<a>", 8, "</a></a></a></a></a></a></a></a></xml>")), YX_INVALID);
    assert_int_equal(judged(repeated("<xml>", "<a>", 10000, "")), YX_INVALID);
    assert_int_equal(judged(repeated("<xml>", "<a/>", 256, "</xml>")), YX_OK);
    assert_int_equal(judged(repeated("<xml>", "<a/>", 257, "</xml>")), YX_INVALID);
    assert_int_equal(judged(repeated("<xml><", "a", 159, "/></xml>")), YX_OK);
    assert_int_equal(judged(repeated("<xml><", "a", 160, "/></xml>")), YX_INVALID);
}

static void bounds_the_whole(void **state)
{
    (void)state;
    struct wechat_xml xml;
    char *large = repeated("<xml><A>", "x", WECHAT_BODY_MOST - 19, "</A></xml>");
    assert_int_equal(read_len(large, strlen(large), &xml), YX_OK);
    assert_int_equal(strlen(wechat_xml_text(&xml, "A")), WECHAT_BODY_MOST - 19);
    assert_int_equal(judged(repeated("<xml><A>", "x", WECHAT_BODY_MOST, "</A></xml>")), YX_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        W(reads_texts_by_path), W(refuses_what_is_not_well_formed), W(refuses_every_doctype),
        W(refuses_nul_wherever_it_stands), W(refuses_another_encoding), W(bounds_depth_width_and_names),
        W(bounds_the_whole),
    };
    return cmocka_run_group_tests_name("wechat/xml", tests, NULL, NULL);
}
