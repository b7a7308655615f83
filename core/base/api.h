/* Marks what the executable lends to guests; everything else stays hidden
 * (the build compiles with -fvisibility=hidden). */
#ifndef YX_BASE_API_H
#define YX_BASE_API_H

#define YX_API __attribute__((visibility("default")))
#define YX_PRINTF(at, first) __attribute__((format(printf, at, first)))

#endif
