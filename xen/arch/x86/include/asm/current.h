/*
 * asm/current.h: who runs here, found by rounding the stack pointer.
 *
 * Each CPU has one stack of STACK_SIZE bytes, aligned to its size.  At its
 * top is struct cpu_info; the guest's registers are the part of it that the
 * entry code pushes.  Interrupt-stack-table stacks (NMI, #DF, #MC, #DB) lie in
 * the lowest pages of the same area, so that the rounding works on them too.
 */
#ifndef ASM_CURRENT_H
#define ASM_CURRENT_H

#define STACK_ORDER 3
#define STACK_SIZE  (4096 << STACK_ORDER)

#ifndef __ASSEMBLER__

#include <xen/types.h>
#include <public/xen.h>

struct vcpu;

struct cpu_info {
	struct cpu_user_regs guest_regs;
	unsigned int processor_id;
	unsigned int pad;
	struct vcpu *current_vcpu;
	unsigned long per_cpu_offset;
	unsigned long cr4;	   /* as loaded */
	unsigned long scratch_rsp; /* the syscall stub's */
	unsigned long pad2;
};
/* The CPU aligns the stack to 16 when it pushes from guest_regs.es down. */
static_assert((sizeof(struct cpu_info) -
	       offsetof(struct cpu_info, guest_regs.es)) %
			      16 ==
		      0,
	      "interrupt frame alignment");

static __always_inline struct cpu_info *get_cpu_info(void)
{
	unsigned long sp;

	__asm__("mov %%rsp, %0" : "=r"(sp));
	return (struct cpu_info *)((sp | (STACK_SIZE - 1)) + 1) - 1;
}

#define current		    (get_cpu_info()->current_vcpu)
#define arch_processor_id() (get_cpu_info()->processor_id)
#define guest_regs()	    (&get_cpu_info()->guest_regs)

#endif /* !__ASSEMBLER__ */
#endif /* ASM_CURRENT_H */
