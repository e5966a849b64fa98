/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the two sides of a migration say to each other beside the image (see
 * docs/migration.md); the words are those of Xen's xl.
 *
 *	receiver	MIGRATE_BANNER
 *	sender		image header, configuration, stream
 *	receiver	MIGRATE_READY: complete and paused
 *	sender		MIGRATE_GO
 *	receiver	MIGRATE_REPORT, one byte: 0 it runs; else it is gone
 *
 * If the link breaks between GO and REPORT the sender cannot know.  It then
 * connects again and sends an image header with IMAGE_QUERY and the guest's
 * UUID; after that answer no copy at the receiver starts any more.
 *
 *	receiver	MIGRATE_BANNER
 *	sender		image header
 *	receiver	MIGRATE_REPORT, one byte: 0 it runs; else it does not
 */
#ifndef XL_MIGRATE_H
#define XL_MIGRATE_H

#include "xl.h"

#define MIGRATE_BANNER "xl migration receiver ready, send binary domain data.\n"
#define MIGRATE_READY  "domain received, ready to unpause"
#define MIGRATE_GO     "domain is yours, you are cleared to unpause"
#define MIGRATE_REPORT "my copy unpause results are as follows"

#define AWAY_SUFFIX	"--migratedaway"
#define INCOMING_SUFFIX "--incoming"

/* 0, or -1 if the other side says something else or nothing. */
static inline int migrate_expect(int fd, const char *text, const char *source)
{
	char buf[80];
	size_t len = strlen(text);

	if (libxl_read_exactly(ctx, fd, buf, len, source, "its answer"))
		return -1;
	if (!memcmp(buf, text, len))
		return 0;
	complain("%s answers something else than \"%.*s\"", source,
		 (int)strcspn(text, "\n"), text);
	return -1;
}

static inline int migrate_say(int fd, const char *text, const char *to)
{
	return libxl_write_exactly(ctx, fd, text, strlen(text), to, text) ? -1
									  : 0;
}

#endif
