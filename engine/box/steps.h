/* The steps of a wall, as its helper reports them and as a result has them. */
#ifndef GREENROOM_BOX_STEPS_H
#define GREENROOM_BOX_STEPS_H

#include "engine/box/box.h"
#include "engine/box/protocol.h"

/* Adds a reported step to the result; its detail is kept in `details`, which must live as long as the result. */
void steps_take(struct box_result *result, char details[STEP_COUNT][WIRE_TEXT_MAX], const struct wire_report *report);

#endif
