/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Dirty pages of a PV domain, as live migration asks for them.
 *
 * A domain of two vCPUs writes to its pages at random: by itself, through
 * mappings that it changes by hypercalls and by faulting writes, on two top
 * tables, and by letting the hypervisor write.  We write to it, too.  We keep
 * a copy of all its pages, page tables among them, and renew in it what CLEAN
 * reports while the domain runs.  When it is paused, and renewed once more,
 * the copy is the domain's memory: else a page was missed.  Pages that nobody
 * writes to are never reported; the domain sees its A and D bits as always.
 */
#define __XEN_TOOLS__
#include "guest.h"
#include <domctl.h>

#define NR_DATA	 96 /* written by the domain */
#define NR_QUIET 8  /* by nobody */
#define NR_OURS	 4  /* by us */
#define NR_CPUS	 2
#define CHILD_VA 0x0000100000000000UL
#define FOREIGN	 TEST_VA
#define COPY	 (TEST_VA + 0x200000)
#define SCRATCH	 (TEST_VA + 0x400000)
#define BITS	 128

/* The domain's frames by pfn. */
enum {
	PFN_CODE,
	PFN_L4,
	PFN_L4B,
	PFN_L3,
	PFN_L2,
	PFN_L1,
	PFN_CPU, /* one for each vCPU: what it knows, then its stack */
	PFN_DATA = PFN_CPU + NR_CPUS,
	PFN_QUIET = PFN_DATA + NR_DATA,
	PFN_OURS = PFN_QUIET + NR_QUIET,
	NR_PFNS = PFN_OURS + NR_OURS,
};
_Static_assert(NR_PFNS <= BITS, "bitmap");

/* Entries of its L1: all pages, then the data pages a second time. */
#define ALIAS 256

struct child {
	uint64_t steps, rng, errors;
	unsigned long cpu, data, alias, l1, l1_maddr;
	unsigned long l4[2];
	unsigned long mfn[NR_DATA];
};

static struct xen_domctl op;
static xen_pfn_t mfns[NR_PFNS];
static uint64_t bitmap[BITS / 64];

/* ---- The domain's code: it runs elsewhere, so it refers to nothing ---- */

static inline long child_mmuext(unsigned int cmd, unsigned long a,
				unsigned long b)
{
	struct mmuext_op o = { .cmd = cmd };

	o.arg1.mfn = a;
	o.arg2.src_mfn = b;
	return hc_mmuext_op(&o, 1, 0, DOMID_SELF);
}

static inline void child_set(struct child *c, unsigned long k, uint64_t e)
{
	struct mmu_update u = { .ptr = c->l1_maddr + 8 * k, .val = e };

	c->errors += hc_mmu_update(&u, 1, 0, DOMID_SELF) != 0;
}

__attribute__((section(".text.page.child"), aligned(2048),
	       noinline)) static void
child_main(struct child *c)
{
	for (;;) {
		uint64_t r = c->rng, *at, own, e;
		volatile uint64_t *slot;

		r ^= r << 13;
		r ^= r >> 7;
		r ^= r << 17;
		c->rng = r;
		at = (uint64_t *)(c->data + (r >> 16) % NR_DATA * PAGE_SIZE +
				  (r & 0xe00));
		/* Mappings that only this vCPU changes. */
		own = (r >> 24) % (NR_DATA / NR_CPUS) * NR_CPUS + c->cpu;
		slot = (uint64_t *)c->l1 + ALIAS + own;
		e = c->mfn[own] << 12;
		if (r >> 61 == 0) {
			child_set(c, own, e | PTE_RO);
			child_set(c, own, e | PTE_RW);
			*(uint64_t *)(c->alias + own * PAGE_SIZE) = r;
		} else if (r >> 61 == 1) {
			/* Without A and D, by a write that faults. */
			*slot = e | PTE_P | PTE_U;
			child_mmuext(MMUEXT_INVLPG_LOCAL,
				     c->alias + own * PAGE_SIZE, 0);
			(void)*(volatile uint64_t *)(c->alias +
						     own * PAGE_SIZE);
			c->errors += (*slot & (PTE_A | PTE_D)) != PTE_A;
			*slot = e | PTE_P | PTE_U | PTE_W;
			child_mmuext(MMUEXT_INVLPG_LOCAL,
				     c->alias + own * PAGE_SIZE, 0);
			*(volatile uint64_t *)(c->alias + own * PAGE_SIZE) = r;
			c->errors +=
				(*slot & (PTE_A | PTE_D)) != (PTE_A | PTE_D);
		} else if (r >> 61 == 2 && (r & 0xf000) == 0) {
			c->errors += child_mmuext(MMUEXT_COPY_PAGE, c->mfn[own],
						  c->mfn[(r >> 32) % NR_DATA]);
		} else if (r >> 61 == 3) {
			c->errors += hc_vcpu_op(VCPUOP_get_runstate_info,
						c->cpu, at) != 0;
		} else if (r >> 61 == 4 && (r & 0xf000) == 0) {
			c->errors += child_mmuext(MMUEXT_NEW_BASEPTR,
						  c->l4[r >> 12 & 1], 0);
		} else {
			*at = r;
		}
		c->steps++;
	}
}

/* ---- Control ---- */

static long domctl(unsigned int cmd)
{
	op.cmd = cmd;
	op.interface_version = XEN_DOMCTL_INTERFACE_VERSION;
	return HCALL1(domctl, &op);
}

static long shadow_op(unsigned int what, unsigned int mode, void *bits)
{
	memset(&op.u, 0, sizeof(op.u));
	op.u.shadow_op.op = what;
	op.u.shadow_op.mode = mode;
	set_xen_guest_handle(op.u.shadow_op.dirty_bitmap, bits);
	op.u.shadow_op.pages = NR_PFNS;
	return domctl(XEN_DOMCTL_shadow_op);
}

static bool dirty(unsigned int pfn)
{
	return bitmap[pfn / 64] >> (pfn % 64) & 1;
}

static long map_theirs(unsigned long va, unsigned long mfn, unsigned long flags)
{
	return HCALL4(update_va_mapping_otherdomain, va, mfn_pte(mfn, flags),
		      UVMF_INVLPG, op.domain);
}

/* ---- Building it ---- */

static void *page(unsigned int pfn)
{
	return (void *)(FOREIGN + pfn * PAGE_SIZE);
}

static uint64_t entry(unsigned int pfn, uint64_t flags)
{
	return mfns[pfn] << 12 | flags;
}

static bool is_table(unsigned int pfn)
{
	return pfn >= PFN_L4 && pfn <= PFN_L1;
}

static void make_tables(void)
{
	uint64_t *l1 = page(PFN_L1);

	*((uint64_t *)page(PFN_L4) + (CHILD_VA >> 39)) = entry(PFN_L3, PTE_RW);
	*((uint64_t *)page(PFN_L4B) + (CHILD_VA >> 39)) = entry(PFN_L3, PTE_RW);
	*(uint64_t *)page(PFN_L3) = entry(PFN_L2, PTE_RW);
	*(uint64_t *)page(PFN_L2) = entry(PFN_L1, PTE_RW);
	for (unsigned int i = 0; i < NR_PFNS; i++)
		l1[i] = entry(i,
			      is_table(i) || i >= PFN_QUIET ? PTE_RO : PTE_RW);
	for (unsigned int i = 0; i < NR_DATA; i++)
		l1[ALIAS + i] = entry(PFN_DATA + i, PTE_RW);
}

static void make_vcpu(unsigned int cpu)
{
	struct child *c = page(PFN_CPU + cpu);

	c->cpu = cpu;
	c->rng = random64() | 1;
	c->data = CHILD_VA + PFN_DATA * PAGE_SIZE;
	c->alias = CHILD_VA + ALIAS * PAGE_SIZE;
	c->l1 = CHILD_VA + PFN_L1 * PAGE_SIZE;
	c->l1_maddr = (mfns[PFN_L1] << 12) + ALIAS * 8;
	c->l4[0] = mfns[PFN_L4];
	c->l4[1] = mfns[PFN_L4B];
	for (unsigned int i = 0; i < NR_DATA; i++)
		c->mfn[i] = mfns[PFN_DATA + i];
}

static long start_vcpu(unsigned int cpu)
{
	static struct vcpu_guest_context c;
	unsigned long known = CHILD_VA + (PFN_CPU + cpu) * PAGE_SIZE;

	memset(&c, 0, sizeof(c));
	c.flags = VGCF_IN_KERNEL | VGCF_online;
	c.user_regs.rip = CHILD_VA + ((unsigned long)child_main & 0xfff);
	c.user_regs.rdi = known;
	c.user_regs.rsp = known + PAGE_SIZE - 8;
	c.user_regs.cs = FLAT_KERNEL_CS;
	c.user_regs.ss = FLAT_KERNEL_SS;
	c.user_regs.rflags = 0x202;
	c.ctrlreg[0] = 0x80050033;
	c.ctrlreg[3] = mfns[PFN_L4] << 12;
	c.vm_assist = 1 << VMASST_TYPE_writable_pagetables;
	memset(&op.u, 0, sizeof(op.u));
	op.u.vcpucontext.vcpu = cpu;
	set_xen_guest_handle(op.u.vcpucontext.ctxt, &c);
	return domctl(XEN_DOMCTL_setvcpucontext);
}

static void build(void)
{
	struct xen_domctl_createdomain *cd = &op.u.createdomain;
	struct xen_memory_reservation res = { .nr_extents = NR_PFNS };

	op.domain = DOMID_FIRST_RESERVED;
	cd->max_vcpus = NR_CPUS;
	cd->max_evtchn_port = 63;
	cd->max_grant_frames = -1;
	cd->max_maptrack_frames = -1;
	cd->grant_opts = XEN_DOMCTL_GRANT_version(1);
	if (domctl(XEN_DOMCTL_createdomain))
		test_error("createdomain");
	memset(&op.u, 0, sizeof(op.u));
	op.u.max_vcpus.max = NR_CPUS;
	CHECK_EQ(domctl(XEN_DOMCTL_max_vcpus), 0);
	memset(&op.u, 0, sizeof(op.u));
	op.u.max_mem.max_memkb = NR_PFNS * 4;
	CHECK_EQ(domctl(XEN_DOMCTL_max_mem), 0);
	for (unsigned int i = 0; i < NR_PFNS; i++)
		mfns[i] = i;
	set_xen_guest_handle(res.extent_start, mfns);
	res.domid = op.domain;
	if (hc_memory_op(XENMEM_populate_physmap, &res) != NR_PFNS)
		test_error("populate_physmap");
	/* Makes our tables for the three ranges, and the copy. */
	CHECK_EQ(map_page(SCRATCH, pfn_to_mfn(spare_pfn()), PTE_RW), 0);
	for (unsigned int i = 0; i < NR_PFNS; i++) {
		CHECK_EQ(map_page(COPY + i * PAGE_SIZE, pfn_to_mfn(spare_pfn()),
				  PTE_RW),
			 0);
		CHECK_EQ(map_page(FOREIGN + i * PAGE_SIZE,
				  pfn_to_mfn(spare_pfn()), PTE_RW),
			 0);
		CHECK_EQ(map_theirs(FOREIGN + i * PAGE_SIZE, mfns[i], PTE_RW),
			 0);
	}
	memcpy(page(PFN_CODE), (void *)((unsigned long)child_main & ~0xfffUL),
	       PAGE_SIZE);
	make_tables();
	for (unsigned int i = 0; i < NR_CPUS; i++)
		make_vcpu(i);
	/* From now on we only look. */
	for (unsigned int i = 0; i < NR_PFNS; i++)
		CHECK_EQ(map_theirs(FOREIGN + i * PAGE_SIZE, mfns[i], PTE_RO),
			 0);
	for (unsigned int i = 0; i < NR_CPUS; i++)
		if (start_vcpu(i))
			test_error("setvcpucontext");
	memset(&op.u, 0, sizeof(op.u));
}

/* ---- Errors ---- */

static void check_errors(void)
{
	domid_t id = op.domain;

	/* Nothing is logged yet. */
	memset(bitmap, 0xff, sizeof(bitmap));
	CHECK_EQ(shadow_op(XEN_DOMCTL_SHADOW_OP_CLEAN, 0, bitmap), 0);
	CHECK_EQ(bitmap[0], 0);
	CHECK_EQ(shadow_op(XEN_DOMCTL_SHADOW_OP_PEEK, 2, bitmap), -XEN_EINVAL);
	CHECK_EQ(shadow_op(XEN_DOMCTL_SHADOW_OP_OFF, 0, NULL), 0);
	CHECK_EQ(shadow_op(3, 0, NULL), -XEN_EINVAL);
	op.domain = 0;
	CHECK_EQ(shadow_op(XEN_DOMCTL_SHADOW_OP_ENABLE_LOGDIRTY, 0, NULL),
		 -XEN_EINVAL);
	op.domain = 77;
	CHECK_EQ(shadow_op(XEN_DOMCTL_SHADOW_OP_ENABLE_LOGDIRTY, 0, NULL),
		 -XEN_ESRCH);
	op.domain = id;
}

/* ---- The copy ---- */

static void *copy(unsigned int pfn)
{
	return (void *)(COPY + pfn * PAGE_SIZE);
}

static unsigned int renew(void)
{
	unsigned int n = 0;

	for (unsigned int pfn = 0; pfn < NR_PFNS; pfn++)
		if (dirty(pfn)) {
			memcpy(copy(pfn), page(pfn), PAGE_SIZE);
			n++;
		}
	return n;
}

/* One of our own writes, by a mapping that then goes. */
static void write_ours(unsigned int i, bool keep)
{
	CHECK_EQ(map_theirs(SCRATCH, mfns[PFN_OURS + i], PTE_RW), 0);
	*(volatile uint64_t *)SCRATCH = random64();
	if (!keep)
		CHECK_EQ(hc_update_va(SCRATCH, 0, UVMF_INVLPG), 0);
}

static void check_quiet(void)
{
	for (unsigned int i = 0; i < NR_QUIET; i++)
		CHECK(!dirty(PFN_QUIET + i));
	CHECK(!dirty(PFN_CODE));
}

static void check_copy(unsigned int round)
{
	for (unsigned int pfn = 0; pfn < NR_PFNS; pfn++)
		if (memcmp(copy(pfn), page(pfn), PAGE_SIZE)) {
			printf("round %u: page %u was missed\n", round, pfn);
			CHECK(0);
		}
}

static void check_child(uint64_t *steps)
{
	for (unsigned int i = 0; i < NR_CPUS; i++) {
		const struct child *c = page(PFN_CPU + i);

		CHECK_EQ(c->errors, 0);
		CHECK(c->steps > steps[i]);
		steps[i] = c->steps;
	}
}

static void one_migration(unsigned int round, uint64_t *steps)
{
	CHECK_EQ(shadow_op(XEN_DOMCTL_SHADOW_OP_ENABLE_LOGDIRTY, 0, NULL), 0);
	CHECK_EQ(shadow_op(XEN_DOMCTL_SHADOW_OP_ENABLE_LOGDIRTY, 0, NULL),
		 -XEN_EINVAL);
	memset(bitmap, 0xff, sizeof(bitmap));
	renew();
	for (unsigned int i = 0; i < 6; i++) {
		bool last = i == 5;

		delay_ns(1000000 + random64() % 4000000);
		write_ours(i % NR_OURS, i & 1);
		/* What can't be handed over is not lost. */
		if (i == 2)
			CHECK_EQ(shadow_op(XEN_DOMCTL_SHADOW_OP_CLEAN, 0,
					   (void *)8),
				 -XEN_EFAULT);
		if (last) {
			CHECK_EQ(hc_update_va(SCRATCH, 0, UVMF_INVLPG), 0);
			CHECK_EQ(domctl(XEN_DOMCTL_pausedomain), 0);
			CHECK_EQ(
				shadow_op(XEN_DOMCTL_SHADOW_OP_PEEK, 0, bitmap),
				0);
			CHECK(renew() > 0);
		}
		CHECK_EQ(shadow_op(XEN_DOMCTL_SHADOW_OP_CLEAN,
				   last ? XEN_DOMCTL_SHADOW_LOGDIRTY_FINAL : 0,
				   bitmap),
			 0);
		CHECK(op.u.shadow_op.stats.dirty_count > 0);
		CHECK_EQ(op.u.shadow_op.pages, NR_PFNS);
		CHECK(renew() > 0);
		check_quiet();
	}
	check_copy(round);
	check_child(steps);
	if (round % 2)
		CHECK_EQ(domctl(XEN_DOMCTL_unpausedomain), 0);
	CHECK_EQ(shadow_op(XEN_DOMCTL_SHADOW_OP_OFF, 0, NULL), 0);
	if (!(round % 2))
		CHECK_EQ(domctl(XEN_DOMCTL_unpausedomain), 0);
	delay_ns(2000000);
}

void test_main(void)
{
	unsigned int rounds = option("rounds", 12);
	uint64_t steps[NR_CPUS] = { 0 };

	if (!(start_info->flags & SIF_INITDOMAIN))
		test_skip("not dom0");
	random_seed(option("seed", rdtsc()));
	build();
	if (shadow_op(XEN_DOMCTL_SHADOW_OP_ENABLE_LOGDIRTY, 0, NULL) ==
	    -XEN_EOPNOTSUPP) {
		memset(&op.u, 0, sizeof(op.u));
		domctl(XEN_DOMCTL_destroydomain);
		test_skip("this hypervisor does not log dirty pages of PV");
	}
	CHECK_EQ(shadow_op(XEN_DOMCTL_SHADOW_OP_OFF, 0, NULL), 0);
	check_errors();
	CHECK_EQ(domctl(XEN_DOMCTL_unpausedomain), 0);
	for (unsigned int i = 0; i < rounds; i++)
		one_migration(i, steps);
	/* It dies while it is logged. */
	CHECK_EQ(shadow_op(XEN_DOMCTL_SHADOW_OP_ENABLE_LOGDIRTY, 0, NULL), 0);
	delay_ns(2000000);
	for (unsigned int i = 0; i < NR_PFNS; i++)
		CHECK_EQ(hc_update_va(FOREIGN + i * PAGE_SIZE, 0, UVMF_INVLPG),
			 0);
	memset(&op.u, 0, sizeof(op.u));
	CHECK_EQ(domctl(XEN_DOMCTL_destroydomain), 0);
	printf("steps: %lu, %lu\n", steps[0], steps[1]);
}
