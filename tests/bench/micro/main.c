/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a PV kernel pays for each thing that it asks of the hypervisor, on the
 * time stamp counter: with QEMU's -icount that is instructions.  A line
 * "bench NAME COUNT" each.  COUNT has the kernel's own part in it, which is
 * the same on every hypervisor.
 */
#include "guest.h"

#define ROUNDS	50
#define BATCHES 20

/* The least of many batches: an interrupt in between does not count. */
static void row(const char *name, void (*fn)(unsigned int rounds),
		unsigned int parts)
{
	uint64_t best = ~0UL;

	for (unsigned int i = 0; i < BATCHES; i++) {
		uint64_t start = rdtsc(), took;

		fn(ROUNDS);
		took = rdtsc() - start;
		if (took < best)
			best = took;
	}
	printf("bench %s %lu\n", name, best / (ROUNDS * parts));
}

static void null_hypercall(unsigned int rounds)
{
	while (rounds--)
		hc_xen_version(XENVER_version, 0);
}

static void multicall(unsigned int rounds)
{
	struct multicall_entry list[16];

	while (rounds--) {
		for (int i = 0; i < 16; i++) {
			list[i].op = __HYPERVISOR_xen_version;
			list[i].args[0] = XENVER_version;
			list[i].args[1] = 0;
		}
		hc_multicall(list, 16);
	}
}

static volatile unsigned int arrived;
static int loop_port;

static void count_event(unsigned int port)
{
	arrived++;
}

/* Sent to ourselves: the upcall comes before the hypercall returns. */
static void event_loop(unsigned int rounds)
{
	while (rounds--) {
		unsigned int seen = arrived;

		event_send(loop_port);
		while (arrived == seen)
			barrier();
	}
}

static void yield(unsigned int rounds)
{
	while (rounds--)
		hc_sched_op(SCHEDOP_yield, 0);
}

static void timer(unsigned int rounds)
{
	while (rounds--)
		hc_set_timer_op(now_ns() + 1000000000UL);
}

static void read_fault(unsigned int rounds)
{
	while (rounds--)
		try_read((void *)(TEST_VA + (1UL << 30)), NULL);
}

/* A lazily allocated page's way: fault, map, go on, and unmap. */
static unsigned long demand_mfn;

static bool demand_hook(struct regs *regs)
{
	if (regs->vector != X86_PF)
		return false;
	hc_update_va(TEST_VA, mfn_pte(demand_mfn, PTE_RW), UVMF_NONE);
	return true;
}

static void demand_page(unsigned int rounds)
{
	trap_hook = demand_hook;
	while (rounds--) {
		*(volatile char *)TEST_VA = 1;
		hc_update_va(TEST_VA, 0, UVMF_INVLPG);
	}
	trap_hook = NULL;
}

static void update_va(unsigned int rounds)
{
	while (rounds--)
		hc_update_va(TEST_VA,
			     mfn_pte(demand_mfn, rounds & 1 ? PTE_RW : PTE_RO),
			     UVMF_INVLPG);
}

static uint64_t *entry;
static uint64_t entry_at;

static void mmu_update(unsigned int rounds)
{
	while (rounds--)
		set_entry(entry_at,
			  rounds & 1 ? mfn_pte(demand_mfn, PTE_RW) : 0);
}

static void mmu_update_batch(unsigned int rounds)
{
	struct mmu_update u[32];

	while (rounds--) {
		for (int i = 0; i < 32; i++) {
			u[i].ptr = entry_at + 8 * i;
			u[i].val = rounds & 1 ? mfn_pte(demand_mfn, PTE_RW) : 0;
		}
		hc_mmu_update(u, 32, NULL, DOMID_SELF);
	}
}

static void table_write(unsigned int rounds)
{
	while (rounds--)
		*(volatile uint64_t *)entry =
			rounds & 1 ? mfn_pte(demand_mfn, PTE_RW) : 0;
}

/* A process's first page table and its end: pin and unpin a small tree. */
static uint64_t *tree;

static void pin_tree(unsigned int rounds)
{
	while (rounds--) {
		mmuext(MMUEXT_PIN_L1_TABLE, virt_to_mfn(tree), 0);
		mmuext(MMUEXT_UNPIN_TABLE, virt_to_mfn(tree), 0);
	}
}

static void new_baseptr(unsigned int rounds)
{
	unsigned long mfn = virt_to_mfn((void *)start_info->pt_base);

	while (rounds--)
		mmuext(MMUEXT_NEW_BASEPTR, mfn, 0);
}

/* What Linux does from one process to the next. */
static void process_switch(unsigned int rounds)
{
	struct mmuext_op op[2] = {
		{ .cmd = MMUEXT_NEW_BASEPTR,
		  .arg1.mfn = virt_to_mfn((void *)start_info->pt_base) },
		{ .cmd = MMUEXT_NEW_USER_BASEPTR,
		  .arg1.mfn = virt_to_mfn(user_l4) },
	};

	while (rounds--) {
		hc_stack_switch(FLAT_KERNEL_SS, USER_TRAP_STACK);
		hc_set_segment_base(SEGBASE_FS, 0x1000);
		hc_mmuext_op(op, 2, NULL, DOMID_SELF);
	}
}

static void set_gs(unsigned int rounds)
{
	while (rounds--)
		hc_set_segment_base(SEGBASE_GS_USER, rounds);
}

static void cpuid(unsigned int rounds)
{
	while (rounds--) {
		unsigned int a = 1, b, c = 0, d;

		/* The prefix asks the hypervisor's view. */
		asm volatile("ud2a; .ascii \"xen\"; cpuid"
			     : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
	}
}

static void rdmsr(unsigned int rounds)
{
	while (rounds--) {
		uint32_t lo, hi;

		/* EFER */
		asm volatile("rdmsr" : "=a"(lo), "=d"(hi) : "c"(0xc0000080));
	}
}

/* The speaker's port; the kernel has the privilege, the CPU does not know. */
static void port_in(unsigned int rounds)
{
	while (rounds--) {
		unsigned char v;

		asm volatile("inb $0x61, %0" : "=a"(v));
	}
}

static unsigned int user_rounds;

static bool user_hook(struct regs *regs)
{
	return regs->vector == VEC_SYSCALL && regs->rax == 17;
}

static void user_syscalls(void)
{
	for (unsigned int i = 0; i < user_rounds; i++) {
		long ret;

		asm volatile("syscall"
			     : "=a"(ret)
			     : "a"(17)
			     : "rcx", "r11", "memory");
	}
	user_exit(0);
}

static void user_syscall(unsigned int rounds)
{
	trap_hook = user_hook;
	user_rounds = rounds;
	user_run(user_syscalls, 0);
	trap_hook = NULL;
}

static void user_faults(void)
{
	for (unsigned int i = 0; i < user_rounds; i++)
		try_read((void *)(TEST_VA + (1UL << 30)), NULL);
	user_exit(0);
}

static void user_fault(unsigned int rounds)
{
	user_rounds = rounds;
	user_run(user_faults, 0);
}

static struct grant_entry_v1 *grants;
static void *grant_page;

static void grant_map(unsigned int rounds)
{
	while (rounds--) {
		struct gnttab_map_grant_ref m = {
			.host_addr = TEST_VA + 0x1000,
			.flags = GNTMAP_host_map,
			.ref = 8,
		};
		struct gnttab_unmap_grant_ref u = { .host_addr =
							    TEST_VA + 0x1000 };

		grant_one(GNTTABOP_map_grant_ref, &m);
		u.handle = m.handle;
		grant_one(GNTTABOP_unmap_grant_ref, &u);
	}
}

static void grant_copy(unsigned int rounds)
{
	while (rounds--) {
		struct gnttab_copy c = {
			.source.u.ref = 8,
			.dest.u.gmfn = virt_to_mfn(tree),
			.source.domid = 0,
			.dest.domid = DOMID_SELF,
			.len = 64,
			.flags = GNTCOPY_source_gref,
		};

		grant_one(GNTTABOP_copy, &c);
	}
}

/* Two vCPUs on one CPU, each waking the other and then waiting. */
static int to_second, to_first;
static volatile bool stop, stopped;

static void second(void)
{
	for (;;) {
		unsigned int seen = event_count[to_second];

		if (stop)
			break;
		event_send(to_first);
		while (event_count[to_second] == seen)
			hc_sched_op(SCHEDOP_block, 0);
		events_off();
	}
	stopped = true;
}

static void ping(unsigned int rounds)
{
	while (rounds--) {
		unsigned int seen = event_count[to_first];

		event_send(to_second);
		while (event_count[to_first] == seen)
			hc_sched_op(SCHEDOP_block, 0);
		events_off();
	}
}

static void context_switch(void)
{
	if (vcpu_count() < 2)
		return;
	events_off();
	to_second = bind_ipi(1);
	to_first = bind_ipi(0);
	event_unmask(to_second);
	event_unmask(to_first);
	if (vcpu_start(1, second))
		return;
	ping(1);
	row("context-switch", ping, 2);
	stop = true;
	event_send(to_second);
	while (!stopped)
		hc_sched_op(SCHEDOP_yield, 0);
}

static void prepare(void)
{
	struct physdev_set_iopl iopl = { .iopl = 1 };

	demand_mfn = pfn_to_mfn(spare_pfn());
	if (map_page(TEST_VA, demand_mfn, PTE_RW) ||
	    map_page(TEST_VA + 0x1000, demand_mfn, PTE_RW))
		test_error("cannot map");
	entry = pt_entry(TEST_VA + 0x100000, 1);
	if (!entry)
		test_error("no table");
	entry_at = entry_maddr(entry);
	tree = page_alloc();
	for (int i = 0; i < 64; i++)
		tree[i] = mfn_pte(demand_mfn, PTE_RW);
	if (hc_physdev_op(PHYSDEVOP_set_iopl, &iopl))
		test_error("cannot use ports");
	grants = grant_init(1);
	grant_page = page_alloc();
	grants[8] = (struct grant_entry_v1){ GTF_permit_access, 0,
					     virt_to_mfn(grant_page) };
}

void test_main(void)
{
	prepare();
	user_init();
	row("null-hypercall", null_hypercall, 1);
	row("multicall-entry", multicall, 16);
	row("segment-base", set_gs, 1);
	row("timer-set", timer, 1);
	row("yield-alone", yield, 1);
	loop_port = bind_ipi(0);
	event_hook = count_event;
	event_unmask(loop_port);
	events_on();
	row("event-round-trip", event_loop, 1);
	events_off();
	event_hook = NULL;
	row("syscall", user_syscall, 1);
	row("fault-kernel", read_fault, 1);
	row("fault-user", user_fault, 1);
	row("update-va-mapping", update_va, 1);
	row("demand-page", demand_page, 1);
	row("mmu-update", mmu_update, 1);
	row("mmu-update-batched", mmu_update_batch, 32);
	row("page-table-write", table_write, 1);
	row("new-baseptr", new_baseptr, 1);
	row("process-switch", process_switch, 1);
	row("cpuid", cpuid, 1);
	row("rdmsr", rdmsr, 1);
	row("port-in", port_in, 1);
	row("grant-map-unmap", grant_map, 1);
	row("grant-copy-64", grant_copy, 1);
	if (!page_protect(tree, PTE_RO))
		row("pin-unpin-l1", pin_tree, 1);
	context_switch();
}
