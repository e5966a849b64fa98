/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pseudo terminals.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include "tty.h"

int tty_open(struct tty *t)
{
	struct termios term;
	int r;

	t->slave = -1;
	t->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
	if (t->master < 0)
		return -errno;
	if (grantpt(t->master) || unlockpt(t->master) ||
	    ptsname_r(t->master, t->name, sizeof(t->name)))
		goto err_close;
	t->slave = open(t->name, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (t->slave < 0 || tcgetattr(t->slave, &term))
		goto err_close;
	/* The guest's own terminal layer echoes and edits. */
	cfmakeraw(&term);
	if (tcsetattr(t->slave, TCSAFLUSH, &term))
		goto err_close;
	return 0;

err_close:
	r = -errno;
	tty_close(t);
	return r;
}

void tty_close(struct tty *t)
{
	if (t->slave >= 0)
		close(t->slave);
	if (t->master >= 0)
		close(t->master);
	t->master = t->slave = -1;
}
