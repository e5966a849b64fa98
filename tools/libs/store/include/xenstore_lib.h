/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What xenstore clients and the daemon have in common.
 */
#ifndef XENSTORE_LIB_H
#define XENSTORE_LIB_H

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <xen/io/xs_wire.h>

#pragma GCC visibility push(default)

/*
 * One entry of a node's permissions.  The first entry names the owner, who may
 * do everything, and says what domains may do that have no entry of their own.
 */
struct xs_permissions {
	unsigned int id;
	unsigned int perms; /* XS_PERM_READ, XS_PERM_WRITE */
};

#define XS_PERM_NONE  0x00
#define XS_PERM_READ  0x01
#define XS_PERM_WRITE 0x02
/* Internal to daemons. */
#define XS_PERM_ENOENT_OK 0x04
#define XS_PERM_OWNER	  0x08
#define XS_PERM_IGNORE	  0x10

/* Bytes that hold any value of x's type in decimal, with sign and NUL. */
#define MAX_STRLEN(x) ((sizeof(x) * CHAR_BIT + CHAR_BIT - 1) / 10 * 3 + 2)

/*
 * Where the daemon keeps its files ($XENSTORED_RUNDIR) and listens
 * ($XENSTORED_PATH).  Static storage.
 */
const char *xs_daemon_rundir(void);
const char *xs_daemon_socket(void);
const char *xs_daemon_socket_ro(void);

/* Everything or false with errno. */
bool xs_write_all(int fd, const void *data, unsigned int len);

/*
 * @strings holds @num strings with their NULs, each of the form "r5": one of
 * n (none), r (read), w (write), b (both), then a domain id.  False with errno
 * EINVAL if one is not.
 */
bool xs_strings_to_perms(struct xs_permissions *perms, unsigned int num,
			 const char *strings);

#pragma GCC visibility pop

#endif
