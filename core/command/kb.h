/* `yixian kb VERB …`: build, search, eval and lint of the knowledge base. */
#ifndef YX_COMMAND_KB_H
#define YX_COMMAND_KB_H

/* argv[0] is the verb. Returns the exit code: 0 done, 1 refused or failed with a line
 * on stderr, 2 wrong usage. */
int yx_command_kb_build(int argc, char **argv);
int yx_command_kb_search(int argc, char **argv);
int yx_command_kb_eval(int argc, char **argv);
int yx_command_kb_lint(int argc, char **argv);

/* One line for each verb, for a table of commands. */
#define YX_COMMAND_KB_BUILD "[--config FILE] [--dir KB] [--from FILE.jsonl[.gz]|FOLDER] [--out FILE]"
#define YX_COMMAND_KB_SEARCH \
    "[--config FILE | --index FILE] [--top N] [--json] QUESTION… | --queries FILE [--top N] --tsv"
#define YX_COMMAND_KB_EVAL \
    "[--config FILE | --index FILE] [--verbose] FILE.tsv… | --queries FILE --qrels FILE"
#define YX_COMMAND_KB_LINT "[--config FILE] [--dir KB]"

#endif
