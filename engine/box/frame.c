#include "engine/box/frame.h"

#include <string.h>

enum { DIGITS_MAX = 12 };

void frame_put(struct buf *out, const void *data, size_t len)
{
	buf_printf(out, "%zu\n", len);
	buf_put(out, data, len);
}

/* FRAME_WHOLE: the length is known. */
static enum frame_state look_for_length(struct frame *frame, struct buf *buffer)
{
	size_t len = 0, n = 0;
	for (; n < buffer->len && buffer->data[n] >= '0' && buffer->data[n] <= '9'; n++) {
		if (n == DIGITS_MAX || (n == 1 && buffer->data[0] == '0'))
			return FRAME_BAD;
		len = len * 10 + (size_t)(buffer->data[n] - '0');
	}
	if (n == buffer->len)
		return FRAME_PART;
	if (!n || buffer->data[n] != '\n')
		return FRAME_BAD;
	buf_drop_front(buffer, n + 1);
	*frame = (struct frame){.known = true, .len = len};
	return FRAME_WHOLE;
}

enum frame_state frame_look(struct frame *frame, struct buf *buffer, size_t most)
{
	if (!frame->known) {
		enum frame_state state = look_for_length(frame, buffer);
		if (state != FRAME_WHOLE)
			return state;
	}
	if (frame->len > most)
		return FRAME_LARGE;
	if (buffer->len > frame->len)
		return FRAME_BAD;
	return buffer->len == frame->len ? FRAME_WHOLE : FRAME_PART;
}
