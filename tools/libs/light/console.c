// SPDX-License-Identifier: GPL-2.0-only
/* The terminals of guests, and the hypervisor's log. */
#include "internal.h"

/* 1 once xenconsoled has given the domain a terminal. */
static int has_tty(struct gc *gc, void *arg)
{
	char *tty = xs_get(gc, XBT_NULL, arg);

	return tty && *tty;
}

#define TTY_MS 10000

int libxl_console_get_tty(libxl_ctx *ctx, uint32_t domid, int cons_num,
			  libxl_console_type type, char **path)
{
	GC(gc, ctx);
	char *node =
		cons_num ? gc_sprintf(&gc,
				      "/local/domain/%u/device/console/%d/tty",
				      domid, cons_num)
			 : gc_sprintf(&gc, "/local/domain/%u/console/tty",
				      domid);
	struct xl_wait w = {
		.paths = { node },
		.timeout_ms = TTY_MS,
		.done = has_tty,
		.arg = node,
	};
	int rc = libxl_domain_info(ctx, NULL, domid);

	if (rc) {
		XL_ERROR(ctx, "there is no domain %u", domid);
		return rc;
	}
	rc = xl_wait(&gc, &w);
	if (rc == ERROR_TIMEDOUT)
		XL_ERROR(ctx,
			 "domain %u has no console within %d s: does "
			 "xenconsoled run?",
			 domid, TTY_MS / 1000);
	if (!rc)
		*path = libxl__strdup_opt(xs_get(&gc, XBT_NULL, node));
	return rc;
}

int libxl_primary_console_get_tty(libxl_ctx *ctx, uint32_t domid_vm,
				  char **path)
{
	return libxl_console_get_tty(ctx, domid_vm, 0, LIBXL_CONSOLE_TYPE_PV,
				     path);
}

int libxl_console_exec(libxl_ctx *ctx, uint32_t domid, int cons_num,
		       libxl_console_type type, int notify_fd)
{
	GC(gc, ctx);
	char *client = gc_sprintf(&gc, "%s/xenconsole", XL_LIBEXEC_BIN);
	char *args[10];
	int n = 0;

	args[n++] = client;
	args[n++] = gc_sprintf(&gc, "%u", domid);
	args[n++] = "--num";
	args[n++] = gc_sprintf(&gc, "%d", cons_num);
	args[n++] = "--type";
	args[n++] = "pv";
	if (notify_fd != -1) {
		args[n++] = "--start-notify-fd";
		args[n++] = gc_sprintf(&gc, "%d", notify_fd);
	}
	args[n] = NULL;
	execv(client, args);
	XL_ERRNO(ctx, "cannot run %s", client);
	return ERROR_FAIL;
}

int libxl_primary_console_exec(libxl_ctx *ctx, uint32_t domid_vm, int notify_fd)
{
	return libxl_console_exec(ctx, domid_vm, 0, LIBXL_CONSOLE_TYPE_PV,
				  notify_fd);
}

/* --- the hypervisor's --- */

struct libxl__xen_console_reader {
	char *text; /* owned: all of it, then lines cut out */
	char *next;
	size_t size;
};

libxl_xen_console_reader *libxl_xen_console_read_start(libxl_ctx *ctx,
						       int clear)
{
	libxl_xen_console_reader *cr = libxl__array_alloc(1, sizeof(*cr));
	unsigned int room = 32768, nr, have = 0;
	uint32_t index = 0;

	cr->text = libxl__array_alloc(1, room + 1);
	for (;;) {
		nr = room - have;
		if (xc_readconsolering(ctx->xch, cr->text + have, &nr, clear, 1,
				       &index)) {
			XL_ERRNO(ctx, "cannot read the hypervisor's log");
			libxl_xen_console_read_finish(ctx, cr);
			return NULL;
		}
		have += nr;
		if (!nr)
			break;
		if (room - have < 4096) {
			char *more = libxl__array_alloc(1, 2 * room + 1);

			memcpy(more, cr->text, have);
			free(cr->text);
			cr->text = more;
			room *= 2;
		}
	}
	cr->text[have] = 0;
	cr->next = cr->text;
	return cr;
}

int libxl_xen_console_read_line(libxl_ctx *ctx, libxl_xen_console_reader *cr,
				char **line_r)
{
	char *end;

	if (!*cr->next)
		return 0;
	end = strchr(cr->next, '\n');
	*line_r = cr->next;
	if (end) {
		*end = 0;
		cr->next = end + 1;
	} else {
		cr->next += strlen(cr->next);
	}
	return 1;
}

void libxl_xen_console_read_finish(libxl_ctx *ctx, libxl_xen_console_reader *cr)
{
	free(cr->text);
	free(cr);
}

int libxl_send_debug_keys(libxl_ctx *ctx, char *keys)
{
	if (xc_send_debug_keys(ctx->xch, keys)) {
		XL_ERRNO(ctx, "cannot send debug keys");
		return ERROR_FAIL;
	}
	return 0;
}
