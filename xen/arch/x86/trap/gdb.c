/*
 * gdb.c: registers, single steps and breakpoints for the gdb stub, and holding
 * the other CPUs: by NMIs, in whose handler they wait.
 */
#include <xen/atomic.h>
#include <xen/smp.h>
#include <xen/string.h>
#include <xen/time.h>
#include <xen/arch/cpu.h>
#include <xen/arch/gdb.h>
#include <asm/apic.h>
#include <asm/cpu.h>
#include <asm/smp.h>
#include <asm/trap.h>

static bool hold;
static unsigned int held; /* CPUs that wait */

/* The order of gdb's i386:x86-64: 17 of 64 bits, then 7 of 32. */
struct packed_regs {
	uint64_t rax, rbx, rcx, rdx, rsi, rdi, rbp, rsp, r8, r9, r10, r11, r12,
		r13, r14, r15, rip;
	uint32_t rflags, cs, ss, ds, es, fs, gs;
} __packed;
static_assert(sizeof(struct packed_regs) == sizeof(struct arch_gdb_regs),
	      "gdb's registers");

void arch_gdb_get_regs(const struct cpu_user_regs *r, struct arch_gdb_regs *out)
{
	struct packed_regs p = {
		.rax = r->rax,
		.rbx = r->rbx,
		.rcx = r->rcx,
		.rdx = r->rdx,
		.rsi = r->rsi,
		.rdi = r->rdi,
		.rbp = r->rbp,
		.rsp = r->rsp,
		.r8 = r->r8,
		.r9 = r->r9,
		.r10 = r->r10,
		.r11 = r->r11,
		.r12 = r->r12,
		.r13 = r->r13,
		.r14 = r->r14,
		.r15 = r->r15,
		.rip = r->rip,
		.cs = r->cs,
		.ss = r->ss,
		.rflags = r->rflags,
	};

	memcpy(out, &p, sizeof(p));
}

void arch_gdb_set_regs(struct cpu_user_regs *r, const struct arch_gdb_regs *in)
{
	struct packed_regs p;

	memcpy(&p, in, sizeof(p));
	r->rax = p.rax;
	r->rbx = p.rbx;
	r->rcx = p.rcx;
	r->rdx = p.rdx;
	r->rsi = p.rsi;
	r->rdi = p.rdi;
	r->rbp = p.rbp;
	r->rsp = p.rsp;
	r->r8 = p.r8;
	r->r9 = p.r9;
	r->r10 = p.r10;
	r->r11 = p.r11;
	r->r12 = p.r12;
	r->r13 = p.r13;
	r->r14 = p.r14;
	r->r15 = p.r15;
	r->rip = p.rip;
	r->rflags = p.rflags;
}

void arch_gdb_set_pc(struct cpu_user_regs *regs, unsigned long pc)
{
	regs->rip = pc;
}

void arch_gdb_step(struct cpu_user_regs *regs, bool step)
{
	if (step)
		regs->rflags |= X86_EFLAGS_TF;
	else
		regs->rflags &= ~(uint64_t)X86_EFLAGS_TF;
}

bool arch_gdb_read(unsigned char *to, unsigned long at)
{
	unsigned char byte = 0, ok = 0;

	__asm__ volatile("1:	movb (%2), %0\n"
			 "	movb $1, %1\n"
			 "2:\n" EX_TABLE(1b, 2b)
			 : "+q"(byte), "+q"(ok)
			 : "r"(at)
			 : "memory");
	*to = byte;
	return ok;
}

bool arch_gdb_write(unsigned long at, unsigned char byte)
{
	unsigned long cr0 = read_cr0();
	unsigned char ok = 0;

	write_cr0(cr0 & ~(unsigned long)X86_CR0_WP);
	__asm__ volatile("1:	movb %1, (%2)\n"
			 "	movb $1, %0\n"
			 "2:\n" EX_TABLE(1b, 2b)
			 : "+q"(ok)
			 : "q"(byte), "r"(at)
			 : "memory");
	write_cr0(cr0);
	return ok;
}

void arch_gdb_break(void)
{
	__asm__ volatile("int3" : : : "memory");
}

void arch_gdb_stop_others(void)
{
	unsigned int cpu, others = cpumask_weight(&cpu_online_map) - 1;

	if (READ_ONCE(hold))
		return;
	WRITE_ONCE(hold, true);
	smp_mb();
	for_each_cpu(cpu, &cpu_online_map) if (cpu != smp_processor_id())
		apic_send(cpu_apic_id[cpu], APIC_DM_NMI);
	/* One that does not come hangs: gdb may find out why. */
	for (unsigned int ms = 0; ms < 100 && READ_ONCE(held) < others; ms++)
		udelay(1000);
}

void arch_gdb_let_others_go(void)
{
	WRITE_ONCE(hold, false);
	while (READ_ONCE(held))
		cpu_relax();
}

bool gdb_hold_cpu(void)
{
	if (!READ_ONCE(hold))
		return false;
	atomic_add(&held, 1);
	while (READ_ONCE(hold))
		cpu_relax();
	atomic_add(&held, -1);
	return true;
}
