#include "page.h"

/* Names of the catalogue that the script reads, as data-… of one element: a script of
 * words inside the page would need a policy of content that allows such scripts. */
static const char *const of_live[] = { "unsent", "sending", "sent", "retrying", "waiting_rate", "offline",
    "unreachable", "retry", "edit", "refused_invalid", "refused_large", "refused_mismatch", "refused_other",
    "thinking", "too_long", "count", "keys", "useful_ask", "useful", "useless", "useful_thanks",
    "useless_thanks", "judge_failed", "copy", "copied", "copy_failed", "print", "cookieless",
    "storageless", "loading", "loading_failed", "new_reply", "leaving", "leave_failed", "leave_unsent",
    "attach", "attach_remove", "file_wait", "file_again", "file_failed", "file_empty", "file_most", "refused_files",
    "kiosk_count", "kiosk_stay", "kiosk_stuck", "print_foot" };
static const char *const of_page[] = { "sources", "source", "article_between", "since", "lookup", "citizen",
    "machine", "staff", "date", "weekday_1", "weekday_2", "weekday_3", "weekday_4", "weekday_5", "weekday_6",
    "weekday_7", "older", "bot", "queue", "human", "person", "person_command", "back", "back_command",
    "disclaimer" };

static const char *const of_files[] = { "told" };

static void put_rows(struct page *p, const char *room, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        page_element(p, " data-", names[i], "=\"");
        page_element(p, "", yx_text_of(p->host, yx_arena_print(p->arena, "%s.%s", room, names[i])), "\"");
    }
}

void page_phrases(struct page *p)
{
    page_put(p, "<div id=\"phrases\" hidden");
    put_rows(p, "live", of_live, sizeof of_live / sizeof *of_live);
    put_rows(p, "page", of_page, sizeof of_page / sizeof *of_page);
    put_rows(p, "files", of_files, sizeof of_files / sizeof *of_files);
    page_element(p, " data-name=\"", yx_house_text(p->host, "house.name"), "\"></div>\n");
}
