// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>

#include "private.h"

int xg_fail(struct xc_dom_error *err, int error, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
	return -error;
}
