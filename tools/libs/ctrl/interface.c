// SPDX-License-Identifier: GPL-2.0-only
/* Opening and closing the control interface, and its log. */
#include "private.h"

xc_interface *xc_interface_open(xentoollog_logger *logger,
				xentoollog_logger *dombuild_logger,
				unsigned int open_flags)
{
	xc_interface *xch = calloc(1, sizeof(*xch));

	if (!xch)
		return NULL;
	xch->flags = open_flags;
	if (!logger) {
		xch->own_log =
			(xentoollog_logger *)xtl_createlogger_stdiostream(
				stderr, XTL_PROGRESS, 0);
		if (!xch->own_log)
			goto err_free;
		logger = xch->own_log;
	}
	xch->log = logger;
	xch->build_log = dombuild_logger ? dombuild_logger : logger;
	if (open_flags & XC_OPENFLAG_DUMMY)
		return xch;

	xch->xcall =
		xencall_open(xch->log, open_flags & XC_OPENFLAG_NON_REENTRANT
					       ? XENCALL_OPENFLAG_NON_REENTRANT
					       : 0);
	if (!xch->xcall)
		goto err_log;
	xch->fmem = xenforeignmemory_open(xch->log, 0);
	if (!xch->fmem)
		goto err_xcall;
	return xch;

err_xcall:
	xencall_close(xch->xcall);
err_log:
	if (xch->own_log)
		xtl_logger_destroy(xch->own_log);
err_free:
	free(xch);
	return NULL;
}

int xc_interface_close(xc_interface *xch)
{
	int rc = 0;

	if (!xch)
		return 0;
	if (xch->fmem)
		rc |= xenforeignmemory_close(xch->fmem);
	if (xch->xcall)
		rc |= xencall_close(xch->xcall);
	if (xch->own_log)
		xtl_logger_destroy(xch->own_log);
	free(xch);
	return rc ? -1 : 0;
}

struct xencall_handle *xc_interface_xcall_handle(xc_interface *xch)
{
	return xch->xcall;
}

struct xenforeignmemory_handle *xc_interface_fmem_handle(xc_interface *xch)
{
	return xch->fmem;
}

xentoollog_logger *xc_interface_logger(xc_interface *xch)
{
	return xch->log;
}

xentoollog_logger *xc_interface_dombuild_logger(xc_interface *xch)
{
	return xch->build_log;
}

const char *xc_strerror(xc_interface *xch, int errcode)
{
	return strerror(errcode);
}
