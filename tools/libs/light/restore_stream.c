// SPDX-License-Identifier: GPL-2.0-only
/* Reading a domain's contents from a stream into a new domain. */
#include "internal.h"
#include "stream.h"

#include <endian.h>

/* Of records that are read only to be refused, or skipped. */
#define MAX_RECORD (1U << 20)

struct restoring {
	struct gc *gc;
	libxl_domain_config *cfg;
	uint32_t domid;
};

static int read_all(struct gc *gc, int fd, void *data, size_t len)
{
	if (!libxl_read_exactly(gc->ctx, fd, data, len, "the stream",
				"a record"))
		return 0;
	return ERROR_FAIL;
}

static int read_header(struct gc *gc, int fd)
{
	struct xl_stream_header h;
	int rc = read_all(gc, fd, &h, sizeof(h));
	uint32_t options;

	if (rc)
		return rc;
	options = be32toh(h.options);
	if (be64toh(h.id) != XL_STREAM_ID) {
		XL_ERROR(gc->ctx, "this is no stream of a domain of Xen 4.6 or "
				  "later");
		return ERROR_FAIL;
	}
	if (be32toh(h.version) != XL_STREAM_VERSION) {
		XL_ERROR(gc->ctx,
			 "the stream has version %u, this program "
			 "knows only %u",
			 be32toh(h.version), XL_STREAM_VERSION);
		return ERROR_FAIL;
	}
	if (options & XL_STREAM_BE || options & ~XL_STREAM_LEGACY) {
		XL_ERROR(gc->ctx, "the stream has unknown options 0x%x",
			 options);
		return ERROR_FAIL;
	}
	return 0;
}

static const char *record_name(uint32_t type)
{
	static const char *const names[] = {
		[XL_REC_END] = "END",
		[XL_REC_LIBXC_CONTEXT] = "LIBXC_CONTEXT",
		[XL_REC_EMULATOR_XENSTORE_DATA] = "EMULATOR_XENSTORE_DATA",
		[XL_REC_EMULATOR_CONTEXT] = "EMULATOR_CONTEXT",
		[XL_REC_CHECKPOINT_END] = "CHECKPOINT_END",
		[XL_REC_CHECKPOINT_STATE] = "CHECKPOINT_STATE",
	};

	return type < sizeof(names) / sizeof(names[0]) ? names[type]
						       : "unknown";
}

static int default_policy(void *arg)
{
	struct restoring *r = arg;

	return xl_set_cpuid(r->gc, r->domid, &r->cfg->b_info);
}

static int read_contents(struct restoring *r, int fd,
			 struct xc_dom_pv_params *p)
{
	struct xc_restore_params par = {
		.domid = r->domid,
		.fd = fd,
		.console_domid = p->console_domid,
		.xenstore_domid = p->xenstore_domid,
		.console_port = p->console_port,
		.xenstore_port = p->xenstore_port,
		.default_policy = default_policy,
		.arg = r,
	};
	struct xc_dom_error err;

	if (xc_domain_restore(r->gc->ctx->xch, &par, &err)) {
		XL_ERROR(r->gc->ctx, "%s", err.text);
		return ERROR_FAIL;
	}
	p->console_mfn = par.console_mfn;
	p->xenstore_mfn = par.xenstore_mfn;
	return 0;
}

/* A record that a PV domain's stream need not have: read it away. */
static int skip_record(struct gc *gc, int fd, const struct xl_stream_record *h)
{
	uint64_t len = ((uint64_t)h->length + 7) & ~7ULL;

	if (h->length > MAX_RECORD) {
		XL_ERROR(gc->ctx,
			 "the stream has a %s record of %u bytes: it "
			 "is damaged",
			 record_name(h->type), h->length);
		return ERROR_FAIL;
	}
	return len ? read_all(gc, fd, gc_alloc(gc, len), len) : 0;
}

int xl_restore_stream(struct gc *gc, libxl_domain_config *cfg, int fd,
		      uint32_t domid, struct xc_dom_pv_params *p)
{
	struct restoring r = { gc, cfg, domid };
	struct xl_stream_record h;
	bool contents = false;
	int rc = read_header(gc, fd);

	while (!rc) {
		rc = read_all(gc, fd, &h, sizeof(h));
		if (rc)
			break;
		switch (h.type) {
		case XL_REC_END:
			if (!h.length && contents)
				return 0;
			XL_ERROR(gc->ctx, "the stream ends without the "
					  "domain's contents");
			return ERROR_FAIL;
		case XL_REC_LIBXC_CONTEXT:
			if (h.length || contents) {
				XL_ERROR(gc->ctx, "the stream is damaged");
				return ERROR_FAIL;
			}
			rc = read_contents(&r, fd, p);
			contents = true;
			break;
		/* Written for guests with a device model beside them. */
		case XL_REC_EMULATOR_XENSTORE_DATA:
		case XL_REC_EMULATOR_CONTEXT:
			rc = skip_record(gc, fd, &h);
			break;
		default:
			XL_ERROR(gc->ctx,
				 "the stream has a record of type %u (%s), "
				 "which is not supported",
				 h.type, record_name(h.type));
			return ERROR_FAIL;
		}
	}
	return rc;
}
