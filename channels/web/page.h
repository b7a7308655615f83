/* The citizen's page while it is written: what page.c and the files of its parts share. */
#ifndef YX_WEB_PAGE_H
#define YX_WEB_PAGE_H

#include "web.h"

struct page {
    struct yx_buf out;
    const struct yx_host *host;
    struct yx_arena *arena;
    bool kiosk; /* a terminal that the next person uses, too: nothing leads away from it */
};

/* ---- html.c: bytes ---- */

void page_put(struct page *, const char *html);
/* Text as text, in elements and in attributes with double quotes. */
void page_escape(struct page *, const char *text, size_t len);
void page_element(struct page *, const char *open, const char *text, const char *close);
/* The same with a text of the catalogue. */
void page_key(struct page *, const char *open, const char *key, const char *close);
/* A form of one button that says `text` for the citizen; `label` is read on it. */
void page_button(struct page *, const char *style, const char *text, const char *label);

/* ---- the parts, in the order in which they stand ---- */

/* welcome.c: who the house is, what it can do, what people ask, what it keeps of them. */
void page_welcome(struct page *);
/* transcript.c: the messages. */
void page_transcript(struct page *, const struct web_history *);
/* blocks.c: an answer's text as headings, paragraphs and lists; ui/blocks.js does the same. */
void page_blocks(struct page *, const char *text);
/* phrases.c: what the script says, as attributes of one hidden element. */
void page_phrases(struct page *);

#endif
