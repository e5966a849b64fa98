/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A second domain, made by the test (dom0) itself: a copy of this kernel with
 * its own memory, at the same addresses, which runs another function.
 *
 * Its frames have the numbers that ours have: from CHILD_FIRST on the image,
 * then its page tables.  The page `child_box` is how both talk: each sees the
 * child's copy, the child directly, we mapped at child->box.
 */
#define __XEN_TOOLS__
#include "guest.h"
#include <domctl.h>

#define CHILD_FIRST 256UL /* 1 MiB: where the image starts */
#define NR_L1	    2UL
#define NR_TABLES   (3 + NR_L1)
#define MAX_FRAMES  (NR_L1 * 512)
#define WORK_VA	    (TEST_VA + (1UL << 37))

extern char _end[];

__attribute__((aligned(4096))) struct child_box child_box;

/* By frame number; the child finds its own copy. */
static xen_pfn_t mfns[MAX_FRAMES];
static struct start_info child_info;
static unsigned int nr_children;

static long domctl(struct xen_domctl *op, unsigned int cmd, domid_t dom)
{
	op->cmd = cmd;
	op->interface_version = XEN_DOMCTL_INTERFACE_VERSION;
	op->domain = dom;
	return HCALL1(domctl, op);
}

static void must(long rc, const char *what)
{
	if (rc < 0) {
		printf("child: %s: %ld\n", what, rc);
		test_error("cannot make a second domain");
	}
}

long child_map(const struct child_domain *c, unsigned long va,
	       unsigned long mfn)
{
	return HCALL4(update_va_mapping_otherdomain, va, mfn_pte(mfn, PTE_RW),
		      UVMF_INVLPG, c->id);
}

unsigned long child_mfn(const volatile void *va)
{
	return mfns[((unsigned long)va - VIRT_BASE) >> PAGE_SHIFT];
}

/* Frame `pfn` of the child, for us to write to. */
static void *work_page(const struct child_domain *c, unsigned long pfn)
{
	must(child_map(c, WORK_VA, mfns[pfn]), "map a frame");
	return (void *)WORK_VA;
}

static unsigned long first_table(void)
{
	return ((unsigned long)_end - VIRT_BASE) >> PAGE_SHIFT;
}

static void make_domain(struct child_domain *c, unsigned int grant_version)
{
	static struct xen_domctl op;
	struct xen_domctl_createdomain *create = &op.u.createdomain;

	memset(&op, 0, sizeof(op));
	create->max_vcpus = 1;
	create->max_evtchn_port = 1023;
	create->max_grant_frames = -1;
	create->max_maptrack_frames = -1;
	create->grant_opts = XEN_DOMCTL_GRANT_version(grant_version);
	must(domctl(&op, XEN_DOMCTL_createdomain, DOMID_FIRST_RESERVED),
	     "createdomain");
	c->id = op.domain;
	memset(&op.u, 0, sizeof(op.u));
	op.u.max_vcpus.max = 1;
	must(domctl(&op, XEN_DOMCTL_max_vcpus, c->id), "max_vcpus");
	memset(&op.u, 0, sizeof(op.u));
	op.u.max_mem.max_memkb = MAX_FRAMES * 4;
	must(domctl(&op, XEN_DOMCTL_max_mem, c->id), "max_mem");
}

static void populate(const struct child_domain *c, unsigned long end)
{
	struct xen_memory_reservation r = {
		.nr_extents = end - CHILD_FIRST,
		.domid = c->id,
	};

	for (unsigned long pfn = CHILD_FIRST; pfn < end; pfn++)
		mfns[pfn] = pfn;
	set_xen_guest_handle(r.extent_start, mfns + CHILD_FIRST);
	if (hc_memory_op(XENMEM_populate_physmap, &r) != (long)r.nr_extents)
		test_error("no memory for a second domain");
}

static unsigned long pfn_entry(unsigned long pfn, unsigned long flags)
{
	return mfn_pte(mfns[pfn], flags);
}

static void make_tables(const struct child_domain *c, unsigned long first)
{
	uint64_t *t;

	for (unsigned long i = 0; i < NR_L1; i++) {
		t = work_page(c, first + 3 + i);
		for (unsigned long pfn = i * 512; pfn < (i + 1) * 512; pfn++)
			t[pfn % 512] =
				!mfns[pfn]
					? 0
					: pfn_entry(pfn, pfn < first ? PTE_RW
								     : PTE_RO);
	}
	t = work_page(c, first + 2);
	for (unsigned long i = 0; i < NR_L1; i++)
		t[i] = pfn_entry(first + 3 + i, PTE_RW);
	t = work_page(c, first + 1);
	t[510] = pfn_entry(first + 2, PTE_RW);
	t = work_page(c, first);
	t[511] = pfn_entry(first + 1, PTE_RW);
}

/* ---- What runs in it ---- */

static void child_main(void)
{
	start_info = &child_info;
	hc_update_va(shared_info, child_info.shared_info | PTE_RW, UVMF_INVLPG);
	child_box.fn();
	child_box.done = true;
	for (;;) {
		struct sched_shutdown s = { .reason = SHUTDOWN_poweroff };

		hc_sched_op(SCHEDOP_shutdown, &s);
	}
}

/* ---- What makes it ---- */

static void set_context(const struct child_domain *c, unsigned long l4)
{
	static struct vcpu_guest_context ctx;
	static struct xen_domctl op;

	vcpu_context(&ctx, 0);
	ctx.flags |= VGCF_online;
	ctx.user_regs.rip = (unsigned long)child_main;
	/* As if it had been called. */
	ctx.user_regs.rsp -= 8;
	ctx.ctrlreg[3] = xen_pfn_to_cr3(mfns[l4]);
	memset(&op, 0, sizeof(op));
	set_xen_guest_handle(op.u.vcpucontext.ctxt, &ctx);
	must(domctl(&op, XEN_DOMCTL_setvcpucontext, c->id), "setvcpucontext");
}

void child_create(struct child_domain *c, void (*fn)(void),
		  unsigned int grant_version)
{
	unsigned long first = first_table(), end = first + NR_TABLES;
	static struct xen_domctl op;

	if (end > MAX_FRAMES)
		test_error("the image is too large for a copy");
	make_domain(c, grant_version);
	c->box =
		(struct child_box *)(WORK_VA + (2 + nr_children++) * PAGE_SIZE);
	must(map_page(WORK_VA, 0, 0), "tables");
	memset(&op, 0, sizeof(op));
	must(domctl(&op, XEN_DOMCTL_getdomaininfo, c->id), "getdomaininfo");
	memset(mfns, 0, sizeof(mfns));
	populate(c, end);

	memset(&child_info, 0, sizeof(child_info));
	child_info.nr_pages = end;
	child_info.shared_info = op.u.getdomaininfo.shared_info_frame
				 << PAGE_SHIFT;
	child_info.mfn_list = (unsigned long)mfns;
	child_info.pt_base = VIRT_BASE + (first << PAGE_SHIFT);
	memset(&child_box, 0, sizeof(child_box));
	child_box.fn = fn;
	child_box.id = c->id;
	for (unsigned long pfn = CHILD_FIRST; pfn < first; pfn++)
		memcpy(work_page(c, pfn),
		       (void *)(VIRT_BASE + (pfn << PAGE_SHIFT)), PAGE_SIZE);
	make_tables(c, first);
	must(hc_update_va(WORK_VA, 0, UVMF_INVLPG), "unmap");
	must(child_map(c, (unsigned long)c->box, child_mfn(&child_box)),
	     "map the box");
	set_context(c, first);
}

void child_start(const struct child_domain *c)
{
	static struct xen_domctl op;

	must(domctl(&op, XEN_DOMCTL_unpausedomain, c->id), "unpausedomain");
}

/* Where it is, for a test that waits for it in vain. */
static void tell(const struct child_domain *c)
{
	static struct vcpu_guest_context ctx;
	static struct xen_domctl op;

	must(domctl(&op, XEN_DOMCTL_getdomaininfo, c->id), "getdomaininfo");
	printf("child d%u: flags 0x%x, %lu ns\n", c->id,
	       op.u.getdomaininfo.flags,
	       (unsigned long)op.u.getdomaininfo.cpu_time);
	must(domctl(&op, XEN_DOMCTL_pausedomain, c->id), "pausedomain");
	memset(&op.u, 0, sizeof(op.u));
	set_xen_guest_handle(op.u.vcpucontext.ctxt, &ctx);
	must(domctl(&op, XEN_DOMCTL_getvcpucontext, c->id), "getvcpucontext");
	printf("  rip %p rsp %p rax 0x%lx rdi 0x%lx rsi 0x%lx\n",
	       (void *)ctx.user_regs.rip, (void *)ctx.user_regs.rsp,
	       ctx.user_regs.rax, ctx.user_regs.rdi, ctx.user_regs.rsi);
}

bool child_wait(const struct child_domain *c, const volatile unsigned int *word,
		unsigned int value)
{
	uint64_t end = now_ns() + 20000000000UL;

	while (*word != value) {
		if (now_ns() > end) {
			tell(c);
			return false;
		}
		hc_sched_op(SCHEDOP_yield, 0);
	}
	return true;
}

void child_destroy(const struct child_domain *c)
{
	static struct xen_domctl op;

	must(hc_update_va(c->box, 0, UVMF_INVLPG), "unmap the box");
	must(domctl(&op, XEN_DOMCTL_destroydomain, c->id), "destroydomain");
}
