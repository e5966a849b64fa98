// SPDX-License-Identifier: GPL-2.0-only
/*
 * Filling an empty PV domain: memory, kernel, ramdisk, p2m list, page tables,
 * start info, shared info, hypercall page, the first vCPU.
 *
 * Frames are written through foreign mappings, which count as writable
 * references in Xen: each is undone before the page tables are pinned.
 * On failure the domain is left as it is; the caller destroys it.
 */
#include "private.h"

#include <sys/mman.h>
#include <xenforeignmemory.h>

#define SUPERPAGE_ORDER 9
#define SUPERPAGE_PAGES (1UL << SUPERPAGE_ORDER)
#define BATCH_PAGES	4096

struct build {
	xc_interface *xch;
	xenforeignmemory_handle *fmem;
	struct xc_dom_pv_params *params;
	struct xc_dom_pv_plan plan;
	xen_pfn_t *p2m; /* owned, total_pages entries */
	xen_pfn_t shared_info_mfn;
	struct xc_dom_error *err;
};

static uint64_t virt_of(const struct build *b, xen_pfn_t pfn)
{
	return b->plan.virt_base + ((uint64_t)pfn << XC_PAGE_SHIFT);
}

static int failed(struct build *b, const char *what)
{
	return xg_fail(b->err, errno ? errno : EIO, "domain %u: %s: %s",
		       b->params->domid, what, strerror(errno));
}

/* --- memory --- */

static xen_pfn_t populate_superpages(struct build *b)
{
	xen_pfn_t *start, total = b->plan.total_pages, done = 0, i, j, want;
	int n;

	start = calloc(BATCH_PAGES / 8, sizeof(*start));
	if (!start)
		return 0;
	while (total - done >= SUPERPAGE_PAGES) {
		want = (total - done) / SUPERPAGE_PAGES;
		if (want > BATCH_PAGES / 8)
			want = BATCH_PAGES / 8;
		for (i = 0; i < want; i++)
			start[i] = done + i * SUPERPAGE_PAGES;
		n = xc_domain_populate_physmap(b->xch, b->params->domid, want,
					       SUPERPAGE_ORDER, 0, start);
		if (n <= 0)
			break;
		for (i = 0; i < (xen_pfn_t)n; i++)
			for (j = 0; j < SUPERPAGE_PAGES; j++)
				b->p2m[done++] = start[i] + j;
		if ((xen_pfn_t)n < want)
			break;
	}
	free(start);
	return done;
}

static int populate(struct build *b)
{
	xen_pfn_t total = b->plan.total_pages, done, i, want;
	int n;

	b->p2m = malloc(total * sizeof(*b->p2m));
	if (!b->p2m)
		return failed(b, "no memory for the list of its pages");
	/* Large pieces as long as there are some, then single pages. */
	done = populate_superpages(b);
	for (i = done; i < total; i++)
		b->p2m[i] = i;
	while (done < total) {
		want = total - done < BATCH_PAGES ? total - done : BATCH_PAGES;
		n = xc_domain_populate_physmap(b->xch, b->params->domid, want,
					       0, 0, b->p2m + done);
		if (n < 0)
			return failed(b, "cannot allocate its memory");
		done += n;
		if ((xen_pfn_t)n < want)
			return xg_fail(b->err, ENOMEM,
				       "domain %u: out of memory after %llu of "
				       "%llu MiB",
				       b->params->domid,
				       (unsigned long long)done >> 8,
				       (unsigned long long)total >> 8);
	}
	return 0;
}

/* --- copying into it --- */

static void *map(struct build *b, xen_pfn_t pfn, xen_pfn_t nr)
{
	return xenforeignmemory_map(b->fmem, b->params->domid,
				    PROT_READ | PROT_WRITE, nr, b->p2m + pfn,
				    NULL);
}

static int load_kernel(struct build *b)
{
	const struct xc_dom_kernel *k = b->params->kernel;
	const struct xc_dom_range *r = &b->plan.kernel;
	uint64_t base = (uint64_t)r->first << XC_PAGE_SHIFT, off, end, pos = 0;
	const struct xc_dom_segment *s;
	uint8_t *p = map(b, r->first, r->nr);
	unsigned int i;

	if (!p)
		return failed(b, "cannot map its kernel");
	for (i = 0; i < k->nr_segments; i++) {
		s = &k->segments[i];
		off = s->paddr - k->notes.paddr_offset - base;
		end = off + s->filesz;
		/* Holes and .bss: what was there before is not the guest's. */
		if (off > pos)
			memset(p + pos, 0, off - pos);
		memcpy(p + off, (uint8_t *)k->image + s->offset, s->filesz);
		memset(p + end, 0, s->memsz - s->filesz);
		if (off + s->memsz > pos)
			pos = off + s->memsz;
	}
	memset(p + pos, 0, (r->nr << XC_PAGE_SHIFT) - pos);
	xenforeignmemory_unmap(b->fmem, p, r->nr);
	return 0;
}

static int load_ramdisk(struct build *b)
{
	uint64_t left = b->params->ramdisk_size, pos = 0;
	xen_pfn_t pfn = b->plan.ramdisk.first, end = pfn + b->plan.ramdisk.nr;
	xen_pfn_t nr;
	uint64_t want, got;
	uint8_t *p;
	ssize_t n;

	for (; pfn < end; pfn += nr) {
		nr = end - pfn < BATCH_PAGES ? end - pfn : BATCH_PAGES;
		want = nr << XC_PAGE_SHIFT;
		if (want > left)
			want = left;
		p = map(b, pfn, nr);
		if (!p)
			return failed(b, "cannot map its ramdisk");
		/* Straight from the page cache into the guest. */
		for (got = 0; got < want; got += n) {
			n = pread(b->params->ramdisk_fd, p + got, want - got,
				  pos + got);
			if (n <= 0) {
				xenforeignmemory_unmap(b->fmem, p, nr);
				return xg_fail(b->err, EIO,
					       "the ramdisk became shorter "
					       "while it was read");
			}
		}
		memset(p + want, 0, (nr << XC_PAGE_SHIFT) - want);
		xenforeignmemory_unmap(b->fmem, p, nr);
		pos += want;
		left -= want;
	}
	return 0;
}

/* `bytes` from `src`, then zeros to the end of the range. */
static int load_bytes(struct build *b, const struct xc_dom_range *r,
		      const void *src, size_t bytes, const char *what)
{
	size_t size = r->nr << XC_PAGE_SHIFT;
	uint8_t *p = map(b, r->first, r->nr);

	if (!p)
		return failed(b, what);
	memcpy(p, src, bytes);
	memset(p + bytes, 0, size - bytes);
	xenforeignmemory_unmap(b->fmem, p, r->nr);
	return 0;
}

static int load_tables(struct build *b)
{
	const struct xc_dom_range *r = &b->plan.pagetables;
	uint64_t *tables = calloc(r->nr, XC_PAGE_SIZE);
	int rc;

	if (!tables)
		return failed(b, "no memory for its page tables");
	rc = xg_pagetables_fill(&b->plan, b->p2m, tables);
	if (rc)
		xg_fail(b->err, -rc, "its page tables were planned too small");
	else
		rc = load_bytes(b, r, tables, r->nr << XC_PAGE_SHIFT,
				"cannot map its page tables");
	free(tables);
	return rc;
}

static int load_start_info(struct build *b)
{
	const struct xc_dom_pv_plan *plan = &b->plan;
	struct xc_dom_pv_params *par = b->params;
	start_info_t si = {
		.magic = "xen-3.0-x86_64",
		.nr_pages = plan->total_pages,
		.shared_info = b->shared_info_mfn << XC_PAGE_SHIFT,
		.flags = par->start_flags,
		.store_mfn = b->p2m[plan->xenstore.first],
		.store_evtchn = par->xenstore_port,
		.console.domU = {
			.mfn = b->p2m[plan->console.first],
			.evtchn = par->console_port,
		},
		.pt_base = virt_of(b, plan->pagetables.first),
		.nr_pt_frames = plan->pagetables.nr,
		.mfn_list = plan->p2m_virt,
	};

	if (plan->p2m_apart) {
		si.first_p2m_pfn = plan->p2m.first;
		si.nr_p2m_frames = plan->p2m.nr;
	}
	if (par->ramdisk_fd >= 0) {
		si.mod_len = par->ramdisk_size;
		si.mod_start = plan->ramdisk_mapped
				       ? virt_of(b, plan->ramdisk.first)
				       : plan->ramdisk.first;
		if (!plan->ramdisk_mapped)
			si.flags |= SIF_MOD_START_PFN;
	}
	snprintf((char *)si.cmd_line, sizeof(si.cmd_line), "%s",
		 par->cmdline ? par->cmdline : "");
	par->console_mfn = si.console.domU.mfn;
	par->xenstore_mfn = si.store_mfn;
	return load_bytes(b, &plan->start_info, &si, sizeof(si),
			  "cannot map its start info");
}

static int load_shared_info(struct build *b)
{
	shared_info_t *s = xenforeignmemory_map(b->fmem, b->params->domid,
						PROT_READ | PROT_WRITE, 1,
						&b->shared_info_mfn, NULL);
	unsigned int i;

	if (!s)
		return failed(b, "cannot map its shared info");
	memset(s, 0, XC_PAGE_SIZE);
	for (i = 0; i < XEN_LEGACY_MAX_VCPUS; i++)
		s->vcpu_info[i].evtchn_upcall_mask = 1;
	xenforeignmemory_unmap(b->fmem, s, 1);
	return 0;
}

static int load_all(struct build *b)
{
	int rc = load_kernel(b);

	if (!rc && b->params->ramdisk_fd >= 0)
		rc = load_ramdisk(b);
	if (!rc)
		rc = load_bytes(b, &b->plan.p2m, b->p2m,
				b->plan.total_pages * sizeof(*b->p2m),
				"cannot map its p2m list");
	if (!rc)
		rc = load_bytes(b, &b->plan.xenstore, "", 0,
				"cannot map its xenstore ring");
	if (!rc)
		rc = load_bytes(b, &b->plan.console, "", 0,
				"cannot map its console ring");
	if (!rc)
		rc = load_bytes(b, &b->plan.stack, "", 0,
				"cannot map its stack");
	if (!rc)
		rc = load_start_info(b);
	if (!rc)
		rc = load_shared_info(b);
	if (!rc)
		rc = load_tables(b);
	return rc;
}

/* --- what only Xen can do --- */

static int make_hypercall_page(struct build *b)
{
	struct xen_domctl d = {
		.cmd = XEN_DOMCTL_hypercall_init,
		.domain = b->params->domid,
	};

	if (!b->plan.has_hypercall_page)
		return 0;
	d.u.hypercall_init.gmfn = b->p2m[b->plan.hypercall_page];
	if (xc_domctl(b->xch, &d))
		return failed(b, "Xen cannot make its hypercall page");
	return 0;
}

static int pin_tables(struct build *b)
{
	struct mmuext_op op = {
		.cmd = MMUEXT_PIN_L4_TABLE,
		.arg1.mfn = b->p2m[b->plan.pagetables.first],
	};

	if (xc_mmuext_op(b->xch, &op, 1, b->params->domid) < 0)
		return failed(b, "Xen refuses its page tables");
	return 0;
}

static int start_vcpu(struct build *b)
{
	const struct xc_dom_pv_plan *plan = &b->plan;
	vcpu_guest_context_any_t ctxt;
	vcpu_guest_context_t *c = &ctxt.c;

	memset(&ctxt, 0, sizeof(ctxt));
	c->flags = VGCF_in_kernel | VGCF_online;
	c->user_regs.rip = plan->entry;
	c->user_regs.rsp = virt_of(b, plan->stack.first) + XC_PAGE_SIZE;
	c->user_regs.rsi = virt_of(b, plan->start_info.first);
	c->user_regs.rflags = 1 << 9; /* interrupts enabled */
	c->user_regs.cs = FLAT_KERNEL_CS;
	c->user_regs.ss = FLAT_KERNEL_SS;
	c->user_regs.ds = FLAT_KERNEL_DS;
	c->user_regs.es = FLAT_KERNEL_DS;
	c->user_regs.fs = FLAT_KERNEL_DS;
	c->user_regs.gs = FLAT_KERNEL_DS;
	c->kernel_ss = c->user_regs.ss;
	c->kernel_sp = c->user_regs.rsp;
	c->ctrlreg[3] = xen_pfn_to_cr3(b->p2m[plan->pagetables.first]);
	if (xc_vcpu_setcontext(b->xch, b->params->domid, 0, &ctxt))
		return failed(b, "Xen refuses its first vCPU's state");
	return 0;
}

int xc_dom_pv_build(xc_interface *xch, struct xc_dom_pv_params *params,
		    struct xc_dom_error *err)
{
	struct build b = {
		.xch = xch,
		.fmem = xc_interface_fmem_handle(xch),
		.params = params,
		.err = err,
	};
	xc_domaininfo_t info;
	int rc;

	if (params->cmdline &&
	    strlen(params->cmdline) >= sizeof(((start_info_t *)0)->cmd_line))
		return xg_fail(
			err, E2BIG,
			"the kernel's command line has %zu characters, %zu fit",
			strlen(params->cmdline),
			sizeof(((start_info_t *)0)->cmd_line) - 1);
	rc = xc_dom_pv_plan(params->kernel, params->total_pages,
			    params->ramdisk_fd >= 0 ? params->ramdisk_size : 0,
			    &b.plan, err);
	if (rc)
		return rc;
	if (xc_domain_getinfo_single(xch, params->domid, &info))
		return failed(&b, "it does not exist");
	b.shared_info_mfn = info.shared_info_frame;

	rc = populate(&b);
	if (!rc)
		rc = load_all(&b);
	if (!rc)
		rc = make_hypercall_page(&b);
	if (!rc)
		rc = pin_tables(&b);
	if (!rc)
		rc = start_vcpu(&b);
	free(b.p2m);
	return rc;
}
