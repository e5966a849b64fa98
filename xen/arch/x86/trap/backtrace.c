/*
 * backtrace.c: registers and a symbolised backtrace of the hypervisor, for
 * faults, panics and debug keys.
 *
 * Without frame pointers a stack holds no chain: every word that points
 * behind a call into .text is printed ("?" where it may be a leftover).
 */
#include <xen/log.h>
#include <xen/smp.h>
#include <xen/string.h>
#include <xen/arch/cpu.h>
#include <asm/cpu.h>
#include <asm/trap.h>

extern const uint32_t nr_symbols, symbol_offsets[];
extern const char symbol_names[];
extern char _stext[], _etext[], _sinittext[], _einittext[];

static bool is_text(unsigned long a)
{
	return (a >= (unsigned long)_stext && a < (unsigned long)_etext) ||
	       (a >= (unsigned long)_sinittext &&
		a < (unsigned long)_einittext);
}

/* Index of the last symbol at or below `off`, or -1. */
static int symbol_find(uint32_t off)
{
	int lo = 0, hi = nr_symbols;

	while (lo < hi) {
		int mid = (lo + hi) / 2;

		if (symbol_offsets[mid] <= off)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo - 1;
}

void print_symbol(unsigned long addr)
{
	const char *name = symbol_names;
	uint32_t off = addr - XEN_VIRT_START;
	int i = is_text(addr) ? symbol_find(off) : -1;

	if (i < 0) {
		log_err("   [<%016lx>]\n", addr);
		return;
	}
	for (int n = 0; n < i; n++)
		name += strlen(name) + 1;
	log_err("   [<%016lx>] %s+%#x\n", addr, name, off - symbol_offsets[i]);
}

void dump_guest_regs(const struct cpu_user_regs *r)
{
	log_err("RIP: %04x:%016lx RFLAGS: %016lx error %08x vector %u\n", r->cs,
		(unsigned long)r->rip, (unsigned long)r->rflags, r->error_code,
		r->entry_vector);
	if (!regs_from_guest(r))
		print_symbol(r->rip);
	log_err("rax %016lx rbx %016lx rcx %016lx rdx %016lx\n",
		(unsigned long)r->rax, (unsigned long)r->rbx,
		(unsigned long)r->rcx, (unsigned long)r->rdx);
	log_err("rsi %016lx rdi %016lx rbp %016lx rsp %016lx\n",
		(unsigned long)r->rsi, (unsigned long)r->rdi,
		(unsigned long)r->rbp, (unsigned long)r->rsp);
	log_err("r8  %016lx r9  %016lx r10 %016lx r11 %016lx\n",
		(unsigned long)r->r8, (unsigned long)r->r9,
		(unsigned long)r->r10, (unsigned long)r->r11);
	log_err("r12 %016lx r13 %016lx r14 %016lx r15 %016lx\n",
		(unsigned long)r->r12, (unsigned long)r->r13,
		(unsigned long)r->r14, (unsigned long)r->r15);
}

static void print_regs(const struct cpu_user_regs *r)
{
	dump_guest_regs(r);
	log_err("cr0 %016lx cr2 %016lx cr3 %016lx cr4 %016lx\n", read_cr0(),
		read_cr2(), read_cr3(), read_cr4());
}

/* The IST stacks, in front of the CPU's own, end at guards (cpu/area.c). */
static unsigned long stack_end(unsigned long sp)
{
	unsigned long top = (sp | (STACK_SIZE - 1)) + 1;

	if (sp >= CPU_VIRT_START && sp < top - CPU_MAIN_PAGES * PAGE_SIZE)
		return (sp | (PAGE_SIZE - 1)) + 1;
	return top - sizeof(struct cpu_info);
}

static void print_stack(unsigned long sp)
{
	unsigned long top = stack_end(sp);
	unsigned int shown = 0;

	log_err("Call trace:\n");
	for (; sp < top && IS_ALIGNED(sp, 8) && shown < 24; sp += 8) {
		unsigned long word = *(const unsigned long *)sp;

		if (!is_text(word))
			continue;
		print_symbol(word);
		shown++;
	}
}

void arch_dump_state(const struct cpu_user_regs *regs)
{
	unsigned long sp;

	log_err("----[ CPU %u ]----\n", smp_processor_id());
	if (regs)
		print_regs(regs);
	if (regs && regs_from_guest(regs))
		return;
	__asm__("mov %%rsp, %0" : "=r"(sp));
	print_stack(regs ? (unsigned long)regs->rsp & ~7UL : sp);
}
