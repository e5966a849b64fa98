/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Opening and closing handles, and the hypercalls themselves.
 */
#include <errno.h>
#include <stdlib.h>

#include "private.h"

static int restrict_cb(Xentoolcore__Active_Handle *ah, domid_t domid)
{
	xencall_handle *xcall = CONTAINER_OF(ah, xencall_handle, tc_ah);
	int r = xentoolcore__restrict_by_dup2_null(xcall->buf_fd);

	return r ? r : xentoolcore__restrict_by_dup2_null(xcall->fd);
}

xencall_handle *xencall_open(struct xentoollog_logger *logger,
			     unsigned open_flags)
{
	xencall_handle *xcall;
	int saved;

	if (open_flags & ~XENCALL_OPENFLAG_NON_REENTRANT) {
		errno = EINVAL;
		return NULL;
	}
	xcall = calloc(1, sizeof(*xcall));
	if (!xcall)
		return NULL;
	xcall->fd = -1;
	xcall->buf_fd = -1;
	xcall->flags = open_flags;
	xcall->logger = logger;
	if (!logger) {
		xcall->own_logger =
			(xentoollog_logger *)xtl_createlogger_stdiostream(
				stderr, XTL_PROGRESS, 0);
		if (!xcall->own_logger)
			goto err_free;
		xcall->logger = xcall->own_logger;
	}
	pthread_mutex_init(&xcall->lock, NULL);
	xcall->tc_ah.restrict_callback = restrict_cb;
	xentoolcore__register_active_handle(&xcall->tc_ah);
	if (osdep_open(xcall))
		goto err_deregister;
	return xcall;

err_deregister:
	saved = errno;
	xentoolcore__deregister_active_handle(&xcall->tc_ah);
	osdep_close(xcall);
	pthread_mutex_destroy(&xcall->lock);
	xtl_logger_destroy(xcall->own_logger);
	errno = saved;
err_free:
	free(xcall);
	return NULL;
}

int xencall_close(xencall_handle *xcall)
{
	if (!xcall)
		return 0;
	xentoolcore__deregister_active_handle(&xcall->tc_ah);
	buffer_release_cache(xcall);
	osdep_close(xcall);
	pthread_mutex_destroy(&xcall->lock);
	xtl_logger_destroy(xcall->own_logger);
	free(xcall);
	return 0;
}

int xencall_fd(xencall_handle *xcall)
{
	return xcall->fd;
}

int xencall_buffers_never_fault(xencall_handle *xcall)
{
	return xcall->buf_fd >= 0;
}

int xencall0(xencall_handle *xcall, unsigned int op)
{
	return xencall5(xcall, op, 0, 0, 0, 0, 0);
}

int xencall1(xencall_handle *xcall, unsigned int op, uint64_t arg1)
{
	return xencall5(xcall, op, arg1, 0, 0, 0, 0);
}

int xencall2(xencall_handle *xcall, unsigned int op, uint64_t arg1,
	     uint64_t arg2)
{
	return xencall5(xcall, op, arg1, arg2, 0, 0, 0);
}

int xencall3(xencall_handle *xcall, unsigned int op, uint64_t arg1,
	     uint64_t arg2, uint64_t arg3)
{
	return xencall5(xcall, op, arg1, arg2, arg3, 0, 0);
}

int xencall4(xencall_handle *xcall, unsigned int op, uint64_t arg1,
	     uint64_t arg2, uint64_t arg3, uint64_t arg4)
{
	return xencall5(xcall, op, arg1, arg2, arg3, arg4, 0);
}

int xencall5(xencall_handle *xcall, unsigned int op, uint64_t arg1,
	     uint64_t arg2, uint64_t arg3, uint64_t arg4, uint64_t arg5)
{
	struct privcmd_hypercall call = {
		.op = op,
		.arg = { arg1, arg2, arg3, arg4, arg5 },
	};

	return osdep_hypercall(xcall, &call);
}

long xencall2L(xencall_handle *xcall, unsigned int op, uint64_t arg1,
	       uint64_t arg2)
{
	struct privcmd_hypercall call = {
		.op = op,
		.arg = { arg1, arg2 },
	};

	return osdep_hypercall(xcall, &call);
}
