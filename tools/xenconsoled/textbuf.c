/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A bounded queue of bytes.
 */
#include <stdlib.h>
#include <string.h>

#include "textbuf.h"

static void grow(struct textbuf *b, size_t want)
{
	size_t room = b->room ? b->room : 4096;
	char *p;

	while (room < want)
		room *= 2;
	if (room > b->limit)
		room = b->limit;
	if (room <= b->room)
		return;
	p = realloc(b->data, room);
	if (p) {
		b->data = p;
		b->room = room;
	}
}

void textbuf_drop(struct textbuf *b, size_t len)
{
	b->len -= len;
	memmove(b->data, b->data + len, b->len);
}

void textbuf_add(struct textbuf *b, const char *data, size_t len)
{
	if (b->len + len > b->room)
		grow(b, b->len + len);
	if (len > b->room) {
		data += len - b->room;
		len = b->room;
	}
	if (!len)
		return;
	if (b->len + len > b->room)
		textbuf_drop(b, b->len + len - b->room);
	memcpy(b->data + b->len, data, len);
	b->len += len;
}

void textbuf_fini(struct textbuf *b)
{
	free(b->data);
	memset(b, 0, sizeof(*b));
}
