// SPDX-License-Identifier: GPL-2.0-only
/*
 * Everything in a stream that is not memory.  What names pages is kept until
 * all pages are there; at the end pfns become frames and the hypervisor, which
 * checks each context as it would a guest's own, gets it.
 */
#include "restore.h"

#include <sys/mman.h>

/* --- records --- */

static int keep_state(struct xg_restore *r, struct xg_blob *b,
		      const uint8_t *data, uint32_t size)
{
	free(b->data);
	b->data = malloc(size);
	b->size = size;
	if (!b->data)
		return xg_restore_failed(r, "no memory for a vCPU's state");
	memcpy(b->data, data, size);
	return 0;
}

static bool size_ok(unsigned int type, uint32_t size)
{
	switch (type) {
	case XG_REC_X86_PV_VCPU_BASIC:
		return size == sizeof(vcpu_guest_context_t);
	case XG_REC_X86_PV_VCPU_EXTENDED:
		return size <= 128; /* a domctl's union */
	case XG_REC_X86_PV_VCPU_XSAVE:
		return size >= 16; /* xcr0, xcr0_accum */
	default:
		return size % sizeof(xen_domctl_vcpu_msr_t) == 0;
	}
}

int xg_restore_vcpu_record(struct xg_restore *r, unsigned int type,
			   const uint8_t *body, uint32_t len)
{
	struct xg_vcpu_state *v;
	struct xg_vcpu_header h;
	char buf[24];

	memcpy(&h, body, sizeof(h));
	len -= sizeof(h);
	if (h.vcpu_id > r->info.max_vcpu_id)
		return xg_fail(r->err, EINVAL,
			       "the stream has a vCPU %u, the domain was made "
			       "with %u: vcpus= is too small",
			       h.vcpu_id, r->info.max_vcpu_id + 1);
	if (!len) /* older senders wrote empty ones */
		return 0;
	if (h.reserved || !size_ok(type, len))
		return xg_fail(
			r->err, EINVAL,
			"vCPU %u has a %s record of %u bytes: the stream "
			"is damaged",
			h.vcpu_id, xg_record_name(type, buf), len);
	v = &r->vcpus[h.vcpu_id];
	return keep_state(r,
			  type == XG_REC_X86_PV_VCPU_BASIC	? &v->basic
			  : type == XG_REC_X86_PV_VCPU_EXTENDED ? &v->extended
			  : type == XG_REC_X86_PV_VCPU_XSAVE	? &v->xsave
								: &v->msrs,
			  body + sizeof(h), len);
}

int xg_restore_tsc(struct xg_restore *r, const uint8_t *body, uint32_t len)
{
	struct xg_tsc_info t;

	memcpy(&t, body, sizeof(t));
	if (t.reserved)
		return xg_fail(r->err, EINVAL,
			       "the stream's TSC record is damaged");
	if (xc_domain_set_tsc_info(r->xch, r->par->domid, t.mode, t.nsec, t.khz,
				   t.incarnation))
		return xg_restore_failed(r, "Xen refuses its TSC mode");
	return 0;
}

int xg_restore_policy(struct xg_restore *r)
{
	uint32_t leaf = -1, subleaf = -1, msr = -1;

	if (!r->cpuid.data && !r->msr.data) {
		if (r->par->default_policy &&
		    r->par->default_policy(r->par->arg))
			return xg_fail(r->err, EINVAL,
				       "domain %u: cannot set its CPU policy",
				       r->par->domid);
		return 0;
	}
	if (xc_set_domain_cpu_policy(r->xch, r->par->domid,
				     r->cpuid.size / sizeof(xen_cpuid_leaf_t),
				     (xen_cpuid_leaf_t *)r->cpuid.data,
				     r->msr.size / sizeof(xen_msr_entry_t),
				     (xen_msr_entry_t *)r->msr.data, &leaf,
				     &subleaf, &msr))
		return xg_fail(
			r->err, errno,
			"this host cannot give the guest the CPU that it "
			"had (leaf 0x%x.%x, MSR 0x%x): %s",
			leaf, subleaf, msr, strerror(errno));
	return 0;
}

void xg_restore_vcpus_free(struct xg_restore *r)
{
	unsigned int i;

	for (i = 0; i <= r->info.max_vcpu_id; i++) {
		free(r->vcpus[i].basic.data);
		free(r->vcpus[i].extended.data);
		free(r->vcpus[i].xsave.data);
		free(r->vcpus[i].msrs.data);
	}
	free(r->vcpus);
}

/* --- the end --- */

static int ring_frame(struct xg_restore *r, const char *what, uint64_t pfn,
		      xen_pfn_t *frame)
{
	return xg_restore_frame(r, what, pfn, 0, frame);
}

/*
 * The suspended kernel gave the pfn of its start info as an argument of its
 * hypercall; in the start info it has put pfns for its two rings.
 */
int xg_restore_start_info(struct xg_restore *r)
{
	struct xc_restore_params *p = r->par;
	vcpu_guest_context_t *c;
	start_info_t *si;
	xen_pfn_t frame;
	int rc;

	if (!r->vcpus[0].basic.data)
		return xg_fail(r->err, EINVAL,
			       "the stream has no state of vCPU 0");
	c = (vcpu_guest_context_t *)r->vcpus[0].basic.data;
	rc = xg_restore_frame(r, "the start info", c->user_regs.rdx, 0, &frame);
	if (rc)
		return rc;
	c->user_regs.rdx = frame;
	si = xenforeignmemory_map(r->fmem, p->domid, PROT_READ | PROT_WRITE, 1,
				  &frame, NULL);
	if (!si)
		return xg_restore_failed(r, "cannot map its start info");
	rc = ring_frame(r, "the xenstore ring", si->store_mfn,
			&p->xenstore_mfn);
	if (!rc)
		rc = ring_frame(r, "the console ring", si->console.domU.mfn,
				&p->console_mfn);
	if (!rc) {
		snprintf(si->magic, sizeof(si->magic), "xen-3.0-x86_64");
		si->nr_pages = r->nr_pfns;
		si->shared_info = r->info.shared_info_frame << XC_PAGE_SHIFT;
		si->flags = 0;
		si->store_mfn = p->xenstore_mfn;
		si->store_evtchn = p->xenstore_port;
		si->console.domU.mfn = p->console_mfn;
		si->console.domU.evtchn = p->console_port;
	}
	xenforeignmemory_unmap(r->fmem, si, 1);
	return rc;
}

/* Time goes on as it is here; events are gone with their channels. */
int xg_restore_shared_info(struct xg_restore *r)
{
	xen_pfn_t frame = r->info.shared_info_frame;
	shared_info_t *s =
		xenforeignmemory_map(r->fmem, r->par->domid,
				     PROT_READ | PROT_WRITE, 1, &frame, NULL);
	unsigned int i;

	if (!s)
		return xg_restore_failed(r, "cannot map its shared info");
	memcpy(s->vcpu_info, r->shared->vcpu_info, sizeof(s->vcpu_info));
	memcpy(&s->arch, &r->shared->arch, sizeof(s->arch));
	/* The guest says anew where its list is. */
	s->arch.pfn_to_mfn_frame_list_list = 0;
	memset(s->evtchn_pending, 0, sizeof(s->evtchn_pending));
	memset(s->evtchn_mask, 0xff, sizeof(s->evtchn_mask));
	for (i = 0; i < XEN_LEGACY_MAX_VCPUS; i++)
		s->vcpu_info[i].evtchn_pending_sel = 0;
	xenforeignmemory_unmap(r->fmem, s, 1);
	return 0;
}

static int context_to_frames(struct xg_restore *r, unsigned int id,
			     vcpu_guest_context_t *c)
{
	unsigned int i, gdt_frames;
	xen_pfn_t f;
	int rc;

	if (c->gdt_ents > FIRST_RESERVED_GDT_ENTRY)
		return xg_fail(r->err, EINVAL,
			       "vCPU %u has a GDT of %lu entries, at most %u "
			       "are possible",
			       id, (unsigned long)c->gdt_ents,
			       FIRST_RESERVED_GDT_ENTRY);
	gdt_frames = (c->gdt_ents + 511) / 512;
	for (i = 0; i < gdt_frames; i++) {
		rc = xg_restore_frame(r, "a vCPU's GDT", c->gdt_frames[i], 0,
				      &f);
		if (rc)
			return rc;
		c->gdt_frames[i] = f;
	}
	rc = xg_restore_frame(r, "a vCPU's page table",
			      c->ctrlreg[3] >> XC_PAGE_SHIFT, 4, &f);
	if (rc)
		return rc;
	c->ctrlreg[3] = f << XC_PAGE_SHIFT;
	if (!(c->ctrlreg[1] & 1)) {
		c->ctrlreg[1] = 0;
		return 0;
	}
	rc = xg_restore_frame(r, "a vCPU's user page table",
			      c->ctrlreg[1] >> XC_PAGE_SHIFT, 4, &f);
	c->ctrlreg[1] = f << XC_PAGE_SHIFT;
	return rc;
}

static int restore_vcpu(struct xg_restore *r, unsigned int id)
{
	struct xg_vcpu_state *v = &r->vcpus[id];
	struct xen_domctl_ext_vcpucontext ext = { .vcpu = id };
	uint32_t domid = r->par->domid;
	vcpu_guest_context_any_t ctxt;
	int rc;

	if (!v->basic.data) /* it was offline */
		return 0;
	memcpy(&ctxt.c, v->basic.data, sizeof(ctxt.c));
	rc = context_to_frames(r, id, &ctxt.c);
	if (rc)
		return rc;
	if (xc_vcpu_setcontext(r->xch, domid, id, &ctxt))
		return xg_restore_failed(r, "Xen refuses a vCPU's context");
	if (v->extended.data) {
		memcpy(&ext, v->extended.data,
		       v->extended.size < sizeof(ext) ? v->extended.size
						      : sizeof(ext));
		if (xc_vcpu_set_ext_context(r->xch, domid, id, &ext))
			return xg_restore_failed(r, "Xen refuses a vCPU's "
						    "32-bit entries");
	}
	if (v->xsave.data &&
	    xc_vcpu_set_xsave(r->xch, domid, id, v->xsave.data, v->xsave.size))
		return xg_restore_failed(r, "Xen refuses a vCPU's XSAVE area");
	if (v->msrs.data &&
	    xc_vcpu_set_msrs(r->xch, domid, id,
			     (xen_domctl_vcpu_msr_t *)v->msrs.data,
			     v->msrs.size / sizeof(xen_domctl_vcpu_msr_t)))
		return xg_restore_failed(r, "Xen refuses a vCPU's MSRs");
	return 0;
}

int xg_restore_vcpus(struct xg_restore *r)
{
	unsigned int i;
	int rc = 0;

	for (i = 0; i <= r->info.max_vcpu_id && !rc; i++)
		rc = restore_vcpu(r, i);
	return rc;
}
