/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Nodes and transactions.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"

/* Consumes @strings; the vector is one block, its strings behind it. */
static char **string_vector(char *strings, unsigned int len, unsigned int *num)
{
	unsigned int i, n = 0;
	char **vec, *p;

	for (i = 0; i < len; i++)
		n += !strings[i];
	/* One more than needed: never a zero-sized block. */
	vec = malloc((n + 1) * sizeof(*vec) + len);
	if (vec) {
		p = (char *)(vec + n + 1);
		memcpy(p, strings, len);
		for (i = 0; i < n; i++) {
			vec[i] = p;
			p += strlen(p) + 1;
		}
		vec[n] = NULL;
		*num = n;
	}
	free(strings);
	return vec;
}

/* Grows by the answers to DIRECTORY_PART. */
struct listing {
	char *data;
	unsigned int len;
	char generation[MAX_STRLEN(uint64_t)];
};

/* One more piece.  1: complete, 0: more to come, -1 with errno: failed. */
static int add_part(struct xs_handle *h, xs_transaction_t t, const char *path,
		    struct listing *list)
{
	char offset[MAX_STRLEN(list->len)], *reply, *names, *grown;
	unsigned int size, gen_len;
	int done;

	snprintf(offset, sizeof(offset), "%u", list->len);
	reply = xs_talkv(
		h, t, XS_DIRECTORY_PART,
		(struct iovec[]){ IOV_STRING(path), IOV_STRING(offset) }, 2,
		&size);
	if (!reply)
		return -1;
	gen_len = strlen(reply) + 1;
	if (gen_len >= size || gen_len > sizeof(list->generation)) {
		free(reply);
		errno = EBADMSG;
		return -1;
	}
	if (list->len && strcmp(list->generation, reply)) {
		/* The directory changed between the pieces: start again. */
		list->len = 0;
		free(reply);
		return 0;
	}
	strcpy(list->generation, reply);
	names = reply + gen_len;
	size -= gen_len;
	/* An empty name ends the list. */
	done = size == 1 || (size > 1 && !names[size - 2]);
	size -= done;
	grown = realloc(list->data, list->len + size + 1);
	if (grown) {
		memcpy(grown + list->len, names, size);
		list->data = grown;
		list->len += size;
	}
	free(reply);
	return grown ? done : -1;
}

static char **directory_by_parts(struct xs_handle *h, xs_transaction_t t,
				 const char *path, unsigned int *num)
{
	struct listing list = { 0 };
	int r, saved;

	do
		r = add_part(h, t, path, &list);
	while (!r);
	if (r < 0) {
		saved = errno;
		free(list.data);
		errno = saved;
		return NULL;
	}
	return string_vector(list.data, list.len, num);
}

char **xs_directory(struct xs_handle *h, xs_transaction_t t, const char *path,
		    unsigned int *num)
{
	unsigned int len;
	char *strings = xs_talk(h, t, XS_DIRECTORY, path, &len);

	if (strings)
		return string_vector(strings, len, num);
	if (errno == E2BIG)
		return directory_by_parts(h, t, path, num);
	return NULL;
}

void *xs_read(struct xs_handle *h, xs_transaction_t t, const char *path,
	      unsigned int *len)
{
	return xs_talk(h, t, XS_READ, path, len);
}

bool xs_write(struct xs_handle *h, xs_transaction_t t, const char *path,
	      const void *data, unsigned int len)
{
	return xs_ok(xs_talkv(
		h, t, XS_WRITE,
		(struct iovec[]){ IOV_STRING(path), IOV(data, len) }, 2, NULL));
}

bool xs_mkdir(struct xs_handle *h, xs_transaction_t t, const char *path)
{
	return xs_ok(xs_talk(h, t, XS_MKDIR, path, NULL));
}

bool xs_rm(struct xs_handle *h, xs_transaction_t t, const char *path)
{
	return xs_ok(xs_talk(h, t, XS_RM, path, NULL));
}

xs_transaction_t xs_transaction_start(struct xs_handle *h)
{
	char *text = xs_talk(h, XBT_NULL, XS_TRANSACTION_START, "", NULL);
	xs_transaction_t t = XBT_NULL;

	if (text)
		t = strtoul(text, NULL, 0);
	free(text);
	return t;
}

bool xs_transaction_end(struct xs_handle *h, xs_transaction_t t, bool abort)
{
	return xs_ok(
		xs_talk(h, t, XS_TRANSACTION_END, abort ? "F" : "T", NULL));
}
