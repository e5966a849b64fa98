/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * No hypercall holds a CPU for long: a timer that is due again and again must
 * be heard within LIMIT instructions while dom0 does the largest batches that
 * it may ask for, of every operation that loops.  Fails if one of them has no
 * point where it stops for an interrupt, or has them too far apart.
 *
 * The machine counts instructions: its clock runs by one nanosecond with each,
 * so that the figures are the same in each run.  "longest" is from when the
 * timer was set, SLICE ahead, to when its event came.
 *
 * On Xen it is for comparison: a part of its operations take longer, and it
 * needs too long to bind all ports.
 *
 * xen: dom0_max_vcpus=1
 * qemu: -icount shift=0,sleep=off -smp 1 -m 384M
 * seconds: 300
 */
#define __XEN_TOOLS__
#include "guest.h"
#include <domctl.h>
#include <sysctl.h>

/* Debug builds check themselves as well: release.t asks for 1000000. */
#define LIMIT  option("limit", 1500000)
#define SLICE  20000
#define ARENA  (TEST_VA + (1UL << 36))
#define TABLES 256 /* L1 tables of the tree that is pinned */
#define BATCH  4096

/* ---- Measuring ---- */

static int timer_port;
static uint64_t set_at, longest;
static unsigned int heard;
static struct evtchn_fifo_control_block *control;
static volatile event_word_t *timer_word;

static void set_timer(void)
{
	hc_set_timer_op(now_ns() + SLICE);
	set_at = rdtsc();
}

/* Takes the timer's event off, which is the only one. */
static void take_event(void)
{
	__atomic_store_n(&this_vcpu_info()->evtchn_upcall_pending, 0,
			 __ATOMIC_SEQ_CST);
	if (!timer_word) {
		this_vcpu_info()->evtchn_pending_sel = 0;
		event_clear(timer_port);
		return;
	}
	control->ready = 0;
	memset(control->head, 0, sizeof(control->head));
	*timer_word = 0;
}

static bool hook(struct regs *regs)
{
	uint64_t gap = rdtsc() - set_at;

	if (regs->vector != VEC_EVENT)
		return false;
	take_event();
	heard++;
	if (gap > longest)
		longest = gap;
	set_timer();
	return true;
}

static void measure(const char *name, void (*fn)(void))
{
	uint64_t start;

	longest = 0;
	heard = 0;
	/* One that is late since before is not ours. */
	delay_ns(2 * SLICE);
	longest = 0;
	start = rdtsc();
	set_timer();
	events_on();
	fn();
	/* What came with the end of the last call. */
	events_run();
	events_off();
	printf("%9lu longest of %11lu in %6u: %s\n", longest, rdtsc() - start,
	       heard, name);
	check(longest < LIMIT || !on_xenolith(), name, __LINE__);
}

/* ---- Memory: pages mapped one after the other ---- */

static unsigned long arena_next = ARENA;

static unsigned long spare_mfns(unsigned long n, xen_pfn_t *list)
{
	for (unsigned long i = 0; i < n; i++)
		list[i] = pfn_to_mfn(spare_pfn());
	return n;
}

static void *arena(unsigned long pages)
{
	void *start = (void *)arena_next;

	for (; pages; pages--, arena_next += PAGE_SIZE)
		if (map_page(arena_next, pfn_to_mfn(spare_pfn()), PTE_RW))
			test_error("cannot map");
	return start;
}

static xen_pfn_t *frames; /* BATCH numbers */

/* ---- Page tables ---- */

static struct mmu_update *updates;
#define NR_UPDATES 32768

static void mmu_updates(void)
{
	unsigned int done;

	CHECK_EQ(hc_mmu_update(updates, NR_UPDATES, &done, DOMID_SELF), 0);
	CHECK_EQ(done, NR_UPDATES);
}

static void prepare_updates(void)
{
	uint64_t a = entry_maddr(pt_entry((unsigned long)frames, 1));
	unsigned long e = *pt_entry((unsigned long)frames, 1);

	updates = arena(NR_UPDATES * sizeof(*updates) / PAGE_SIZE);
	for (unsigned int i = 0; i < NR_UPDATES; i++) {
		updates[i].ptr = a;
		updates[i].val = i % 2 ? e : e ^ (1UL << 9);
	}
}

static unsigned long root;

/* A table whose entries all are `e`, from `first` on. */
static unsigned long table(unsigned int first, unsigned int n, unsigned long e)
{
	uint64_t *t = arena(1);
	unsigned long mfn = virt_to_mfn(t);

	for (unsigned int i = first; i < first + n; i++)
		t[i] = e;
	CHECK_EQ(hc_update_va(t, mfn_pte(mfn, PTE_RO), UVMF_INVLPG), 0);
	return mfn;
}

static void prepare_tree(void)
{
	unsigned long page = mfn_pte(virt_to_mfn(arena(1)), PTE_RW), l2, l3;
	uint64_t *t = arena(1);

	for (unsigned int i = 0; i < TABLES; i++)
		t[i] = mfn_pte(table(0, 512, page), PTE_RW);
	l2 = virt_to_mfn(t);
	CHECK_EQ(hc_update_va(t, mfn_pte(l2, PTE_RO), UVMF_INVLPG), 0);
	l3 = table(0, 512, mfn_pte(l2, PTE_RW));
	/* With our image, so that we can run on it. */
	t = arena(1);
	for (unsigned int i = 0; i < 256; i++)
		t[i] = mfn_pte(l3, PTE_RW);
	t[511] = *pt_entry(VIRT_BASE, 4);
	root = virt_to_mfn(t);
	CHECK_EQ(hc_update_va(t, mfn_pte(root, PTE_RO), UVMF_INVLPG), 0);
}

static void pin_tree(void)
{
	CHECK_EQ(mmuext(MMUEXT_PIN_L4_TABLE, root, 0), 0);
}

static void unpin_tree(void)
{
	CHECK_EQ(mmuext(MMUEXT_UNPIN_TABLE, root, 0), 0);
}

static void run_on_tree(void)
{
	CHECK_EQ(mmuext(MMUEXT_NEW_BASEPTR, root, 0), 0);
}

static void leave_tree(void)
{
	CHECK_EQ(mmuext(MMUEXT_NEW_BASEPTR,
			virt_to_mfn((void *)start_info->pt_base), 0),
		 0);
}

static void mmuext_list(void)
{
	struct mmuext_op *ops = (void *)updates;
	unsigned int done, n = NR_UPDATES * 16 / sizeof(*ops);

	for (unsigned int i = 0; i < n; i++)
		ops[i] = (struct mmuext_op){ .cmd = MMUEXT_TLB_FLUSH_ALL };
	CHECK_EQ(hc_mmuext_op(ops, n, &done, DOMID_SELF), 0);
}

/* ---- Memory ---- */

static struct xen_memory_reservation res;

static void reservation(unsigned long n, unsigned int order)
{
	memset(&res, 0, sizeof(res));
	res.nr_extents = n;
	res.extent_order = order;
	res.domid = DOMID_SELF;
	set_xen_guest_handle(res.extent_start, frames);
}

static void decrease(void)
{
	CHECK_EQ(hc_memory_op(XENMEM_decrease_reservation, &res),
		 res.nr_extents);
}

static void populate(void)
{
	CHECK_EQ(hc_memory_op(XENMEM_populate_physmap, &res), res.nr_extents);
}

static struct xen_memory_exchange swap;
static xen_pfn_t swap_out[BATCH];

static void exchange(void)
{
	CHECK_EQ(hc_memory_op(XENMEM_exchange, &swap), 0);
	CHECK_EQ(swap.nr_exchanged, swap.in.nr_extents);
}

/* Extents of one order for as many pages of another. */
static void prepare_exchange(unsigned int from, unsigned int to,
			     unsigned long pages)
{
	memset(&swap, 0, sizeof(swap));
	swap.in.nr_extents = pages >> from;
	swap.in.extent_order = from;
	swap.in.domid = DOMID_SELF;
	swap.out.nr_extents = pages >> to;
	swap.out.extent_order = to;
	swap.out.domid = DOMID_SELF;
	set_xen_guest_handle(swap.in.extent_start, frames);
	set_xen_guest_handle(swap.out.extent_start, swap_out);
	for (unsigned long i = 0; i < pages >> to; i++)
		swap_out[i] = start_info->nr_pages + (i << to);
}

static void memory(void)
{
	unsigned long n = spare_mfns(BATCH, frames);

	prepare_exchange(0, 9, n);
	measure("exchange, 4096 pages for 8 of order 9", exchange);
	memcpy(frames, swap_out, sizeof(swap_out));
	prepare_exchange(9, 0, n);
	measure("exchange, 8 of order 9 for 4096 pages", exchange);
	memcpy(frames, swap_out, sizeof(swap_out));
	reservation(BATCH, 0);
	measure("decrease_reservation, 4096 pages", decrease);
	reservation(1, 12);
	frames[0] = start_info->nr_pages;
	measure("populate_physmap, order 12", populate);
	measure("decrease_reservation, order 12", decrease);
	reservation(8, 9);
	for (int i = 0; i < 8; i++)
		frames[i] = start_info->nr_pages + i * 512;
	measure("populate_physmap, 8 of order 9", populate);
	measure("decrease_reservation, 8 of order 9", decrease);
	reservation(BATCH, 0);
	for (int i = 0; i < BATCH; i++)
		frames[i] = start_info->nr_pages + i;
	measure("populate_physmap, 4096 pages", populate);
	decrease();
}

/* ---- Grants ---- */

static union {
	struct gnttab_map_grant_ref map[1024];
	struct gnttab_unmap_grant_ref unmap[1024];
	struct gnttab_copy copy[1024];
	struct gnttab_swap_grant_ref swap[1024];
	struct gnttab_cache_flush flush[1024];
} g;
static unsigned long grant_va;
static unsigned int handles[1024];
static struct grant_entry_v1 *entries;

static void grant_maps(void)
{
	CHECK_EQ(hc_grant_table_op(GNTTABOP_map_grant_ref, &g, 1024), 0);
}

static void grant_unmaps(void)
{
	CHECK_EQ(hc_grant_table_op(GNTTABOP_unmap_grant_ref, &g, 1024), 0);
}

static void grant_copies(void)
{
	CHECK_EQ(hc_grant_table_op(GNTTABOP_copy, &g, 1024), 0);
}

static void grant_swaps(void)
{
	CHECK_EQ(hc_grant_table_op(GNTTABOP_swap_grant_ref, &g, 1024), 0);
}

static void grant_flushes(void)
{
	CHECK_EQ(hc_grant_table_op(GNTTABOP_cache_flush, &g, 1024), 0);
}

static void grant_setup(void)
{
	struct gnttab_setup_table s = { .dom = DOMID_SELF, .nr_frames = 64 };

	set_xen_guest_handle(s.frame_list, frames);
	CHECK_EQ(grant_one(GNTTABOP_setup_table, &s), 0);
	CHECK_EQ(s.status, 0);
}

static void grant_versions(void)
{
	struct gnttab_set_version v = { 2 };

	CHECK_EQ(grant_one(GNTTABOP_set_version, &v), 0);
	v.version = 1;
	CHECK_EQ(grant_one(GNTTABOP_set_version, &v), 0);
}

static void grants(void)
{
	unsigned long page = virt_to_mfn(arena(1)),
		      other = virt_to_mfn(arena(1));

	entries = grant_init(1);
	measure("grant table of 64 frames", grant_setup);
	measure("grant table's version, there and back", grant_versions);
	for (int i = 0; i < 512; i++)
		entries[i] =
			(struct grant_entry_v1){ GTF_permit_access, 0, page };
	grant_va = (unsigned long)arena(1024);
	for (int i = 0; i < 1024; i++)
		g.map[i] = (struct gnttab_map_grant_ref){
			.host_addr = grant_va + i * PAGE_SIZE,
			.flags = GNTMAP_host_map,
			.ref = i % 512,
		};
	measure("1024 grants mapped", grant_maps);
	for (int i = 0; i < 1024; i++)
		handles[i] = g.map[i].handle;
	for (int i = 0; i < 1024; i++)
		g.unmap[i] = (struct gnttab_unmap_grant_ref){
			.host_addr = grant_va + i * PAGE_SIZE,
			.handle = handles[i],
		};
	measure("1024 grants unmapped", grant_unmaps);
	for (int i = 0; i < 1024; i++) {
		g.copy[i] = (struct gnttab_copy){
			.source.u.ref = i % 512,
			.dest.domid = DOMID_SELF,
			.len = 4096,
			.flags = GNTCOPY_source_gref,
		};
		g.copy[i].dest.u.gmfn = other;
	}
	measure("1024 pages copied", grant_copies);
	for (int i = 0; i < 1024; i++)
		g.swap[i] = (struct gnttab_swap_grant_ref){ i % 512, 511, 0 };
	measure("1024 entries swapped", grant_swaps);
	for (int i = 0; i < 1024; i++) {
		memset(&g.flush[i], 0, sizeof(g.flush[i]));
		g.flush[i].a.dev_bus_addr = page << PAGE_SHIFT;
		g.flush[i].length = 4096;
		g.flush[i].op = GNTTAB_CACHE_CLEAN;
	}
	measure("1024 cache flushes", grant_flushes);
}

/* ---- Multicalls ---- */

#define NR_CALLS 100000
static struct multicall_entry *calls;

static void multicall(void)
{
	CHECK_EQ(hc_multicall(calls, NR_CALLS), 0);
}

static void multicalls(void)
{
	calls = arena((NR_CALLS * sizeof(*calls) + PAGE_SIZE - 1) / PAGE_SIZE);
	for (int i = 0; i < NR_CALLS; i++) {
		calls[i].op = __HYPERVISOR_xen_version;
		calls[i].args[0] = XENVER_version;
	}
	measure("multicall of 100000", multicall);
}

/* ---- This and that ---- */

static void gdt(void)
{
	CHECK_EQ(hc_set_gdt(frames, 14 * 512), 0);
	CHECK_EQ(hc_set_gdt(frames, 0), 0);
}

static void traps(void)
{
	static struct trap_info t[257];

	for (int i = 0; i < 256; i++)
		t[i] = (struct trap_info){ i, 0, FLAT_KERNEL_CS,
					   (unsigned long)trap_stubs };
	CHECK_EQ(hc_set_trap_table(t), 0);
	CHECK_EQ(hc_set_trap_table(trap_table), 0);
}

static void poll(void)
{
	static evtchn_port_t ports[128];
	struct sched_poll p = { .nr_ports = 128, .timeout = 1 };

	for (int i = 0; i < 128; i++)
		ports[i] = 4095;
	set_xen_guest_handle(p.ports, ports);
	hc_sched_op(SCHEDOP_poll, &p);
}

static void console(void)
{
	static char text[4096];

	memset(text, ' ', sizeof(text));
	for (unsigned int i = 63; i < sizeof(text); i += 64)
		text[i] = '\n';
	CHECK_EQ(hc_console_io(CONSOLEIO_write, sizeof(text), text), 0);
}

static void machphys(void)
{
	struct xen_machphys_mfn_list l = { .max_extents = BATCH };

	set_xen_guest_handle(l.extent_start, frames);
	CHECK_EQ(hc_memory_op(XENMEM_machphys_mfn_list, &l), 0);
}

static struct xen_sysctl sys;

static long sysctl(unsigned int cmd)
{
	sys.cmd = cmd;
	sys.interface_version = XEN_SYSCTL_INTERFACE_VERSION;
	return HCALL1(sysctl, &sys);
}

static void sysctls(void)
{
	struct xen_sysctl_readconsole *r = &sys.u.readconsole;
	struct xen_sysctl_getdomaininfolist *l = &sys.u.getdomaininfolist;

	memset(&sys, 0, sizeof(sys));
	set_xen_guest_handle(r->buffer, (char *)updates);
	r->count = NR_UPDATES * 16;
	CHECK_EQ(sysctl(XEN_SYSCTL_readconsole), 0);
	memset(&sys, 0, sizeof(sys));
	l->max_domains = 1024;
	set_xen_guest_handle(l->buffer, (void *)updates);
	CHECK_EQ(sysctl(XEN_SYSCTL_getdomaininfolist), 0);
}

/* ---- Another domain ---- */

static struct child_domain c;
static struct xen_domctl op;

static long domctl(unsigned int cmd)
{
	op.cmd = cmd;
	op.interface_version = XEN_DOMCTL_INTERFACE_VERSION;
	op.domain = c.id;
	return HCALL1(domctl, &op);
}

static void nothing(void)
{
}

static void pageinfo(void)
{
	uint64_t *list = (uint64_t *)updates;

	memset(&op.u, 0, sizeof(op.u));
	op.u.getpageframeinfo3.num = 1024;
	set_xen_guest_handle(op.u.getpageframeinfo3.array, (xen_pfn_t *)list);
	CHECK_EQ(domctl(XEN_DOMCTL_getpageframeinfo3), 0);
}

static void vcpus(void)
{
	memset(&op.u, 0, sizeof(op.u));
	op.u.max_vcpus.max = 64;
	CHECK_EQ(domctl(XEN_DOMCTL_max_vcpus), 0);
}

static void create(void)
{
	struct xen_domctl_createdomain *create = &op.u.createdomain;

	memset(&op.u, 0, sizeof(op.u));
	create->max_vcpus = 64;
	create->max_evtchn_port = 1023;
	create->max_grant_frames = -1;
	create->max_maptrack_frames = -1;
	create->grant_opts = XEN_DOMCTL_GRANT_version(1);
	c.id = DOMID_FIRST_RESERVED;
	CHECK_EQ(domctl(XEN_DOMCTL_createdomain), 0);
	c.id = op.domain;
}

static void destroy_empty(void)
{
	memset(&op.u, 0, sizeof(op.u));
	CHECK_EQ(domctl(XEN_DOMCTL_destroydomain), 0);
}

static void destroy(void)
{
	child_destroy(&c);
}

static void other_domain(void)
{
	child_create(&c, nothing, 1);
	memset(&op.u, 0, sizeof(op.u));
	op.u.max_mem.max_memkb = 1 << 16;
	CHECK_EQ(domctl(XEN_DOMCTL_max_mem), 0);
	reservation(BATCH * 2, 0);
	res.domid = c.id;
	set_xen_guest_handle(res.extent_start, (xen_pfn_t *)updates);
	for (int i = 0; i < BATCH * 2; i++)
		((xen_pfn_t *)updates)[i] = 4096 + i;
	measure("8192 pages for another domain", populate);
	measure("getpageframeinfo3 of 1024", pageinfo);
	measure("destroydomain, 8600 pages", destroy);
	measure("createdomain", create);
	measure("max_vcpus of 64", vcpus);
	measure("destroydomain, 64 vCPUs", destroy_empty);
}

/* ---- Events: last, for a reset leaves no timer ---- */

static void reset(void)
{
	struct evtchn_reset r = { .dom = DOMID_SELF };

	CHECK_EQ(hc_event_channel_op(EVTCHNOP_reset, &r), 0);
}

/* The search for a free port, from one that was closed. */
static void bind_again(void)
{
	CHECK_EQ(event_close(64), 0);
	CHECK_EQ(bind_ipi(0), 64);
	CHECK_EQ(bind_ipi(0), -XEN_ENOSPC);
}

static struct evtchn_init_control ic;

static void init_control(void)
{
	CHECK_EQ(hc_event_channel_op(EVTCHNOP_init_control, &ic), 0);
}

static void all_ports(void)
{
	struct evtchn_expand_array e;
	volatile event_word_t *words = arena(128);
	int port = 0, max = 0;

	control = arena(1);
	ic.control_gfn = virt_to_mfn(control);
	/* The switch with as many ports as there can be. */
	event_close(timer_port);
	while ((port = bind_ipi(0)) > 0)
		max = port;
	event_close(max);
	timer_port = bind_virq(VIRQ_TIMER, 0);
	event_unmask(timer_port);
	measure("init_control with 4095 ports", init_control);
	for (int i = 0; i < 128; i++) {
		e.array_gfn = virt_to_mfn((char *)words + i * PAGE_SIZE);
		CHECK_EQ(hc_event_channel_op(EVTCHNOP_expand_array, &e), 0);
	}
	event_close(timer_port);
	while ((port = bind_ipi(0)) > 0)
		max = port;
	CHECK_EQ(max, 131071);
	event_close(max);
	timer_port = bind_virq(VIRQ_TIMER, 0);
	CHECK_EQ(timer_port, max);
	memset((void *)words, 0, 128 * PAGE_SIZE);
	timer_word = words + timer_port;
	/* One that was closed with an event in a queue comes free now. */
	while (bind_ipi(0) > 0)
		;
}

void test_main(void)
{
	struct vcpu_set_periodic_timer never = { 0 };

	if (!(start_info->flags & SIF_INITDOMAIN))
		test_skip("not dom0");
	trap_hook = hook;
	hc_vcpu_op(VCPUOP_stop_periodic_timer, 0, &never);
	timer_port = bind_virq(VIRQ_TIMER, 0);
	event_unmask(timer_port);
	frames = arena(BATCH * sizeof(*frames) / PAGE_SIZE);
	prepare_updates();
	measure("nothing", nothing);
	measure("mmu_update of 32768", mmu_updates);
	measure("mmuext_op, a long list", mmuext_list);
	prepare_tree();
	measure("pin a tree of 131072 entries", pin_tree);
	measure("unpin it", unpin_tree);
	measure("base pointer to the tree, not pinned", run_on_tree);
	measure("base pointer back", leave_tree);
	memory();
	grants();
	multicalls();
	for (int i = 0; i < 14; i++) {
		void *page = arena(1);

		frames[i] = virt_to_mfn(page);
		hc_update_va(page, mfn_pte(frames[i], PTE_RO), UVMF_INVLPG);
	}
	measure("set_gdt of 14 pages, and none", gdt);
	measure("set_trap_table of 256", traps);
	measure("poll of 128 ports", poll);
	measure("console_io of 4096", console);
	measure("machphys_mfn_list", machphys);
	measure("readconsole, getdomaininfolist", sysctls);
	other_domain();
	if (!on_xenolith())
		return;
	all_ports();
	measure("bind with all ports taken", bind_again);
	measure("reset of 131071 ports", reset);
}
