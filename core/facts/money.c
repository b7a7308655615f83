/* Sums of money: with a unit, or behind a word of fining and paying. */
#include <string.h>

#include "facts/facts.h"
#include "facts/scan.h"

enum { FEN = 100, NEAR = 36 };

static const char *const unit_words[] = { "元", "元钱", "元整", "块", "块钱", "圆", "圆整", "元人民币",
    "人民币", "RMB", "rmb", "大洋", "块大洋", "块人民币", "大元", NULL };
/* What measures something else. */
static const char *const measures[] = { "个", "人", "名", "次", "辆", "台", "家", "斤", "公斤", "吨", "米",
    "公里", "天", "日", "号", "月", "年", "点", "时", "分", "小时", "条", "箱", "瓶", "包", "盒", "张", "件",
    "户", "亩", "平", "岁", "路", "楼", "栋", "区", "%", "倍", "折", "种", "项", "处", "本", "罐", "袋", "车",
    "位", "口", "周", "星期", "遍", "回", "趟", "只", "头", "匹", "棵", "把", "桶", "卷", "组", "街", "巷",
    "中", "小", "厂", "院", "国道", "省道", "-", ":", "/", ".", "号线", "多个", "多人", "多辆", "多斤",
    "来个", "kg", "KG", "公", "千克", "克", "门", "队", "所", "级", "度", "下", "刀", "拳", "脚", "声", "句",
    "场", "排", "层", "单元", "室", "幢", "桌", "盘", "份", "根", "双", "副", "对", "顶", "摊", "店", "方",
    "立方", "升", "毫", "寸", "尺", "亿吨", NULL };

/* Words of paying that end before the number, and what may stand between. */
static const char *const paying[] = { "罚", "罚款", "罚金", "罚单", "收", "要", "交", "缴", "扣", "索要",
    "讹", "敲诈", "勒索", "给", "塞", "掏", "付", "赔", "收取", "缴纳", "交纳", "上交", "处罚", "开罚单",
    "押金", "保证金", "费", "转账", "转", "孝敬", "好处费", "判罚", "开", "罚没", "补", "现金", "款", NULL };
static const char *const between[] = { "了", "我", "你", "他", "她", "他们", "我们", "咱", "人家", "司机",
    "大爷", "大妈", "老板", "店主", "商户", "摊主", "一个", "钱", "款", "每", "家", "户", "共", "总共",
    "一共", "共计", "足足", "整整", "去", "走", "过", "大概", "大约", "约", "近", "是", "为", "到", "他家",
    "我家", "老人", "车主", "下来", " ", ":", ",", "金额", "直接", "硬", "又", "张口", "开口", "就", "将近",
    "差不多", "好", "元", "人", "们", "民币", "人民币", "高达", "至少", "最少", "最低", "从", "数额", "妇女",
    "业主", "小贩", "菜农", "瓜农", "果农", "农户", "村民", "货主", "群众", "个体户", "掉", "得", "上", "缴",
    "交", "罚", "单", NULL };

/* 罚 stands a few characters before, in the same clause, whoever was fined: 罚我朋友200. */
static bool is_fined(const char *text, size_t at)
{
    static const char *const walls[] = { ",", "。", ".", ";", "!", "?", ":", " ", "\n", "、", "没", "不",
        NULL };
    for (int chars = 0; at > 0 && chars < 7; chars++) {
        do
            at--;
        while (at > 0 && ((unsigned char)text[at] & 0xc0) == 0x80);
        if (yx_scan_words(text + at, walls) > 0 || yx_scan_is_digit(text[at]))
            return false;
        if (strncmp(text + at, "罚", strlen("罚")) == 0)
            return true;
    }
    return false;
}

/* Whether words of paying lead up to `at`. */
static bool is_paid(const char *text, size_t at)
{
    size_t least = at > NEAR ? at - NEAR : 0;
    for (;;) {
        if (yx_scan_ends(text, at, paying))
            return true;
        size_t best = 0;
        for (const char *const *w = between; *w; w++) {
            size_t n = strlen(*w);
            if (n > best && at >= least + n && memcmp(text + at - n, *w, n) == 0)
                best = n;
        }
        if (best == 0)
            return false;
        at -= best;
    }
}

/* A price, a wage, what goods are worth: no fine. */
static bool is_price(const char *text, size_t at, size_t end)
{
    static const char *const before[] = { "卖", "一斤", "每斤", "工资", "价值", "值", "营业额", "月租",
        "房租", "租金", "成本", "赚", "挣", "本钱", "进货", "卖了", "才卖", "只卖", "只赚", "赚了", "挣了",
        "才挣", "才赚", "值个", "每个", "一个卖", "一天卖", "收入", "存款", "欠", "欠我", "欠了", "补贴",
        "低保", "花了", "花", "进价", "买", "买的", "一天才挣", "一天就挣", "一天才赚", "一天挣", NULL };
    static const char *const after[] = { "一斤", "一个", "一公斤", "一碗", "一份", "每斤", "的货", "的东西",
        "的菜", "的水果", "一件", "的生意", "工资", "一月的工资", "1斤", "/斤", "的营业额", "进的货", "一串",
        "的商品", "的本钱", NULL };
    return yx_scan_ends(text, at, before) || yx_scan_words(text + end, after) > 0;
}

static size_t sign(const char *at)
{
    static const char *const signs[] = { "¥", "¥ ", "$", "RMB", "RMB ", "人民币", NULL };
    return yx_scan_words(at, signs);
}

/* 多, 来, 余 between number and unit. */
static size_t vague(const char *at)
{
    static const char *const words[] = { "多", "来", "余", "把", " ", "大几", NULL };
    return yx_scan_words(at, words);
}

/* 的罚款, 罚单 behind the number make a sum of it. */
static bool is_named(const char *at)
{
    static const char *const names[] = { "的罚款", "罚款", "的罚单", "罚单", "的罚金", "的押金", "的好处费",
        "好处费", "的保证金", "的卫生费", "的管理费", "管理费", "卫生费", "的票", "的红包", "红包", "现金",
        "的现金", "的费用", "的停车费", "停车费", NULL };
    return yx_scan_words(at, names) > 0;
}

/* In the middle of a figure, a time, a range, a plate. */
static bool is_inside(const char *text, size_t at)
{
    if (at == 0)
        return false;
    bool mark = strchr(".:-", text[at - 1]) != NULL && yx_scan_digit_before(text, at - 1);
    return mark || yx_scan_digit_before(text, at) || yx_scan_is_letter(text[at - 1]);
}

/* The bytes of a number, money or not, that nothing is read from the middle of. */
static size_t whole_number(const char *at)
{
    int64_t number;
    size_t n = yx_scan_number(at, &number);
    if (n > 0)
        return n;
    while (yx_scan_is_numeral(at + n))
        n += strlen("一");
    return n;
}

/* 一千二, 三百五 at the end of a clause say no other thing than money. */
static bool is_round(const char *text, size_t at, size_t end)
{
    static const char *const ends[] = { ",", "。", ".", ";", "!", "?", " ", "\n", "、", "才", "就", NULL };
    bool figures = yx_scan_is_digit(text[at]);
    return !figures && (text[end] == '\0' || yx_scan_words(text + end, ends) > 0);
}

static size_t read_money(const char *text, size_t at, struct yx_money *m)
{
    int64_t hundredths;
    size_t s = sign(text + at), n = yx_scan_number(text + at + s, &hundredths);
    if (n == 0 || (s == 0 && is_inside(text, at)))
        return 0;
    size_t end = at + s + n, v = vague(text + end), unit = yx_scan_words(text + end + v, unit_words);
    m->paid = is_paid(text, at) || is_fined(text, at);
    bool measured = yx_scan_words(text + end, measures) > 0 || yx_scan_is_letter(text[end]) ||
                    yx_scan_is_digit(text[end]);
    bool round = is_round(text, at, end) && hundredths >= 100 * FEN;
    if (unit == 0 && s == 0 &&
        (measured || hundredths < 10 * FEN || !(m->paid || round || is_named(text + end + v))))
        return 0;
    if (hundredths == 0)
        return 0;
    end += unit ? v + unit : v && text[end] != ' ' ? v : 0;
    m->price = !m->paid && is_price(text, at, end);
    m->too_large = hundredths > (int64_t)YX_MONEY_MOST_YUAN * FEN;
    m->fen = m->too_large ? 0 : hundredths;
    return end - at;
}

bool yx_find_money(const char *text, size_t from, struct yx_money *money_out)
{
    for (size_t at = from; text[at]; at++) {
        if (((unsigned char)text[at] & 0xc0) == 0x80)
            continue;
        *money_out = (struct yx_money){ 0 };
        size_t n = read_money(text, at, money_out);
        if (n > 0) {
            money_out->span = (struct yx_span){ at, n };
            return true;
        }
        n = whole_number(text + at);
        at += n > 1 ? n - 1 : 0;
    }
    return false;
}
