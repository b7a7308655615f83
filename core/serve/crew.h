/* The gates and the roles beside them that the supervisor keeps alive, in generations: a
 * reload starts a new one beside the old, and the old one leaves when all of the new are
 * ready. No system but processes in here, so that the supervisor stays a loop. */
#ifndef YX_SERVE_CREW_H
#define YX_SERVE_CREW_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "serve/role.h"
#include "serve/shared.h"

/* Seats: the gates of one generation, then the roles of which there is one. Members:
 * processes, with those that are leaving. */
enum { YX_CREW_GATES = 16, YX_CREW_SEATS = YX_CREW_GATES + 4, YX_CREW_MEMBERS = 4 * YX_CREW_SEATS };

struct yx_member {
    pid_t pid;        /* 0: free */
    int seat;
    int generation;
    int ready_fd;     /* -1 once it has spoken, or ended without */
    bool ready, leaving;
    int64_t start_us;
    int64_t kill_us;  /* of a leaving one: when patience ends; of a new one: when it must be ready */
};

struct yx_seat {
    int quick_deaths; /* in a row */
    int64_t start_us; /* when to start it anew; 0: nothing to do */
};

struct yx_crew {
    struct yx_role_start how; /* binary, config, var, descriptors; without role and number */
    struct yx_shared *shared;
    int gates;                /* of a generation */
    int current, next;        /* generations; next 0: no reload under way; current 0: at the start */
    int64_t leave_us;         /* patience with those that leave after a reload */
    bool failed;              /* the first generation did not get ready */
    bool stopping;
    struct yx_seat seats[YX_CREW_SEATS];
    struct yx_member members[YX_CREW_MEMBERS];
};

/* Start a generation. YX_BUSY: one is being started already. */
enum yx_err yx_crew_renew(struct yx_crew *, int64_t now_us);

/* Its ready_fd is readable. */
void yx_crew_heard(struct yx_crew *, struct yx_member *, int64_t now_us);

/* A process has ended with this wait status. */
void yx_crew_ended(struct yx_crew *, pid_t, int status, int64_t now_us);

/* Start what is due, end what is overdue. *next_us_out: when to call again. */
void yx_crew_tick(struct yx_crew *, int64_t now_us, int64_t *next_us_out);

/* Let all leave, each within so many microseconds. */
void yx_crew_stop(struct yx_crew *, int64_t patience_us, int64_t now_us);

int yx_crew_count(const struct yx_crew *);
bool yx_crew_has(const struct yx_crew *, pid_t);

#endif
