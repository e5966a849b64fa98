/*
 * ptwr.c: a guest kernel's own writes to its L1 tables.
 *
 * They are mapped read-only, so the write faults; with the assist
 * "writable_pagetables" the hypervisor carries the instruction out: the same
 * check as for an update by hypercall, and a compare-and-exchange of the
 * whole entry, so that the processor's A and D bits and other CPUs' writes
 * are seen as the instruction would have.
 */
#include <xen/errno.h>
#include <xen/guest_copy.h>
#include <xen/perfc.h>
#include <xen/trace.h>
#include <asm/pv_env.h>
#include <asm/trap.h>

#include "ptwr_decode.h"
#include "types.h"
#include "walk.h"

/* The instruction at RIP: all 15 bytes, or as many as its page has. */
static unsigned int fetch(const struct cpu_user_regs *regs, uint8_t *bytes)
{
	unsigned int left = PAGE_SIZE - (regs->rip & (PAGE_SIZE - 1));

	if (!copy_from_guest(bytes, guest_ptr_reg(regs->rip), 15))
		return 15;
	if (left < 15 &&
	    !copy_from_guest(bytes, guest_ptr_reg(regs->rip), left))
		return left;
	return 0;
}

/* The locked table that `addr` is in, if it is mapped read-only; NULL. */
static uint64_t *table_at(struct vcpu *v, unsigned long addr,
			  struct page_info **out)
{
	unsigned long table, mfn;
	uint64_t *slot = pv_walk_l1(v, addr, &table);
	struct page_info *pg;
	uint64_t e;

	if (!slot)
		return NULL;
	e = READ_ONCE(*slot);
	if ((e & (PTE_P | PTE_RW)) != PTE_P)
		return NULL;
	mfn = pte_frame(e);
	pg = frame_page(mfn);
	if (!frame_valid(mfn) || !page_ref_get_owned(pg, v->domain->id))
		return NULL;
	if (!pv_l1_lock(pg)) {
		page_ref_put(pg);
		return NULL;
	}
	*out = pg;
	return (uint64_t *)((char *)frame_virt(mfn) +
			    (addr & (PAGE_SIZE - 1) & ~7UL));
}

/* Registers behind the operation. */
static void finish(struct cpu_user_regs *regs, const struct ptwr_insn *in,
		   uint64_t old, uint64_t eflags)
{
	uint64_t *reg;
	long step;

	if (in->kind == PTWR_STOS || in->kind == PTWR_MOVS) {
		step = regs->rflags & X86_EFLAGS_DF ? -(long)in->size
						    : in->size;
		regs->rdi += step;
		if (in->kind == PTWR_MOVS)
			regs->rsi += step;
		if (in->rep && --regs->rcx)
			return; /* the same instruction again */
		regs->rip += in->len;
		return;
	}
	regs->rflags = eflags;
	regs->rip += in->len;
	if (in->kind == PTWR_CMPXCHG) {
		if (eflags & 0x40)
			return;
		reg = ptwr_reg(regs, 0);
	} else if (in->kind == PTWR_XCHG) {
		reg = ptwr_reg(regs, in->high_byte ? in->reg - 4 : in->reg);
	} else {
		return;
	}
	if (in->high_byte && in->kind == PTWR_XCHG)
		*reg = (*reg & ~0xff00ULL) | old << 8;
	else if (in->size == 8)
		*reg = old;
	else if (in->size == 4)
		*reg = (uint32_t)old;
	else
		*reg = (*reg & ~(in->size == 2 ? 0xffffULL : 0xffULL)) | old;
}

static int carry_out(struct domain *d, uint64_t *slot, unsigned int shift,
		     const struct ptwr_insn *in, struct cpu_user_regs *regs)
{
	uint64_t mask = in->size == 8 ? ~0ULL : (1ULL << (8 * in->size)) - 1;
	uint64_t old = READ_ONCE(*slot), part, val, eflags;
	int rc;

	do {
		eflags = regs->rflags;
		part = old >> shift & mask;
		val = ptwr_apply(in, part, regs->rax, &eflags);
		rc = pv_l1_cmpxchg(d, slot, &old,
				   (old & ~(mask << shift)) | val << shift);
	} while (rc == -EAGAIN);
	if (!rc)
		finish(regs, in, part, eflags);
	return rc;
}

int pv_ptwr_fault(struct vcpu *v, unsigned long addr,
		  struct cpu_user_regs *regs)
{
	struct page_info *pg;
	struct ptwr_insn in;
	uint8_t bytes[15];
	uint64_t *slot;
	int rc;

	/* First whether it is a table: most faults are not. */
	slot = table_at(v, addr, &pg);
	if (!slot)
		return 0;
	pv_l1_unlock(pg);
	rc = -EINVAL;
	if (!ptwr_decode(bytes, fetch(regs, bytes), regs, &in) ||
	    (addr & 7) + in.size > 8 || (in.rep && !regs->rcx))
		goto out;
	if (in.kind == PTWR_MOVS &&
	    copy_from_guest(&in.value, guest_ptr_reg(regs->rsi), in.size))
		goto out;
	if (!pv_l1_lock(pg))
		goto out;
	perfc_inc(ptwr_emul);
	TRACE(TRC_PV_PTWR_EMULATION | TRC_64_FLAG, TRACE_64(in.value),
	      TRACE_64(addr), TRACE_64(regs->rip));
	rc = carry_out(v->domain, slot, (addr & 7) * 8, &in, regs);
	pv_l1_unlock(pg);
out:
	page_ref_put(pg);
	return !rc;
}
