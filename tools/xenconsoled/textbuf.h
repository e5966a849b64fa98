/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bytes on their way from a guest to its terminal, never more than a limit:
 * when it is full the oldest go, as the newest say what is wrong now.
 */
#ifndef XENCONSOLED_TEXTBUF_H
#define XENCONSOLED_TEXTBUF_H

#include <stddef.h>

struct textbuf {
	char *data; /* owned */
	size_t len;
	size_t room;  /* allocated */
	size_t limit; /* of len, > 0 */
};

/* Without memory the oldest bytes make place for @data. */
void textbuf_add(struct textbuf *b, const char *data, size_t len);
/* Removes the first @len bytes. */
void textbuf_drop(struct textbuf *b, size_t len);
void textbuf_fini(struct textbuf *b);

#endif
