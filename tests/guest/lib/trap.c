/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Exceptions: a table of code ranges (TRY) says where to go on after a fault;
 * the fault is recorded for the vCPU.  A fault elsewhere ends the test.
 * And user mode, which is entered by iret and left by a system call.
 */
#include "guest.h"

struct range {
	unsigned long from, to;
};
extern const struct range ex_table_start[], ex_table_end[];

bool (*trap_hook)(struct regs *regs);

static struct fault faults[MAX_CPUS];

/* Vectors 3 and 4 may be raised by user mode (DPL 3). */
struct trap_info trap_table[40];

void do_entry(struct regs *regs);
void do_events(void);

void trap_init(void)
{
	int n = 0;

	for (int v = 0; v < 20; v++) {
		if (v == 2 || v == 9 || v == 15)
			continue;
		trap_table[n].vector = v;
		trap_table[n].flags = v == 3 || v == 4 ? 3 : 0;
		trap_table[n].cs = FLAT_KERNEL_CS;
		trap_table[n++].address = (unsigned long)trap_stubs + v * 16;
	}
	trap_table[n].vector = 0x80;
	trap_table[n].flags = 3;
	trap_table[n].cs = FLAT_KERNEL_CS;
	trap_table[n++].address = (unsigned long)stub_vec80;
	if (hc_set_trap_table(trap_table))
		test_error("set_trap_table");
	if (hc_set_callbacks(stub_event, stub_failsafe, stub_syscall))
		test_error("set_callbacks");
}

void fault_clear(void)
{
	faults[cpu_id()].vector = -1;
	barrier();
}

struct fault fault_get(void)
{
	barrier();
	return faults[cpu_id()];
}

static bool fix_up(struct regs *regs)
{
	bool after = regs->vector == X86_DB || regs->vector == X86_BP ||
		     regs->vector == X86_OF || regs->vector == 0x80;

	for (const struct range *r = ex_table_start; r < ex_table_end; r++) {
		if (regs->rip < r->from || regs->rip > r->to ||
		    (regs->rip == r->to && !after))
			continue;
		faults[cpu_id()] = (struct fault){
			.vector = regs->vector,
			.error = regs->error,
			.cr2 = this_vcpu_info()->arch.cr2,
			.rip = regs->rip,
		};
		regs->rip = r->to;
		/* No more single steps. */
		regs->rflags &= ~0x100UL;
		return true;
	}
	return false;
}

void do_entry(struct regs *regs)
{
	if (trap_hook && trap_hook(regs))
		return;
	if (regs->vector == VEC_EVENT) {
		do_events();
		return;
	}
	if (regs->vector == VEC_SYSCALL && regs->rax == 0x5e5e)
		user_leave(regs->rdi);
	if (fix_up(regs))
		return;
	printf("Unexpected exception: vector 0x%lx error 0x%lx rip %p cs 0x%lx "
	       "rsp %p cr2 %p\n",
	       regs->vector, regs->error, (void *)regs->rip, regs->cs,
	       (void *)regs->rsp, (void *)this_vcpu_info()->arch.cr2);
	check(false, "unexpected exception", 0);
	test_end();
}

bool check_fault(struct fault f, int vector, int error, int line)
{
	bool ok = f.vector == vector &&
		  (error < 0 || f.error == (unsigned int)error);

	if (check(ok, vector < 0 ? "no fault" : "fault", line))
		return true;
	printf("    got vector %d error 0x%x cr2 %p, want vector %d error "
	       "0x%x\n",
	       f.vector, f.error, (void *)f.cr2, vector, error);
	return false;
}

struct fault try_read(const volatile void *p, unsigned long *val)
{
	unsigned long v = 0;
	struct fault f = TRY("mov (%1), %0", : "+r"(v) : "r"(p) : "memory");

	if (val)
		*val = v;
	return f;
}

struct fault try_write(volatile void *p, unsigned long val)
{
	return TRY("mov %0, (%1)", ::"r"(val), "r"(p) : "memory");
}

struct fault try_rdmsr(unsigned int msr, uint64_t *val)
{
	uint32_t lo = 0, hi = 0;
	struct fault f = TRY("rdmsr", : "+a"(lo), "+d"(hi) : "c"(msr));

	*val = ((uint64_t)hi << 32) | lo;
	return f;
}

struct fault try_wrmsr(unsigned int msr, uint64_t val)
{
	return TRY("wrmsr", ::"a"((uint32_t)val), "d"((uint32_t)(val >> 32)),
		   "c"(msr)
		   : "memory");
}

__attribute__((aligned(4096))) char user_stack[4 * PAGE_SIZE];
void *user_l4;

void user_init(void)
{
	uint64_t *l4 = page_alloc();

	/* The image's slot, whose pages user mode may use too. */
	l4[511] = *pt_entry(VIRT_BASE, 4);
	if (page_protect(l4, PTE_RO) ||
	    mmuext(MMUEXT_PIN_L4_TABLE, virt_to_mfn(l4), 0) ||
	    mmuext(MMUEXT_NEW_USER_BASEPTR, virt_to_mfn(l4), 0) ||
	    hc_stack_switch(FLAT_KERNEL_SS, USER_TRAP_STACK))
		test_error("cannot make user mode's tables");
	user_l4 = l4;
}

long user_run(void (*fn)(void), unsigned long arg)
{
	struct iret_context c = {
		.rip = (unsigned long)fn,
		.cs = FLAT_USER_CS,
		.rflags = 0x202,
		.rsp = (unsigned long)user_stack + sizeof(user_stack) - 8,
		.ss = FLAT_USER_SS,
	};

	return user_enter(&c, arg);
}
