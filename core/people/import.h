/* The registry of supervisors from a table: all rows or none. */
#ifndef YX_PEOPLE_IMPORT_H
#define YX_PEOPLE_IMPORT_H

#include "people/supervisors.h"

enum { YX_IMPORT_BYTES_MOST = 8 << 20 };

/* What becomes of a row. */
enum yx_import_will { YX_IMPORT_FAULT, YX_IMPORT_ADD, YX_IMPORT_CHANGE, YX_IMPORT_SAME };
struct yx_import_row {
    int line;                /* of the file, from 1 */
    struct yx_supervisor is; /* clean, when there is no fault; id is set by yx_import_run */
    const char *area;        /* by its name; "": the whole county */
    enum yx_import_will will;
    const char *fault; /* in words, for the administrator */
    bool misread;      /* the fault is one of the table, whatever the registry says */
};
struct yx_import {
    struct yx_import_row *rows;
    size_t count, faults;
    const char *from; /* "UTF-8", "GB18030": how the file was written */
};

/* Read a table (RFC 4180: commas, or semicolons or tabs when the header has them; quotes) whose first line names the columns, in Chinese or
 * English, in any order:
 *   number 编号 证号 · name 姓名 · phone 手机 电话 (several with ; / or 、 between) · area 片区 区域 · from 任期开始 聘任日期 ·
 *   until 任期结束 截止日期 · appointed_by 聘任机关 聘任单位
 * number, name and from must be there. UTF-8 with or without a mark, else GB18030. YX_INVALID: *why_out says what is wrong with
 * the whole; faults of a row are the row's. */
enum yx_err yx_import_read(
    struct yx_arena *, const char *bytes, size_t len, struct yx_import *, const char **why_out);

/* Judge the rows against the registry and, when there is no fault and this is not `dry`, write all of them in one commit.
 * Somebody is known by their number. add_areas: an area that is not there is made. YX_INVALID: there are faults, nothing
 * was written. */
enum yx_err yx_import_run(
    struct yx_store *, struct yx_arena *, struct yx_import *, bool add_areas, bool dry, int64_t now_ms);

#endif
