/* Counters in a page that all roles share, so /metrics sees the whole house. */
#ifndef YX_WATCH_METRICS_H
#define YX_WATCH_METRICS_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/buf.h"

/* X(id, name, help); a name that ends in _total is a counter, else a gauge */
#define YX_METRIC_MAP(X)                                                                 \
    X(REQUESTS, "yx_requests_total", "requests that the gate read")                      \
    X(REQUESTS_REFUSED, "yx_requests_refused_total", "requests answered with 4xx")       \
    X(REQUESTS_FAILED, "yx_requests_failed_total", "requests answered with 5xx")         \
    X(SLOW_BUSY, "yx_slow_busy_total", "slow requests turned away, the pool was full")   \
    X(TURNS, "yx_turns_total", "messages recorded")                                      \
    X(TURNS_DUPLICATE, "yx_turns_duplicate_total", "deliveries of a message seen before") \
    X(TURNS_RERUN, "yx_turns_rerun_total", "turns run again because another was faster") \
    X(TURNS_RATE, "yx_turns_rate_limited_total", "messages over the rate of a sender")   \
    X(TURNS_FAILED, "yx_turns_failed_total", "turns that could not be recorded")         \
    X(TURNS_POISON, "yx_turns_poison_total", "messages given to staff after crashes")    \
    X(TURNS_UNANSWERED, "yx_turns_unanswered_total", "questions without a sure answer")  \
    X(TURNS_QUEUED, "yx_turns_queued_total", "conversations handed to a person")         \
    X(LEASES_LOST, "yx_leases_lost_total", "conversations whose owner's page went away") \
    X(TURNS_SILENT, "yx_turns_silent_total", "messages of machines, and the same one again, kept without an answer") \
    X(TURNS_APART, "yx_turns_apart_total", "texts that were one of several of a message") \
    X(MESSAGES_REFUSED, "yx_messages_refused_total", "requests at channels that were no message") \
    X(CASES, "yx_cases_total", "cases opened")                                          \
    X(CASES_YELLOW, "yx_cases_yellow_total", "limits of cases that came to their yellow mark") \
    X(CASES_RED, "yx_cases_red_total", "limits of cases that ended before what they are for") \
    X(COMMITS, "yx_commits_total", "commits of the store")                               \
    X(COMMIT_WORKS, "yx_commit_works_total", "works inside those commits")               \
    X(COMMIT_YIELDS, "yx_commit_yields_total", "times a commit waited for another process") \
    X(LATER_LOST, "yx_store_marks_lost_total", "marks nobody waited for that were not committed") \
    X(CHECKPOINTS, "yx_checkpoints_total", "checkpoints of the write-ahead log")         \
    X(PATTERN_LIMIT, "yx_pattern_limit_total", "pattern matches stopped by their limit") \
    X(WAKES_LOST, "yx_wakes_lost_total", "datagrams to post that found nobody")            \
    X(NEWS, "yx_news_published_total", "pages told that there is something new")         \
    X(NEWS_FAILED, "yx_news_failed_total", "of these, not taken by nginx")               \
    X(LETTERS_SENT, "yx_letters_sent_total", "letters that a platform took")             \
    X(LETTERS_RETRIED, "yx_letters_retried_total", "tries that are made again later")    \
    X(LETTERS_HELD, "yx_letters_held_total", "letters that wait until the person writes") \
    X(LETTERS_DEAD, "yx_letters_dead_total", "letters given up")                         \
    X(LETTERS_DROPPED, "yx_letters_dropped_total", "letters not sent, their readers want none") \
    X(LETTERS_WAIT, "yx_letters_waiting", "letters that wait to be sent")                \
    X(TOKENS, "yx_tokens_fetched_total", "tokens of accounts fetched")                   \
    X(PARKED, "yx_accounts_parked_total", "times an account was put to rest")            \
    X(MEDIA_KEPT, "yx_media_kept_total", "files of messages fetched and kept")           \
    X(MEDIA_LOST, "yx_media_lost_total", "files of messages that could not be fetched")  \
    X(FILES, "yx_files_total", "files of people that came in whole")                     \
    X(FILES_CLEAN, "yx_files_clean_total", "files that may be served")                   \
    X(FILES_REFUSED, "yx_files_refused_total", "files that the sieve or the scanner refused") \
    X(FILES_AGAIN, "yx_files_again_total", "files that the sieve did not answer for")    \
    X(FILES_SWEPT, "yx_files_swept_total", "files removed that belonged to no message")  \
    X(RECEIPTS, "yx_receipts_total", "reports of platforms on letters of ours")          \
    X(ROLE_STARTS, "yx_role_starts_total", "processes started")                          \
    X(ROLE_CRASHES, "yx_role_crashes_total", "processes that died unasked")

enum yx_metric {
#define X(id, name, help) YX_M_##id,
    YX_METRIC_MAP(X)
#undef X
        YX_METRIC_COUNT
};

struct yx_metrics {
    _Atomic uint64_t value[YX_METRIC_COUNT];
};

/* Count into this page from now on; before, and with NULL, into one of the process's own. */
void yx_metrics_attach(struct yx_metrics *);
void yx_count(enum yx_metric);
void yx_count_add(enum yx_metric, uint64_t n);
void yx_gauge(enum yx_metric, uint64_t value);
uint64_t yx_metric_value(enum yx_metric);

/* All of them in Prometheus' text format. */
void yx_metrics_print(struct yx_buf *);

#endif
