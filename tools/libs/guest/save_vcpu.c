// SPDX-License-Identifier: GPL-2.0-only
/*
 * Everything in a stream that is not memory: the CPU policy before it, and
 * after it the TSC, the shared info and the vCPUs, with pfns where the
 * hypervisor has frames.
 */
#include "save.h"

/* --- before the memory --- */

static int save_policy(struct xg_save *s)
{
	xen_cpuid_leaf_t *leaves = NULL;
	xen_msr_entry_t *msrs = NULL;
	uint32_t nr_leaves, nr_msrs;
	int rc;

	if (xc_cpu_policy_get_size(s->xch, &nr_leaves, &nr_msrs))
		return xg_save_failed(s,
				      "cannot read the size of CPU policies");
	leaves = calloc(nr_leaves, sizeof(*leaves));
	msrs = calloc(nr_msrs, sizeof(*msrs));
	if (!leaves || !msrs ||
	    xc_get_domain_cpu_policy(s->xch, s->par->domid, &nr_leaves, leaves,
				     &nr_msrs, msrs)) {
		rc = xg_save_failed(s, "cannot read its CPU policy");
		goto out;
	}
	rc = nr_leaves
		     ? xg_write_record(&s->io, XG_REC_X86_CPUID_POLICY, leaves,
				       nr_leaves * sizeof(*leaves), NULL, 0)
		     : 0;
	if (!rc && nr_msrs)
		rc = xg_write_record(&s->io, XG_REC_X86_MSR_POLICY, msrs,
				     nr_msrs * sizeof(*msrs), NULL, 0);
out:
	free(leaves);
	free(msrs);
	return rc;
}

int xg_save_static(struct xg_save *s)
{
	static const struct xg_pv_info info = { .guest_width = 8,
						.pt_levels = 4 };
	int rc = xg_write_record(&s->io, XG_REC_X86_PV_INFO, &info,
				 sizeof(info), NULL, 0);

	if (!rc)
		rc = save_policy(s);
	if (!rc)
		rc = xg_write_record(&s->io, XG_REC_STATIC_DATA_END, NULL, 0,
				     NULL, 0);
	return rc;
}

/* --- vCPUs --- */

static int to_pfn(struct xg_save *s, unsigned int vcpu, const char *what,
		  uint64_t mfn, uint64_t *pfn)
{
	*pfn = xg_p2m_pfn(s, mfn);
	return *pfn != XG_NO_FRAME
		       ? 0
		       : xg_fail(s->err, EFAULT,
				 "%s of vCPU %u is in frame 0x%llx, which is "
				 "not the guest's",
				 what, vcpu, (unsigned long long)mfn);
}

static int context_to_pfns(struct xg_save *s, unsigned int vcpu,
			   vcpu_guest_context_t *c)
{
	unsigned int i, gdt_frames = (c->gdt_ents + 511) / 512;
	uint64_t pfn;
	int rc = 0;

	if (gdt_frames > sizeof(c->gdt_frames) / sizeof(c->gdt_frames[0]))
		return xg_fail(s->err, EINVAL,
			       "vCPU %u has a GDT of %lu entries", vcpu,
			       (unsigned long)c->gdt_ents);
	/* The third argument of the suspend hypercall: its start info. */
	if (!vcpu) {
		rc = to_pfn(s, vcpu, "the start info", c->user_regs.rdx, &pfn);
		c->user_regs.rdx = pfn;
	}
	for (i = 0; i < gdt_frames && !rc; i++) {
		rc = to_pfn(s, vcpu, "the GDT", c->gdt_frames[i], &pfn);
		c->gdt_frames[i] = pfn;
	}
	if (!rc) {
		rc = to_pfn(s, vcpu, "the page table",
			    c->ctrlreg[3] >> XC_PAGE_SHIFT, &pfn);
		c->ctrlreg[3] = pfn << XC_PAGE_SHIFT;
	}
	/* The user's page table; bit 0 says that there is one. */
	if (!rc && c->ctrlreg[1]) {
		rc = to_pfn(s, vcpu, "the user's page table",
			    c->ctrlreg[1] >> XC_PAGE_SHIFT, &pfn);
		c->ctrlreg[1] = pfn << XC_PAGE_SHIFT | 1;
	}
	return rc;
}

static int save_basic(struct xg_save *s, const struct xg_vcpu_header *h)
{
	vcpu_guest_context_any_t ctxt;
	int rc;

	if (xc_vcpu_getcontext(s->xch, s->par->domid, h->vcpu_id, &ctxt))
		return xg_save_failed(s, "cannot read a vCPU's context");
	rc = context_to_pfns(s, h->vcpu_id, &ctxt.c);
	return rc ? rc
		  : xg_write_record(&s->io, XG_REC_X86_PV_VCPU_BASIC, h,
				    sizeof(*h), &ctxt.c, sizeof(ctxt.c));
}

static int save_extended(struct xg_save *s, const struct xg_vcpu_header *h)
{
	struct xen_domctl_ext_vcpucontext ext;

	if (xc_vcpu_get_ext_context(s->xch, s->par->domid, h->vcpu_id, &ext))
		return xg_save_failed(s, "cannot read a vCPU's 32-bit entries");
	return xg_write_record(&s->io, XG_REC_X86_PV_VCPU_EXTENDED, h,
			       sizeof(*h), &ext, sizeof(ext));
}

static int save_xsave(struct xg_save *s, const struct xg_vcpu_header *h)
{
	uint64_t size = 0;
	void *area;
	int rc = 0;

	if (xc_vcpu_get_xsave(s->xch, s->par->domid, h->vcpu_id, NULL, &size))
		return xg_save_failed(s, "cannot read a vCPU's XSAVE size");
	if (!size) /* the machine has no XSAVE */
		return 0;
	area = calloc(1, size);
	if (!area ||
	    xc_vcpu_get_xsave(s->xch, s->par->domid, h->vcpu_id, area, &size))
		rc = xg_save_failed(s, "cannot read a vCPU's XSAVE area");
	else if (size)
		rc = xg_write_record(&s->io, XG_REC_X86_PV_VCPU_XSAVE, h,
				     sizeof(*h), area, size);
	free(area);
	return rc;
}

static int save_msrs(struct xg_save *s, const struct xg_vcpu_header *h)
{
	xen_domctl_vcpu_msr_t *msrs;
	uint32_t nr = 0;
	int rc = 0;

	if (xc_vcpu_get_msrs(s->xch, s->par->domid, h->vcpu_id, NULL, &nr))
		return xg_save_failed(s, "cannot count a vCPU's MSRs");
	if (!nr)
		return 0;
	msrs = calloc(nr, sizeof(*msrs));
	if (!msrs ||
	    xc_vcpu_get_msrs(s->xch, s->par->domid, h->vcpu_id, msrs, &nr))
		rc = xg_save_failed(s, "cannot read a vCPU's MSRs");
	else if (nr)
		rc = xg_write_record(&s->io, XG_REC_X86_PV_VCPU_MSRS, h,
				     sizeof(*h), msrs, nr * sizeof(*msrs));
	free(msrs);
	return rc;
}

static int save_vcpu(struct xg_save *s, unsigned int id)
{
	struct xg_vcpu_header h = { .vcpu_id = id };
	xc_vcpuinfo_t info;
	int rc;

	if (xc_vcpu_getinfo(s->xch, s->par->domid, id, &info))
		return xg_save_failed(s, "cannot read a vCPU's state");
	if (!info.online)
		return 0;
	rc = save_basic(s, &h);
	if (!rc)
		rc = save_extended(s, &h);
	if (!rc)
		rc = save_xsave(s, &h);
	if (!rc)
		rc = save_msrs(s, &h);
	return rc;
}

/* --- after the memory --- */

static int save_tsc(struct xg_save *s)
{
	struct xg_tsc_info t = { 0 };

	if (xc_domain_get_tsc_info(s->xch, s->par->domid, &t.mode, &t.nsec,
				   &t.khz, &t.incarnation))
		return xg_save_failed(s, "cannot read its TSC's state");
	return xg_write_record(&s->io, XG_REC_X86_TSC_INFO, &t, sizeof(t), NULL,
			       0);
}

int xg_save_state(struct xg_save *s)
{
	unsigned int i;
	int rc = save_tsc(s);

	if (!rc)
		rc = xg_write_record(&s->io, XG_REC_SHARED_INFO, s->shared,
				     XC_PAGE_SIZE, NULL, 0);
	for (i = 0; i <= s->info.max_vcpu_id && !rc; i++)
		rc = save_vcpu(s, i);
	return rc;
}
