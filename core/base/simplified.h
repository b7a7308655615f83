/* Traditional characters to simplified ones, from OpenCC's table, made at build time. */
#ifndef YX_BASE_SIMPLIFIED_H
#define YX_BASE_SIMPLIFIED_H

#include <stdint.h>

/* The simplified form of a character, itself when it has none. Any thread. */
uint32_t yx_simplified(uint32_t code);

#endif
