/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trace buffers, as a tool in dom0 uses them: their list and the rings are
 * mapped from DOMID_XEN; events that this kernel causes are found in them with
 * the data that Xen 4.17 gives; masks of events and CPUs hold; a full ring
 * tells what was lost, where it wraps it says so, VIRQ_TBUF comes when it is
 * half full; a `cons` that is nonsense ends tracing and nothing else.
 */
#define __XEN_TOOLS__
#include "guest.h"
#include <sysctl.h>
#include <trace.h>

#define PAGES 2u
#define DATA  (PAGES * PAGE_SIZE - sizeof(struct t_buf))

static struct xen_sysctl op;
static struct t_info *info;
static struct t_buf *ring[MAX_CPUS];

static long tbuf(unsigned int cmd, unsigned int value)
{
	memset(&op, 0, sizeof(op));
	op.cmd = XEN_SYSCTL_tbuf_op;
	op.interface_version = XEN_SYSCTL_INTERFACE_VERSION;
	op.u.tbuf_op.cmd = cmd;
	op.u.tbuf_op.size = value;
	op.u.tbuf_op.evt_mask = value;
	return HCALL1(sysctl, &op);
}

static long tbuf_cpus(uint8_t mask)
{
	memset(&op, 0, sizeof(op));
	op.cmd = XEN_SYSCTL_tbuf_op;
	op.interface_version = XEN_SYSCTL_INTERFACE_VERSION;
	op.u.tbuf_op.cmd = XEN_SYSCTL_TBUFOP_set_cpu_mask;
	set_xen_guest_handle(op.u.tbuf_op.cpu_mask.bitmap, &mask);
	op.u.tbuf_op.cpu_mask.nr_bits = 8;
	return HCALL1(sysctl, &op);
}

/* ---- Mapping ---- */

static long map_xen(unsigned long va, unsigned long mfn, unsigned long flags)
{
	struct mmu_update u;

	/* Makes the tables; then the entry as DOMID_XEN's. */
	if (!pt_entry(va, 1))
		map_page(va, pfn_to_mfn(spare_pfn()), PTE_RO);
	u.ptr = entry_maddr(pt_entry(va, 1));
	u.val = mfn_pte(mfn, flags);
	return hc_mmu_update(&u, 1, 0, DOMID_XEN);
}

static void map_rings(void)
{
	unsigned long va = TEST_VA, size, mfn;

	CHECK_EQ(tbuf(XEN_SYSCTL_TBUFOP_get_info, 0), 0);
	size = op.u.tbuf_op.size;
	mfn = op.u.tbuf_op.buffer_mfn;
	CHECK(size >= PAGE_SIZE && size % PAGE_SIZE == 0);
	info = (void *)va;
	for (unsigned long at = 0; at < size; at += PAGE_SIZE, va += PAGE_SIZE)
		CHECK_EQ(map_xen(va, mfn++, PTE_RO), 0);
	CHECK_EQ(info->tbuf_size, PAGES);
	for (unsigned int cpu = 0; cpu < 2; cpu++) {
		uint32_t *list = (uint32_t *)info + info->mfn_offset[cpu];

		ring[cpu] = (void *)va;
		for (unsigned int i = 0; i < PAGES; i++, va += PAGE_SIZE)
			CHECK_EQ(map_xen(va, list[i], PTE_RW), 0);
	}
}

/* ---- Reading ---- */

struct record {
	unsigned int event, words;
	uint64_t cycles;
	uint32_t data[7];
};

static uint32_t take_word(struct t_buf *b)
{
	uint32_t at = b->cons % DATA;
	uint32_t word = *(uint32_t *)((char *)(b + 1) + at);

	b->cons = (b->cons + 4) % (2 * DATA);
	return word;
}

static bool take(unsigned int cpu, struct record *r)
{
	struct t_buf *b = ring[cpu];
	uint32_t head;

	if (READ_ONCE(b->prod) == b->cons)
		return false;
	barrier();
	memset(r, 0, sizeof(*r));
	head = take_word(b);
	r->event = TRC_HD_TO_EVENT(head);
	r->words = TRC_HD_EXTRA(head);
	if (TRC_HD_INCLUDES_CYCLE_COUNT(head)) {
		r->cycles = take_word(b);
		r->cycles |= (uint64_t)take_word(b) << 32;
	}
	for (unsigned int i = 0; i < r->words; i++)
		r->data[i] = take_word(b);
	return true;
}

static void drain(void)
{
	for (unsigned int cpu = 0; cpu < 2; cpu++)
		ring[cpu]->cons = READ_ONCE(ring[cpu]->prod);
}

/* The first record of an event that comes; all before it are taken. */
static bool find(unsigned int event, struct record *r)
{
	for (unsigned int cpu = 0; cpu < 2; cpu++)
		while (take(cpu, r))
			if (r->event == event)
				return true;
	return false;
}

static void begin(unsigned int mask)
{
	CHECK_EQ(tbuf(XEN_SYSCTL_TBUFOP_disable, 0), 0);
	drain();
	CHECK_EQ(tbuf(XEN_SYSCTL_TBUFOP_set_evt_mask, mask), 0);
	CHECK_EQ(tbuf(XEN_SYSCTL_TBUFOP_enable, 0), 0);
}

static void end(void)
{
	CHECK_EQ(tbuf(XEN_SYSCTL_TBUFOP_disable, 0), 0);
}

/* ---- Events ---- */

static void events_of_pv(void)
{
	struct sched_poll poll = { .timeout = 1 };
	struct record r;
	uint64_t v, before;

	begin(TRC_PV);
	before = rdtsc();
	CHECK_FAULT(try_read((void *)(TEST_VA + (1UL << 38)), 0), X86_PF, 0);
	end();
	CHECK(find(TRC_PV_PAGE_FAULT | TRC_64_FLAG, &r));
	CHECK_EQ(r.words, 5);
	CHECK_EQ(r.data[2] | (uint64_t)r.data[3] << 32, TEST_VA + (1UL << 38));
	CHECK_EQ(r.data[4], 0);
	CHECK(r.cycles >= before && r.cycles <= rdtsc());

	begin(TRC_PV);
	hc_sched_op(SCHEDOP_poll, &poll);
	end();
	/* First the call that began it has returned: that is none. */
	CHECK(find(TRC_PV_HYPERCALL_V2, &r));
	CHECK_EQ(r.words, 2);
	CHECK_EQ(r.data[0],
		 __HYPERVISOR_sched_op | TRC_PV_HYPERCALL_V2_ARG_32(0));
	CHECK_EQ(r.data[1], SCHEDOP_poll);

	begin(TRC_PV);
	CHECK_OK(try_rdmsr(0x1b, &v));
	CHECK_FAULT(TRY("ud2"), X86_UD, 0);
	end();
	CHECK(find(TRC_PV_EMULATE_PRIVOP | TRC_64_FLAG, &r));
	CHECK_EQ(r.words, 2);
	CHECK(find(TRC_PV_TRAP | TRC_64_FLAG, &r));
	CHECK_EQ(r.words, 3);
	CHECK_EQ(r.data[2] & 0x7fff, X86_UD);
}

static void subcalls(void)
{
	struct multicall_entry call = { .op = __HYPERVISOR_xen_version,
					.args = { XENVER_version } };
	struct record r;

	begin(TRC_PV_SUBCALL);
	CHECK_EQ(hc_multicall(&call, 1), 0);
	end();
	CHECK(find(TRC_PV_HYPERCALL_SUBCALL, &r));
	CHECK_EQ(r.data[0], __HYPERVISOR_xen_version);
	/* The sub-class alone was wanted. */
	drain();
	begin(TRC_PV_ENTRY);
	CHECK_EQ(hc_multicall(&call, 1), 0);
	end();
	CHECK(!find(TRC_PV_HYPERCALL_SUBCALL, &r));
}

static volatile bool ran;

static void run_a_little(void)
{
	ran = true;
}

static void events_of_scheduler(void)
{
	struct record r;
	bool up = false, switched = false;

	begin(TRC_SCHED);
	CHECK_EQ(vcpu_start(1, run_a_little), 0);
	CHECK(vcpu_wait(1));
	end();
	/* vCPU 1 begins to run somewhere. */
	for (unsigned int cpu = 0; cpu < 2; cpu++)
		while (take(cpu, &r)) {
			if (r.event == TRC_SCHED_SWITCH) {
				CHECK_EQ(r.words, 4);
				switched = true;
			}
			if ((r.event & 0xfffff00f) != TRC_SCHED_RUNSTATE_CHANGE)
				continue;
			CHECK_EQ(r.words, 1);
			if (r.data[0] == 1)
				up = true;
		}
	CHECK(ran && up && switched);
}

static void masks(void)
{
	struct record r;

	CHECK_EQ(tbuf_cpus(0), 0);
	begin(TRC_ALL);
	hc_xen_version(XENVER_version, 0);
	end();
	CHECK(!take(0, &r) && !take(1, &r));
	CHECK_EQ(tbuf_cpus(3), 0);
	begin(TRC_HVM);
	hc_xen_version(XENVER_version, 0);
	end();
	CHECK(!take(0, &r) && !take(1, &r));
}

/* ---- A full ring ---- */

static void overflow(void)
{
	unsigned int port = bind_virq(VIRQ_TBUF, 0), lost = 0, wraps = 0;
	unsigned int calls = 0;
	struct record r, last = { 0 };

	events_on();
	begin(TRC_PV);
	for (unsigned int i = 0; i < 2000; i++)
		hc_xen_version(XENVER_version, 0);
	CHECK(event_count[port] >= 1);
	/* Space again: then what was lost is told. */
	for (unsigned int cpu = 0; cpu < 2; cpu++) {
		while (take(cpu, &r)) {
			CHECK(r.event == TRC_PV_HYPERCALL_V2 ||
			      r.event == TRC_TRACE_WRAP_BUFFER ||
			      r.event == (TRC_PV_TRAP | TRC_64_FLAG) ||
			      r.event == (TRC_PV_EMULATE_PRIVOP | TRC_64_FLAG));
			calls += r.event == TRC_PV_HYPERCALL_V2;
			wraps += r.event == TRC_TRACE_WRAP_BUFFER;
		}
	}
	CHECK(calls >= DATA / 20);
	for (unsigned int i = 0; i < 10; i++)
		hc_xen_version(XENVER_version, 0);
	end();
	for (unsigned int cpu = 0; cpu < 2; cpu++)
		while (take(cpu, &r)) {
			wraps += r.event == TRC_TRACE_WRAP_BUFFER;
			if (r.event != TRC_LOST_RECORDS)
				continue;
			CHECK_EQ(r.words, 4);
			lost += r.data[0];
			last = r;
		}
	printf("%u calls recorded, %u lost, %u wraps\n", calls, lost, wraps);
	CHECK(lost >= 2000 - 2 * DATA / 16);
	CHECK(calls + lost >= 2000);
	CHECK_EQ(last.data[1], 0); /* d0v0 */
	events_off();
}

/* All sizes of records meet the end of the ring. */
static void wrapping(void)
{
	uint64_t seed = 12345;
	struct record r;

	begin(TRC_PV);
	for (unsigned int i = 0; i < 6000; i++) {
		struct sched_poll poll = { .timeout = 1 };

		seed = seed * 6364136223846793005 + 1442695040888963407;
		switch (seed >> 60 & 3) {
		case 0:
			hc_xen_version(XENVER_version, 0);
			break;
		case 1:
			hc_sched_op(SCHEDOP_poll, &poll);
			break;
		case 2:
			hc_grant_table_op(99, 0, 0);
			break;
		default:
			fault_clear();
			try_read((void *)(TEST_VA + (1UL << 38)), 0);
		}
		if (i % 50)
			continue;
		for (unsigned int cpu = 0; cpu < 2; cpu++)
			while (take(cpu, &r)) {
				if (r.event == TRC_TRACE_WRAP_BUFFER)
					CHECK_EQ(ring[cpu]->cons % DATA, 0);
				else if (!CHECK((r.event & TRC_PV) > 0xfff))
					return;
			}
	}
	end();
}

static void bad_cons(void)
{
	struct record r;

	begin(TRC_PV);
	ring[0]->cons = ring[1]->cons = 2 * DATA;
	for (unsigned int i = 0; i < 10; i++)
		hc_xen_version(XENVER_version, 0);
	drain();
	/* It has ended, until it is begun again. */
	hc_xen_version(XENVER_version, 0);
	CHECK(!take(0, &r) && !take(1, &r));
	begin(TRC_PV);
	ring[0]->cons = ring[1]->cons = 1;
	for (unsigned int i = 0; i < 10; i++)
		hc_xen_version(XENVER_version, 0);
	drain();
	begin(TRC_PV);
	hc_xen_version(XENVER_version, 0);
	end();
	CHECK(find(TRC_PV_HYPERCALL_V2, &r));
}

void test_main(void)
{
	CHECK_EQ(tbuf(XEN_SYSCTL_TBUFOP_get_info, 0), 0);
	CHECK_EQ(op.u.tbuf_op.size, 0);
	CHECK_EQ(op.u.tbuf_op.buffer_mfn, 0);
	CHECK_EQ(op.u.tbuf_op.evt_mask, TRC_ALL);
	CHECK_EQ(tbuf(XEN_SYSCTL_TBUFOP_enable, 0), -XEN_EINVAL);
	CHECK_EQ(tbuf(XEN_SYSCTL_TBUFOP_set_size, 0), -XEN_EINVAL);
	CHECK_EQ(tbuf(6, 0), -XEN_EINVAL);
	CHECK_EQ(tbuf(XEN_SYSCTL_TBUFOP_set_size, PAGES), 0);
	CHECK_EQ(tbuf(XEN_SYSCTL_TBUFOP_set_size, PAGES), -XEN_EBUSY);
	CHECK_EQ(tbuf(XEN_SYSCTL_TBUFOP_set_size, PAGES + 1), -XEN_EINVAL);
	map_rings();
	events_of_pv();
	subcalls();
	events_of_scheduler();
	masks();
	overflow();
	wrapping();
	bad_cons();
}
