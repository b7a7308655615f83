#include <stdio.h>
#include <string.h>

#include "page.h"

enum { TOPICS = 12, QUESTIONS = 3, TOPIC_KEY_MOST = 40 };

/* A line of the house that may be empty, with its name before it. */
static void put_fact(struct page *p, const char *key, const char *option)
{
    const char *value = yx_house_text(p->host, option);
    if (*value == '\0')
        return;
    page_key(p, "<div><dt>", key, "</dt>");
    page_element(p, "<dd>", value, "</dd></div>");
}

static bool is_number(const char *text)
{
    return *text && strspn(text, "0123456789-+ ") == strlen(text);
}

static void put_phone(struct page *p)
{
    const char *phone = yx_house_text(p->host, "house.phone");
    if (p->kiosk || !is_number(phone)) {
        put_fact(p, "page.phone", "house.phone");
        return;
    }
    page_key(p, "<div><dt>", "page.phone", "</dt>");
    page_element(p, "<dd><a href=\"tel:", phone, "\">");
    page_element(p, "", phone, "</a></dd></div>");
}

static const char *of_topic(const struct page *p, int topic, const char *what)
{
    char key[TOPIC_KEY_MOST];
    snprintf(key, sizeof key, "topic_%d.%s", topic, what);
    return yx_text_of(p->host, key);
}

/* A topic that unfolds into its questions; a county hides one by an empty text. */
static void put_topic(struct page *p, int topic)
{
    static const char *const rows[QUESTIONS] = { "q1", "q2", "q3" };
    const char *name = of_topic(p, topic, "name");
    if (*name == '\0')
        return;
    page_element(p, "<details class=\"topic\"><summary>", name, "</summary>");
    for (int i = 0; i < QUESTIONS; i++) {
        const char *question = of_topic(p, topic, rows[i]);
        if (*question)
            page_button(p, "ask", question, question);
    }
    page_put(p, "</details>");
}

static void put_privacy(struct page *p)
{
    const char *phone = yx_house_text(p->host, "house.phone");
    static const char *const lines[] = { "privacy.stored", "privacy.cookie", "privacy.why", "privacy.where",
        "privacy.long" };
    page_key(p, "<div class=\"privacy\"><p>", "privacy.short", "</p>");
    page_key(p, "<details id=\"privacy\"><summary>", "privacy.title", "</summary><ul>");
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        page_key(p, "<li>", lines[i], "</li>");
    page_element(p, "<li>",
        yx_text_fill(p->host, p->arena, *phone ? "privacy.whom" : "privacy.whom_nophone", "name",
            yx_house_text(p->host, "house.name"), "phone", phone, NULL),
        "</li></ul>");
    page_key(p, "<p data-script hidden>", "privacy.leave_about", "</p>");
    page_key(p, "<button type=\"button\" id=\"leave\" data-script hidden>", "privacy.leave", "</button>");
    page_put(p, "<p id=\"leave-note\" role=\"status\"></p></details></div>");
}

void page_welcome(struct page *p)
{
    page_key(p, "<section class=\"welcome\" aria-label=\"", "page.house", "\">");
    page_key(p, "<h2>", "page.welcome", "</h2>");
    page_key(p, "<p class=\"ability\">", "page.ability", "</p><dl class=\"facts\">");
    put_fact(p, "page.area", "house.area");
    put_fact(p, "page.hours", "house.hours");
    put_phone(p);
    page_put(p, "</dl>");
    put_privacy(p);
    page_key(p, "<h2 class=\"common\">", "page.common", "</h2><div class=\"topics\">");
    for (int i = 1; i <= TOPICS; i++)
        put_topic(p, i);
    page_put(p, "</div></section>\n");
}
