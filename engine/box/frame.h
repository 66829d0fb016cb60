/* Requests and answers of a box that answers many (box.h): the length in decimal digits, "\n", the bytes. */
#ifndef GREENROOM_BOX_FRAME_H
#define GREENROOM_BOX_FRAME_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/text.h"

void frame_put(struct buf *out, const void *data, size_t len);

/* One answer while it comes; zeroed before its first byte. */
struct frame {
	bool known; /* its length is: then the buffer has its bytes alone */
	size_t len;
};

enum frame_state {
	FRAME_PART,  /* more is to come */
	FRAME_WHOLE, /* the buffer is the answer */
	FRAME_LARGE, /* it says that it has more than `most` bytes */
	FRAME_BAD,   /* its length is none, or there is more than it says */
};
/* Looks at all that came so far; takes the length off the buffer once it is whole. */
enum frame_state frame_look(struct frame *frame, struct buf *buffer, size_t most);

#endif
