// SPDX-License-Identifier: GPL-2.0-only
/* All of the bytes, or an errno and a sentence. */
#include "internal.h"

#include <unistd.h>

int libxl_read_exactly(libxl_ctx *ctx, int fd, void *data, ssize_t sz,
		       const char *source, const char *what)
{
	char *p = data;
	ssize_t n;

	while (sz > 0) {
		n = read(fd, p, sz);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			n = errno;
			if (ctx && source)
				XL_ERRNO(ctx, "cannot read %s from %s",
					 what ? what : "data", source);
			return n;
		}
		if (!n) {
			if (ctx && source)
				XL_ERROR(ctx, "%s ends within %s", source,
					 what ? what : "data");
			return EPROTO;
		}
		p += n;
		sz -= n;
	}
	return 0;
}

int libxl_write_exactly(libxl_ctx *ctx, int fd, const void *data, ssize_t sz,
			const char *source, const char *what)
{
	const char *p = data;
	ssize_t n;

	while (sz > 0) {
		n = write(fd, p, sz);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			n = n < 0 ? errno : EPROTO;
			if (ctx && source)
				XL_ERRNO(ctx, "cannot write %s to %s",
					 what ? what : "data", source);
			return n;
		}
		p += n;
		sz -= n;
	}
	return 0;
}
