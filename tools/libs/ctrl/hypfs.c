// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hypervisor's file system of parameters: one value of it, written from
 * its text.  ENOSYS where the hypervisor has no such file system.
 */
#include "private.h"

#include <xen/hypfs.h>

#include <strings.h>

static int hypfs_op(xc_interface *xch, unsigned int cmd, const char *path,
		    void *buf, size_t len, int dir)
{
	xc_hypercall_buffer_t p, b;
	int ret;

	if (xc_bounce(xch, &p, (void *)path, strlen(path) + 1, XC_BOUNCE_IN))
		return -1;
	if (xc_bounce(xch, &b, buf, len, dir)) {
		xc_unbounce(xch, &p);
		return -1;
	}
	ret = xencall5(xch->xcall, __HYPERVISOR_hypfs_op, cmd,
		       (unsigned long)p.hbuf, strlen(path) + 1,
		       (unsigned long)b.hbuf, len);
	xc_unbounce(xch, &b);
	xc_unbounce(xch, &p);
	return ret;
}

/* A boolean as command lines have them; -1: it is none. */
static int truth(const char *s)
{
	static const char *const words[][5] = {
		{ "0", "no", "off", "false", "disable" },
		{ "1", "yes", "on", "true", "enable" },
	};
	unsigned int i, j;

	for (i = 0; i < 2; i++)
		for (j = 0; j < 5; j++)
			if (!strcasecmp(words[i][j], s))
				return i;
	return -1;
}

/* The value's bytes as the entry wants them, into room for 8; 0: a string. */
static int number_bytes(const xen_hypfs_direntry_t *e, const char *text,
			uint8_t out[8])
{
	uint64_t v;
	char *end;
	int b;

	if (e->type == XEN_HYPFS_TYPE_STRING)
		return 0;
	if (e->content_len > 8)
		return -1;
	if (e->type == XEN_HYPFS_TYPE_BOOL) {
		b = truth(text);
		if (b < 0)
			return -1;
		v = b;
	} else if (e->type == XEN_HYPFS_TYPE_UINT ||
		   e->type == XEN_HYPFS_TYPE_INT) {
		errno = 0;
		v = e->type == XEN_HYPFS_TYPE_INT
			    ? (uint64_t)strtoll(text, &end, 0)
			    : strtoull(text, &end, 0);
		if (!*text || *end || errno)
			return -1;
	} else {
		return -1;
	}
	memcpy(out, &v, 8); /* little endian, cut off by the length */
	return e->content_len;
}

int xc_hypfs_write(xc_interface *xch, const char *path, const char *text)
{
	xen_hypfs_direntry_t e = { 0 };
	uint8_t number[8];
	int n;

	/* The entry alone: its contents do not fit, which is what ENOBUFS is.
	 */
	if (hypfs_op(xch, XEN_HYPFS_OP_read, path, &e, sizeof(e),
		     XC_BOUNCE_OUT) &&
	    errno != ENOBUFS)
		return -1;
	if (!e.max_write_len) {
		errno = EACCES;
		return -1;
	}
	n = number_bytes(&e, text, number);
	if (n < 0) {
		errno = EINVAL;
		return -1;
	}
	return n ? hypfs_op(xch, XEN_HYPFS_OP_write_contents, path, number, n,
			    XC_BOUNCE_IN)
		 : hypfs_op(xch, XEN_HYPFS_OP_write_contents, path,
			    (void *)text, strlen(text) + 1, XC_BOUNCE_IN);
}
