/*
 * exception.c: what an exception means, by where it came from.
 *
 * From a guest: the hypervisor's own business first (write to a page table,
 * LDT page, privileged instruction, lazy FPU), then the guest's handler.
 * From the hypervisor: a fixup of the exception table, else our own bug.
 */
#include <xen/atomic.h>
#include <xen/console.h>
#include <xen/gdb.h>
#include <xen/guest_copy.h>
#include <xen/log.h>
#include <xen/perfc.h>
#include <xen/sched.h>
#include <xen/smp.h>
#include <xen/arch/cpu.h>
#include <asm/cpu.h>
#include <asm/fpu.h>
#include <asm/pv_log.h>
#include <asm/pv_mm.h>
#include <asm/trap.h>

static const char *const names[] = {
	"divide error",
	"debug",
	"NMI",
	"breakpoint",
	"overflow",
	"bounds",
	"invalid opcode",
	"no FPU",
	"double fault",
	"coprocessor overrun",
	"invalid TSS",
	"segment not present",
	"stack fault",
	"general protection",
	"page fault",
	"reserved",
	"FPU error",
	"alignment check",
	"machine check",
	"SIMD error",
};

static const char *name(unsigned int vector)
{
	return vector < ARRAY_SIZE(names) ? names[vector] : "unknown exception";
}

static bool in_hole(unsigned long addr)
{
	return addr >= HOLE_START && addr < HOLE_END;
}

/* Errors with a code push it; the guest's frame gets it as well. */
bool trap_has_error_code(unsigned int vector)
{
	return (1UL << vector) &
	       ((1UL << TRAP_DF) | (1UL << TRAP_TS) | (1UL << TRAP_NP) |
		(1UL << TRAP_SS) | (1UL << TRAP_GP) | (1UL << TRAP_PF) |
		(1UL << TRAP_AC) | (1UL << 21));
}

static void guest_page_fault(struct vcpu *v, struct cpu_user_regs *regs,
			     unsigned long addr)
{
	uint32_t error = regs->error_code;

	perfc_inc(page_faults);
	if (unlikely(in_hole(addr))) {
		/* The windows of the per-domain slot: LDT pages come on demand.
		 */
		unsigned long off = addr - LDT_VIRT_START(v);

		if (!(error & (PFEC_P | PFEC_USER)) && off < 0x10000 &&
		    pv_ldt_fault(v, off))
			return;
		/* The CPU read a descriptor there, not the guest itself. */
		if (!(error & PFEC_USER) &&
		    addr - GDT_VIRT_START(v) < 0x10000) {
			pv_inject(v, TRAP_GP,
				  (addr - GDT_VIRT_START(v)) & 0xfff8);
			return;
		}
		if (!(error & PFEC_USER) && off < 0x10000)
			addr = v->arch.pv.ldt_base + off;
		/* Nor may it learn what else is mapped there but the M2P. */
		if (addr >= MACH2PHYS_VIRT_END)
			error &= ~PFEC_P;
	} else if (pv_logged(v->domain) && pv_log_fault(v, addr, error, true)) {
		return;
	} else if ((error & (PFEC_P | PFEC_WRITE | PFEC_RSVD)) ==
			   (PFEC_P | PFEC_WRITE) &&
		   v->arch.pv.kernel_mode && pv_ptwr_fault(v, addr, regs)) {
		return;
	}
	pv_inject_page_fault(v, addr, error);
}

/*
 * INT n of a guest: the IDT's DPL 0 makes it a #GP with error code 8n + 2.
 * (QEMU's TCG says 16n + 2 in long mode: the vector is taken from the
 * instruction where that can be read.)
 */
static bool guest_software_interrupt(struct vcpu *v, struct cpu_user_regs *regs)
{
	const struct pv_trap *t;
	unsigned int vector = (regs->error_code & 0xffff) >> 3;
	uint8_t insn[2];

	if (copy_from_guest(insn, guest_ptr_reg(regs->rip), 2) == 0 &&
	    insn[0] == 0xcd)
		vector = insn[1];
	t = &v->arch.pv.trap[vector & 0xff];
	if (!t->cs || (!v->arch.pv.kernel_mode && (t->flags & 3) != 3))
		return false;
	regs->rip += 2;
	pv_inject_int(v, vector & 0xff);
	return true;
}

static void guest_gp(struct vcpu *v, struct cpu_user_regs *regs)
{
	uint32_t error = regs->error_code;

	if ((error & 3) == 2 && guest_software_interrupt(v, regs))
		return;
	if (error == 0 && pv_emulate_privileged(v, regs))
		return;
	pv_inject(v, TRAP_GP, error & 0xffff);
}

/* What came up while single-stepping or at a breakpoint, for the guest. */
static void guest_debug(struct vcpu *v)
{
	unsigned long dr6;

	__asm__ volatile("mov %%dr6, %0" : "=r"(dr6));
	__asm__ volatile("mov %0, %%dr6" : : "r"(0xffff0ff0UL));
	v->arch.dr[6] |= dr6 & 0xe00f;
	pv_inject(v, TRAP_DB, 0);
}

void guest_exception(struct cpu_user_regs *regs)
{
	struct vcpu *v = current;
	unsigned int vector = regs->entry_vector;
	unsigned long cr2 = 0;

	if (vector == TRAP_PF)
		cr2 = read_cr2();
	irq_enable();
	perfc_inc(exceptions);
	switch (vector) {
	case TRAP_PF:
		guest_page_fault(v, regs, cr2);
		break;
	case TRAP_GP:
		guest_gp(v, regs);
		break;
	case TRAP_UD:
		if (!pv_emulate_forced(v, regs))
			pv_inject(v, TRAP_UD, 0);
		break;
	case TRAP_DB:
		guest_debug(v);
		break;
	case TRAP_NM:
		if (!fpu_no_device(v))
			pv_inject(v, TRAP_NM, 0);
		break;
	default:
		pv_inject(v, vector,
			  trap_has_error_code(vector) ? regs->error_code : 0);
		break;
	}
}

static void __noreturn die(const struct cpu_user_regs *regs)
{
	/* It may have come while this CPU held the console's lock. */
	console_force_unlock();
	arch_dump_state(regs);
	if (regs->entry_vector == TRAP_PF)
		log_err("Faulting address: %016lx\n", read_cr2());
	panic("Hypervisor fault: %s (vector %u, error %#x)\n",
	      name(regs->entry_vector), regs->entry_vector, regs->error_code);
}

/*
 * Whether a fault in our access to guest memory came from a translation that
 * was stale, or from a log of dirty pages.  Without AC it is SMAP's: a bug, not
 * to be tried again.
 */
static bool stale_translation(const struct cpu_user_regs *regs,
			      unsigned long addr)
{
	if (cpu_features.smap && !(regs->rflags & X86_EFLAGS_AC))
		return false;
	if (current && pv_logged(current->domain))
		return pv_log_fault(current, addr, regs->error_code,
				    regs->rflags & X86_EFLAGS_IF);
	return pv_access_allowed(read_cr3() >> PAGE_SHIFT, addr,
				 regs->error_code);
}

static void iret_again(struct cpu_user_regs *regs)
{
	guest_regs()->error_code = 0;
	guest_regs()->entry_vector = 0;
	regs->rip = (unsigned long)guest_iret_again;
}

void xen_exception(struct cpu_user_regs *regs)
{
	unsigned long fixup = extable_search(regs->rip);
	/*
	 * Bringing in an LDT page takes locks and flushes TLBs: not with
	 * interrupts off, but for the IRET to the guest, which holds nothing.
	 */
	bool may_wait = (regs->rflags & X86_EFLAGS_IF) ||
			regs->rip == (unsigned long)guest_iret;
	unsigned long addr = read_cr2();

	if (unlikely(regs->entry_vector == TRAP_BP) && gdb_trap(regs, false))
		return;
	if (regs->entry_vector == TRAP_PF && fixup &&
	    stale_translation(regs, addr))
		return;
	if (regs->entry_vector == TRAP_PF && fixup && may_wait) {
		perfc_inc(guest_copy_faults);
		irq_enable();
		/* Our own access to the LDT window brings its page in. */
		if (current && !is_idle_vcpu(current)) {
			unsigned long off = addr - LDT_VIRT_START(current);

			if (off < 0x10000 && pv_ldt_fault(current, off)) {
				irq_disable();
				if (regs->rip == (unsigned long)guest_iret)
					iret_again(regs);
				return;
			}
		}
		irq_disable();
	}
	if (regs->entry_vector == TRAP_DB) {
		/* A guest's watchpoint on memory that we touched for it. */
		__asm__ volatile("mov %0, %%dr6" : : "r"(0xffff0ff0UL));
		if (regs->rflags & X86_EFLAGS_TF)
			(void)gdb_trap(regs, false);
		return;
	}
	if (!fixup) {
		if (gdb_trap(regs, true))
			return;
		die(regs);
	}
	if (regs->rip == (unsigned long)guest_iret) {
		/*
		 * For pv_iret_fault().  The CPU aligned the stack to 16, so
		 * this exception's frame lies below that word.
		 */
		guest_regs()->error_code = regs->error_code;
		guest_regs()->entry_vector = regs->entry_vector;
		/* Interrupts were on for an LDT page: others may have faulted.
		 */
		if (regs->entry_vector == TRAP_PF)
			__asm__ volatile("mov %0, %%cr2" : : "r"(addr));
	}
	regs->rip = fixup;
}

/* The guest sees the fault as if its IRET were at the place it goes to. */
void pv_iret_fault(struct cpu_user_regs *regs)
{
	unsigned long cr2 = read_cr2();
	unsigned int vector = regs->entry_vector;

	irq_enable();
	regs->entry_vector = 0;
	if (vector == TRAP_PF)
		guest_page_fault(current, regs, cr2);
	else
		pv_inject(current, vector,
			  trap_has_error_code(vector)
				  ? regs->error_code & 0xffff
				  : 0);
}

void ist_exception_c(struct cpu_user_regs *regs)
{
	switch (regs->entry_vector) {
	case TRAP_NMI:
		nmi_handle(regs);
		break;
	case TRAP_MC:
		machine_check(regs);
		break;
	case TRAP_DB:
		xen_exception(regs);
		break;
	default:
		die(regs);
	}
}
