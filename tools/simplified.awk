# OpenCC's rows "traditional TAB simplified…" as C pairs of code points, sorted by the first.
# Works on bytes (LC_ALL=C), so that any awk does.
function code(s,   n, b, i, c) {
    b = ord[substr(s, 1, 1)]
    n = b < 128 ? 1 : b < 224 ? 2 : b < 240 ? 3 : 4
    c = n == 1 ? b : n == 2 ? b % 32 : n == 3 ? b % 16 : b % 8
    for (i = 2; i <= n; i++)
        c = c * 64 + ord[substr(s, i, 1)] % 64
    return c
}
BEGIN {
    FS = "\t"
    for (i = 1; i < 256; i++)
        ord[sprintf("%c", i)] = i
}
{
    split($2, to, " ")
    from = code($1)
    if (from >= 13312 && code(to[1]) != from)
        printf "{ 0x%05x, 0x%05x },\n", from, code(to[1])
}
