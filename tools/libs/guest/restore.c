// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading a stream into an empty PV domain.  A stream is hostile: each record
 * has limits and a place, given by a table; nothing is believed that is not
 * checked, here or by the hypervisor; and the domain does not run before all
 * of it has been read and found good.
 */
#include "restore.h"

#include <arpa/inet.h>
#include <sys/mman.h>

int xg_restore_failed(struct xg_restore *r, const char *what)
{
	return xg_fail(r->err, errno ? errno : EIO, "domain %u: %s: %s",
		       r->par->domid, what, strerror(errno));
}

/* --- headers --- */

static int read_image_header(struct xg_restore *r)
{
	struct xg_image_header h;
	int rc = xg_read(&r->io, &h, sizeof(h), "image header");

	if (rc)
		return rc;
	r->version = ntohl(h.version);
	if (h.marker != XG_IMAGE_MARKER || ntohl(h.id) != XG_IMAGE_ID)
		return xg_fail(r->err, EINVAL,
			       "this is no stream of a domain's contents (no "
			       "image header)");
	if (r->version < 2 || r->version > XG_IMAGE_VERSION)
		return xg_fail(
			r->err, EINVAL,
			"the stream has version %u, this program knows 2 "
			"and 3",
			r->version);
	if (ntohs(h.options) & XG_IMAGE_BE)
		return xg_fail(r->err, EINVAL,
			       "the stream is of a big-endian machine");
	if (ntohs(h.options) || h.reserved1 || h.reserved2)
		return xg_fail(r->err, EINVAL,
			       "the image header has unknown options 0x%x",
			       ntohs(h.options));
	return 0;
}

static int read_domain_header(struct xg_restore *r)
{
	struct xg_domain_header h;
	int rc = xg_read(&r->io, &h, sizeof(h), "domain header");

	if (rc)
		return rc;
	if (h.type != XG_DOMAIN_X86_PV)
		return xg_fail(r->err, EOPNOTSUPP,
			       "the stream is of %s (type %u): only PV guests "
			       "can be restored yet",
			       h.type == XG_DOMAIN_X86_HVM ? "an HVM guest"
							   : "no known guest",
			       h.type);
	if (h.page_shift != XC_PAGE_SHIFT || h.reserved)
		return xg_fail(r->err, EINVAL,
			       "the domain header is damaged (page shift %u)",
			       h.page_shift);
	return 0;
}

/* --- records --- */

static int on_pv_info(struct xg_restore *r, unsigned int type,
		      const uint8_t *body, uint32_t len)
{
	struct xg_pv_info i;

	memcpy(&i, body, sizeof(i));
	if (i.guest_width != 8 || i.pt_levels != 4)
		return xg_fail(r->err, EOPNOTSUPP,
			       "the stream is of a guest with %u-bit words and "
			       "%u levels of page tables: only 64 and 4 can be "
			       "restored",
			       8 * i.guest_width, i.pt_levels);
	return 0;
}

static int on_frames(struct xg_restore *r, unsigned int type,
		     const uint8_t *body, uint32_t len)
{
	return xg_restore_p2m_frames(r, body, len);
}

static int keep(struct xg_restore *r, struct xg_blob *b, const uint8_t *body,
		uint32_t len)
{
	free(b->data);
	b->size = len;
	b->data = malloc(len);
	if (!b->data)
		return xg_restore_failed(r, "no memory for a record");
	memcpy(b->data, body, len);
	return 0;
}

static int on_policy(struct xg_restore *r, unsigned int type,
		     const uint8_t *body, uint32_t len)
{
	bool cpuid = type == XG_REC_X86_CPUID_POLICY;
	size_t unit =
		cpuid ? sizeof(xen_cpuid_leaf_t) : sizeof(xen_msr_entry_t);

	if (len % unit)
		return xg_fail(r->err, EINVAL,
			       "the stream's CPU policy has %u bytes, which is "
			       "no multiple of %zu",
			       len, unit);
	return keep(r, cpuid ? &r->cpuid : &r->msr, body, len);
}

static int on_static_end(struct xg_restore *r, unsigned int type,
			 const uint8_t *body, uint32_t len)
{
	r->static_done = true;
	return xg_restore_policy(r);
}

static int on_shared_info(struct xg_restore *r, unsigned int type,
			  const uint8_t *body, uint32_t len)
{
	if (!r->shared)
		r->shared = malloc(XC_PAGE_SIZE);
	if (!r->shared)
		return xg_restore_failed(r, "no memory for its shared info");
	memcpy(r->shared, body, XC_PAGE_SIZE);
	return 0;
}

static int on_tsc(struct xg_restore *r, unsigned int type, const uint8_t *body,
		  uint32_t len)
{
	return xg_restore_tsc(r, body, len);
}

static int on_verify(struct xg_restore *r, unsigned int type,
		     const uint8_t *body, uint32_t len)
{
	r->verifying = true;
	return 0;
}

static int on_end(struct xg_restore *r, unsigned int type, const uint8_t *body,
		  uint32_t len)
{
	return 0;
}

static int refused(struct xg_restore *r, unsigned int type, const uint8_t *body,
		   uint32_t len)
{
	char buf[24];

	return xg_fail(r->err, EOPNOTSUPP, "the stream has a %s record: %s",
		       xg_record_name(type, buf),
		       type == XG_REC_CHECKPOINT ||
				       type == XG_REC_CHECKPOINT_DIRTY_PFN_LIST
			       ? "checkpointed streams (Remus, COLO) are not "
				 "supported"
			       : "it does not belong to a PV guest");
}

#define AFTER(type) (1ULL << XG_REC_##type)
#define MEMORY	    AFTER(X86_PV_P2M_FRAMES)

/*
 * What a record may be: its size, what must have come before it, and whether
 * it is of the static part, which ends with STATIC_DATA_END (in version 2:
 * with the first record of the other part).
 */
static const struct rule {
	int (*fn)(struct xg_restore *r, unsigned int type, const uint8_t *body,
		  uint32_t len);
	uint32_t min, max;
	uint64_t after;
	bool is_static;
} rules[] = {
	[XG_REC_END] = { on_end, 0, 0,
			 MEMORY | AFTER(PAGE_DATA) | AFTER(SHARED_INFO) |
				 AFTER(X86_PV_VCPU_BASIC) },
	/* its body is not read beforehand */
	[XG_REC_PAGE_DATA] = { NULL, sizeof(struct xg_page_data_header) + 8,
			       64U << 20, MEMORY },
	[XG_REC_X86_PV_INFO] = { on_pv_info, sizeof(struct xg_pv_info),
				 sizeof(struct xg_pv_info), 0, true },
	[XG_REC_X86_PV_P2M_FRAMES] = { on_frames,
				       sizeof(struct xg_p2m_frames_header) + 8,
				       sizeof(struct xg_p2m_frames_header) +
					       8 * XG_MAX_PFNS /
						       XG_PFNS_PER_FRAME,
				       AFTER(X86_PV_INFO) },
	[XG_REC_X86_PV_VCPU_BASIC] = { xg_restore_vcpu_record,
				       sizeof(struct xg_vcpu_header), 65536,
				       MEMORY },
	[XG_REC_X86_PV_VCPU_EXTENDED] = { xg_restore_vcpu_record,
					  sizeof(struct xg_vcpu_header), 65536,
					  MEMORY },
	[XG_REC_X86_PV_VCPU_XSAVE] = { xg_restore_vcpu_record,
				       sizeof(struct xg_vcpu_header), 65536,
				       MEMORY },
	[XG_REC_SHARED_INFO] = { on_shared_info, XC_PAGE_SIZE, XC_PAGE_SIZE,
				 MEMORY },
	[XG_REC_X86_TSC_INFO] = { on_tsc, sizeof(struct xg_tsc_info),
				  sizeof(struct xg_tsc_info),
				  AFTER(X86_PV_INFO) },
	[XG_REC_HVM_CONTEXT] = { refused, 0, 1U << 20, 0 },
	[XG_REC_HVM_PARAMS] = { refused, 0, 1U << 20, 0 },
	[XG_REC_TOOLSTACK] = { refused, 0, 1U << 20, 0 },
	[XG_REC_X86_PV_VCPU_MSRS] = { xg_restore_vcpu_record,
				      sizeof(struct xg_vcpu_header), 65536,
				      MEMORY },
	[XG_REC_VERIFY] = { on_verify, 0, 0, MEMORY },
	[XG_REC_CHECKPOINT] = { refused, 0, 0, 0 },
	[XG_REC_CHECKPOINT_DIRTY_PFN_LIST] = { refused, 0, 1U << 20, 0 },
	[XG_REC_STATIC_DATA_END] = { on_static_end, 0, 0, AFTER(X86_PV_INFO),
				     true },
	[XG_REC_X86_CPUID_POLICY] = { on_policy, sizeof(xen_cpuid_leaf_t),
				      1U << 20, AFTER(X86_PV_INFO), true },
	[XG_REC_X86_MSR_POLICY] = { on_policy, sizeof(xen_msr_entry_t),
				    1U << 20, AFTER(X86_PV_INFO), true },
};
#define NR_RULES (sizeof(rules) / sizeof(rules[0]))

static int check_place(struct xg_restore *r, const struct rule *rule,
		       const struct xg_record_header *h)
{
	char buf[24];
	const char *name = xg_record_name(h->type, buf);

	if (h->length < rule->min || h->length > rule->max)
		return xg_fail(r->err, EINVAL,
			       "a %s record of %u bytes, between %u and %u are "
			       "possible: the stream is damaged",
			       name, h->length, rule->min, rule->max);
	if (rule->after & ~r->seen)
		return xg_fail(r->err, EINVAL,
			       "the stream's %s record comes before what it "
			       "needs (0x%llx)",
			       name,
			       (unsigned long long)(rule->after & ~r->seen));
	if (rule->is_static && r->static_done)
		return xg_fail(r->err, EINVAL,
			       "the stream's %s record comes too late", name);
	if (rule->is_static || r->static_done || rule->fn == refused)
		return 0;
	if (r->version >= 3)
		return xg_fail(r->err, EINVAL,
			       "the stream's %s record comes before "
			       "STATIC_DATA_END",
			       name);
	return on_static_end(r, XG_REC_STATIC_DATA_END, NULL, 0);
}

/* Body and padding, or nothing if that is what there is. */
static int read_body(struct xg_restore *r, const struct xg_record_header *h,
		     uint8_t **body)
{
	uint64_t i, len = XG_PADDED(h->length);
	char buf[24];
	int rc;

	*body = malloc(len ? len : 1);
	if (!*body)
		return xg_restore_failed(r, "no memory for a record");
	rc = xg_read(&r->io, *body, len, xg_record_name(h->type, buf));
	for (i = h->length; i < len && !rc; i++)
		if ((*body)[i])
			rc = xg_fail(r->err, EINVAL,
				     "the padding of a %s record is not zero: "
				     "the stream is damaged",
				     xg_record_name(h->type, buf));
	return rc;
}

static int skip(struct xg_restore *r, uint64_t len)
{
	uint8_t buf[4096];
	int rc = 0;

	while (len && !rc) {
		size_t n = len < sizeof(buf) ? len : sizeof(buf);

		rc = xg_read(&r->io, buf, n, "optional record");
		len -= n;
	}
	return rc;
}

static int read_record(struct xg_restore *r, bool *end)
{
	struct xg_record_header h;
	const struct rule *rule;
	uint8_t *body = NULL;
	int rc = xg_read(&r->io, &h, sizeof(h), "next record");

	if (rc)
		return rc;
	if (h.type >= NR_RULES) {
		if (h.type & XG_REC_OPTIONAL)
			return skip(r, XG_PADDED(h.length));
		return xg_fail(r->err, EINVAL,
			       "the stream has a record of the unknown type "
			       "0x%x: it is damaged or of a newer Xen",
			       h.type);
	}
	rule = &rules[h.type];
	rc = check_place(r, rule, &h);
	if (rc)
		return rc;
	if (h.type == XG_REC_PAGE_DATA) {
		rc = xg_restore_page_data(r, h.length);
	} else {
		rc = read_body(r, &h, &body);
		if (!rc)
			rc = rule->fn(r, h.type, body, h.length);
		free(body);
	}
	r->seen |= 1ULL << h.type;
	*end = h.type == XG_REC_END;
	return rc;
}

/* --- the whole --- */

static int complete(struct xg_restore *r)
{
	int rc;

	if (r->differences)
		return xg_fail(r->err, EILSEQ,
			       "%llu pages differ from what the sender has",
			       (unsigned long long)r->differences);
	rc = xg_restore_start_info(r);
	if (!rc)
		rc = xg_restore_shared_info(r);
	if (!rc)
		rc = xg_restore_list(r);
	if (!rc)
		rc = xg_restore_pin(r);
	if (!rc)
		rc = xg_restore_vcpus(r);
	return rc;
}

static int read_all(struct xg_restore *r)
{
	bool end = false;
	int rc = read_image_header(r);

	if (!rc)
		rc = read_domain_header(r);
	while (!rc && !end)
		rc = read_record(r, &end);
	return rc;
}

int xc_domain_restore(xc_interface *xch, struct xc_restore_params *par,
		      struct xc_dom_error *err)
{
	struct xg_restore r = {
		.xch = xch,
		.fmem = xc_interface_fmem_handle(xch),
		.par = par,
		.err = err,
		.io = { .fd = par->fd, .err = err },
	};
	int rc;

	if (xc_domain_getinfo_single(xch, par->domid, &r.info))
		return xg_restore_failed(&r, "it does not exist");
	if (r.info.max_vcpu_id >= 4096)
		return xg_fail(err, EINVAL, "domain %u has no vCPUs yet",
			       par->domid);
	r.vcpus = calloc(r.info.max_vcpu_id + 1, sizeof(*r.vcpus));
	if (!r.vcpus)
		return xg_restore_failed(&r, "no memory for its vCPUs");
	rc = read_all(&r);
	if (!rc)
		rc = complete(&r);
	xg_restore_vcpus_free(&r);
	xg_restore_memory_free(&r);
	free(r.shared);
	free(r.cpuid.data);
	free(r.msr.data);
	return rc;
}
