// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that a hypercall may use: from libxencall, which keeps it resident.
 * A dummy handle (no hypervisor) has none: EBADF.
 */
#include "private.h"

void *xc__hypercall_buffer_alloc(xc_interface *xch, xc_hypercall_buffer_t *b,
				 size_t size)
{
	if (!xch->xcall) {
		errno = EBADF;
		return NULL;
	}
	b->hbuf = xencall_alloc_buffer(xch->xcall, size ? size : 1);
	if (b->hbuf)
		memset(b->hbuf, 0, size);
	return b->hbuf;
}

void xc__hypercall_buffer_free(xc_interface *xch, xc_hypercall_buffer_t *b)
{
	int saved = errno;

	if (b->hbuf && b->hbuf != (void *)-1)
		xencall_free_buffer(xch->xcall, b->hbuf);
	b->hbuf = NULL;
	errno = saved;
}

int xc_bounce(xc_interface *xch, xc_hypercall_buffer_t *b, void *user,
	      size_t size, int dir)
{
	*b = (xc_hypercall_buffer_t){ .ubuf = user, .sz = size, .dir = dir };
	if (!user || !size)
		return 0;
	if (!xc__hypercall_buffer_alloc(xch, b, size))
		return -1;
	if (dir & XC_BOUNCE_IN)
		memcpy(b->hbuf, user, size);
	return 0;
}

void xc_unbounce(xc_interface *xch, xc_hypercall_buffer_t *b)
{
	if (!b->hbuf)
		return;
	if (b->dir & XC_BOUNCE_OUT)
		memcpy(b->ubuf, b->hbuf, b->sz);
	xc__hypercall_buffer_free(xch, b);
}
