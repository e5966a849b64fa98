// SPDX-License-Identifier: GPL-2.0-only
/*
 * A domain's contents.  Preparation reads and checks all files before there
 * is a domain; the run fills it and hands its rings to the daemons.
 */
#include "internal.h"

#include <fcntl.h>
#include <sys/stat.h>

static char *join_cmdline(struct gc *gc, const libxl_domain_build_info *b)
{
	const char *line = b->cmdline ? b->cmdline : b->u.pv.cmdline;

	return gc_strdup(gc, line ? line : "");
}

static int open_ramdisk(struct gc *gc, const char *path, struct xl_build *b)
{
	struct stat st;

	b->ramdisk_fd = open(path, O_RDONLY | O_CLOEXEC);
	if (b->ramdisk_fd < 0 || fstat(b->ramdisk_fd, &st)) {
		XL_ERROR(gc->ctx, "cannot read ramdisk %s: %s", path,
			 strerror(errno));
		return ERROR_INVAL;
	}
	if (!S_ISREG(st.st_mode) || !st.st_size) {
		XL_ERROR(gc->ctx, "ramdisk %s is %s", path,
			 S_ISREG(st.st_mode) ? "empty" : "not a regular file");
		return ERROR_INVAL;
	}
	b->ramdisk_size = st.st_size;
	return 0;
}

int xl_build_prepare(struct gc *gc, libxl_domain_config *cfg,
		     struct xl_build *b)
{
	libxl_domain_build_info *info = &cfg->b_info;
	const char *kernel = info->kernel ? info->kernel : info->u.pv.kernel;
	const char *rd = info->ramdisk ? info->ramdisk : info->u.pv.ramdisk;
	struct xc_dom_pv_plan plan;
	struct xc_dom_error err;
	int rc;

	*b = (struct xl_build){ .restore_fd = -1, .ramdisk_fd = -1 };
	if (!kernel || !*kernel) {
		XL_ERROR(gc->ctx, "no kernel is given: set kernel=");
		return ERROR_INVAL;
	}
	if (xc_dom_kernel_read_cached(kernel, XL_LIB_DIR "/kernels", &b->kernel,
				      &err)) {
		XL_ERROR(gc->ctx, "%s", err.text);
		return ERROR_INVAL;
	}
	b->cmdline = join_cmdline(gc, info);
	if (strlen(b->cmdline) >= MAX_GUEST_CMDLINE) {
		XL_ERROR(gc->ctx,
			 "the kernel's command line has %zu characters, at "
			 "most %d fit: shorten extra= and root=",
			 strlen(b->cmdline), MAX_GUEST_CMDLINE - 1);
		rc = ERROR_INVAL;
		goto err_dispose;
	}
	rc = rd && *rd ? open_ramdisk(gc, rd, b) : 0;
	if (rc)
		goto err_dispose;
	if (xc_dom_pv_plan(b->kernel, info->target_memkb / 4, b->ramdisk_size,
			   &plan, &err)) {
		XL_ERROR(gc->ctx, "kernel %s: %s", kernel, err.text);
		rc = ERROR_INVAL;
		goto err_dispose;
	}
	return 0;

err_dispose:
	xl_build_dispose(b);
	return rc;
}

void xl_build_dispose(struct xl_build *b)
{
	xc_dom_kernel_free(b->kernel);
	if (b->ramdisk_fd >= 0)
		close(b->ramdisk_fd);
	b->kernel = NULL;
	b->ramdisk_fd = -1;
}

static int publish(struct gc *gc, uint32_t domid,
		   const struct xc_dom_pv_params *p)
{
	char *dom = xl_dompath(gc, domid);
	int rc;

	rc = xs_put(gc, XBT_NULL, gc_sprintf(gc, "%s/store/port", dom), "%u",
		    p->xenstore_port);
	if (!rc)
		rc = xs_put(gc, XBT_NULL,
			    gc_sprintf(gc, "%s/store/ring-ref", dom), "%llu",
			    (unsigned long long)p->xenstore_mfn);
	if (!rc)
		rc = xs_put(gc, XBT_NULL,
			    gc_sprintf(gc, "%s/console/ring-ref", dom), "%llu",
			    (unsigned long long)p->console_mfn);
	if (!rc)
		rc = xs_put(gc, XBT_NULL,
			    gc_sprintf(gc, "%s/console/port", dom), "%u",
			    p->console_port);
	if (rc)
		return rc;
	if (!xs_introduce_domain(gc->ctx->xsh, domid, p->xenstore_mfn,
				 p->xenstore_port)) {
		XL_ERRNO(gc->ctx, "xenstored does not take domain %u", domid);
		return ERROR_FAIL;
	}
	return 0;
}

static int fill(struct gc *gc, libxl_domain_config *cfg, struct xl_build *b,
		struct xc_dom_pv_params *p)
{
	struct xc_dom_error err;

	if (b->restore_fd >= 0)
		return xl_restore_stream(gc, cfg, b->restore_fd, p->domid, p);
	if (xc_dom_pv_build(gc->ctx->xch, p, &err)) {
		XL_ERROR(gc->ctx, "%s", err.text);
		return ERROR_FAIL;
	}
	return 0;
}

int xl_build_run(struct gc *gc, libxl_domain_config *cfg, struct xl_build *b,
		 uint32_t domid)
{
	libxl_ctx *ctx = gc->ctx;
	struct xc_dom_pv_params p = {
		.domid = domid,
		.total_pages = cfg->b_info.target_memkb / 4,
		.kernel = b->kernel,
		.ramdisk_fd = b->ramdisk_fd,
		.ramdisk_size = b->ramdisk_size,
		.cmdline = b->cmdline,
	};
	int store, console, rc;

	store = xc_evtchn_alloc_unbound(ctx->xch, domid, p.xenstore_domid);
	console = xc_evtchn_alloc_unbound(ctx->xch, domid, p.console_domid);
	if (store < 0 || console < 0) {
		XL_ERRNO(ctx, "cannot make domain %u's event channels", domid);
		return ERROR_FAIL;
	}
	p.xenstore_port = store;
	p.console_port = console;
	rc = fill(gc, cfg, b, &p);
	if (rc)
		return rc;
	XL_STEP(ctx, "memory filled");
	if (xc_dom_gnttab_seed(ctx->xch, domid, false, p.console_mfn,
			       p.xenstore_mfn, p.console_domid,
			       p.xenstore_domid)) {
		XL_ERRNO(ctx, "cannot fill domain %u's grant table", domid);
		return ERROR_FAIL;
	}
	XL_STEP(ctx, "rings granted");
	return publish(gc, domid, &p);
}
