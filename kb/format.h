/* The index file, byte for byte. Made by build.c, believed by nobody before
 * index.c has checked it. Little-endian; every section begins on 64 bytes. */
#ifndef YX_KB_FORMAT_H
#define YX_KB_FORMAT_H

#include <stdint.h>

#define YX_KB_MAGIC "YXKB\r\n\x1a\n"

enum {
    YX_KB_VERSION = 1,
    YX_KB_BLOCK = 64,       /* postings that share a maximum */
    YX_KB_ALIGN = 64,
    YX_KB_SCALE = 1024,     /* an impact of 1.0 */
    YX_KB_WEIGHT = 64,      /* a term's weight of 1.0: scores are whole numbers, so that */
                            /* the order of adding cannot change a ranking */
    YX_KB_GENERATION = 16,  /* bytes of BLAKE2b */
};

enum yx_kb_section_kind {
    YX_KB_TERMS,    /* struct yx_kb_slot: open addressing, a power of two, key 0 is free */
    YX_KB_DOCS,     /* uint32_t, the documents of each term, ascending */
    YX_KB_IMPACTS,  /* uint16_t, beside each of them */
    YX_KB_BLOCKS,   /* struct yx_kb_block, each term's in order */
    YX_KB_RECORDS,  /* struct yx_kb_record, one a document */
    YX_KB_ORDER,    /* uint32_t, documents by the bytes of their id */
    YX_KB_BASES,    /* struct yx_kb_ground */
    YX_KB_STRINGS,  /* texts, each ends with NUL; the section ends with NUL */
    YX_KB_SCOPE,    /* struct yx_kb_odds, ascending by term: is it a legal matter */
    YX_KB_SECTIONS,
};

struct yx_kb_section {
    uint64_t offset, size; /* bytes */
};

/* What the policy goes by; see policy.h. */
struct yx_kb_limits {
    float sure_bias, sure_cover, sure_share, sure_margin, sure_terms; /* a sum: SURE from 0 */
    float sure_scope;                                                 /* and from this */
    float none_scope, none_cover;                                     /* NONE below either, */
    float trust_cover, trust_scope;           /* from both of these the model does not say NONE */
    float plain_cover, plain_margin;          /* from both of these SURE needs no scope: the words are the article's own */
};

struct yx_kb_header {
    char magic[8];
    uint32_t version, header_size;
    uint64_t file_size;
    uint8_t generation[YX_KB_GENERATION]; /* of the whole file with these bytes zero */
    uint32_t documents, terms;
    float unknown_idf;   /* the weight of a term that no document has */
    float impact_most;   /* the highest impact there can be, as a factor */
    float single_weight; /* of single characters in a question; 0: they are not indexed */
    uint32_t spare;
    struct yx_kb_limits limits;
    struct yx_kb_section sections[YX_KB_SECTIONS];
};

struct yx_kb_slot {
    uint64_t term;
    uint32_t first, count; /* in DOCS and IMPACTS */
    uint32_t block;        /* first in BLOCKS */
    float idf;
    uint16_t most;         /* the highest impact */
    uint16_t spare[3];
};

struct yx_kb_block {
    uint32_t last;  /* document */
    uint32_t most;  /* impact */
};

struct yx_kb_record {
    uint32_t id, title, topic, revision, reviewed_on, body; /* in STRINGS */
    uint32_t basis, basis_count;                            /* in BASES */
};

struct yx_kb_ground {
    uint32_t law, article, since; /* in STRINGS */
};

/* The term under which the model's constant stands; no text has it. */
#define YX_KB_SCOPE_START UINT64_C(0)

struct yx_kb_odds {
    uint64_t term;
    float odds;
    uint32_t spare;
};

_Static_assert(sizeof(struct yx_kb_slot) == 32, "the file's layout");
_Static_assert(sizeof(struct yx_kb_block) == 8, "the file's layout");
_Static_assert(sizeof(struct yx_kb_record) == 32, "the file's layout");
_Static_assert(sizeof(struct yx_kb_odds) == 16, "the file's layout");
_Static_assert(sizeof(struct yx_kb_header) == 112 + 16 * YX_KB_SECTIONS, "the file's layout");

#endif
