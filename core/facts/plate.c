/* Number plates of cars. */
#include <string.h>

#include "facts/facts.h"
#include "facts/scan.h"

enum { TAIL_MOST = 7 };

static const char *const provinces[] = { "京", "津", "冀", "晋", "蒙", "辽", "吉", "黑", "沪", "苏", "浙",
    "皖", "闽", "赣", "鲁", "豫", "鄂", "湘", "粤", "桂", "琼", "渝", "川", "贵", "云", "藏", "陕", "甘",
    "青", "宁", "新", "港", "澳", "台", NULL };
static const char *const specials[] = { "警", "学", "挂", "港", "澳", "领", "试", "超", NULL };

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* The characters behind the office's letter, upper case; how many, and the bytes they took. */
static size_t read_tail(const char *at, char tail[TAIL_MOST + 2], size_t *bytes_out)
{
    static const char *const dots[] = { "·", "•", "・", "-", ".", " ", "·", NULL };
    size_t count = 0, bytes = yx_scan_words(at, dots);
    while (count <= TAIL_MOST && (yx_scan_is_digit(at[bytes]) || yx_scan_is_letter(at[bytes])))
        tail[count++] = upper(at[bytes++]);
    tail[count] = '\0';
    *bytes_out = bytes;
    return count;
}

static bool has_wrong_letter(const char *tail)
{
    return strpbrk(tail, "IO") != NULL;
}

static size_t digits_in(const char *tail)
{
    size_t n = 0;
    for (; *tail; tail++)
        n += yx_scan_is_digit(*tail);
    return n;
}

/* Six characters: a small car has its letter first (and may have a second), a large one last. */
static bool is_electric(const char *tail)
{
    bool small = strchr("ABCDEFGHJK", tail[0]) && strspn(tail + 2, "0123456789") == 4;
    bool large = strchr("ABCDEFGHJK", tail[5]) && strspn(tail, "0123456789") == 5;
    return tail[0] && (small || large);
}

static bool judge(struct yx_plate *p, const char *tail, size_t count, size_t special)
{
    if (has_wrong_letter(tail))
        return false;
    p->electric = count == 6 && special == 0 && is_electric(tail);
    if (special > 0)
        return count == 4 && digits_in(tail) >= 2;
    return p->electric || (count == 5 && digits_in(tail) >= 2);
}

static size_t read_plate(const char *text, size_t at, struct yx_plate *p)
{
    static const char *const gaps[] = { " ", "·", NULL };
    char tail[TAIL_MOST + 2];
    size_t bytes, n = yx_scan_words(text + at, provinces);
    if (n == 0)
        return 0;
    size_t gap = yx_scan_words(text + at + n, gaps);
    char office = upper(text[at + n + gap]);
    if (!yx_scan_is_letter(office))
        return 0;
    size_t start = at + n + gap + 1, count = read_tail(text + start, tail, &bytes);
    if (count < 3 || digits_in(tail) < 2)
        return 0; /* 新T恤 */
    size_t special = count == 4 ? yx_scan_words(text + start + bytes, specials) : 0;
    p->wrong = office == 'I' || !judge(p, tail, count, special);
    if (!p->wrong) {
        char *out = p->text;
        memcpy(out, text + at, n);
        out[n] = office;
        memcpy(out + n + 1, tail, count);
        memcpy(out + n + 1 + count, text + start + bytes, special);
    }
    return start + bytes + special - at;
}

bool yx_find_plate(const char *text, size_t from, struct yx_plate *plate_out)
{
    for (size_t at = from; text[at]; at++) {
        *plate_out = (struct yx_plate){ 0 };
        size_t n = read_plate(text, at, plate_out);
        if (n > 0) {
            plate_out->span = (struct yx_span){ at, n };
            return true;
        }
    }
    return false;
}
