/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A context switch keeps the selector in ES though the page of its LDT was
 * dropped meanwhile; one that can't be loaded any more becomes null and the
 * failsafe callback hears of it, with the selectors.  And an iret through a
 * page of the LDT that has to be brought in gets there.
 */
#include "guest.h"

static volatile unsigned long switches;
static volatile bool stop;
static unsigned int failsafes;
static unsigned long segs_seen[4];

static void other(void)
{
	struct sched_pin_override pin = { .pcpu = 0 };

	hc_sched_op(SCHEDOP_pin_override, &pin);
	while (!stop) {
		switches++;
		hc_sched_op(SCHEDOP_yield, 0);
	}
	pin.pcpu = -1;
	hc_sched_op(SCHEDOP_pin_override, &pin);
}

static bool hook(struct regs *regs)
{
	if (regs->vector == VEC_SYSCALL && regs->rax == 0x5e5f)
		user_leave(regs->cs & 0xffff);
	if (regs->vector != VEC_FAILSAFE)
		return false;
	failsafes++;
	memcpy(segs_seen, failsafe_segs, sizeof(segs_seen));
	return true;
}

/* The other vCPU has had this CPU. */
static bool switched(void)
{
	unsigned long from = switches;
	uint64_t end = now_ns() + 5000000000UL;

	while (switches < from + 3) {
		if (now_ns() > end)
			return false;
		hc_sched_op(SCHEDOP_yield, 0);
	}
	return true;
}

static unsigned int es(void)
{
	unsigned int sel;

	asm volatile("mov %%es, %0" : "=r"(sel));
	return sel & 0xffff;
}

/* User mode with its code segment in the LDT: says so. */
static void user_code(void)
{
	asm volatile("syscall" ::"a"(0x5e5f) : "rcx", "r11", "memory");
}

/* With another size each time, so that its pages are forgotten. */
static void set_ldt(uint64_t *ldt)
{
	static unsigned int n = 512;

	CHECK_EQ(mmuext(MMUEXT_SET_LDT, (unsigned long)ldt, n--), 0);
}

void test_main(void)
{
	struct sched_pin_override pin = { .pcpu = 0 };
	uint64_t *ldt = page_alloc();

	if (vcpu_count() < 2)
		test_skip("one vCPU");
	trap_hook = hook;
	ldt[1] = 0x00cff2000000ffff;
	ldt[2] = 0x00affa000000ffff;
	CHECK_EQ(page_protect(ldt, PTE_RO), 0);
	CHECK_EQ(hc_sched_op(SCHEDOP_pin_override, &pin), 0);
	CHECK_EQ(vcpu_start(1, other), 0);
	while (!switches)
		hc_sched_op(SCHEDOP_yield, 0);

	set_ldt(ldt);
	CHECK_OK(TRY("mov %0, %%es", ::"r"(15)));
	set_ldt(ldt);
	CHECK(switched());
	CHECK_EQ(es(), 15);
	CHECK_EQ(failsafes, 0);

	CHECK_EQ(mmuext(MMUEXT_SET_LDT, 0, 0), 0);
	CHECK(switched());
	CHECK_EQ(failsafes, 1);
	CHECK_EQ(segs_seen[1] & 0xffff, 15);
	CHECK_EQ(segs_seen[0] & 0xffff, 0);
	CHECK_EQ(es(), 0);
	CHECK(switched());
	CHECK_EQ(failsafes, 1);

	set_ldt(ldt);
	user_init();
	{
		struct iret_context c = {
			.rip = (unsigned long)user_code,
			.cs = 2 * 8 + 7,
			.rflags = 0x202,
			.rsp = (unsigned long)user_stack + sizeof(user_stack) -
			       8,
			.ss = FLAT_USER_SS,
		};

		CHECK(user_enter(&c, 0) > 0);
	}
	stop = true;
	CHECK(vcpu_wait(1));
}
