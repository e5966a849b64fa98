/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The header that xl puts before a domain's stream, in a file or on a link:
 *
 *	magic, 32 bytes
 *	byte order, mandatory flags, optional flags, length of optional data
 *	optional data: its first word is the length of the configuration
 *
 * all words 32 bits in the sender's order.  A reader refuses a mandatory flag
 * that it does not know.
 */
#ifndef XL_IMAGE_H
#define XL_IMAGE_H

#include "xl.h"

#define IMAGE_JSON     (1U << 0) /* the configuration is JSON */
#define IMAGE_STREAMV2 (1U << 1)
/* Ours: what follows is a zlib stream. */
#define IMAGE_ZLIB (1U << 30)
/* Ours: nothing follows.  Does the guest with the UUID in the data run? */
#define IMAGE_QUERY (1U << 29)

struct image {
	uint32_t mandatory;
	char *config; /* owned; NULL: none */
	uint32_t config_len;
};

/* 0 or -1 with a message.  source: for messages. */
int image_write(int fd, const char *source, const struct image *image);
int image_read(int fd, const char *source, struct image *image);

/*
 * Filters as processes of their own, which end with this one.  filter_out():
 * what is written to the result goes compressed to fd; filter_in(): the result
 * reads what fd has compressed.  filter_end() closes the result and says
 * whether all went well.
 */
int filter_out(int fd, int level, pid_t *pid);
int filter_in(int fd, pid_t *pid);
int filter_end(int filter_fd, pid_t pid, const char *what);

/* An output file that is there only when it is complete (output_commit). */
struct output {
	int fd;
	const char *path;
	char *temporary; /* owned; NULL: it has no name yet */
	bool direct;	 /* no regular file: written as it is */
};
int output_open(struct output *o, const char *path);
int output_commit(struct output *o);
void output_discard(struct output *o);

#endif
