#include "watch/metrics.h"

#include <inttypes.h>
#include <string.h>

static struct yx_metrics own;
static struct yx_metrics *page = &own;

static const struct {
    const char *name, *help;
} rows[] = {
#define X(id, name, help) { name, help },
    YX_METRIC_MAP(X)
#undef X
};

void yx_metrics_attach(struct yx_metrics *shared)
{
    page = shared ? shared : &own;
}

void yx_count(enum yx_metric m)
{
    yx_count_add(m, 1);
}

void yx_count_add(enum yx_metric m, uint64_t n)
{
    atomic_fetch_add_explicit(&page->value[m], n, memory_order_relaxed);
}

void yx_gauge(enum yx_metric m, uint64_t value)
{
    atomic_store_explicit(&page->value[m], value, memory_order_relaxed);
}

uint64_t yx_metric_value(enum yx_metric m)
{
    return atomic_load_explicit(&page->value[m], memory_order_relaxed);
}

static const char *kind_of(const char *name)
{
    size_t len = strlen(name);
    return len > 6 && strcmp(name + len - 6, "_total") == 0 ? "counter" : "gauge";
}

void yx_metrics_print(struct yx_buf *out)
{
    for (int m = 0; m < YX_METRIC_COUNT; m++)
        yx_buf_print(out, "# HELP %s %s\n# TYPE %s %s\n%s %" PRIu64 "\n", rows[m].name, rows[m].help,
            rows[m].name, kind_of(rows[m].name), rows[m].name, yx_metric_value((enum yx_metric)m));
}
