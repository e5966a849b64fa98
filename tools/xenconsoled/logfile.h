/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Log files of consoles, with the time at the start of each line if wished.
 */
#ifndef XENCONSOLED_LOGFILE_H
#define XENCONSOLED_LOGFILE_H

#include <stdbool.h>
#include <stddef.h>

struct logfile {
	char *path; /* owned, NULL: not logged */
	int fd;
	bool stamp;
	bool in_line; /* the next byte does not start a line */
	bool complained;
};

/* DIR/NAME.log for appending; a "/" in @name becomes "_".  False after a
 * message. */
bool logfile_open(struct logfile *l, const char *dir, const char *name,
		  bool stamp);
void logfile_reopen(struct logfile *l);
void logfile_write(struct logfile *l, const char *data, size_t len);
void logfile_close(struct logfile *l);

#endif
