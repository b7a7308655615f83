#include "people/people.h"

struct yx_people yx_people;

void yx_people_start(struct yx_store *store)
{
    yx_people.store = store;
}
