/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Records: building and taking apart.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"

#define PAD(len) (((len) + 7) & ~(size_t)7)

void record_fini(struct record_buf *b)
{
	free(b->data);
	memset(b, 0, sizeof(*b));
}

void *record_put(struct record_buf *b, enum record_type type, size_t len)
{
	size_t total = sizeof(struct record) + PAD(len), room;
	struct record *r;
	char *data;

	if (!b || b->failed)
		return NULL;
	if (total > b->room - b->len) {
		room = (b->room + total) * 2;
		data = realloc(b->data, room);
		if (!data) {
			b->failed = true;
			return NULL;
		}
		b->data = data;
		b->room = room;
	}
	r = (struct record *)(b->data + b->len);
	memset(r, 0, total);
	r->type = type;
	r->len = len;
	b->len += total;
	return r + 1;
}

static char *put_perms(char *p, const struct perms *perms)
{
	struct rec_perm perm;
	unsigned int i;

	for (i = 0; i < perms->nr; i++) {
		perm.id = perms->p[i].id;
		perm.perms = perms->p[i].perms;
		memcpy(p, &perm, sizeof(perm));
		p += sizeof(perm);
	}
	return p;
}

static void put_node(struct record_buf *b, enum record_type type,
		     const char *path, const struct perms *perms,
		     const struct blob *data)
{
	size_t path_len = strlen(path) + 1, data_len = data ? data->len : 0;
	struct rec_node *rec;
	char *p;

	rec = record_put(b, type,
			 sizeof(*rec) + perms->nr * sizeof(struct rec_perm) +
				 path_len + data_len);
	if (!rec)
		return;
	rec->nr_perms = perms->nr;
	rec->path_len = path_len;
	rec->data_len = data_len;
	p = put_perms((char *)(rec + 1), perms);
	memcpy(p, path, path_len);
	if (data_len)
		memcpy(p + path_len, data->data, data_len);
}

void record_node(struct record_buf *b, const char *path, const struct node *n)
{
	size_t len = strlen(path) + 1;
	char *p;

	if (n) {
		put_node(b, REC_NODE, path, n->perms, n->data);
		return;
	}
	p = record_put(b, REC_GONE, len);
	if (p)
		memcpy(p, path, len);
}

void record_special(struct record_buf *b, const char *name,
		    const struct perms *perms)
{
	put_node(b, REC_SPECIAL, name, perms, NULL);
}

void record_conn(struct record_buf *b, enum record_type type, uint32_t conn,
		 uint32_t value)
{
	struct rec_conn *rec = record_put(b, type, sizeof(*rec));

	if (!rec)
		return;
	rec->conn = conn;
	rec->value = value;
}

void record_quota(struct record_buf *b, const char *name, unsigned int value)
{
	char text[80];
	int len = snprintf(text, sizeof(text), "%s=%u", name, value) + 1;
	char *p = record_put(b, REC_QUOTA, len);

	if (p)
		memcpy(p, text, len);
}

/* A word at a time: batches are made of 8 bytes.  It finds damage, it does
 * not withstand forgery. */
static uint64_t checksum(const char *p, size_t len)
{
	uint64_t sum = 0x9e3779b97f4a7c15u ^ len, word;

	for (; len; p += sizeof(word), len -= sizeof(word)) {
		memcpy(&word, p, sizeof(word));
		sum = (sum ^ word) * 0xff51afd7ed558ccdu;
		sum ^= sum >> 32;
	}
	return sum;
}

void record_commit(struct record_buf *b, size_t start)
{
	size_t end = b->len;
	struct rec_commit *rec = record_put(b, REC_COMMIT, sizeof(*rec));

	if (rec)
		rec->sum = checksum(b->data + start, end - start);
}

const struct record *record_next(const char *data, size_t len, size_t *pos)
{
	const struct record *r = (const struct record *)(data + *pos);
	size_t left = len - *pos;

	if (left < sizeof(*r) || !r->type || PAD(r->len) < r->len ||
	    PAD(r->len) > left - sizeof(*r))
		return NULL;
	*pos += sizeof(*r) + PAD(r->len);
	return r;
}

size_t record_check(const char *data, size_t len, unsigned int *batches)
{
	size_t good = 0, pos = 0, at = 0;
	const struct rec_commit *commit;
	const struct record *r;

	*batches = 0;
	while ((r = record_next(data, len, &pos))) {
		commit = record_body(r);
		if (r->type == REC_COMMIT) {
			if (r->len != sizeof(*commit) ||
			    commit->sum != checksum(data + good, at - good))
				break;
			good = pos;
			++*batches;
		}
		at = pos;
	}
	return good;
}
