/* Numbers of articles as laws write them. */
#ifndef YX_KB_NUMERAL_H
#define YX_KB_NUMERAL_H

/* The number in 第一百二十三条, 第123条 or 第一百二十三条之一 (also 第二百三十四条第一款
 * and the like: paragraphs and items may follow); 0 when the text is nothing of the
 * kind. 1 to 9999. Any thread. */
int yx_kb_article_number(const char *text);

#endif
