/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The TSC of another domain in its modes: native, and emulated at the rate and
 * from the age that XEN_DOMCTL_settscinfo says.  A vCPU of it writes what
 * RDTSC and RDTSCP give into its memory.  Fails if an emulated TSC goes back,
 * has another rate, disagrees with the PV clock, or if one that was made
 * native still is emulated.
 */
#define __XEN_TOOLS__
#include "guest.h"
#include <domctl.h>

#define CHILD_VA 0x0000100000000000UL
#define FOREIGN	 TEST_VA

enum { PFN_CODE, PFN_L4, PFN_L3, PFN_L2, PFN_L1, PFN_DATA, NR_PFNS };

/* What the domain tells: seq is odd while it writes. */
struct report {
	volatile uint64_t seq, tsc, tscp, back;
};

static struct xen_domctl op = { .domain = DOMID_FIRST_RESERVED };
static xen_pfn_t mfns[NR_PFNS];

__attribute__((section(".text.page.child"), aligned(2048),
	       noinline)) static void
child_main(struct report *r)
{
	uint64_t last = 0;

	for (;;) {
		uint32_t lo, hi, aux;
		uint64_t tsc, tscp;

		asm volatile("rdtsc" : "=a"(lo), "=d"(hi));
		tsc = (uint64_t)hi << 32 | lo;
		asm volatile("rdtscp" : "=a"(lo), "=d"(hi), "=c"(aux));
		tscp = (uint64_t)hi << 32 | lo;
		r->seq++;
		barrier();
		r->back +=
			(int64_t)(tsc - last) < 0 || (int64_t)(tscp - tsc) < 0;
		r->tsc = tsc;
		r->tscp = tscp;
		last = tscp;
		barrier();
		r->seq++;
	}
}

static long domctl(unsigned int cmd)
{
	op.cmd = cmd;
	op.interface_version = XEN_DOMCTL_INTERFACE_VERSION;
	return HCALL1(domctl, &op);
}

static long map_theirs(unsigned int pfn, unsigned long flags)
{
	return HCALL4(update_va_mapping_otherdomain, FOREIGN + pfn * PAGE_SIZE,
		      mfn_pte(mfns[pfn], flags), UVMF_INVLPG, op.domain);
}

static void *page(unsigned int pfn)
{
	return (void *)(FOREIGN + pfn * PAGE_SIZE);
}

static void make_memory(void)
{
	struct xen_memory_reservation res = { .nr_extents = NR_PFNS };
	uint64_t *l1 = page(PFN_L1);

	for (unsigned int i = 0; i < NR_PFNS; i++)
		mfns[i] = i;
	set_xen_guest_handle(res.extent_start, mfns);
	res.domid = op.domain;
	if (hc_memory_op(XENMEM_populate_physmap, &res) != NR_PFNS)
		test_error("populate_physmap");
	for (unsigned int i = 0; i < NR_PFNS; i++) {
		CHECK_EQ(map_page(FOREIGN + i * PAGE_SIZE,
				  pfn_to_mfn(spare_pfn()), PTE_RW),
			 0);
		CHECK_EQ(map_theirs(i, PTE_RW), 0);
	}
	memcpy(page(PFN_CODE), (void *)((unsigned long)child_main & ~0xfffUL),
	       PAGE_SIZE);
	*((uint64_t *)page(PFN_L4) + (CHILD_VA >> 39)) =
		mfn_pte(mfns[PFN_L3], PTE_RW);
	*(uint64_t *)page(PFN_L3) = mfn_pte(mfns[PFN_L2], PTE_RW);
	*(uint64_t *)page(PFN_L2) = mfn_pte(mfns[PFN_L1], PTE_RW);
	l1[PFN_CODE] = mfn_pte(mfns[PFN_CODE], PTE_RO);
	l1[PFN_DATA] = mfn_pte(mfns[PFN_DATA], PTE_RW);
	for (unsigned int i = 0; i < NR_PFNS; i++)
		CHECK_EQ(map_theirs(i, PTE_RO), 0);
}

static void make_vcpu(void)
{
	static struct vcpu_guest_context c;

	c.flags = VGCF_IN_KERNEL | VGCF_online;
	c.user_regs.rip = CHILD_VA + ((unsigned long)child_main & 0xfff);
	c.user_regs.rdi = CHILD_VA + PFN_DATA * PAGE_SIZE;
	c.user_regs.rsp = c.user_regs.rdi + PAGE_SIZE - 8;
	c.user_regs.cs = FLAT_KERNEL_CS;
	c.user_regs.ss = FLAT_KERNEL_SS;
	c.user_regs.rflags = 0x202;
	c.ctrlreg[0] = 0x80050033;
	c.ctrlreg[3] = mfns[PFN_L4] << 12;
	memset(&op.u, 0, sizeof(op.u));
	set_xen_guest_handle(op.u.vcpucontext.ctxt, &c);
	CHECK_EQ(domctl(XEN_DOMCTL_setvcpucontext), 0);
}

static long set_tsc(uint32_t mode, uint32_t khz, uint64_t elapsed)
{
	memset(&op.u, 0, sizeof(op.u));
	op.u.tsc_info.tsc_mode = mode;
	op.u.tsc_info.gtsc_khz = khz;
	op.u.tsc_info.elapsed_nsec = elapsed;
	op.u.tsc_info.incarnation = 7;
	return domctl(XEN_DOMCTL_settscinfo);
}

/* A report that was made after this call. */
static struct report look(void)
{
	const struct report *r = page(PFN_DATA);
	uint64_t from = r->seq, seq;
	struct report is;

	do {
		hc_sched_op(SCHEDOP_yield, 0);
		seq = r->seq;
		barrier();
		is = *r;
		barrier();
	} while (seq < from + 4 || seq % 2 || r->seq != seq);
	return is;
}

static void check_emulated(uint32_t mode, uint32_t khz, uint64_t elapsed)
{
	struct report a, b;
	uint64_t t0, t1, least, most, back;

	CHECK_EQ(set_tsc(mode, khz, elapsed), 0);
	t0 = now_ns();
	a = look();
	/* Younger than now, and not older than all that has passed. */
	CHECK(a.tsc >= elapsed * khz / 1000000);
	back = a.back;
	delay_ns(20000000);
	b = look();
	t1 = now_ns();
	CHECK(b.tsc > a.tsc);
	CHECK_EQ(b.back, back);
	least = 19000000ULL * khz / 1000000;
	most = (t1 - t0 + 50000000) * khz / 1000000;
	CHECK(b.tsc - a.tsc >= least && b.tsc - a.tsc <= most);
	CHECK_EQ(domctl(XEN_DOMCTL_gettscinfo), 0);
	CHECK_EQ(op.u.tsc_info.tsc_mode, mode);
	CHECK_EQ(op.u.tsc_info.gtsc_khz, khz);
	CHECK_EQ(op.u.tsc_info.incarnation, 8);
	CHECK(op.u.tsc_info.elapsed_nsec >= elapsed + (t1 - t0) / 2);
	CHECK(op.u.tsc_info.elapsed_nsec < elapsed + 20000000000);
}

void test_main(void)
{
	struct xen_domctl_createdomain *cd = &op.u.createdomain;
	uint64_t before;
	struct report r;

	if (!(start_info->flags & SIF_INITDOMAIN))
		test_skip("not dom0");
	cd->max_vcpus = 1;
	cd->max_evtchn_port = 63;
	cd->max_grant_frames = -1;
	cd->max_maptrack_frames = -1;
	cd->grant_opts = XEN_DOMCTL_GRANT_version(1);
	if (domctl(XEN_DOMCTL_createdomain))
		test_error("createdomain");
	memset(&op.u, 0, sizeof(op.u));
	op.u.max_vcpus.max = 1;
	CHECK_EQ(domctl(XEN_DOMCTL_max_vcpus), 0);
	memset(&op.u, 0, sizeof(op.u));
	op.u.max_mem.max_memkb = NR_PFNS * 4;
	CHECK_EQ(domctl(XEN_DOMCTL_max_mem), 0);
	make_memory();
	make_vcpu();
	CHECK_EQ(set_tsc(4, 0, 0), -XEN_EINVAL);
	CHECK_EQ(domctl(XEN_DOMCTL_unpausedomain), 0);

	check_emulated(1, 1000000, 5000000000);
	check_emulated(1, 123456, 77);
	/* Another rate than the machine's: emulated by itself. */
	check_emulated(0, 1000000, 1000000000);

	CHECK_EQ(set_tsc(2, 0, 0), 0);
	before = rdtsc();
	r = look();
	CHECK((int64_t)(r.tsc - before) > -1000000);
	CHECK((int64_t)(rdtsc() - r.tsc) > -1000000);
	CHECK_EQ(domctl(XEN_DOMCTL_gettscinfo), 0);
	CHECK_EQ(op.u.tsc_info.tsc_mode, 2);
	CHECK_EQ(op.u.tsc_info.gtsc_khz, 0);
	CHECK_EQ(op.u.tsc_info.elapsed_nsec, 0);
	for (unsigned int i = 0; i < NR_PFNS; i++)
		CHECK_EQ(hc_update_va(FOREIGN + i * PAGE_SIZE, 0, UVMF_INVLPG),
			 0);
	memset(&op.u, 0, sizeof(op.u));
	CHECK_EQ(domctl(XEN_DOMCTL_destroydomain), 0);
}
