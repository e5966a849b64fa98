/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The terminal of a console: a pseudo terminal, whose slave side users open.
 *
 * The daemon keeps the slave open itself: then a user who comes later finds
 * the last output, and one who leaves takes nothing down.
 */
#ifndef XENCONSOLED_TTY_H
#define XENCONSOLED_TTY_H

struct tty {
	int master; /* non-blocking */
	int slave;
	char name[64]; /* of the slave */
};

/* 0 or -errno. */
int tty_open(struct tty *t);
void tty_close(struct tty *t);

#endif
