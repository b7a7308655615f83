/* What the command line does with cases, whoever runs it: it sees all of them. */
#ifndef YX_CASES_TOOL_H
#define YX_CASES_TOOL_H

#include "base/buf.h"
#include "cases/cases.h"
#include "yx_desk.h"

/* Get ready without a house that serves: kinds, texts, the working calendar. Free with yx_cases_stop. */
enum yx_err yx_cases_tool(const struct yx_config *, struct yx_store *, const struct yx_texts *, struct yx_faults *);

/* As yx_desk_case_list and yx_desk_case, of all. By number: YX_NOT_FOUND. */
enum yx_err yx_case_tool_list(struct yx_arena *, const struct yx_desk_case_filter *, int64_t now_ms, const char **json_out);
enum yx_err yx_case_tool_show(struct yx_arena *, const char *number, int64_t now_ms, const char **json_out);

/* One case as one archive (tar): record.html to be read, record.json for programs, kind.yaml
 * with the rules it was opened under, and manifest.txt with the SHA-256 of
 * each as sha256sum(1) writes it, so that `tar xf NUMBER.tar && cd NUMBER && sha256sum -c manifest.txt` verifies it anywhere. The
 * same case gives the same bytes. That it was exported is recorded. */
enum yx_err yx_case_tool_export(struct yx_arena *, const char *number, int64_t now_ms, struct yx_buf *tar_out);

/* Put it under a legal hold, or end one. YX_CONFLICT: it is so already, or it is erased. */
enum yx_err yx_case_tool_keep(struct yx_arena *, const char *number, bool keep, const char *reason, int64_t now_ms);

#endif
